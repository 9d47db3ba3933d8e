import { contains } from '../address/cidr.ts';
import type { Ip } from '../address/ip.ts';
import type { GroupSet, SecurityGroup, SecurityGroupRule } from '../network/model.ts';
import { ALL, hasPorts, TCP, UDP } from '../notation/traffic.ts';
import { type Header, matchesTraffic } from './packet.ts';

export type Direction = 'ingress' | 'egress';

/** The far end of a packet as the rules of a group see it. */
export interface FarEnd {
  readonly ip: Ip;
  /** The groups of the interface that has this private address, where references can see it. */
  readonly groups: GroupSet | undefined;
}

/** What the groups of an interface say to a new connection. */
export type GroupDecision =
  | {
      readonly allowed: true;
      readonly group: SecurityGroup;
      readonly rule: SecurityGroupRule;
      /** Whether the flow needs no entry in the connection table. */
      readonly untracked: boolean;
    }
  | { readonly allowed: false; readonly unknown: boolean };

/**
 * A connection is allowed if any rule of any group matches; there is no order and no deny ("Security group rules",
 * VPC User Guide). Egress rules look at the destination, ingress rules at the source; ports are the request's destination ports.
 */
export function decideGroups(set: GroupSet, direction: Direction, header: Header, far: FarEnd): GroupDecision {
  let unknown = false;
  for (const group of set.groups) {
    const rules = group[direction];
    if (rules === 'unknown') {
      unknown = true;
      continue;
    }
    for (const rule of rules) {
      const match = ruleMatches(rule, header, far);
      if (match === 'unknown') unknown = true;
      else if (match) return { allowed: true, group, rule, untracked: isUntracked(set, direction, header, far) };
    }
  }
  return { allowed: false, unknown };
}

/** Whether one rule lets the packet through; unknown where it rests on a prefix list whose entries nobody knows. */
export function ruleMatches(rule: SecurityGroupRule, header: Header, far: FarEnd): boolean | 'unknown' {
  return !rule.stale && matchesTraffic(rule.traffic, header) && peerMatches(rule.peer, far);
}

/** Whether the far end is whom a rule speaks of. */
export function peerMatches(peer: SecurityGroupRule['peer'], far: FarEnd): boolean | 'unknown' {
  if (!('kind' in peer)) return contains(peer, far.ip);
  if (peer.kind === 'sg') return far.groups?.members.has(peer) === true;
  if (peer.entries === 'unknown') return 'unknown';
  return peer.lookup.longest(far.ip) !== undefined;
}

/**
 * TCP and UDP flows are not tracked where the permitting rule is open to every address and the other direction has a
 * rule open to every address on all ports ("Security group connection tracking", EC2 User Guide).
 */
function isUntracked(set: GroupSet, direction: Direction, header: Header, far: FarEnd): boolean {
  if (!hasPorts(header.protocol)) return false;
  const openHere = (rule: SecurityGroupRule) => isOpen(rule, far.ip) && matchesTraffic(rule.traffic, header);
  return someRule(set, direction, openHere) && opensReplies(set, direction, header.protocol, far.ip);
}

/** Whether the other direction has a rule open to every address on all ports of the protocol. */
export function opensReplies(set: GroupSet, direction: Direction, protocol: number, ip: Ip): boolean {
  const back = direction === 'ingress' ? 'egress' : 'ingress';
  return someRule(set, back, (rule) => isOpen(rule, ip) && coversAllPorts(rule, protocol));
}

function isOpen({ peer, stale }: SecurityGroupRule, ip: Ip): boolean {
  return !stale && !('kind' in peer) && peer.length === 0 && typeof peer.base === typeof ip;
}

function coversAllPorts({ traffic }: SecurityGroupRule, protocol: number): boolean {
  if (traffic.protocol === ALL) return true;
  if (traffic.protocol !== protocol || (protocol !== TCP && protocol !== UDP)) return false;
  return traffic.from === 0 && traffic.to === 65_535;
}

function someRule(set: GroupSet, direction: Direction, accept: (rule: SecurityGroupRule) => boolean): boolean {
  return set.groups.some((group) => {
    const rules = group[direction];
    return rules !== 'unknown' && rules.some(accept);
  });
}
