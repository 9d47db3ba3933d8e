import { contains } from '../address/cidr.ts';
import type { Ip } from '../address/ip.ts';
import type { Network, RouteTarget, Vpc } from '../network/model.ts';
import type { HopReason } from '../reasons/facts.ts';
import { awsCodeOf } from '../reasons/reasons.ts';
import { selectRoute } from '../rules/route-selection.ts';
import type { Consulted, Hop, Leg, Stopped } from '../walk/hop.ts';
import type { Journey } from '../walk/journey.ts';
import { routeExplanations } from './route-explanations.ts';
import { lostRules } from './rows.ts';

/** One of Reachability Analyzer's explanation codes, and the component it speaks of. */
export interface Explanation {
  readonly code: string;
  /** Full address of the component. */
  readonly at: string;
  /** The routes it speaks of, as they stand in their table. */
  readonly routes?: readonly string[];
}

/** The hops of the leg that a packet was stopped on, and what they were found in. */
interface Stop {
  readonly hop: Hop;
  readonly hops: readonly Hop[];
  readonly network: Network;
}

/**
 * Every explanation code that the analyzer has for a packet that did not arrive: the code of what stopped it first, then
 * those of what led it there ("one or more explanation codes", Reachability Analyzer: Explanation codes).
 */
export function explanationsOf(stopped: Stopped, hops: readonly Hop[], network: Network): readonly Explanation[] {
  const { hop } = stopped;
  const code = awsCodeOf(hop.reason);
  const stop: Stop = { hop, hops, network };
  const byGroup = groupExplanations(stop);
  const all = [
    ...(code === undefined || byGroup.length > 0 ? [] : [{ code, at: hop.at }]),
    ...byGroup,
    ...(COMPANIONS[hop.reason] ?? []).map((other) => ({ code: other, at: hop.at })),
    ...badStates(stop),
    ...translators(stop),
    ...ofTargets(stop),
    ...ofKnowledge(stop),
    ...ofVpnGateways(stop),
    ...disconnected(stop),
    ...routeExplanations(hop, hops),
  ];
  const seen = new Set<string>();
  return all.filter(({ code: own, at }) => !seen.has(`${own} ${at}`) && seen.add(`${own} ${at}`));
}

/** The hops of the leg a journey was stopped on. */
export function hopsOfLeg({ forward, back }: Journey, leg: Leg | undefined): readonly Hop[] {
  return leg === 'return' ? (back?.hops ?? []) : forward.hops;
}

/** Codes that the analyzer gives beside that of the reason itself, for the same component. */
const COMPANIONS: Readonly<Partial<Record<HopReason, readonly string[]>>> = {
  'source-dest-check': ['ENI_ADDRESS_RESTRICTION'],
  'source-without-address': ['UNASSOCIATED_COMPONENT'],
  'igw-spoofed-source': ['IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS'],
  'igw-unknown-destination': ['IGW_DESTINATION_ADDRESS_IN_VPC_CIDRS'],
  'not-routable': ['IGW_DESTINATION_ADDRESS_IN_VPC_CIDRS', 'IGW_EXPECTS_PUBLIC_ADDRESS'],
  'vpce-cannot-initiate': ['NO_PATH'],
  'lb-no-listener': ['ELBV2_LISTENER_PORT_RESTRICTION'],
  'lb-no-targets': ['ELBV2_LISTENER_REQUIRES_TG_ACCEPT'],
  'lb-no-target-in-zone': ['ELB_NOT_CROSSZONE', 'ELB_INSTALLED_AZ_RESTRICTION'],
};

/** Each group that lets nothing through, and what on the way hid the sender from rules that refer to its group. */
function groupExplanations({ hop }: Stop): readonly Explanation[] {
  const { consulted } = hop;
  if (consulted?.table !== 'groups' || hop.verdict !== 'none') return [];
  const { set, direction, lost } = consulted;
  const perGroup = set.groups.map((group) => ({
    code: group[direction].length === 0 ? 'SG_HAS_NO_RULES' : 'ENI_SG_RULES_MISMATCH',
    at: group.address,
  }));
  if (lost === undefined || lostRules(consulted).length === 0) return perGroup;
  return [
    ...perGroup,
    { code: lost.bySetting ? 'SG_REFERENCING_SUPPORT' : 'SG_REFERENCES_NOT_PRESERVED', at: lost.at },
  ];
}

/** What does not work at the far end of a route that is a blackhole. */
function badStates({ hop, hops }: Stop): readonly Explanation[] {
  const { consulted, reason } = hop;
  if (reason === 'vpn-down' && hops.some((own) => own.reason === 'tgw-route-selected'))
    return [{ code: 'TGW_BAD_STATE_VPN', at: hop.at }];
  const attachment = reason === 'tgw-blackhole' ? attachmentOf(consulted) : undefined;
  if (attachment !== undefined) return [{ code: 'BAD_STATE_ATTACHMENT', at: attachment }];
  const target = reason === 'route-blackhole' ? targetOf(consulted) : undefined;
  if (target === undefined || !('address' in target)) return [];
  const joined = ['igw', 'eigw', 'vgw', 'tgw'].includes(target.kind);
  return [{ code: joined ? 'BAD_STATE_ATTACHMENT' : 'BAD_STATE', at: target.address }];
}

function attachmentOf(consulted: Consulted | undefined): string | undefined {
  if (consulted?.table !== 'transit') return undefined;
  return consulted.routes.lookup.longest(consulted.destination)?.[0]?.attachment?.address;
}

function targetOf(consulted: Consulted | undefined): RouteTarget | undefined {
  if (consulted?.table !== 'routes') return undefined;
  const selection = selectRoute(consulted.routes, consulted.destination);
  return selection === 'unknown' || 'none' in selection ? undefined : selection.route.target;
}

const DESTINATION_REFUSED: ReadonlySet<HopReason> = new Set(['igw-private-destination', 'igw-shared-destination']);

/** What translated the packet before it was stopped: the addresses that it was stopped for are not those it began with. */
function translators({ hop, hops }: Stop): readonly Explanation[] {
  const gateways = hops.filter(({ reason }) => reason === 'nat-translated').map(({ at }) => at);
  const codes = DESTINATION_REFUSED.has(hop.reason)
    ? ['NGW_DEST_ADDRESS_PRESERVATION']
    : ['NGW_SOURCE_ADDRESS_REASSIGN', 'REMAP_EPHEMERAL_PORT'];
  const byNat = gateways.flatMap((at) => codes.map((code) => ({ code, at })));
  const balancers = hops.filter(({ reason }) => reason === 'lb-forwarded');
  for (const { at, header, after } of balancers) {
    const kept = after?.src === header.src;
    byNat.push({ code: kept ? 'ELBV2_SOURCE_ADDRESS_PRESERVATION' : 'REMAP_EPHEMERAL_PORT', at });
  }
  const reflected = hops.find(
    ({ reason }, index) =>
      reason === 'igw-public-to-private' && hops.slice(0, index).some((own) => own.reason === 'igw-private-to-public'),
  );
  return reflected === undefined ? byNat : [...byNat, { code: 'IGW_NAT_REFLECTION', at: reflected.at }];
}

const ABOUT_ADDRESSES: ReadonlySet<HopReason> = new Set(['no-such-address', 'no-route', 'route-blackhole']);

/** Behind a load balancer a packet goes to the address and the port of a target, whatever the client asked for. */
function ofTargets({ hop, hops }: Stop): readonly Explanation[] {
  const sent = hops.find(({ reason }) => reason === 'lb-forwarded');
  if (sent === undefined) return [];
  if (ABOUT_ADDRESSES.has(hop.reason)) return [{ code: 'TARGET_ADDRESS_RESTRICTION', at: sent.at }];
  const byPort =
    hop.consulted?.table === 'groups' || hop.consulted?.table === 'acl' || hop.reason === 'nothing-listens';
  return byPort ? [{ code: 'TARGET_PORT_RESTRICTION', at: sent.at }] : [];
}

/** What the scenario does not say of the far end, and ends that the analyzer does not take. */
function ofKnowledge({ hop, hops, network }: Stop): readonly Explanation[] {
  const far = network.peerings.has(hop.at) || network.attachments.has(hop.at) || network.vpnConnections.has(hop.at);
  if (hop.reason === 'unknown-value' && (far || hops.length === 1))
    return [{ code: 'UNKNOWN_DESTINATION', at: hop.at }];
  // "Source and destination resources": NAT gateways are none of them.
  const asked = hop.reason === 'nat-no-session' && hop.leg === 'forward' && network.natGateways.has(hop.at);
  return asked ? [{ code: 'UNSUPPORTED_COMPONENT', at: hop.at }] : [];
}

/** A virtual private gateway carries only what has a real interface's address. */
function ofVpnGateways({ hop, hops, network }: Stop): readonly Explanation[] {
  if (hop.reason === 'igw-spoofed-source' && network.vpnGateways.has(hop.at))
    return [{ code: 'VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS', at: hop.at }];
  if (hop.reason !== 'no-such-address' || !hops.some(({ reason }) => reason === 'vpn-entered')) return [];
  return [{ code: 'VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS', at: hop.at }];
}

/** Whether the packet goes to a VPC that nothing joins with that of its source. */
function disconnected({ hop, hops, network }: Stop): readonly Explanation[] {
  const first = hops[0];
  if (first === undefined) return [];
  const from = vpcWith(network, first.header.src);
  const to = vpcWith(network, first.header.dst);
  if (from === undefined || to === undefined || from === to || joined(network, from, to)) return [];
  return [{ code: 'DISCONNECTED_VPCS', at: hop.at }];
}

function vpcWith(network: Network, ip: Ip): Vpc | undefined {
  return [...network.vpcs.values()].find(({ cidrs }) => cidrs.some((block) => contains(block, ip)));
}

function joined(network: Network, one: Vpc, other: Vpc): boolean {
  const byPeering = (network.peeringsOf.get(one) ?? []).some(
    ({ requester, accepter, status }) => status === 'active' && (requester === other || accepter === other),
  );
  const gateways = [...network.transitGateways.values()];
  // Gateways that are peered join what is attached to either of them.
  const peered = gateways.some(({ attachments }) => attachments.some(({ type }) => type === 'peering'));
  const attached = (vpc: Vpc) => gateways.filter((gateway) => network.attachmentOf(gateway, vpc) !== undefined);
  const others = attached(other);
  return byPeering || attached(one).some((gateway) => peered || others.includes(gateway));
}
