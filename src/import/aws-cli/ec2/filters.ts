import {
  allOf,
  formatTraffic,
  hasPorts,
  isIcmp,
  protocolNumber,
  type Traffic,
} from '../../../services/ec2/notation/traffic.ts';
import { Commented, type Tree, type TreeMap } from '../../foreign.ts';
import type { Item } from '../collection.ts';
import type { Found } from '../fields.ts';
import { type Importing, leaveOut, type Made } from '../importing.ts';
import { isDefaultGroup } from '../naming.ts';

/** Rule numbers from here on are the final deny, in which every network ACL ends. */
const FINAL_RULE = 32_767;

/** A security group, its rules on one line each. */
export function securityGroup(item: Item, importing: Importing): Made {
  const { found } = item;
  const vpc = importing.ref('Vpcs', found.text('VpcId'), item);
  if (vpc === undefined) return leaveOut(item, 'it is in no VPC among the files', importing);
  const groupName = found.text('GroupName');
  const unknown = found.flag('RulesUnknown') === true;
  return {
    vpc,
    groupName:
      groupName === importing.nameOf(item) || (groupName === 'default' && !isDefaultGroup(importing.collection, item))
        ? undefined
        : groupName,
    description: found.text('Description'),
    ingress: unknown ? 'unknown' : groupRules(item, 'from', importing),
    egress: unknown ? 'unknown' : groupRules(item, 'to', importing),
  };
}

function groupRules(item: Item, side: 'from' | 'to', importing: Importing): readonly Tree[] {
  const key = side === 'from' ? 'IpPermissions' : 'IpPermissionsEgress';
  if (item.found.raw(key) !== undefined) {
    return item.found.list(key).flatMap((permission) => permissionRules(permission, side, item, importing));
  }
  const own = importing.collection.securityGroupRules.filter((rule) => rule.text('GroupId') === item.id);
  return own
    .filter((rule) => rule.flag('IsEgress') === (side === 'to'))
    .flatMap((rule) => ruleLine(rule, rule, side, item, importing) ?? []);
}

/** One permission with several sources is several rules. */
function permissionRules(permission: Found, side: 'from' | 'to', item: Item, importing: Importing): readonly Tree[] {
  const peers = ['IpRanges', 'Ipv6Ranges', 'PrefixListIds', 'UserIdGroupPairs'].flatMap((key) => permission.list(key));
  return peers.flatMap((peer) => ruleLine(permission, peer, side, item, importing) ?? []);
}

function ruleLine(
  permission: Found,
  peer: Found,
  side: 'from' | 'to',
  item: Item,
  importing: Importing,
): Tree | undefined {
  const range = { from: permission.number('FromPort'), to: permission.number('ToPort') };
  const traffic = trafficOf(permission.text('IpProtocol'), range);
  const stale = traffic === undefined ? undefined : staleRule(traffic, peer, item, importing);
  if (stale !== undefined) return stale;
  const end = peerOf(peer, item, importing);
  if (traffic === undefined) {
    importing.note(
      'not-simulated',
      `protocol ${permission.text('IpProtocol')} is not known: the rule is left out`,
      permission,
    );
    return undefined;
  }
  if (end === undefined) return undefined;
  const line = `${formatTraffic(traffic)} ${side} ${end}`;
  const description = peer.text('Description');
  return description === undefined ? line : new Commented(line, description);
}

/** A rule over a deleted peering still stands there and matches nothing ("Stale security group rules"). */
function staleRule(traffic: Traffic, peer: Found, item: Item, importing: Importing): TreeMap | undefined {
  const other = peer.object('ReferencedGroupInfo') ?? peer;
  if (other.text('PeeringStatus') !== 'deleted') return undefined;
  const id = other.text('GroupId') ?? '';
  importing.note('stale-rule', `a rule of ${item.id} refers to ${id} over a deleted peering: it matches nothing`, peer);
  const known = importing.collection.get('SecurityGroups', id);
  const ranged = hasPorts(traffic.protocol) || isIcmp(traffic.protocol);
  return {
    ipProtocol: traffic.protocol < 0 ? 'all' : traffic.protocol,
    fromPort: ranged ? traffic.from : undefined,
    toPort: ranged ? traffic.to : undefined,
    // The group is in the other account, out of sight: the rule is written of its own group and never matches.
    securityGroup: importing.refTo(known ?? item, item),
    stale: true,
  };
}

/** The other end of a rule as the notation writes it; undefined, with a note, where it matches nothing. */
function peerOf(peer: Found, item: Item, importing: Importing): string | undefined {
  const block = peer.text('CidrIp') ?? peer.text('CidrIpv4') ?? peer.text('CidrIpv6');
  if (block !== undefined) return block;
  const list = importing.collection.get('PrefixLists', peer.text('PrefixListId'));
  if (list !== undefined) return importing.wordedRefTo(list, item);
  const other = peer.object('ReferencedGroupInfo') ?? peer;
  const id = other.text('GroupId') ?? '';
  const group = importing.collection.get('SecurityGroups', id);
  if (group !== undefined) {
    return importing.wordedRefTo(group, item);
  } else {
    importing.note(
      'not-collected',
      `a rule of ${item.id} refers to security group ${id || '(no id)'}, which is not among the files: left out`,
      peer,
    );
  }
  return undefined;
}

/** A network ACL: rules by number, the final deny implied. */
export function networkAcl(item: Item, importing: Importing): Made {
  const { found } = item;
  const vpc = importing.ref('Vpcs', found.text('VpcId'), item);
  if (vpc === undefined) return leaveOut(item, 'it is in no VPC among the files', importing);
  return {
    vpc,
    isDefault: found.flag('IsDefault') === true ? true : undefined,
    ingress: aclEntries(item, false, importing),
    egress: aclEntries(item, true, importing),
  };
}

function aclEntries(item: Item, egress: boolean, importing: Importing): TreeMap {
  const entries = item.found.list('Entries').filter((entry) => (entry.flag('Egress') ?? false) === egress);
  const lines: Record<string, string> = {};
  for (const entry of entries) {
    const number = entry.number('RuleNumber');
    if (number === undefined || number >= FINAL_RULE) continue;
    const line = aclLine(entry, egress);
    if (line === undefined)
      importing.note(
        'not-simulated',
        `rule ${number} of ${item.id} is left out: it has no block or no known protocol`,
        entry,
      );
    else if (Object.hasOwn(lines, number))
      importing.note('conflict', `rule ${number} of ${item.id} stands there twice: the first counts`, entry);
    else lines[number] = line;
  }
  return lines;
}

function aclLine(entry: Found, egress: boolean): string | undefined {
  const block = entry.text('CidrBlock') ?? entry.text('Ipv6CidrBlock');
  const ports = entry.object('PortRange');
  const icmp = entry.object('IcmpTypeCode');
  const protocol = entry.text('Protocol');
  const number = protocol === undefined ? undefined : protocolNumber(protocol);
  const range =
    number !== undefined && isIcmp(number)
      ? { from: icmp?.number('Type'), to: icmp?.number('Code') }
      : { from: ports?.number('From'), to: ports?.number('To') };
  const traffic = trafficOf(protocol, range);
  if (block === undefined || traffic === undefined) return undefined;
  const action = entry.text('RuleAction')?.toLowerCase() === 'allow' ? 'allow' : 'deny';
  return `${action} ${formatTraffic(traffic)} ${egress ? 'to' : 'from'} ${block}`;
}

/** What a rule speaks of. For TCP and UDP -1 stands for every port, for ICMP for every type or code. */
function trafficOf(
  protocol: string | undefined,
  range: { from: number | undefined; to: number | undefined },
): Traffic | undefined {
  const number = protocol === undefined ? undefined : protocolNumber(protocol.toLowerCase());
  if (number === undefined) return undefined;
  const { from = -1, to = from } = range;
  if (isIcmp(number)) return { protocol: number, from, to: from === -1 ? -1 : (range.to ?? -1) };
  if (!hasPorts(number) || from < 0) return allOf(number);
  return { protocol: number, from, to: to < 0 ? from : to };
}

/** A prefix list; one whose entries were not collected is unknown, never empty. */
export function prefixList(item: Item, importing: Importing): TreeMap {
  const { found } = item;
  const apart = importing.collection.prefixListEntries.filter(
    ({ list }) => list === item.id || (list === undefined && isOnlyCandidate(item, importing)),
  );
  const entries = apart.flatMap((document) =>
    document.found.list('Entries').flatMap((entry) => entry.text('Cidr') ?? []),
  );
  const known = found.raw('Cidrs') === undefined ? (apart.length > 0 ? entries : undefined) : found.texts('Cidrs');
  if (known === undefined)
    importing.note('not-collected', `the entries of prefix list ${item.id} are not among the files: unknown`, found);
  return {
    prefixListName: found.text('PrefixListName'),
    maxEntries: found.number('MaxEntries'),
    entries: known ?? 'unknown',
  };
}

/** get-managed-prefix-list-entries does not print its list's id: it is plain where only one list lacks its entries. */
function isOnlyCandidate(item: Item, { collection }: Importing): boolean {
  const told = new Set(collection.prefixListEntries.map(({ list }) => list));
  const without = collection
    .all('PrefixLists')
    .filter(({ id, found }) => found.raw('Cidrs') === undefined && !told.has(id));
  const nameless = collection.prefixListEntries.filter(({ list }) => list === undefined);
  return nameless.length === 1 && without.length === 1 && without[0] === item;
}
