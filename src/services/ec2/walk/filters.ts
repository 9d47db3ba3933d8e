import { contains } from '../address/cidr.ts';
import { formatIp, type Ip } from '../address/ip.ts';
import { isPrivate } from '../address/special.ts';
import type {
  GroupSet,
  Interface,
  NetworkAclEntry,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
} from '../network/model.ts';
import { formatEntry, formatRule } from '../notation/rules.ts';
import { hasPorts } from '../notation/traffic.ts';
import { decideAcl } from '../rules/network-acl.ts';
import { formatService, type Header } from '../rules/packet.ts';
import { type Direction, decideGroups, type FarEnd } from '../rules/security-group.ts';
import { type Tracker, trackingIdle } from '../sessions/timeouts.ts';
import type { Stopped } from './hop.ts';
import type { Walk } from './walk.ts';

/** "Source/destination checking": an interface sends from and takes for its own addresses only, unless told otherwise. */
export function checkSourceDest(walk: Walk, owner: Interface, header: Header, side: Direction): Stopped | undefined {
  const address = side === 'egress' ? header.src : header.dst;
  if (owner.sourceDestCheck === false || owner.ips.includes(address)) return undefined;
  if (owner.sourceDestCheck === 'unknown') return walk.unknown(owner, header, 'sourceDestCheck');
  const instance = walk.network.instanceOf.get(owner);
  const facts = () => ({ side, own: owner.ips.map(formatIp) });
  return walk.block('source-dest-check', owner, header, facts, { kind: 'source-dest-check', owner, instance });
}

/** The security groups of an interface: answers to tracked connections pass, new connections meet the rules. */
export function checkGroups(walk: Walk, owner: Interface, header: Header, direction: Direction): Stopped | undefined {
  const { groups } = owner;
  if (groups === undefined) return undefined;
  walk.filtered.push(owner);
  if (walk.situation.withoutGroups === true) return undefined;
  const known = walk.sessions.connection(owner.address, direction, header);
  if (known?.tracked === true) {
    const requests = known.requests + (known.direction === direction ? 1 : 0);
    const idle = trackingIdle(header.protocol, requests > 1, trackerOf(walk, owner));
    walk.sessions.remember({ ...known, requests, idle, lastSeen: walk.sessions.now });
    const decider = typeof groups === 'object' ? (groups.groups[0] ?? owner) : owner;
    walk.pass('sg-tracked', decider, header, () => ({ side: direction, interface: owner.address }));
    return undefined;
  }
  if (groups === 'unknown') return walk.unknown(owner, header, 'securityGroups');
  const far = farEnd(walk, owner, header, direction);
  const decision = decideGroups(groups, direction, header, far);
  const lost = direction === 'ingress' ? walk.lost : undefined;
  const consulted = { table: 'groups', set: groups, direction, header, far, lost } as const;
  const facts = groupFacts(owner, groups, direction, header, far.ip);
  if (decision.allowed) {
    // "Automatically tracked connections": those through load balancers are among them.
    const tracked = !decision.untracked || walk.balanced !== undefined || walk.alwaysTracked;
    const full = tracked && known === undefined ? checkAllowance(walk, owner, header) : undefined;
    if (full !== undefined) return full;
    if (known === undefined) remember(walk, owner, header, direction, tracked);
    const { rule } = decision;
    const reason = direction === 'ingress' ? 'sg-ingress-allowed' : 'sg-egress-allowed';
    const withRule = () => ({ ...facts(), rule: formatRule(rule, direction), tracked });
    walk.pass(reason, decision.group, header, withRule, { place: rule.place, consulted });
    return undefined;
  }
  if (decision.unknown) return walk.unknown(groups.groups[0] ?? owner, header, `${direction} rules`);
  const first = groups.groups[0];
  const remedy = { kind: 'group', owner, set: groups, direction, header, far, sender: walk.sender } as const;
  const ended = walk.block(noRuleReason(groups, direction), first ?? owner, header, facts, remedy, {
    consulted,
    verdict: 'none',
  });
  if (ended === undefined) remember(walk, owner, header, direction, true);
  return ended;
}

function noRuleReason(set: GroupSet, direction: Direction) {
  const empty = set.groups.every((group) => group[direction].length === 0);
  if (direction === 'ingress') return empty ? 'sg-has-no-ingress-rules' : 'sg-no-matching-ingress-rule';
  return empty ? 'sg-has-no-egress-rules' : 'sg-no-matching-egress-rule';
}

function groupFacts(owner: Interface, set: GroupSet, direction: Direction, header: Header, far: Ip) {
  return () => ({
    groups: set.groups.map((group: SecurityGroup) => group.address),
    interface: owner.address,
    service: formatService(header),
    peer: formatIp(far),
    rules: set.groups.reduce((sum, group) => sum + ruleCount(group[direction]), 0),
  });
}

function ruleCount(rules: readonly SecurityGroupRule[] | 'unknown'): number {
  return rules === 'unknown' ? 0 : rules.length;
}

/** "Automatically tracked connections": those of Lambda's and Network Load Balancers' interfaces, whatever the rules say. */
const ALWAYS_TRACKING: ReadonlySet<Interface['type']> = new Set(['lambda', 'network_load_balancer']);

function remember(walk: Walk, owner: Interface, header: Header, direction: Direction, byRule: boolean): void {
  const tracked = byRule || ALWAYS_TRACKING.has(owner.type);
  const { now } = walk.sessions;
  const idle = trackingIdle(header.protocol, false, trackerOf(walk, owner));
  walk.sessions.remember({
    interface: owner.address,
    direction,
    header,
    tracked,
    requests: 1,
    since: now,
    lastSeen: now,
    idle,
  });
}

/**
 * "conntrack_allowance_exceeded": an instance that tracks as many connections as it can drops what would need another.
 * @modelChoice AWS publishes no figure by instance type; the scenario states it, or the table never fills.
 */
function checkAllowance(walk: Walk, owner: Interface, header: Header): Stopped | undefined {
  const instance = walk.network.instanceOf.get(owner);
  const allowance = instance?.trackingAllowance;
  if (instance === undefined || allowance === undefined) return undefined;
  const own = new Set(instance.interfaces.map(({ address }) => address));
  if (walk.sessions.trackedAt(own) < allowance) return undefined;
  return walk.stop('conntrack-exhausted', instance, header, () => ({ allowance }));
}

function trackerOf(walk: Walk, owner: Interface): Tracker {
  return { instanceType: walk.network.instanceOf.get(owner)?.instanceType, tracking: owner.tracking };
}

/** The far end as rules see it: its groups too, where it is addressed by its private address and nothing on the way hides it. */
function farEnd(walk: Walk, owner: Interface, header: Header, direction: Direction): FarEnd {
  if (direction === 'ingress') return { ip: header.src, groups: groupsOf(walk.sender) };
  return { ip: header.dst, groups: groupsOf(neighbour(walk, owner, header.dst)) };
}

function groupsOf(owner: Interface | undefined): GroupSet | undefined {
  return owner?.groups === 'unknown' ? undefined : owner?.groups;
}

/** Who has a private address in the VPC, or in a VPC of the Region that is peered with it ("Reference peer security groups"). */
function neighbour(walk: Walk, { subnet: { vpc } }: Interface, ip: Ip): Interface | undefined {
  const own = vpc.interfaces.get(ip);
  if (own !== undefined) return own;
  for (const peering of walk.network.peeringsOf.get(vpc) ?? []) {
    const other = peering.requester === vpc ? peering.accepter : peering.requester;
    if (other === undefined || peering.status !== 'active' || other.region !== vpc.region) continue;
    const found = other.interfaces.get(ip);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A subnet's network ACL, as the packet enters or leaves the subnet. */
export function checkAcl(walk: Walk, subnet: Subnet, header: Header, direction: Direction): Stopped | undefined {
  const { acl } = subnet;
  if (acl === 'unknown') return walk.unknown(subnet, header, 'networkAcl');
  const decision = decideAcl(acl, direction, header);
  if (decision === 'unknown') return walk.unknown(acl, header, `${direction} entries`);
  const { entry, allowed } = decision;
  const consulted = { table: 'acl', acl, direction, header } as const;
  const facts = () => ({ subnet: subnet.address, side: direction, rule: entryText(entry, direction) });
  if (allowed) {
    walk.pass('nacl-allowed', acl, header, facts, { place: entry?.place, consulted });
    return undefined;
  }
  const remedy = { kind: 'acl', acl, direction, header, leg: walk.leg } as const;
  const reason =
    entry === undefined ? (`nacl-no-matching-${direction}-entry` as const) : (`nacl-denies-${direction}` as const);
  return walk.block(reason, acl, header, facts, remedy, {
    place: entry?.place,
    consulted,
    verdict: entry === undefined ? 'none' : 'deny',
  });
}

function entryText(entry: NetworkAclEntry | undefined, direction: Direction): string {
  return entry === undefined ? '* deny all' : `#${entry.ruleNumber} ${formatEntry(entry, direction)}`;
}

const SMTP = 25;

/**
 * "Restriction on email sent using port 25": outbound TCP 25 to public IPv4 addresses and to IPv6 is blocked for every
 * account until AWS lifts it; private addresses are not concerned.
 */
export function checkPort25(walk: Walk, owner: Interface, header: Header): Stopped | undefined {
  if (walk.leg === 'return' || header.dstPort !== SMTP || !hasPorts(header.protocol) || header.protocol !== 6)
    return undefined;
  const { account } = owner;
  const { vpc } = owner.subnet;
  const inVpc = typeof header.dst === 'number' && vpc.cidrs[0] !== undefined && contains(vpc.cidrs[0], header.dst);
  if (isPrivate(header.dst) || inVpc || walk.network.port25Unblocked.has(account)) return undefined;
  return walk.block('port-25-blocked', owner, header, () => ({}), { kind: 'port-25', account });
}
