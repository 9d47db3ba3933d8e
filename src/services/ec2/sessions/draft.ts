import type { Instant } from '../../../core/time.ts';
import type { Ip } from '../address/ip.ts';
import { hasPorts, isIcmp } from '../notation/traffic.ts';
import type { Header } from '../rules/packet.ts';
import type { Direction } from '../rules/security-group.ts';
import {
  type Connection,
  type EgressSession,
  isLive,
  type NatMapping,
  NO_SESSIONS,
  type OpenFlow,
  type SessionState,
} from './state.ts';

/** What one packet's walk reads and writes; nothing reaches the state until `finish`. */
export class SessionDraft {
  readonly now: Instant;
  readonly #state: SessionState;
  readonly #connections = new Map<string, Connection>();
  readonly #mappings = new Map<string, NatMapping>();
  readonly #ports = new Map<string, readonly NatMapping[]>();
  readonly #egress = new Map<string, EgressSession>();
  readonly #flows = new Map<string, OpenFlow | undefined>();

  constructor(now: Instant = 0, state: SessionState = NO_SESSIONS) {
    this.now = now;
    this.#state = state;
  }

  /** What was remembered before this walk. */
  get before(): SessionState {
    return this.#state;
  }

  /** The connection that a packet going this way through the interface belongs to, as its first packet or as an answer. */
  connection(own: string, direction: Direction, header: Header): Connection | undefined {
    const other = direction === 'ingress' ? 'egress' : 'ingress';
    return (
      this.#connection(connectionKey(own, direction, header)) ??
      this.#connection(connectionKey(own, other, swapped(header)))
    );
  }

  remember(connection: Connection): void {
    this.#connections.set(connectionKey(connection.interface, connection.direction, connection.header), connection);
  }

  /** How many live connections these interfaces track. */
  trackedAt(interfaces: ReadonlySet<string>): number {
    let sum = 0;
    for (const [key, known] of this.#state.connections) {
      const connection = this.#connections.get(key) ?? known;
      if (connection.tracked && interfaces.has(connection.interface) && isLive(connection, this.now)) sum += 1;
    }
    for (const [key, { tracked, interface: own }] of this.#connections)
      if (tracked && interfaces.has(own) && !this.#state.connections.has(key)) sum += 1;
    return sum;
  }

  /** The mapping of a flow from inside; `expired` ones are given too, for those who want to know. */
  mapping(device: string, header: Header): NatMapping | undefined {
    const key = mappingKey(
      device,
      header.protocol,
      { ip: header.src, port: header.srcPort },
      { ip: header.dst, port: header.dstPort },
    );
    return this.#mappings.get(key) ?? this.#state.mappings.get(key);
  }

  /** The live mapping that a packet from outside, addressed to the device, belongs to. */
  mappingBack(device: string, header: Header): NatMapping | undefined {
    const key = portsKey(device, header.dst, header.protocol, { ip: header.src, port: header.srcPort });
    return this.portsInUse(key).find(
      ({ outside, count }) => outside.port <= header.dstPort && header.dstPort < outside.port + count,
    );
  }

  /** Live mappings of one translated address to one destination, lowest port first. */
  portsInUse(key: string): readonly NatMapping[] {
    return (this.#ports.get(key) ?? this.#state.ports.get(key) ?? []).filter((mapping) => isLive(mapping, this.now));
  }

  addMapping(mapping: NatMapping): void {
    const { device, protocol, outside, destination } = mapping;
    this.#mappings.set(mappingKeyOf(mapping), mapping);
    const key = portsKey(device, outside.ip, protocol, destination);
    const others = this.portsInUse(key).filter((other) => other.outside.port !== outside.port);
    this.#ports.set(
      key,
      [...others, mapping].sort((one, other) => one.outside.port - other.outside.port),
    );
  }

  /** The session of a flow that left through the gateway, asked by its first packet or by an answer. */
  egressSession(gateway: string, header: Header): EgressSession | undefined {
    for (const key of [`${gateway}|${flowKey(header)}`, `${gateway}|${flowKey(swapped(header))}`]) {
      const session = this.#egress.get(key) ?? this.#state.egress.get(key);
      if (session !== undefined && isLive(session, this.now)) return session;
    }
    return undefined;
  }

  addEgressSession(session: EgressSession): void {
    this.#egress.set(`${session.gateway}|${flowKey(session.header)}`, session);
  }

  /** The connection that the client holds for open with this header. */
  flow(header: Header): OpenFlow | undefined {
    const key = flowKey(header);
    return this.#flows.has(key) ? this.#flows.get(key) : this.#state.flows.get(key);
  }

  setFlow(header: Header, flow: OpenFlow | undefined): void {
    this.#flows.set(flowKey(header), flow);
  }

  /** The mappings made or refreshed in this draft. */
  get newMappings(): Iterable<NatMapping> {
    return this.#mappings.values();
  }

  /** The state with everything that was remembered; what had been forgotten meanwhile is dropped where it stands in the way. */
  finish(): SessionState {
    const { connections, mappings, ports, egress, flows } = this.#state;
    const nextFlows = new Map(flows);
    for (const [key, flow] of this.#flows) {
      if (flow === undefined) nextFlows.delete(key);
      else nextFlows.set(key, flow);
    }
    return {
      connections: new Map([...connections, ...this.#connections]),
      mappings: new Map([...mappings, ...this.#mappings]),
      ports: new Map([...ports, ...this.#ports]),
      egress: new Map([...egress, ...this.#egress]),
      flows: nextFlows,
    };
  }

  #connection(key: string): Connection | undefined {
    const known = this.#connections.get(key) ?? this.#state.connections.get(key);
    return known !== undefined && isLive(known, this.now) ? known : undefined;
  }
}

/** For protocols without ports only the addresses and the protocol are tracked ("Connection tracking", EC2 User Guide). */
function flowKey({ protocol, src, srcPort, dst, dstPort }: Header): string {
  if (!hasPorts(protocol) && !isIcmp(protocol)) return `${protocol}|${src}|${dst}`;
  return `${protocol}|${src}:${srcPort}|${dst}:${dstPort}`;
}

function connectionKey(own: string, direction: Direction, header: Header): string {
  return `${own}|${direction}|${flowKey(header)}`;
}

/** The key of the mapping of a flow from inside. */
function mappingKey(
  device: string,
  protocol: number,
  inside: { ip: Ip; port: number },
  destination: { ip: Ip; port: number },
): string {
  return `${device}|${protocol}|${inside.ip}:${inside.port}|${destination.ip}:${destination.port}`;
}

/** The key of a mapping among all; connections opened in a block are no flow that a later packet could go on with. */
export function mappingKeyOf({ device, protocol, inside, destination, count }: NatMapping): string {
  const key = mappingKey(device, protocol, inside, destination);
  return count > 1 ? `${key}|${count}` : key;
}

/** The key under which ports of one translated address to one destination are kept. */
export function portsKey(
  device: string,
  outside: Ip,
  protocol: number,
  destination: { readonly ip: Ip; readonly port: number },
): string {
  return `${device}|${protocol}|${outside}|${destination.ip}:${destination.port}`;
}

function swapped(header: Header): Header {
  const { src, srcPort, dst, dstPort } = header;
  return { ...header, src: dst, srcPort: dstPort, dst: src, dstPort: srcPort };
}
