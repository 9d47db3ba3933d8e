import type { TraceEntry } from '../../../core/trace.ts';
import { contains, formatCidr } from '../address/cidr.ts';
import { formatIp, type Ip } from '../address/ip.ts';
import type {
  NetworkAcl,
  NetworkAclEntry,
  Route,
  RouteTable,
  SecurityGroup,
  SecurityGroupRule,
  TransitRoute,
  TransitRouteTable,
} from '../network/model.ts';
import { formatEntry, formatRule } from '../notation/rules.ts';
import { ALL, formatTraffic } from '../notation/traffic.ts';
import { formatService, type Header, matchesTraffic } from '../rules/packet.ts';
import { mayWin } from '../rules/route-selection.ts';
import { type Direction, type FarEnd, peerMatches } from '../rules/security-group.ts';
import type { Consulted } from '../walk/hop.ts';
import { targetName } from '../walk/routing.ts';
import { natRows } from './nat-rows.ts';
import { entry } from './trace.ts';

type Of<Table extends Consulted['table']> = Extract<Consulted, { readonly table: Table }>;

/** The rows of a table that was consulted, in the order they were tried, each with why it matched or not. */
export function rowsOf(consulted: Consulted): readonly TraceEntry[] {
  switch (consulted.table) {
    case 'groups':
      return [...consulted.set.groups.flatMap((group) => groupRows(group, consulted)), ...lostRows(consulted)];
    case 'acl':
      return aclRows(consulted);
    case 'routes':
      return routeRows(consulted.routes, consulted.destination);
    case 'transit':
      return transitRows(consulted.routes, consulted.destination);
    case 'nat':
      return natRows(consulted);
  }
}

function groupRows(group: SecurityGroup, { direction, header, far }: Of<'groups'>): readonly TraceEntry[] {
  const rules = group[direction];
  if (rules === 'unknown') return [];
  return rules.map((rule) => {
    const why = ruleMiss(rule, header, far, direction);
    const looked = { group: group.address, rule: formatRule(rule, direction), why: why ?? 'matches' };
    return entry('sg-rule', looked, {
      at: group.address,
      verdict: why === undefined ? 'match' : 'miss',
      place: rule.place,
    });
  });
}

/** Why a rule does not match; undefined where it does. */
function ruleMiss(rule: SecurityGroupRule, header: Header, far: FarEnd, direction: Direction): string | undefined {
  if (rule.stale) return 'it is stale: its group or peering connection is gone';
  const traffic = trafficMiss(rule.traffic, header);
  if (traffic !== undefined) return traffic;
  const match = peerMatches(rule.peer, far);
  if (match === true) return undefined;
  if (match === 'unknown') return 'nobody knows the entries of the prefix list';
  const end = `${direction === 'ingress' ? 'source' : 'destination'} ${formatIp(far.ip)}`;
  if (!('kind' in rule.peer)) return `${end} is not in ${formatCidr(rule.peer)}`;
  return rule.peer.kind === 'pl'
    ? `${end} is not in ${rule.peer.name}`
    : `${end} is not seen as a member of ${rule.peer.address}`;
}

/** Why traffic of a rule is not that of the packet; undefined where it is. */
function trafficMiss(traffic: SecurityGroupRule['traffic'], header: Header): string | undefined {
  if (matchesTraffic(traffic, header)) return undefined;
  if (traffic.protocol !== ALL && traffic.protocol !== header.protocol)
    return `the packet is ${formatService(header)}, not ${formatTraffic(traffic)}`;
  return header.icmp === undefined
    ? `port ${header.dstPort} is not in it`
    : `type and code ${header.icmp.type}.${header.icmp.code} are not in it`;
}

function lostRows(consulted: Of<'groups'>): readonly TraceEntry[] {
  const { lost } = consulted;
  if (lost === undefined) return [];
  return lostRules(consulted).map(({ group, peer, place }) => {
    const looked = { group: peer.address, sender: lost.sender.address, because: lost.because };
    return entry('sg-reference-lost', looked, { at: group.address, verdict: 'note', place });
  });
}

/** A rule that refers to a group. */
interface Reference {
  readonly group: SecurityGroup;
  readonly peer: SecurityGroup;
  readonly place: SecurityGroupRule['place'];
}

/** Rules that would match if the way had not hidden the sender. */
export function lostRules({ set, direction, header, far, lost }: Of<'groups'>): readonly Reference[] {
  const seen = lost?.sender.groups;
  if (seen === undefined || seen === 'unknown' || direction === 'egress') return [];
  const visible: FarEnd = { ip: far.ip, groups: seen };
  return set.groups.flatMap((group) => {
    const rules = group[direction];
    if (rules === 'unknown') return [];
    return rules.flatMap((rule) => {
      const { peer, place } = rule;
      const refers = 'kind' in peer && peer.kind === 'sg';
      return refers && ruleMiss(rule, header, visible, direction) === undefined ? [{ group, peer, place }] : [];
    });
  });
}

/** Entries up to the one that matched; those behind it are not looked at any more. */
function aclRows({ acl, direction, header }: Of<'acl'>): readonly TraceEntry[] {
  const entries = acl[direction];
  if (entries === 'unknown') return [];
  const rows: TraceEntry[] = [];
  for (const own of entries) {
    const why = entryMiss(own, header, direction);
    rows.push(aclRow(acl, `#${own.ruleNumber} ${formatEntry(own, direction)}`, why, own.place));
    if (why === undefined) return rows;
  }
  return [...rows, aclRow(acl, '* deny all', undefined, undefined)];
}

function aclRow(acl: NetworkAcl, rule: string, why: string | undefined, place: TraceEntry['place']): TraceEntry {
  return entry(
    'nacl-entry',
    { rule, why: why ?? 'matches' },
    { at: acl.address, verdict: why === undefined ? 'match' : 'miss', place },
  );
}

function entryMiss(own: NetworkAclEntry, header: Header, direction: Direction): string | undefined {
  const traffic = trafficMiss(own.traffic, header);
  if (traffic !== undefined) return traffic;
  const ip = direction === 'ingress' ? header.src : header.dst;
  return contains(own.cidr, ip) ? undefined : `${formatIp(ip)} is not in ${formatCidr(own.cidr)}`;
}

function routeRows(table: RouteTable, destination: Ip): readonly TraceEntry[] {
  if (table.routes === 'unknown') return [];
  const candidates = new Set(table.lookup.all(destination).flat());
  const winner = table.lookup.longest(
    destination,
    ([best]) => best !== undefined && mayWin(best, table, destination),
  )?.[0];
  const length = (route: Route) => longestMatch(route, destination);
  const ordered = [...table.routes].sort(
    (one, other) => length(other) - length(one) || Number(other === winner) - Number(one === winner),
  );
  return ordered.map((route) => {
    const why = route === winner ? 'wins' : routeMiss(route, winner, candidates, table, destination);
    const looked = { route: route.label, target: targetName(route.target), why };
    return entry('route-row', looked, {
      at: table.address,
      verdict: route === winner ? 'match' : 'miss',
      place: route.place,
    });
  });
}

function longestMatch(route: Route, destination: Ip): number {
  if (route.cidrs === 'unknown') return -1;
  return route.cidrs.reduce(
    (longest, block) => (contains(block, destination) ? Math.max(longest, block.length) : longest),
    -1,
  );
}

function routeMiss(
  route: Route,
  winner: Route | undefined,
  candidates: ReadonlySet<Route>,
  table: RouteTable,
  destination: Ip,
): string {
  if (route.cidrs === 'unknown') return 'nobody knows the entries of the prefix list';
  if (!candidates.has(route)) return `${formatIp(destination)} is not in it`;
  if (!mayWin(route, table, destination)) return 'a propagated route never beats the local one';
  if (winner !== undefined && longestMatch(winner, destination) > longestMatch(route, destination))
    return 'another prefix is longer';
  return `of one prefix ${winner?.origin === 'propagated' ? 'the first' : 'a static route'} goes before a ${route.origin} one`;
}

function transitRows(table: TransitRouteTable, destination: Ip): readonly TraceEntry[] {
  if (table.routes === 'unknown') return [];
  const winner = table.lookup.longest(destination)?.[0];
  return table.routes.map((route: TransitRoute) => {
    const matches = contains(route.cidr, destination);
    const why =
      route === winner
        ? 'wins'
        : matches
          ? 'a longer prefix or a static route goes before it'
          : `${formatIp(destination)} is not in it`;
    const looked = { route: formatCidr(route.cidr), target: route.attachment?.address ?? 'blackhole', why };
    return entry('route-row', looked, {
      at: table.address,
      verdict: route === winner ? 'match' : 'miss',
      place: route.place,
    });
  });
}
