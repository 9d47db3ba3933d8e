import type { TraceEntry, Verdict } from '../../../core/trace.ts';
import { type KeySchema, keyAttributes } from '../key/key-schema.ts';
import { hashText } from '../key/partition-hash.ts';
import { hashOf, type Place } from '../key/place.ts';
import { type Partition, shareOfKeySpace } from '../partition/key-space.ts';
import type { DynamoDbEntry, DynamoDbFacts } from '../reasons.ts';
import type { TableState } from '../state/table-state.ts';
import { operationOf, type Refusal, reasonOf } from '../throughput/admission.ts';
import type { Demand, GateState } from '../throughput/gates.ts';
import { attribute, type Item, isScalarKey } from '../value/attribute-value.ts';
import { scalarJson } from '../value/write-value.ts';

/** One decision of the service. */
export function entry<Reason extends keyof DynamoDbFacts>(
  reason: Reason,
  at: string,
  verdict: Verdict,
  looked: DynamoDbFacts[Reason],
  more: Partial<Pick<TraceEntry, 'place' | 'children' | 'time'>> = {},
): DynamoDbEntry {
  return { service: 'dynamodb', reason, at, verdict, looked, ...more } as unknown as DynamoDbEntry;
}

/** A partition as results name it (`P3`). */
export function partitionName({ id }: Pick<Partition, 'id'>): string {
  return `P${id}`;
}

/** A key as people write it (`tenant-7/1718`). */
export function keyText(item: Item, key: KeySchema): string {
  return keyAttributes(key)
    .map(({ name }) => attribute(item, name))
    .map((value) => (isScalarKey(value) ? scalarJson(value) : '?'))
    .join('/');
}

/** Where a key lands. */
export function placedEntry(at: string, key: string, place: Place, partition: Partition): DynamoDbEntry {
  return entry('key-placed', at, 'note', {
    key,
    hash: hashText(hashOf(place)),
    partition: partitionName(partition),
    share: shareOfKeySpace(partition),
  });
}

/** What the limits had left, gate by gate. */
export function gateEntries(
  table: TableState,
  gates: readonly { readonly demand: Demand; readonly states: readonly GateState[] }[],
  refusal: Refusal | undefined,
): readonly DynamoDbEntry[] {
  const found: DynamoDbEntry[] = [];
  for (const { demand, states } of gates) {
    for (const state of states) {
      const refuses = refusal !== undefined && refusal.demand === demand && refusal.gate.gate === state.gate;
      const { name, address } = table.definition;
      const of = demand.index === undefined ? name : `${name}/${demand.index}`;
      const at = demand.index === undefined ? address : `${address}/${demand.index}`;
      const facts = {
        of,
        operation: operationOf(demand),
        units: demand.units,
        available: state.available,
        rate: state.rate,
        partition: partitionName(demand.partition),
      };
      found.push(entry(`gate-${state.gate}`, at, refuses ? 'block' : 'pass', facts));
      if (refuses) return found;
    }
  }
  return found;
}

/** A refusal with AWS's reason, at the table or the index whose limit it met. */
export function throttleEntry(table: TableState, refusal: Refusal): DynamoDbEntry {
  const { address } = table.definition;
  const { index } = refusal.demand;
  const at = index === undefined ? address : `${address}/${index}`;
  return entry(reasonOf(refusal), at, 'block', throttleFacts(table, refusal));
}

/** What a refusal is told with. */
export function throttleFacts(
  table: TableState,
  { demand, gate }: Refusal,
): DynamoDbFacts['TableWriteKeyRangeThroughputExceeded'] {
  const arn =
    demand.index === undefined ? table.definition.tableArn : `${table.definition.tableArn}/index/${demand.index}`;
  const { gate: name, available, rate } = gate;
  return { arn, gate: name, units: demand.units, available, rate, partition: partitionName(demand.partition) };
}
