import type { Instant, Milliseconds } from '../../../core/time.ts';
import type { Ip } from '../address/ip.ts';
import type { Header } from '../rules/packet.ts';
import type { Direction } from '../rules/security-group.ts';

/** A flow as the security groups of one interface know it. */
export interface Connection {
  readonly interface: string;
  /** Which way the first packet went. */
  readonly direction: Direction;
  /** The header of the first packet, as this interface saw it. */
  readonly header: Header;
  /** Untracked flows are shown, but every packet of theirs meets the rules anew. */
  readonly tracked: boolean;
  /** How many packets went the way of the first; a UDP flow with more than one is a stream. */
  readonly requests: number;
  readonly since: Instant;
  readonly lastSeen: Instant;
  readonly idle: Milliseconds;
}

/** One row of a NAT device's table: what is inside, what the outside sees instead, and whom it talks to. */
export interface NatMapping {
  /** Address of the NAT gateway or NAT instance. */
  readonly device: string;
  readonly protocol: number;
  readonly inside: End;
  /** The translated end; a block of connections opened at once takes `count` ports from here. */
  readonly outside: End;
  readonly destination: End;
  readonly count: number;
  readonly since: Instant;
  readonly lastSeen: Instant;
  readonly idle: Milliseconds;
}

export interface End {
  readonly ip: Ip;
  readonly port: number;
}

/** A flow that left through an egress-only internet gateway. */
export interface EgressSession {
  readonly gateway: string;
  readonly header: Header;
  readonly since: Instant;
  readonly lastSeen: Instant;
  readonly idle: Milliseconds;
}

/** A connection that its client holds for open. */
export interface OpenFlow {
  readonly from: string;
  readonly to: string;
  readonly header: Header;
  /** The header with which it reached the other end: what that end knows the connection by. */
  readonly arrivedAs: Header;
  readonly since: Instant;
  readonly lastSeen: Instant;
}

/** Everything that the devices of a network remember of packets. Keys are made by `keys.ts`. */
export interface SessionState {
  readonly connections: ReadonlyMap<string, Connection>;
  /** By the inside of the flow. */
  readonly mappings: ReadonlyMap<string, NatMapping>;
  /** Mappings of one device, translated address and destination, by port from the lowest. */
  readonly ports: ReadonlyMap<string, readonly NatMapping[]>;
  readonly egress: ReadonlyMap<string, EgressSession>;
  readonly flows: ReadonlyMap<string, OpenFlow>;
}

declare module '../../../core/world.ts' {
  interface Runtimes {
    ec2: SessionState;
  }
}

/** Nothing has been sent yet. */
export const NO_SESSIONS: SessionState = {
  connections: new Map(),
  mappings: new Map(),
  ports: new Map(),
  egress: new Map(),
  flows: new Map(),
};

/** Whether something idle since `lastSeen` is still remembered. */
export function isLive(session: { readonly lastSeen: Instant; readonly idle: Milliseconds }, now: Instant): boolean {
  return now - session.lastSeen < session.idle;
}
