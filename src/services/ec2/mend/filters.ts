import type { Cidr } from '../address/cidr.ts';
import { everywhere, formatCidr, hostCidr } from '../address/cidr.ts';
import { familyOf } from '../address/ip.ts';
import type { Network, NetworkAclEntry, SecurityGroup, SecurityGroupRule } from '../network/model.ts';
import { formatEntry } from '../notation/rules.ts';
import { formatTraffic, hasPorts, type Traffic } from '../notation/traffic.ts';
import { decideAcl } from '../rules/network-acl.ts';
import { replyTo, trafficOf } from '../rules/packet.ts';
import type { Remedy } from '../walk/hop.ts';
import { type Edit, reference } from './edit.ts';

type Of<Kind extends Remedy['kind']> = Extract<Remedy, { readonly kind: Kind }>;

interface Words {
  readonly says: string;
  readonly edits: readonly Edit[];
}

/** One rule for exactly this traffic: naming the group of the other end where rules can see it, else its address alone. */
export function fixGroup({ set, direction, header, far }: Of<'group'>): Words {
  const group = set.groups.find((own) => !own.isDefault) ?? set.groups[0];
  if (group === undefined) return { says: 'give the interface a security group', edits: [] };
  const peer = far.groups?.groups.find((own) => !own.isDefault);
  const preposition = direction === 'ingress' ? 'from' : 'to';
  const end = peer === undefined ? formatCidr(hostCidr(far.ip)) : reference(peer, group.account);
  const rule = `${formatTraffic(trafficOf(header))} ${preposition} ${end}`;
  const current = group[direction];
  const to = current === 'unknown' ? [] : current.map((own) => writtenRule(own, preposition, group));
  return {
    says: `${group.address}: + ${direction} ${rule}`,
    edits: [{ path: [group.account, 'ec2', 'securityGroups', group.name, direction], add: { to, items: [rule] } }],
  };
}

function writtenRule(
  { traffic, peer, stale }: SecurityGroupRule,
  preposition: string,
  group: SecurityGroup,
): string | { readonly [key: string]: string | number | boolean } {
  const end = 'kind' in peer ? reference(peer, group.account) : formatCidr(peer);
  if (!stale) return `${formatTraffic(traffic)} ${preposition} ${end}`;
  return {
    ipProtocol: traffic.protocol === -1 ? 'all' : traffic.protocol,
    fromPort: traffic.from,
    toPort: traffic.to,
    stale,
    ...('kind' in peer
      ? { [peer.kind === 'pl' ? 'prefixList' : 'securityGroup']: end }
      : { [typeof peer.base === 'number' ? 'cidrIp' : 'cidrIpv6']: end }),
  };
}

/** AWS's advice where the other end may be anything ("Ephemeral ports", VPC User Guide). */
const EPHEMERAL: Pick<Traffic, 'from' | 'to'> = { from: 1024, to: 65_535 };
const RULE_NUMBER_MOST = 32_766;

/**
 * One entry before the one that denies. A reply goes to the port its request came from, so its entry opens the
 * ephemeral ports, towards those that the opposite entry lets in.
 */
export function fixAcl(network: Network, { acl, direction, header, leg }: Of<'acl'>, earlier: readonly Edit[]): Words {
  const current = acl[direction];
  const entries = current === 'unknown' ? [] : current;
  const decision = decideAcl(acl, direction, header);
  const denying = decision === 'unknown' ? undefined : decision.entry;
  const traffic = trafficOf(header);
  const opened =
    leg === 'return' && hasPorts(header.protocol) && header.dstPort >= EPHEMERAL.from
      ? { ...traffic, ...EPHEMERAL }
      : traffic;
  const entry = { allow: true, traffic: opened, cidr: blockFor(acl, direction, header, leg) };
  const path = [acl.account, 'ec2', 'networkAcls', acl.name, direction];
  const proposed = earlier.flatMap((edit) =>
    path.every((part, index) => edit.path[index] === part) ? [Number(edit.path.at(-1))] : [],
  );
  const number = freeNumber([...entries.map(({ ruleNumber }) => ruleNumber), ...proposed], denying);
  const line = formatEntry(entry, direction);
  const subnets = [...network.subnets.values()].filter((subnet) => subnet.acl === acl).map(({ name }) => name);
  return {
    says: `${acl.address} (${subnets.join(', ')}): + ${direction} ${number} ${line}`,
    edits: [{ path: [...path, String(number)], value: line }],
  };
}

/** The other end: for a reply the block that let the request through, else the address alone. */
function blockFor(
  acl: Of<'acl'>['acl'],
  direction: Of<'acl'>['direction'],
  header: Of<'acl'>['header'],
  leg: Of<'acl'>['leg'],
): Cidr {
  const far = direction === 'ingress' ? header.src : header.dst;
  if (leg === 'forward') return hostCidr(far);
  const opposite = decideAcl(acl, direction === 'ingress' ? 'egress' : 'ingress', replyTo(header));
  const admitted = opposite === 'unknown' || !opposite.allowed ? undefined : opposite.entry;
  if (admitted === undefined) return hostCidr(far);
  return admitted.cidr.length === 0 ? everywhere(familyOf(far)) : admitted.cidr;
}

/** A number before the entry that denies (behind all others where it was the final one), in steps of ten where there is room. */
function freeNumber(taken: readonly number[], denying: NetworkAclEntry | undefined): number {
  const high = denying?.ruleNumber ?? RULE_NUMBER_MOST + 1;
  const low = taken.reduce((most, number) => (number < high ? Math.max(most, number) : most), 0);
  const next = low === 0 && high > 100 ? 100 : low + 10;
  return next < high ? next : low + Math.max(1, Math.floor((high - low) / 2));
}
