import { type Cidr, formatCidr } from '../address/cidr.ts';
import { formatTraffic, type Traffic } from './traffic.ts';

type Direction = 'ingress' | 'egress';

const PREPOSITION: Readonly<Record<Direction, string>> = { ingress: 'from', egress: 'to' };

interface NamedPeer {
  readonly kind: 'sg' | 'pl';
  readonly name: string;
}

/** A security group rule on one line: `tcp 443 from 0.0.0.0/0`, `all to sg/web`. */
export function formatRule(
  rule: { readonly traffic: Traffic; readonly peer: Cidr | NamedPeer },
  direction: Direction,
): string {
  const { peer } = rule;
  const far = 'kind' in peer ? `${peer.kind}/${peer.name}` : formatCidr(peer);
  return `${formatTraffic(rule.traffic)} ${PREPOSITION[direction]} ${far}`;
}

/** A network ACL entry on one line: `allow tcp 5432 from 10.0.0.0/24`. */
export function formatEntry(
  entry: { readonly allow: boolean; readonly traffic: Traffic; readonly cidr: Cidr },
  direction: Direction,
): string {
  return `${entry.allow ? 'allow' : 'deny'} ${formatTraffic(entry.traffic)} ${PREPOSITION[direction]} ${formatCidr(entry.cidr)}`;
}
