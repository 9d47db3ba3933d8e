import { agrees, isRecord, own } from '../compare.ts';
import type { Json } from '../contract.ts';
import { listOf, textOf } from './input.ts';

/** Fields of `expected` that say how to compare, or that are lists of which others may be between. */
const IN_ORDER: Readonly<Record<string, string>> = {
  forwardPathIncludesInOrder: 'forwardPath',
  returnPathIncludesInOrder: 'returnPath',
  translations: 'translations',
  alsoBlocking: 'alsoBlocking',
};

/** Further words for what can drop a packet. */
const SYNONYMS: Readonly<Record<string, string>> = {
  sg: 'security-group',
  nacl: 'network-acl',
  acl: 'network-acl',
  rtb: 'route-table',
  igw: 'internet-gateway',
  eigw: 'egress-only-internet-gateway',
  nat: 'nat-gateway',
  eni: 'network-interface',
  interface: 'network-interface',
  vpce: 'vpc-endpoint',
  endpoint: 'vpc-endpoint',
  pcx: 'peering-connection',
  peering: 'peering-connection',
  'vpc-peering-connection': 'peering-connection',
  'vpc-peering': 'peering-connection',
  tgw: 'transit-gateway',
  'tgw-attachment': 'transit-gateway-attachment',
  'tgw-attach': 'transit-gateway-attachment',
  'transit-gateway-vpc-attachment': 'transit-gateway-attachment',
  'tgw-rtb': 'transit-gateway-route-table',
  'tgw-route-table': 'transit-gateway-route-table',
  vgw: 'vpn-gateway',
  'virtual-private-gateway': 'vpn-gateway',
};

/**
 * Compares as the case file says: a neighbour of the blocker may be right too, a code of null is not compared, ways and
 * lists of translations may be longer.
 */
export function flowMatches(expected: Json, actual: Json): boolean {
  if (!isRecord(expected)) return agrees(expected, actual);
  const alsoRight = listOf(expected['alsoAcceptDroppedAtTypes']).map(canonicalType);
  return Object.entries(expected).every(([key, value]) => {
    if (key === 'alsoAcceptDroppedAtTypes' || (key === 'code' && value === null)) return true;
    const inOrder = IN_ORDER[key];
    if (inOrder !== undefined) return includesInOrder(listOf(own(actual, inOrder)), listOf(value));
    if (key === 'code' && listOf(own(actual, 'codes')).includes(value)) return true;
    if (key !== 'droppedAt') return agrees(value, own(actual, key));
    return sameBlocker(value, actual, alsoRight);
  });
}

function sameBlocker(expected: Json, actual: Json, alsoRight: readonly Json[]): boolean {
  const droppedAt = own(actual, 'droppedAt');
  if (!isRecord(droppedAt) || !isRecord(expected)) return agrees(expected, droppedAt);
  if (alsoRight.includes(canonicalType(droppedAt))) return true;
  const wanted = { ...expected, ...(expected['type'] === undefined ? {} : { type: canonicalType(expected) }) };
  return [droppedAt, ...listOf(own(actual, 'sameDrop'))].some((one) => agrees(wanted, one));
}

function canonicalType(value: Json): string {
  const type = typeof value === 'string' ? value : (textOf(value, 'type') ?? '');
  return SYNONYMS[type] ?? type;
}

function includesInOrder(all: readonly Json[], wanted: readonly Json[]): boolean {
  let at = 0;
  for (const one of all) if (at < wanted.length && agrees(wanted[at] ?? null, one)) at += 1;
  return at === wanted.length;
}
