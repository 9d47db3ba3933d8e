import type { Cidr } from '../address/cidr.ts';
import { everywhere } from '../address/cidr.ts';
import { PrefixTable } from '../address/prefix-table.ts';
import { allOf } from '../notation/traffic.ts';
import type { SecurityGroupRule as RuleRead } from '../schema/security-groups.ts';
import { type Build, type Building, everyOf, found, thing } from './build.ts';
import type { GroupSet, SecurityGroup, SecurityGroupRule } from './model.ts';

/** Network ACLs. What the file leaves out of a custom ACL denies; the default ACL is written out before reading. */
export function buildNetworkAcls(build: Build): void {
  for (const read of everyOf(build, 'networkAcls')) {
    const vpc = found(build.vpcs, read.vpc);
    if (vpc === undefined) continue;
    const entries = (key: 'ingress' | 'egress') =>
      read.unknowns?.has(key) === true ? ('unknown' as const) : (read[key] ?? []);
    build.networkAcls.set(read.address, {
      ...thing(read),
      kind: 'nacl',
      vpc,
      isDefault: read.isDefault === true,
      ingress: entries('ingress'),
      egress: entries('egress'),
    });
  }
}

/** Prefix lists; those whose entries nobody knows hold nothing that could be found. */
export function buildPrefixLists(build: Build): void {
  for (const read of everyOf(build, 'prefixLists')) {
    const entries = read.entries ?? 'unknown';
    const known: readonly Cidr[] = entries === 'unknown' ? [] : entries;
    build.prefixLists.set(read.address, {
      ...thing(read),
      kind: 'pl',
      listName: read.prefixListName ?? read.name,
      entries,
      lookup: new PrefixTable(
        known.map((cidr) => [cidr, cidr] as const),
        (earlier) => earlier,
      ),
    });
  }
}

/** Security groups: first all of them, then their rules, which refer to one another. */
export function buildSecurityGroups(build: Build): void {
  const reads: (readonly [Building<SecurityGroup>, Parameters<typeof rulesOf>[1]])[] = [];
  for (const read of everyOf(build, 'securityGroups')) {
    const vpc = found(build.vpcs, read.vpc);
    if (vpc === undefined) continue;
    const group: Building<SecurityGroup> = {
      ...thing(read),
      kind: 'sg',
      vpc,
      isDefault: read.groupName === 'default',
      ingress: [],
      egress: [],
    };
    build.securityGroups.set(read.address, group);
    reads.push([group, read]);
  }
  for (const [group, read] of reads) {
    group.ingress = rulesOf(build, read, 'ingress', group);
    group.egress = rulesOf(build, read, 'egress', group);
  }
}

function rulesOf(
  build: Build,
  read: {
    readonly ingress?: readonly RuleRead[];
    readonly egress?: readonly RuleRead[];
    readonly unknowns?: ReadonlySet<string>;
  },
  direction: 'ingress' | 'egress',
  group: SecurityGroup,
): SecurityGroup['ingress'] {
  if (read.unknowns?.has(direction) === true) return 'unknown';
  const written = read[direction];
  if (written === undefined) return defaultRules(group, direction);
  return written.flatMap((rule) => {
    const peer =
      'cidr' in rule.peer
        ? rule.peer.cidr
        : 'self' in rule.peer
          ? group
          : (found(build.securityGroups, rule.peer.ref) ?? found(build.prefixLists, rule.peer.ref));
    // A reference to a group of a VPC that rests on something unknown matches nothing that is known.
    return peer === undefined ? [] : [{ traffic: rule.traffic, peer, stale: rule.stale, place: rule.place }];
  });
}

/** "Default security groups": all in from itself; every new group: nothing in, everything out (IPv6 too where the VPC has it). */
function defaultRules(group: SecurityGroup, direction: 'ingress' | 'egress'): readonly SecurityGroupRule[] {
  const everything = { traffic: allOf(-1), stale: false, place: group.place };
  if (direction === 'ingress') return group.isDefault ? [{ ...everything, peer: group }] : [];
  const families = group.vpc.cidrs.some(({ base }) => typeof base === 'bigint') ? ([4, 6] as const) : ([4] as const);
  return families.map((family) => ({ ...everything, peer: everywhere(family) }));
}

/** The one set of these groups; interfaces with the same groups share it. */
export function groupSetOf(build: Build, groups: readonly SecurityGroup[]): GroupSet {
  const unique = [...new Set(groups)];
  const key = unique
    .map((group) => group.address)
    .sort()
    .join(' ');
  const known = build.groupSets.get(key);
  if (known !== undefined) return known;
  const made: GroupSet = { index: build.groupSets.size, groups: unique, members: new Set(unique) };
  build.groupSets.set(key, made);
  return made;
}
