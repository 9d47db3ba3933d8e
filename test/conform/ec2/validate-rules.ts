import type { TreeMap } from '../../../src/import/foreign.ts';
import { isRecord } from '../compare.ts';
import type { Json } from '../contract.ts';
import { firstOf, flagOf, listOf, numberOf, textOf } from './input.ts';
import { vpcOf } from './validate-routes.ts';

/** An entry of a network ACL: a rule number alone, a line, or an object of describe-network-acls. */
export function withAclEntry(candidate: Json): TreeMap {
  const isNumber = typeof candidate === 'number' || (typeof candidate === 'string' && /^-?\d+$/.test(candidate));
  const number = isNumber ? String(candidate) : (textOf(candidate, 'RuleNumber', 'ruleNumber') ?? '100');
  const side = flagOf(candidate, 'Egress', 'egress') === true ? 'egress' : 'ingress';
  const line = typeof candidate === 'string' && !isNumber ? candidate : undefined;
  const [key, value] = line === undefined ? [number, aclEntry(candidate)] : numbered(line);
  return { vpcs: { v: vpcOf([]) }, networkAcls: { acl: { vpc: 'v', [side]: { [key]: value } } } };
}

/** `100 allow tcp 443 from 0.0.0.0/0`, the number left out or not. */
function numbered(line: string): readonly [string, string] {
  const match = /^\s*(\d+)[:\s]+(.*)$/.exec(line);
  return match === null ? ['100', line] : [match[1] ?? '', match[2] ?? ''];
}

/** The object notation, whose words are AWS's own but for their first letters. */
function aclEntry(candidate: Json): TreeMap {
  const ports = firstOf(candidate, 'PortRange', 'portRange');
  const icmp = firstOf(candidate, 'IcmpTypeCode', 'icmpTypeCode');
  const block = firstOf(candidate, 'CidrBlock', 'cidrBlock');
  const block6 = firstOf(candidate, 'Ipv6CidrBlock', 'ipv6CidrBlock');
  return {
    ruleAction: textOf(candidate, 'RuleAction', 'ruleAction', 'action') ?? 'allow',
    protocol: protocolWord(textOf(candidate, 'Protocol', 'protocol')),
    cidrBlock: block === undefined && block6 === undefined ? '0.0.0.0/0' : text(block),
    ipv6CidrBlock: text(block6),
    portRange:
      ports === undefined
        ? undefined
        : { from: numberOf(ports, 'From', 'from') ?? 0, to: numberOf(ports, 'To', 'to') ?? 0 },
    icmpTypeCode:
      icmp === undefined
        ? undefined
        : { type: numberOf(icmp, 'Type', 'type') ?? -1, code: numberOf(icmp, 'Code', 'code') ?? -1 },
  };
}

/** A rule of a security group: a line of our notation, or a permission of describe-security-groups. */
export function withGroupRule(candidate: Json, side: 'ingress' | 'egress'): TreeMap {
  const rules = isRecord(candidate) ? permissions(candidate) : listOf(candidate);
  return {
    vpcs: { v: vpcOf([]) },
    prefixLists: { pl: { entries: ['192.0.2.0/24'] } },
    securityGroups: { other: { vpc: 'v' }, g: { vpc: 'v', [side]: rules } },
  };
}

function permissions(permission: Json): readonly TreeMap[] {
  const base = {
    ipProtocol: protocolWord(textOf(permission, 'IpProtocol', 'ipProtocol', 'protocol')),
    fromPort: numberOf(permission, 'FromPort', 'fromPort'),
    toPort: numberOf(permission, 'ToPort', 'toPort'),
  };
  const of = (list: string, field: string, name: string) =>
    listOf(firstOf(permission, list)).map((peer) => ({ ...base, [name]: textOf(peer, field) ?? '' }));
  const alone = textOf(permission, 'CidrIp', 'CidrIpv4', 'cidrIp');
  const all: readonly TreeMap[] = [
    ...of('IpRanges', 'CidrIp', 'cidrIp'),
    ...of('Ipv6Ranges', 'CidrIpv6', 'cidrIpv6'),
    ...listOf(firstOf(permission, 'PrefixListIds')).map(() => ({ ...base, prefixList: 'pl' })),
    ...listOf(firstOf(permission, 'UserIdGroupPairs')).map(() => ({ ...base, securityGroup: 'other' })),
    ...(alone === undefined ? [] : [{ ...base, cidrIp: alone }]),
  ];
  return all.length > 0 ? all : [{ ...base, cidrIp: '0.0.0.0/0' }];
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function protocolWord(protocol: string | undefined): string {
  return protocol === undefined || protocol === '-1' ? 'all' : protocol;
}
