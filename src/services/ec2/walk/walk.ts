import type { Place } from '../../../core/source.ts';
import type { Verdict } from '../../../core/trace.ts';
import type { Fault } from '../../../core/world.ts';
import { type Cidr, contains } from '../address/cidr.ts';
import { formatIp, type Ip } from '../address/ip.ts';
import { AVAILABILITY_ZONE } from '../kinds.ts';
import type {
  Attachment,
  Interface,
  Network,
  RouteTable,
  RouteTarget,
  TransitRouteTable,
  Vpc,
} from '../network/model.ts';
import type { HopFacts, HopReason } from '../reasons/facts.ts';
import type { Header } from '../rules/packet.ts';
import type { SessionDraft } from '../sessions/draft.ts';
import type { OpenFlow } from '../sessions/state.ts';
import type { Balanced } from './balancer.ts';
import type { Consulted, Hop, Leg, LostIdentity, Remedy, Stopped } from './hop.ts';

/** A route that a table does not have yet. */
export interface AssumedRoute {
  readonly block: Cidr;
  readonly target: RouteTarget;
}

/** What is taken as mended, to see what would block a packet next. */
export interface Assumptions {
  /** Keys of remedies (see `remedyKey`). */
  readonly mended: ReadonlySet<string>;
  /** Routes that tables would have for destinations they cannot route. */
  readonly routes: ReadonlyMap<RouteTable, readonly AssumedRoute[]>;
  readonly publicIps: ReadonlyMap<Interface, number>;
  readonly associations: ReadonlyMap<Attachment, TransitRouteTable>;
}

export const NOTHING_ASSUMED: Assumptions = {
  mended: new Set(),
  routes: new Map(),
  publicIps: new Map(),
  associations: new Map(),
};

/** Everything around a packet that does not change while it travels. */
export interface Situation {
  readonly network: Network;
  readonly faults: ReadonlyMap<string, Fault>;
  readonly assumptions: Assumptions;
  /** The port a NAT device must pick, where the scenario pins it. */
  readonly natSourcePort?: number | undefined;
  /** The connection that the client holds for open and goes on with; absent for a first packet. */
  readonly continuing?: OpenFlow | undefined;
  /** Security groups let everything through; for questions that ask them separately. */
  readonly withoutGroups?: boolean | undefined;
}

/** One rewriting of an address on the way. */
export interface Translation {
  readonly at: string;
  readonly leg: Leg;
  readonly before: Header;
  readonly after: Header;
}

interface Decider {
  readonly address: string;
  readonly place?: Place | undefined;
}

interface HopDetails {
  readonly after?: Header | undefined;
  readonly place?: Place | undefined;
  readonly consulted?: Consulted | undefined;
}

/** Largest packet inside a VPC ("Network MTU", EC2 User Guide). */
const MTU_INSIDE = 9001;

/** One packet's way through the network, as it is walked. */
export class Walk {
  readonly situation: Situation;
  readonly sessions: SessionDraft;
  readonly leg: Leg;
  readonly hops: Hop[] = [];
  /** Addresses of the things the packet passed, in order. */
  readonly path: string[] = [];
  readonly translations: Translation[] = [];
  /** The interfaces whose security groups were asked. */
  readonly filtered: Interface[] = [];
  /** Zones of the subnets it was in, in order. */
  readonly zones: string[] = [];
  /** What a load balancer's node made of the packet. */
  balanced: Balanced | undefined;
  mtu = MTU_INSIDE;
  /** Whether something on the way makes the flow tracked whatever the rules say. */
  alwaysTracked = false;
  /** The interface whose private address is the packet's source, while rules that refer to groups can see it. */
  sender: Interface | undefined;
  lost: LostIdentity | undefined;
  /** Whether the packet came over a transit gateway, where only ingress rules see groups. */
  overTransit = false;
  /** The address at which the answer is awaited, where no interface has it. */
  readonly awaitedAt: Ip | undefined;

  constructor(situation: Situation, sessions: SessionDraft, leg: Leg, awaitedAt?: Ip) {
    this.situation = situation;
    this.sessions = sessions;
    this.leg = leg;
    this.awaitedAt = awaitedAt;
  }

  get network(): Network {
    return this.situation.network;
  }

  /** Adds a hop to the trace. */
  hop<Reason extends HopReason>(
    verdict: Verdict,
    reason: Reason,
    decider: Decider,
    header: Header,
    facts: () => HopFacts[Reason],
    details: HopDetails = {},
  ): Hop<Reason> {
    const { after, consulted } = details;
    const place = details.place ?? decider.place;
    const hop: Hop<Reason> = {
      leg: this.leg,
      reason,
      at: decider.address,
      verdict,
      place,
      header,
      after,
      facts,
      consulted,
    };
    this.hops.push(hop as Hop);
    return hop;
  }

  /** The packet goes on. */
  pass<Reason extends HopReason>(
    reason: Reason,
    decider: Decider,
    header: Header,
    facts: () => HopFacts[Reason],
    details?: HopDetails,
  ): void {
    this.hop('pass', reason, decider, header, facts, details);
  }

  /** The packet goes on with another header. */
  translate<Reason extends HopReason>(
    reason: Reason,
    decider: Decider,
    before: Header,
    after: Header,
    facts: () => HopFacts[Reason],
    consulted?: Consulted,
  ): Header {
    this.pass(reason, decider, before, facts, { after, consulted });
    this.translations.push({ at: decider.address, leg: this.leg, before, after });
    return after;
  }

  /** The packet ends here, and no change of ours could help. */
  stop<Reason extends HopReason>(
    reason: Reason,
    decider: Decider,
    header: Header,
    facts: () => HopFacts[Reason],
    details: HopDetails = {},
  ): Stopped {
    return {
      kind: 'blocked',
      hop: this.hop('block', reason, decider, header, facts, details) as Hop,
      remedy: { kind: 'none' },
    };
  }

  /** The packet ends here, unless what stopped it is taken as mended. */
  block<Reason extends HopReason>(
    reason: Reason,
    decider: Decider,
    header: Header,
    facts: () => HopFacts[Reason],
    remedy: Remedy,
    details: HopDetails & { readonly verdict?: Verdict } = {},
  ): Stopped | undefined {
    const { mended } = this.situation.assumptions;
    if (mended.size > 0 && mended.has(remedyKey(remedy, decider.address))) return undefined;
    const hop = this.hop(details.verdict ?? 'block', reason, decider, header, facts, details) as Hop;
    return { kind: 'blocked', hop, remedy };
  }

  /** The outcome rests on something that the scenario leaves unknown. */
  unknown(decider: Decider, header: Header, what: string): Stopped {
    return { kind: 'unknown', hop: this.hop('unknown', 'unknown-value', decider, header, () => ({ what })) as Hop };
  }

  /** Notes that the packet passed a thing. */
  visit(...things: readonly (Decider | undefined)[]): void {
    for (const thing of things)
      if (thing !== undefined && this.path.at(-1) !== thing.address) this.path.push(thing.address);
  }

  visitZone(zone: string): void {
    if (this.zones.at(-1) !== zone) this.zones.push(zone);
  }

  /** From here on rules cannot see whose packet it is. */
  loseIdentity({ address }: Decider, because: string, bySetting = false): void {
    if (this.sender !== undefined) this.lost = { sender: this.sender, at: address, because, bySetting };
    this.sender = undefined;
  }

  isDown(address: string): boolean {
    return this.situation.faults.size > 0 && this.situation.faults.has(address);
  }

  zoneDown(zone: string): boolean {
    return this.isDown(`${AVAILABILITY_ZONE}/${zone}`);
  }

  /** The target of a route that the table is taken to have. */
  assumedTarget(table: RouteTable, destination: Ip): RouteTarget | undefined {
    const routes = this.situation.assumptions.routes.get(table);
    return routes?.find(({ block }) => contains(block, destination))?.target;
  }

  /** The public address that a private one maps to. */
  publicIpOf(vpc: Vpc, privateIp: Ip): number | undefined {
    const owner = vpc.interfaces.get(privateIp);
    if (owner === undefined) return undefined;
    return owner.publicIps.get(privateIp)?.ip ?? this.situation.assumptions.publicIps.get(owner);
  }
}

/** Two blocks with the same key fall to the same remedy. */
export function remedyKey(remedy: Remedy, at: string): string {
  switch (remedy.kind) {
    case 'group':
      return `group|${remedy.owner.address}|${remedy.direction}|${packetKey(remedy.header)}`;
    case 'acl':
      return `acl|${remedy.acl.address}|${remedy.direction}|${packetKey(remedy.header)}`;
    case 'route':
      return `route|${remedy.table.address}|${remedy.leg}`;
    case 'peering-status':
      return `${remedy.kind}|${remedy.address}`;
    default:
      return `${remedy.kind}|${at}`;
  }
}

function packetKey({ protocol, src, dst, dstPort }: Header): string {
  return `${protocol} ${src} ${dst} ${dstPort}`;
}

/** Facts of a hop that has none of its own. */
export const nothing = () => ({});

/** Facts of a hop that speaks of an address in relation to a VPC. */
export function outside(address: Ip, vpc: Vpc): () => { readonly address: string; readonly vpc: string } {
  return () => ({ address: formatIp(address), vpc: vpc.address });
}
