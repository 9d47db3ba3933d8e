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

/** What the way between two classes does to a packet, leaving aside the security groups at its two ends. */
interface Way {
  /** DELIVERED, DROPPED or UNKNOWN, for the request and for its reply. */
  readonly forward: number;
  readonly back: number;
  /** Whether ingress rules that name groups can see the sender, and egress rules the receiver. */
  readonly senderSeen: boolean;
  readonly receiverSeen: boolean;
}

/** The way rewrites addresses or passes filters of third interfaces: each pair must be walked by itself. */
const WALK_EACH = 'walk each pair';

/**
 * Verdicts for all pairs by what decides them: the rules of the two ends' groups, each asked about all far ends at
 * once, and the way between their subnets, walked once for each pair of classes. The same engine that explains.
 */
export function allPairs(situation: Situation, interfaces: readonly Interface[], service: Service): AllPairs {
  const sorted = [...interfaces].sort((one, other) => Number(one.ips[0] ?? 0) - Number(other.ips[0] ?? 0));
  const places = new Map(sorted.map((own, place) => [own, place]));
  const count = sorted.length;
  const verdicts = new Uint8Array(count * count);
  const asked = headerFor(service, sorted[0], sorted[0]);
  const far = farEnds(sorted);
  const egress = new GroupRows(far, 'egress', asked);
  const ingress = new GroupRows(far, 'ingress', asked);
  const ways = new Ways(situation, sorted, service);
  const listening = sorted.map((own) => listens(situation.network, own, asked));
  const ingressRows = sorted.map(({ groups }) => (typeof groups === 'object' ? ingress.of(groups) : undefined));
  for (let from = 0; from < count; from += 1) {
    const groups = sorted[from]?.groups;
    const egressRow = typeof groups === 'object' ? egress.of(groups) : undefined;
    for (let to = 0; to < count; to += 1) {
      const way = ways.between(from, to);
      const ingressRow = ingressRows[to];
      verdicts[from * count + to] =
        way === WALK_EACH || egressRow === undefined || ingressRow === undefined
          ? ways.walk(from, to)
          : decide(way, egressRow[to] ?? 0, ingressRow[from] ?? 0, listening[to] ?? DELIVERED);
    }
  }
  const placeOf = interfaces.map((own) => places.get(own) ?? 0);
  return {
    interfaces,
    verdict: (from, to) =>
      VERDICTS[verdicts[(placeOf[from] ?? 0) * count + (placeOf[to] ?? 0)] ?? DROPPED] ?? 'dropped',
    count: (verdict) => verdicts.reduce((sum, code) => sum + (VERDICTS[code] === verdict ? 1 : 0), 0),
  };
}

/** In the order a packet meets them: the sender's groups, the way, the receiver's groups, the program, the way back. */
function decide(way: Way, egressFlags: number, ingressFlags: number, listening: number): number {
  if ((egressFlags & (BY_BLOCK | (way.receiverSeen ? BY_GROUP : 0))) === 0)
    return (egressFlags & PERHAPS) === 0 ? DROPPED : UNKNOWN;
  if (way.forward !== DELIVERED) return way.forward;
  if ((ingressFlags & (BY_BLOCK | (way.senderSeen ? BY_GROUP : 0))) === 0)
    return (ingressFlags & PERHAPS) === 0 ? DROPPED : UNKNOWN;
  return listening === DELIVERED ? way.back : listening;
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
  readonly #classOf: readonly number[];
  readonly #examples: readonly Interface[];
  readonly #known: (Way | typeof WALK_EACH | undefined)[] = [];

  constructor(situation: Situation, sorted: readonly Interface[], service: Service) {
    this.#situation = situation;
    this.#sorted = sorted;
    this.#service = service;
    const { classOf, examples } = wayClasses(situation.network, sorted);
    this.#classOf = classOf;
    this.#examples = examples;
  }

  between(from: number, to: number): Way | typeof WALK_EACH {
    const one = this.#classOf[from] ?? 0;
    const other = this.#classOf[to] ?? 0;
    const key = one * this.#examples.length + other;
    let way = this.#known[key];
    if (way === undefined) {
      way = this.#find(one, other, from, to);
      this.#known[key] = way;
    }
    return way;
  }

  /** One pair, walked from end to end with everything on it. */
  walk(from: number, to: number): number {
    const [sender, receiver] = [this.#sorted[from], this.#sorted[to]];
    return sender === undefined || receiver === undefined
      ? DROPPED
      : VERDICTS.indexOf(this.#travel(sender, receiver, false).verdict);
  }

  #find(one: number, other: number, from: number, to: number): Way | typeof WALK_EACH {
    const { network } = this.#situation;
    // Within a class the example itself would be no neighbour; any two different members show the way.
    const [sender, receiver] =
      one === other ? [this.#sorted[from], this.#sorted[to]] : [this.#examples[one], this.#examples[other]];
    if (sender === undefined || receiver === undefined || !isPlain(network, sender) || !isPlain(network, receiver))
      return WALK_EACH;
    const journey = this.#travel(sender, receiver, true);
    const walks = [journey.forward, ...(journey.back === undefined ? [] : [journey.back])];
    const strangers = walks.some(({ filtered }) => filtered.some((own) => own !== sender && own !== receiver));
    if (strangers || walks.some(({ translations }) => translations.length > 0)) return WALK_EACH;
    return {
      ...codes(journey),
      senderSeen: journey.forward.sender === sender,
      receiverSeen: seesReceiver(network, sender, receiver),
    };
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
function codes({ verdict, leg, back }: Journey): Pick<Way, 'forward' | 'back'> {
  const bad = verdict === 'unknown' ? UNKNOWN : DROPPED;
  if (verdict === 'delivered') return { forward: DELIVERED, back: DELIVERED };
  if (verdict === 'refused')
    return { forward: DELIVERED, back: back?.hops.at(-1)?.reason === 'reply-received' ? DELIVERED : DROPPED };
  return leg === 'forward' ? { forward: bad, back: DROPPED } : { forward: DELIVERED, back: bad };
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
