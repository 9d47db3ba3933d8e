import type { Interface, Network } from '../network/model.ts';
import { hasPorts } from '../notation/traffic.ts';
import { type Header, matchesTraffic } from '../rules/packet.ts';
import { SessionDraft } from '../sessions/draft.ts';
import { type Journey, travel, type Verdict } from '../walk/journey.ts';
import type { Situation } from '../walk/walk.ts';
import { BY_BLOCK, BY_GROUP, farEnds, GroupRows, PERHAPS } from './group-rows.ts';
import { isPlain, wayClasses } from './way-classes.ts';

/** What is asked of every pair: can the one open this to the other? */
export interface Service {
  readonly protocol: number;
  /** Destination port; undefined for protocols without ports. */
  readonly port: number | undefined;
  readonly icmp?: { readonly type: number; readonly code: number } | undefined;
}

const VERDICTS: readonly Verdict[] = ['dropped', 'delivered', 'refused', 'unknown'];
const DROPPED = 0;
const DELIVERED = 1;
const REFUSED = 2;
const UNKNOWN = 3;

/** Verdicts of all ordered pairs of interfaces. */
export interface AllPairs {
  readonly interfaces: readonly Interface[];
  /** From the one at `from` in `interfaces` to the one at `to`. */
  verdict(from: number, to: number): Verdict;
  /** How many pairs came out so. */
  count(verdict: Verdict): number;
}

/**
 * What the way between two classes does to a packet, leaving aside the security groups at its two ends, packed into
 * six bits: the request's outcome, the reply's, whether egress rules see the receiver and ingress rules the sender.
 */
type WayCode = number;

/** The way rewrites addresses or passes filters of third interfaces: each pair must be walked by itself. */
const WALK_EACH = 254;
const NOT_WALKED = 255;

/**
 * Verdicts for all pairs by what decides them: the rules of the two ends' groups, each asked about all far ends at
 * once, and the way between their subnets, walked once for each pair of classes. The same engine that explains.
 */
export function allPairs(situation: Situation, interfaces: readonly Interface[], service: Service): AllPairs {
  const sorted = [...interfaces].sort((one, other) => Number(one.ips[0] ?? 0) - Number(other.ips[0] ?? 0));
  const verdicts = fill(situation, sorted, service);
  const places = new Map(sorted.map((own, place) => [own, place]));
  const placeOf = interfaces.map((own) => places.get(own) ?? 0);
  const count = sorted.length;
  return {
    interfaces,
    verdict: (from, to) =>
      VERDICTS[verdicts[(placeOf[from] ?? 0) * count + (placeOf[to] ?? 0)] ?? DROPPED] ?? 'dropped',
    count: (verdict) => verdicts.reduce((sum, code) => sum + (VERDICTS[code] === verdict ? 1 : 0), 0),
  };
}

function fill(situation: Situation, sorted: readonly Interface[], service: Service): Uint8Array {
  const count = sorted.length;
  const verdicts = new Uint8Array(count * count);
  const asked = headerFor(service, sorted[0], sorted[0]);
  const far = farEnds(sorted);
  const egress = new GroupRows(far, 'egress', asked);
  const ingress = new GroupRows(far, 'ingress', asked);
  const ways = new Ways(situation, sorted, service);
  const listening = Uint8Array.from(sorted, (own) => listens(situation.network, own, asked));
  const { classOf, codes, classes } = ways;
  for (let from = 0; from < count; from += 1) {
    const egressStart = egress.starts[from] ?? -1;
    const waysStart = (classOf[from] ?? 0) * classes;
    for (let to = 0; to < count; to += 1) {
      let way = codes[waysStart + (classOf[to] ?? 0)] ?? NOT_WALKED;
      if (way === NOT_WALKED) way = ways.find(from, to);
      const ingressStart = ingress.starts[to] ?? -1;
      if (way === WALK_EACH || egressStart < 0 || ingressStart < 0) verdicts[from * count + to] = ways.walk(from, to);
      else {
        const flags = ((egress.flags[egressStart + to] ?? 0) << 3) | (ingress.flags[ingressStart + from] ?? 0);
        verdicts[from * count + to] = DECISIONS[(((way << 6) | flags) << 2) | (listening[to] ?? DELIVERED)] ?? DROPPED;
      }
    }
  }
  return verdicts;
}

const RECEIVER_SEEN = 2;
const SENDER_SEEN = 1;

function wayCode(forward: number, back: number, receiverSeen: boolean, senderSeen: boolean): WayCode {
  return (forward << 4) | (back << 2) | (receiverSeen ? RECEIVER_SEEN : 0) | (senderSeen ? SENDER_SEEN : 0);
}

/** Every decision there can be, worked out once: way, egress flags, ingress flags, listening. */
const DECISIONS = Uint8Array.from({ length: 1 << 14 }, (_, code) =>
  decide(code >> 8, (code >> 5) & 7, (code >> 2) & 7, code & 3),
);

/** In the order a packet meets them: the sender's groups, the way, the receiver's groups, the program, the way back. */
function decide(way: WayCode, egressFlags: number, ingressFlags: number, listening: number): number {
  const sent = admitted(egressFlags, (way & RECEIVER_SEEN) !== 0);
  if (sent !== DELIVERED) return sent;
  const forward = way >> 4;
  if (forward !== DELIVERED) return forward;
  const taken = admitted(ingressFlags, (way & SENDER_SEEN) !== 0);
  if (taken !== DELIVERED) return taken;
  return listening === DELIVERED ? (way >> 2) & 3 : listening;
}

function admitted(flags: number, groupsSeen: boolean): number {
  if ((flags & (BY_BLOCK | (groupsSeen ? BY_GROUP : 0))) !== 0) return DELIVERED;
  return (flags & PERHAPS) === 0 ? DROPPED : UNKNOWN;
}

function listens(network: Network, own: Interface, header: Header): number {
  const known = network.instanceOf.get(own)?.listens ?? own.listens;
  if (known === 'unknown') return UNKNOWN;
  if (known === undefined || header.icmp !== undefined) return DELIVERED;
  return known.some((traffic) => matchesTraffic(traffic, header)) ? DELIVERED : REFUSED;
}

function headerFor(
  { protocol, port, icmp }: Service,
  from: Interface | undefined,
  to: Interface | undefined,
  srcPort = 0,
): Header {
  const ends = { src: from?.ips[0] ?? 0, dst: to?.ips[0] ?? 0 };
  return {
    protocol,
    ...ends,
    srcPort: hasPorts(protocol) ? srcPort : icmp === undefined ? 0 : 1,
    dstPort: port ?? 0,
    icmp,
  };
}

/** The ways between classes of interfaces, each walked when it is first asked for. */
class Ways {
  readonly #situation: Situation;
  readonly #sorted: readonly Interface[];
  readonly #service: Service;
  readonly #examples: readonly Interface[];
  readonly classOf: Int32Array;
  readonly classes: number;
  /** By class of the sender, then of the receiver. */
  readonly codes: Uint8Array;

  constructor(situation: Situation, sorted: readonly Interface[], service: Service) {
    this.#situation = situation;
    this.#sorted = sorted;
    this.#service = service;
    const { classOf, examples } = wayClasses(situation.network, sorted);
    this.classOf = Int32Array.from(classOf);
    this.#examples = examples;
    this.classes = examples.length;
    this.codes = new Uint8Array(examples.length * examples.length).fill(NOT_WALKED);
  }

  /** Walks the way between the classes of two interfaces. */
  find(from: number, to: number): WayCode {
    const one = this.classOf[from] ?? 0;
    const other = this.classOf[to] ?? 0;
    // Within a class the example itself would be no neighbour; any two members show the way.
    const inside = one === other;
    const code = this.#walkWay(
      inside ? this.#sorted[from] : this.#examples[one],
      inside ? this.#sorted[to] : this.#examples[other],
    );
    this.codes[one * this.classes + other] = code;
    return code;
  }

  /** One pair, walked from end to end with everything on it. */
  walk(from: number, to: number): number {
    const [sender, receiver] = [this.#sorted[from], this.#sorted[to]];
    return sender === undefined || receiver === undefined
      ? DROPPED
      : VERDICTS.indexOf(this.#travel(sender, receiver, false).verdict);
  }

  #walkWay(sender: Interface | undefined, receiver: Interface | undefined): WayCode {
    const { network } = this.#situation;
    if (sender === undefined || receiver === undefined || !isPlain(network, sender) || !isPlain(network, receiver))
      return WALK_EACH;
    const journey = this.#travel(sender, receiver, true);
    const walks = [journey.forward, ...(journey.back === undefined ? [] : [journey.back])];
    const strangers = walks.some(({ filtered }) => filtered.some((own) => own !== sender && own !== receiver));
    if (strangers || walks.some(({ translations }) => translations.length > 0)) return WALK_EACH;
    const [forward, back] = legsOf(journey);
    return wayCode(forward, back, seesReceiver(network, sender, receiver), journey.forward.sender === sender);
  }

  #travel(sender: Interface, receiver: Interface, withoutGroups: boolean): Journey {
    const ports = this.#situation.network.instanceOf.get(sender)?.ephemeralPorts;
    const header = headerFor(this.#service, sender, receiver, ports?.from);
    return travel(
      { ...this.#situation, withoutGroups },
      new SessionDraft(),
      { kind: 'interface', owner: sender },
      header,
    );
  }
}

/** How the two legs came out. A refusal says that the request arrived; the class does not decide about programs. */
function legsOf({ verdict, leg, back }: Journey): readonly [number, number] {
  const bad = verdict === 'unknown' ? UNKNOWN : DROPPED;
  if (verdict === 'delivered') return [DELIVERED, DELIVERED];
  if (verdict === 'refused') return [DELIVERED, back?.hops.at(-1)?.reason === 'reply-received' ? DELIVERED : DROPPED];
  return leg === 'forward' ? [bad, DROPPED] : [DELIVERED, bad];
}

/** Egress rules see the groups of whoever has the private address in the same VPC, or in one peered with it in the Region. */
function seesReceiver(network: Network, sender: Interface, receiver: Interface): boolean {
  const [one, other] = [sender.subnet.vpc, receiver.subnet.vpc];
  if (one === other) return true;
  return (network.peeringsOf.get(one) ?? []).some(
    ({ requester, accepter, status }) =>
      status === 'active' && (requester === other || accepter === other) && other.region === one.region,
  );
}
