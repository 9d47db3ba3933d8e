import { importDocuments } from '../../../src/import/index.ts';
import { isRecord, own } from '../compare.ts';
import type { Json } from '../contract.ts';
import { firstOf, listOf, textOf } from './input.ts';

/** The rules of a security group, a line each. */
export interface Rules {
  readonly ingress: readonly string[];
  readonly egress: readonly string[];
}

/** The rules of a document of describe-security-groups, as the importer writes them. */
export function rulesOf(document: Json | undefined): Rules {
  const base = { GroupId: 'sg-0c0', VpcId: 'vpc-0c0', GroupName: 'g', IpPermissions: [], IpPermissionsEgress: [] };
  const group = imported('SecurityGroups', 'securityGroups', { ...base, ...(isRecord(document) ? document : {}) });
  return { ingress: linesOf(own(group, 'ingress')), egress: linesOf(own(group, 'egress')) };
}

/** The one resource that a document becomes. */
function imported(key: string, section: string, item: { readonly [key: string]: Json }): Json | undefined {
  const value = { [key]: [item] };
  const { scenario } = importDocuments([{ source: { path: key, text: JSON.stringify(value) }, folders: [], value }]);
  const [account] = Object.values(JSON.parse(JSON.stringify(scenario))['accounts'] as { readonly [id: string]: Json });
  const things = own(own(account, 'ec2'), section);
  return isRecord(things) ? Object.values(things)[0] : undefined;
}

function linesOf(rules: Json | undefined): readonly string[] {
  return listOf(rules).flatMap((rule) => (typeof rule === 'string' ? rule : (textOf(rule, 'value') ?? [])));
}

const INGRESS_ADDED = [
  'addRule',
  'add',
  'authorize',
  'addIngress',
  'authorizeIngress',
  'authorizeSecurityGroupIngress',
];
const EGRESS_ADDED = ['addEgress', 'authorizeEgress', 'authorizeSecurityGroupEgress'];
const INGRESS_REMOVED = [
  'removeRule',
  'remove',
  'revoke',
  'removeIngress',
  'revokeIngress',
  'revokeSecurityGroupIngress',
];
const EGRESS_REMOVED = ['removeEgress', 'revokeEgress', 'revokeSecurityGroupEgress'];

/** The rules after an event that takes some away, adds some or replaces them all; undefined for another event. */
export function changedRules(event: Json, rules: Rules): Rules | undefined {
  const { ingress, egress } = rules;
  const of = (keys: readonly string[]) =>
    firstOf(event, ...keys, ...keys.map((key) => key[0]?.toUpperCase() + key.slice(1)));
  const [added, addedOut, removed, removedOut] = [INGRESS_ADDED, EGRESS_ADDED, INGRESS_REMOVED, EGRESS_REMOVED].map(of);
  if (added !== undefined) return { ingress: [...ingress, ...permissions(added, 'ingress')], egress };
  if (addedOut !== undefined) return { ingress, egress: [...egress, ...permissions(addedOut, 'egress')] };
  if (removed !== undefined) return without(rules, removed);
  if (removedOut !== undefined) return { ingress, egress: rest(egress, removedOut, 'egress') };
  const whole = firstOf(event, 'securityGroup', 'setRules', 'replaceRules', 'rules');
  if (whole === undefined) return undefined;
  // A bare list is that of the ingress rules; those of the other side stay.
  return isRecord(whole) ? rulesOf(whole) : { ingress: rulesOf({ IpPermissions: whole }).ingress, egress };
}

/** A removal that names neither side takes ingress rules, unless it says egress. */
function without({ ingress, egress }: Rules, removed: Json): Rules {
  const isEgress = /egress|outbound/i.test(JSON.stringify(removed));
  return isEgress
    ? { ingress, egress: rest(egress, removed, 'egress') }
    : { ingress: rest(ingress, removed, 'ingress'), egress };
}

function rest(lines: readonly string[], removed: Json, side: 'ingress' | 'egress'): readonly string[] {
  if (typeof removed === 'number') return lines.filter((_, index) => index !== removed);
  const words = typeof removed === 'string' ? /\b(tcp|udp|icmp|icmpv6)(?:[\s/]+(\d+(?:-\d+)?))?/i.exec(removed) : null;
  const gone = permissions(removed, side);
  if (gone.length > 0) return lines.filter((line) => !gone.includes(line));
  if (words === null) return partly(lines, removed);
  const begin = [words[1]?.toLowerCase(), words[2]].filter((word) => word !== undefined).join(' ');
  return lines.filter((line) => !`${line} `.startsWith(`${begin} `));
}

/** A permission that names no source takes all rules of its traffic; what cannot be told apart takes all rules. */
function partly(lines: readonly string[], removed: Json): readonly string[] {
  const protocol = textOf(removed, 'IpProtocol', 'protocol');
  if (protocol === undefined) return [];
  const port = textOf(removed, 'FromPort', 'port');
  const begin = port === undefined || protocol.startsWith('icmp') ? `${protocol} ` : `${protocol} ${port} `;
  return lines.filter((line) => !line.startsWith(begin));
}

/** Permissions of a request, alone, as a list or under their key, as lines. */
function permissions(value: Json, side: 'ingress' | 'egress'): readonly string[] {
  const under = firstOf(value, 'IpPermissions', 'IpPermissionsEgress', 'ipPermissions');
  const hasPeers = (one: Json) =>
    ['IpRanges', 'Ipv6Ranges', 'PrefixListIds', 'UserIdGroupPairs'].some((key) => listOf(own(one, key)).length > 0);
  const list = listOf(under ?? value).filter((one) => own(one, 'IpProtocol') !== undefined && hasPeers(one));
  return list.length === 0
    ? []
    : rulesOf({ [side === 'ingress' ? 'IpPermissions' : 'IpPermissionsEgress']: list })[side];
}

/** Entries of the network ACL after an event that changes it: a document, or a verdict that goes before all others. */
export function changedAcl(event: Json): { readonly [side: string]: Json } | undefined {
  const wish = firstOf(
    event,
    'networkAcl',
    'acl',
    'setAcl',
    'changeAcl',
    'replaceNetworkAclEntry',
    'createNetworkAclEntry',
  );
  if (wish === undefined) return undefined;
  if (isRecord(wish) && wish['Entries'] !== undefined) {
    const acl = imported('NetworkAcls', 'networkAcls', { NetworkAclId: 'acl-0c0', VpcId: 'vpc-0c0', ...wish });
    return { ingress: own(acl, 'ingress') ?? {}, egress: own(acl, 'egress') ?? {} };
  }
  const text = typeof wish === 'string' ? wish : JSON.stringify(wish);
  const verdict = /allow/i.test(text) ? 'allow' : 'deny';
  const block = /\d+\.\d+\.\d+\.\d+\/\d+/.exec(text)?.[0] ?? '0.0.0.0/0';
  const sides = /egress|outbound/i.test(text)
    ? ['egress']
    : /ingress|inbound/i.test(text)
      ? ['ingress']
      : ['ingress', 'egress'];
  const word = { ingress: 'from', egress: 'to' } as const;
  return Object.fromEntries(
    sides.map((side) => [side, { 50: `${verdict} all ${word[side as keyof typeof word]} ${block}` }]),
  );
}
