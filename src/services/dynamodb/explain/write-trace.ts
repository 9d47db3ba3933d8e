import type { TraceEntry } from '../../../core/trace.ts';
import type { ApiError } from '../api-error.ts';
import { WRITE_UNIT_BYTES } from '../capacity/units.ts';
import { hashText } from '../key/partition-hash.ts';
import { hashOf } from '../key/place.ts';
import { sizeLines } from '../value/item-size.ts';
import { attributesJson } from '../value/write-value.ts';
import type { WriteOutcome } from '../write/single-write.ts';
import { type IndexChange, keyOfPlan, type WritePlan } from '../write/write-plan.ts';
import { entry, gateEntries, keyText, placedEntry } from './entries.ts';

/** The bill of a write and the limits it met: key, size, units, indexes, gates. */
export function writeTrace(outcome: WriteOutcome, transactional = false, condition?: string): readonly TraceEntry[] {
  const { plan } = outcome;
  const at = plan.table.definition.address;
  const refusal = outcome.kind === 'throttled' ? outcome.refusal : undefined;
  const trace: TraceEntry[] = [
    placed(plan),
    ...measured(plan),
    rounded(plan, transactional),
    ...[...plan.local, ...plan.global].map((change) => indexed(plan, change)),
    ...gateEntries(plan.table, outcome.gates, refusal),
  ];
  if (condition !== undefined && refusal === undefined) {
    const item = plan.before === undefined ? 'does not exist' : `is ${JSON.stringify(attributesJson(plan.before))}`;
    trace.push(
      outcome.kind === 'condition-failed'
        ? entry('condition-failed', at, 'block', { expression: condition, item })
        : entry('condition-held', at, 'pass', { expression: condition }),
    );
  }
  if (outcome.kind === 'refused') trace.push(refusedEntry(at, outcome.error));
  return trace;
}

function refusedEntry(at: string, { code, message }: ApiError): TraceEntry {
  switch (code) {
    case 'ItemCollectionSizeLimitExceededException':
      return entry('collection-too-big', at, 'block', { message });
    case 'TransactionConflictException':
      return entry('transaction-conflict', at, 'block', { message });
    default:
      return entry('validation-failed', at, 'block', { code, message });
  }
}

/** The written item in one line (`t1/5 → 0x8f051e21 P3`). */
export function writeTitle(plan: WritePlan): string {
  const key = keyText(keyOfPlan(plan), plan.table.definition.key);
  const [demand] = plan.demands;
  return `${key} → ${hashText(hashOf(plan.place))} P${demand?.partition.id ?? '?'}`;
}

function placed(plan: WritePlan): TraceEntry {
  const { address, key } = plan.table.definition;
  const [demand] = plan.demands;
  if (demand === undefined) throw new Error('a write asks something of its table');
  return placedEntry(address, keyText(keyOfPlan(plan), key), plan.place, demand.partition);
}

function measured({ table, before, after, beforeBytes, afterBytes }: WritePlan): readonly TraceEntry[] {
  const item = after ?? before;
  if (item === undefined) return [];
  const looked = { bytes: afterBytes ?? beforeBytes ?? 0, before: beforeBytes ?? null, lines: sizeLines(item) };
  return [entry('item-measured', table.definition.address, 'note', looked)];
}

function rounded(
  { table, before, after, beforeBytes = 0, afterBytes = 0, units }: WritePlan,
  transactional: boolean,
): TraceEntry {
  const bytes = Math.max(beforeBytes, afterBytes);
  const missing = before === undefined && after === undefined;
  const from = missing ? 'there is no item' : beforeBytes > afterBytes ? 'the item before' : 'the item after';
  const kilobytes = Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
  return entry('write-rounded', table.definition.address, 'note', {
    bytes,
    from,
    rounded: kilobytes,
    transactional,
    units,
  });
}

function indexed({ table }: WritePlan, { index, before, after, charge }: IndexChange): TraceEntry {
  const { name, kind, place } = index.definition;
  const looked = {
    index: name,
    kind,
    change: charge.change,
    before: before?.bytes ?? null,
    after: after?.bytes ?? null,
    units: charge.units,
  };
  return entry('index-written', `${table.definition.address}/${name}`, 'note', looked, { place });
}
