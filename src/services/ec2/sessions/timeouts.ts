import type { Milliseconds } from '../../../core/time.ts';
import { isIcmp, TCP, UDP } from '../notation/traffic.ts';

const SECOND: Milliseconds = 1000;

/** "NAT gateway basics", VPC User Guide. @modelChoice AWS states it for TCP; UDP and ICMP are taken to be alike. */
export const NAT_GATEWAY_IDLE: Milliseconds = 350 * SECOND;
/** Simultaneous connections of one NAT gateway address to one destination. */
export const NAT_CONNECTIONS_PER_ADDRESS = 55_000;
/** Source ports that NAT gateways use. */
export const NAT_PORTS = { from: 1024, to: 65_535 } as const;
/** @modelChoice A NAT instance keeps its table as Linux does by default: five days for TCP. */
export const NAT_INSTANCE_IDLE: Milliseconds = 432_000 * SECOND;

/** @modelChoice Families on Nitro v6 as of 2026; AWS lists them only in prose. P6e-GB200 is excepted. */
const NITRO_V6 = /^(?:[cmr]8(?:a|azn|gb|gn|i|i-flex|ib|id|in)|x8(?:i|aedz)|hpc8a|p6-b\d+|g7e)\./;

/** What decides how long an interface remembers. */
export interface Tracker {
  readonly instanceType?: string | undefined;
  /** In seconds, as the interface sets them. */
  readonly tracking?:
    | {
        readonly tcpEstablishedTimeout?: number | undefined;
        readonly udpStreamTimeout?: number | undefined;
        readonly udpTimeout?: number | undefined;
      }
    | undefined;
}

/** How long a connection may be idle before an interface forgets it ("Idle connection tracking timeout", EC2 User Guide). */
export function trackingIdle(protocol: number, stream: boolean, { instanceType, tracking }: Tracker): Milliseconds {
  if (protocol === TCP) {
    const usual = NITRO_V6.test(instanceType ?? '') ? 350 : 432_000;
    return (tracking?.tcpEstablishedTimeout ?? usual) * SECOND;
  }
  if (protocol === UDP) return (stream ? (tracking?.udpStreamTimeout ?? 180) : (tracking?.udpTimeout ?? 30)) * SECOND;
  // @modelChoice AWS gives no figure for ICMP; Linux keeps queries for 30 seconds.
  return (isIcmp(protocol) ? 30 : 600) * SECOND;
}
