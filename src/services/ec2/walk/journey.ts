import type { Place } from '../../../core/source.ts';
import { formatIp } from '../address/ip.ts';
import type { Instance, Interface, Subnet, VpnConnection } from '../network/model.ts';
import { formatListen, TCP, type Traffic } from '../notation/traffic.ts';
import {
  expectsReply,
  formatEnd,
  formatService,
  type Header,
  matchesTraffic,
  plainHeader,
  replyTo,
} from '../rules/packet.ts';
import type { SessionDraft } from '../sessions/draft.ts';
import { fromService } from './endpoint.ts';
import type { End, Leg, Stage, Stopped, Terminal } from './hop.ts';
import { INTERNET } from './internet.ts';
import { run } from './run.ts';
import { nothing, type Situation, Walk } from './walk.ts';

/** Where a packet begins. */
export type Origin =
  | { readonly kind: 'interface'; readonly owner: Interface }
  /** A host in the subnet that no interface stands for. */
  | { readonly kind: 'subnet'; readonly subnet: Subnet }
  | { readonly kind: 'internet' }
  | { readonly kind: 'on-premises'; readonly connection: VpnConnection };

export type Verdict = 'delivered' | 'refused' | 'dropped' | 'unknown';

/** A packet and its reply. */
export interface Journey {
  readonly verdict: Verdict;
  /** What stopped it, or made it unknown, or refused it. */
  readonly stopped: Stopped | undefined;
  /** The leg it was stopped on. */
  readonly leg: Leg | undefined;
  readonly forward: Walk;
  readonly back: Walk | undefined;
  /** Where the request arrived, and with which header. */
  readonly terminal: Terminal | undefined;
  readonly arrivedAs: Header | undefined;
}

/** Sends a packet from its origin and its reply back; what devices remember of it goes into `sessions`. */
export function travel(situation: Situation, sessions: SessionDraft, origin: Origin, header: Header): Journey {
  const forward = new Walk(situation, sessions, 'forward');
  const end = run(forward, beginning(forward, origin, header));
  if (end.kind !== 'arrived') return endedOnTheWay(forward, end);
  if (forward.alwaysTracked && origin.kind === 'interface') trackAlways(sessions, origin.owner, header);
  const arrived = { forward, terminal: end.terminal, arrivedAs: end.header };
  const refused = checkListening(forward, end.terminal, end.header) ?? checkContinued(forward, end.header);
  if (refused !== undefined && refused.hop.reason !== 'nothing-listens')
    return { ...endedOnTheWay(forward, refused), ...arrived };
  if (!expectsReply(header))
    return { verdict: 'delivered', stopped: undefined, leg: undefined, back: undefined, ...arrived };
  const back = new Walk(situation, sessions, 'return', origin.kind === 'subnet' ? header.src : undefined);
  back.balanced = forward.balanced;
  const home = checkHome(back, run(back, turning(back, end)), origin, header);
  if (refused !== undefined) return { verdict: 'refused', stopped: refused, leg: 'forward', back, ...arrived };
  if (home === undefined) return { verdict: 'delivered', stopped: undefined, leg: undefined, back, ...arrived };
  return { verdict: home.kind === 'unknown' ? 'unknown' : 'dropped', stopped: home, leg: 'return', back, ...arrived };
}

function endedOnTheWay(forward: Walk, stopped: Stopped): Journey {
  const verdict = stopped.kind === 'unknown' ? 'unknown' : 'dropped';
  return { verdict, stopped, leg: 'forward', forward, back: undefined, terminal: undefined, arrivedAs: undefined };
}

/**
 * A TCP connection is known by its addresses and ports: if the way has changed so that it arrives from elsewhere (a new
 * gateway endpoint, another NAT gateway), the other end does not know it and resets it.
 */
function checkContinued(walk: Walk, header: Header): Stopped | undefined {
  const { continuing } = walk.situation;
  if (continuing === undefined || header.protocol !== TCP) return undefined;
  const { arrivedAs: was } = continuing;
  if (was.src === header.src && was.srcPort === header.srcPort && was.dst === header.dst) return undefined;
  const decider = { address: walk.path.at(-1) ?? '' };
  return walk.stop('connection-changed', decider, header, () => ({ was: formatEnd(was, 'src') }));
}

function beginning(walk: Walk, origin: Origin, header: Header): Stage {
  switch (origin.kind) {
    case 'interface':
      walk.sender = origin.owner;
      return { go: 'send', owner: origin.owner, header, begins: true };
    case 'subnet':
      walk.visit(origin.subnet);
      walk.visitZone(origin.subnet.zone);
      return { go: 'leave-subnet', subnet: origin.subnet, header };
    case 'internet':
      hostBegins(walk, header);
      return { go: 'internet', header };
    case 'on-premises':
      hostBegins(walk, header);
      return { go: 'vpn-in', connection: origin.connection, header };
  }
}

function hostBegins(walk: Walk, header: Header): void {
  const host = walk.network.hostsByIp.get(header.src);
  walk.visit(host ?? INTERNET);
  walk.pass('internet-sends', host ?? INTERNET, header, () => ({ host: host?.name ?? formatIp(header.src) }));
}

/** The reply's first stage: it leaves where the request arrived. */
function turning(walk: Walk, { terminal, header }: Extract<End, { kind: 'arrived' }>): Stage | End {
  const reply = replyTo(header);
  switch (terminal.kind) {
    case 'interface':
      walk.sender = terminal.owner;
      return { go: 'send', owner: terminal.owner, header: reply, begins: true };
    case 'subnet':
      return { go: 'leave-subnet', subnet: terminal.subnet, header: reply };
    case 'internet':
      hostBegins(walk, reply);
      return { go: 'internet', header: reply };
    case 'service':
      return fromService(walk, terminal.endpoint, reply);
    case 'amazon':
      walk.visit(terminal.owner);
      return {
        kind: 'arrived',
        terminal: { kind: 'interface', owner: terminal.owner, instance: undefined },
        header: reply,
      };
    case 'on-premises':
      hostBegins(walk, reply);
      return { go: 'vpn-in', connection: terminal.connection, header: reply };
  }
}

/** "Automatically tracked connections": what the flow passes on its way makes its first interface track it. */
function trackAlways(sessions: SessionDraft, owner: Interface, header: Header): void {
  const known = sessions.connection(owner.address, 'egress', header);
  if (known !== undefined && !known.tracked) sessions.remember({ ...known, tracked: true });
}

/** @modelChoice The guest's own firewall is not modelled; a host answers on what it listens to, by default everything. */
function checkListening(walk: Walk, terminal: Terminal, header: Header): Stopped | undefined {
  const listener = listenerAt(walk, terminal);
  // Somebody on the internet and AWS's own services answer; there is nobody to ask.
  if (listener === undefined) return undefined;
  const service = formatService(header);
  const { decider, listens, owner } = listener;
  if (listens === 'unknown') return walk.unknown(decider, header, 'listens');
  if (listens === undefined || isPing(header) || listens.some((traffic) => matchesTraffic(traffic, header))) {
    walk.pass('delivered', decider, header, () => ({ service }));
    return undefined;
  }
  const facts = () => ({ service, listens: listens.map(formatListen) });
  if (owner === undefined) return walk.stop('nothing-listens', decider, header, facts);
  return walk.block('nothing-listens', decider, header, facts, { kind: 'listen', owner, header });
}

/** Guests answer pings without anything listening. */
function isPing({ icmp }: Header): boolean {
  return icmp !== undefined;
}

interface Listener {
  readonly decider: { readonly address: string; readonly place?: Place };
  /** Undefined: everything. */
  readonly listens?: readonly Traffic[] | 'unknown' | undefined;
  /** Where the file says what is listened to; absent for hosts outside AWS. */
  readonly owner?: Instance | Interface;
}

function listenerAt(walk: Walk, terminal: Terminal): Listener | undefined {
  if (terminal.kind === 'interface') {
    const owner = terminal.instance ?? terminal.owner;
    return { decider: owner, listens: owner.listens, owner };
  }
  const host = 'ip' in terminal ? walk.network.hostsByIp.get(terminal.ip) : undefined;
  return host && { decider: host, listens: host.listens };
}

/** Whether the reply came to who sent the request, from where the request was sent. */
function checkHome(walk: Walk, end: End, origin: Origin, request: Header): Stopped | undefined {
  if (end.kind !== 'arrived') return end;
  const { terminal, header } = end;
  const expected = replyTo(request);
  const decider = { address: walk.path.at(-1) ?? '' };
  if (!isHome(walk, terminal, origin, request))
    return walk.stop('reply-misdelivered', decider, header, () => ({ to: decider.address }));
  const sameEnds = header.src === expected.src && header.dst === expected.dst;
  if (!sameEnds || header.srcPort !== expected.srcPort || header.dstPort !== expected.dstPort) {
    return walk.stop('reply-not-recognised', decider, header, () => ({ expected: plainHeader(expected) }));
  }
  walk.pass('reply-received', decider, header, nothing);
  return undefined;
}

function isHome(walk: Walk, terminal: Terminal, origin: Origin, { src }: Header): boolean {
  switch (terminal.kind) {
    case 'interface':
      if (origin.kind !== 'interface') return false;
      return (
        terminal.owner === origin.owner ||
        (terminal.instance !== undefined && walk.network.instanceOf.get(origin.owner) === terminal.instance)
      );
    case 'subnet':
      return origin.kind === 'subnet' && origin.subnet === terminal.subnet;
    case 'internet':
      return origin.kind === 'internet' && terminal.ip === src;
    case 'on-premises':
      return origin.kind === 'on-premises' && terminal.ip === src;
    default:
      return false;
  }
}
