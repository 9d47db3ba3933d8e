import type { TraceEntry } from '../../../core/trace.ts';
import type { Ec2Facts } from '../reasons/facts.ts';
import { plainHeader } from '../rules/packet.ts';
import type { Hop } from '../walk/hop.ts';
import { rowsOf } from './rows.ts';

/** A trace entry of EC2 with its reason's own values. */
export function entry<Reason extends keyof Ec2Facts>(
  reason: Reason,
  looked: Ec2Facts[Reason],
  rest: Omit<TraceEntry, 'service' | 'reason' | 'looked'>,
): TraceEntry {
  return { service: 'ec2', reason, looked, ...rest };
}

/** The trace of a packet: an entry for each hop, the rows of the tables it consulted below it. */
export function traceOf(hops: readonly Hop[]): readonly TraceEntry[] {
  return hops.map(explainHop);
}

function explainHop(hop: Hop): TraceEntry {
  const { leg, at, verdict, place, header, after, consulted } = hop;
  const looked = {
    ...hop.facts(),
    direction: leg,
    packet: plainHeader(header),
    ...(after === undefined ? {} : { after: plainHeader(after) }),
  };
  const children = consulted === undefined ? undefined : rowsOf(consulted);
  return { service: 'ec2', reason: hop.reason, at, verdict, looked, place, children };
}
