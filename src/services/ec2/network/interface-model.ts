/** What interfaces and instances of a compiled network carry. */
import type { Ip } from '../address/ip.ts';
import type { Traffic } from '../notation/traffic.ts';

/** One listener of a load balancer's node. */
export interface Forward {
  readonly listener: Traffic;
  readonly targets: readonly ForwardTarget[];
  readonly preserveClientIp: boolean;
  readonly crossZone: boolean;
}

export interface ForwardTarget {
  readonly ip: Ip;
  readonly port: number;
}

/** Idle timeouts in seconds; undefined: AWS's default. */
export interface TrackingTimeouts {
  readonly tcpEstablishedTimeout?: number | undefined;
  readonly udpStreamTimeout?: number | undefined;
  readonly udpTimeout?: number | undefined;
}

export interface PublicIp {
  readonly ip: number;
  /** The Elastic IP it is; undefined for an auto-assigned one. */
  readonly elasticIp: string | undefined;
}

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** What an instance is called in its VPC, and what its name by id resolves to. */
export interface PrivateNames {
  readonly byId: boolean;
  readonly aRecord: boolean;
  readonly aaaaRecord: boolean;
}
