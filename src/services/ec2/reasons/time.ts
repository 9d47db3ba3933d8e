import type { ReasonTable } from '../../../core/trace.ts';

/** What devices forget while time passes. */
export interface TimeFacts {
  'mapping-forgotten': {
    readonly inside: string;
    readonly outside: string;
    readonly destination: string;
    readonly connections: number;
    readonly idleSeconds: number;
  };
  'connection-forgotten': {
    readonly from: string;
    readonly to: string;
    readonly protocol: string;
    readonly idleSeconds: number;
  };
}

/** Sentences of what happens by the clock alone. */
export const timeReasons = {
  'mapping-forgotten': {
    says: ({ inside, outside, destination, connections, idleSeconds }, at) =>
      `${at} forgets ${connections === 1 ? '' : `${connections} connections: `}${inside} as ${outside} to ${destination}, idle for ${idleSeconds} s`,
    meaning: 'a NAT gateway drops a mapping that was idle for 350 seconds; the next packet from inside gets a reset',
    page: 'Amazon VPC User Guide: Troubleshoot NAT gateways',
  },
  'connection-forgotten': {
    says: ({ from, to, protocol, idleSeconds }, at) =>
      `${at} no longer tracks ${protocol} ${from} → ${to}, idle for ${idleSeconds} s: the next packet meets the rules anew`,
    meaning: 'a tracked connection of an interface has timed out',
    page: 'Amazon EC2 User Guide: Security group connection tracking',
  },
} satisfies ReasonTable<TimeFacts>;
