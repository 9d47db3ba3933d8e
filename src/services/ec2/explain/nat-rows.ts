import type { TraceEntry } from '../../../core/trace.ts';
import { formatHost } from '../address/ip.ts';
import { mappingKeyOf } from '../sessions/draft.ts';
import { isLive, type NatMapping } from '../sessions/state.ts';
import type { Consulted } from '../walk/hop.ts';
import { entry } from './trace.ts';

/** Rows shown of one NAT device; its table may have tens of thousands. */
const MOST_ROWS = 12;

/** The mappings of a NAT device as a packet found them: the one it used (or that was made for it) first, then the others. */
export function natRows({ device, state, now, used }: Extract<Consulted, { table: 'nat' }>): readonly TraceEntry[] {
  const own = used === undefined ? undefined : mappingKeyOf(used);
  const rows: TraceEntry[] =
    used === undefined ? [] : [row(used, state.mappings.get(own ?? '')?.lastSeen ?? now, now, true)];
  for (const [key, mapping] of state.mappings) {
    if (rows.length === MOST_ROWS) break;
    if (mapping.device !== device || key === own || !isLive(mapping, now)) continue;
    rows.push(row(mapping, mapping.lastSeen, now, false));
  }
  return rows;
}

function row(mapping: NatMapping, lastSeen: number, now: number, used: boolean): TraceEntry {
  const { device, inside, outside, destination, count } = mapping;
  const end = ({ ip, port }: NatMapping['inside'], ports = 1) =>
    `${formatHost(ip)}:${port}${ports > 1 ? `-${port + ports - 1}` : ''}`;
  const looked = {
    // Connections opened at once come from as many ports as their hosts have; only their number is known.
    from: count > 1 ? `${formatHost(inside.ip)} (${count} connections)` : end(inside),
    to: end(outside, count),
    destination: end(destination),
    idleSeconds: Math.floor((now - lastSeen) / 1000),
  };
  return entry('nat-mapping', looked, { at: device, verdict: used ? 'match' : 'miss' });
}
