import type { Facts } from '../../../core/result.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import type { Read } from '../../../schema/schema.ts';
import type { ApiReply } from '../../service.ts';
import { ApiError, invalid, invalidValue } from '../api-error.ts';
import { addConsumed, type Consumed, consumedJson } from '../capacity/consumed.ts';
import { itemReadUnits } from '../capacity/units.ts';
import { entry, gateEntries, keyText, throttleEntry } from '../explain/entries.ts';
import { readPlaced, readRounded } from '../explain/read-trace.ts';
import { projected } from '../expression/document-path.ts';
import { type Projection, parseProjection } from '../expression/parse-projection.ts';
import { type Place, placeOf } from '../key/place.ts';
import { latencyStream, requestLatency } from '../latency.ts';
import { countConflict, countConsumed, countSucceeded, countThrottled } from '../metrics.ts';
import { limitsOf } from '../runtime.ts';
import { CONFLICT_MESSAGE, isHeld } from '../state/held-items.ts';
import type { TableState } from '../state/table-state.ts';
import { admit, type SeenGates } from '../throughput/admission.ts';
import type { Item } from '../value/attribute-value.ts';
import { itemSize } from '../value/item-size.ts';
import { attributesJson } from '../value/write-value.ts';
import { throttledCancellation } from './cancellation.ts';
import { checkDetail, checkLength, missing } from './checks.ts';
import { readConsumed, readDemand } from './get-item.ts';
import { type OperationCall, readSubstitutions, refused, succeeded, tableOf } from './operation-call.ts';
import type { transactGetParameters } from './parameters.ts';
import { ACTIONS_MOST, TRANSACTION_BYTES_MOST } from './transact-write.ts';
import { readKey } from './write-operations.ts';

type TransactGet = Read<typeof transactGetParameters>;
type Get = NonNullable<NonNullable<TransactGet['transactItems']>[number]['get']>;

interface ReadGet {
  readonly table: TableState;
  readonly key: Item;
  readonly place: Place;
  readonly item: Item | undefined;
  readonly units: number;
  readonly projection: Projection | undefined;
}

/** TransactGetItems: several items as they were at one moment. */
export function transactGetItems(call: OperationCall, parameters: TransactGet): ApiReply {
  const { transactItems, returnConsumedCapacity: detail } = parameters;
  if (transactItems === undefined) return refused(missing('transactItems'), undefined);
  const problem = checkDetail(detail) ?? checkLength('transactItems', transactItems.length, 1, ACTIONS_MOST);
  if (problem !== undefined) return refused(problem, undefined);
  const reads: ReadGet[] = [];
  for (const { get } of transactItems) {
    const read = get === undefined ? missing('transactItems.member.get') : readGet(call, get);
    if (read instanceof ApiError) return refused(read, undefined);
    reads.push(read);
  }
  const places = reads.map(({ table, place }) => `${table.definition.address} ${place}`);
  if (new Set(places).size < places.length) {
    return refused(invalid('Transaction request cannot include multiple operations on one item'), undefined);
  }
  const bytes = reads.reduce((sum, { item }) => sum + (item === undefined ? 0 : itemSize(item)), 0);
  if (bytes > TRANSACTION_BYTES_MOST) return refused(invalidValue('Aggregated size of items exceeds 4 MB'), undefined);
  return perform(call, reads, detail);
}

function readGet(call: OperationCall, get: Get): ReadGet | ApiError {
  const { projectionExpression } = get;
  const table = tableOf(call, get.tableName);
  if (table instanceof ApiError) return table;
  const substitutions = readSubstitutions(get, { ProjectionExpression: projectionExpression });
  if (substitutions instanceof ApiError) return substitutions;
  const projection =
    projectionExpression === undefined ? undefined : parseProjection(projectionExpression, substitutions);
  if (projection instanceof ApiError) return projection;
  const key = readKey(table, get.key);
  if (key instanceof ApiError) return key;
  const place = placeOf(key, table.definition.key) as Place;
  const item = table.items.get(place);
  const units = itemReadUnits(item === undefined ? 0 : itemSize(item), 'transactional');
  return substitutions.unused() ?? { table, key, place, item, units, projection };
}

function perform(call: OperationCall, reads: readonly ReadGet[], detail: string | undefined): ApiReply {
  const { simulation, at } = call;
  const [first] = reads;
  if (first === undefined) return refused(missing('transactItems'), undefined);
  const demands = reads.map(({ table, place, units }) => readDemand(table, place, units));
  // The tables of one call belong to one account and Region, and so have the same limits.
  const seen: SeenGates[] = [];
  const refusal = admit(demands, limitsOf(simulation.definition, first.table.definition), at, seen);
  const trace: TraceEntry[] = reads.flatMap(({ table, key, place, item, units }, which) => [
    readPlaced(table, keyText(key, table.definition.key), place),
    item === undefined
      ? readRounded(table, 'no such item', 0, 'transactional', units)
      : readRounded(table, 'the item', itemSize(item), 'transactional', units),
    ...gateEntries(
      table,
      seen.filter(({ demand }) => demand === demands[which]),
      refusal,
    ),
  ]);
  if (refusal !== undefined) {
    const which = demands.indexOf(refusal.demand);
    return canceled(call, reads, which, refusal, trace);
  }
  const conflicts = reads.map(({ table, place }) => isHeld(table, place, at));
  if (conflicts.includes(true)) return conflicting(call, reads, conflicts, trace);
  const byTable = new Map<TableState, Consumed>();
  for (const { table, units } of reads) {
    const own = readConsumed(table, units, 'read');
    const known = byTable.get(table);
    byTable.set(table, known === undefined ? own : addConsumed(known, own));
  }
  for (const [{ definition }, own] of byTable) {
    countConsumed(simulation, definition, 'read', own, at);
    countSucceeded(
      simulation,
      definition,
      'TransactGetItems',
      requestLatency(latencyStream(simulation, definition), 'transaction'),
      at,
    );
  }
  const responses = reads.map(({ item, projection }): Facts => {
    if (item === undefined) return {};
    return { item: attributesJson(projection === undefined ? item : projected(item, projection)) };
  });
  const json = [...byTable.values()].map((own) => consumedJson(own, detail === 'INDEXES' ? 'INDEXES' : 'TOTAL'));
  const asked = detail === 'TOTAL' || detail === 'INDEXES';
  return succeeded({ responses, ...(asked ? { consumedCapacity: json } : {}) }, { tables: json }, trace);
}

function canceled(
  { simulation, at }: OperationCall,
  reads: readonly ReadGet[],
  which: number,
  refusal: NonNullable<ReturnType<typeof admit>>,
  trace: readonly TraceEntry[],
): ApiReply {
  const table = (reads[which] ?? reads[0])?.table;
  if (table === undefined) return refused(missing('transactItems'), undefined);
  countThrottled(simulation, table.definition, 'TransactGetItems', refusal, at);
  const { code, message: why } = throttledCancellation(table, refusal);
  const codes = reads.map((_, index) => (index === which ? code : 'None'));
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`;
  const { address } = table.definition;
  return refused(
    new ApiError('TransactionCanceledException', message),
    address,
    [
      ...trace,
      throttleEntry(table, refusal),
      entry('transaction-canceled', address, 'block', { reasons: codes.join(', ') }),
    ],
    {
      facts: { cancellationReasons: codes.map((one) => (one === 'None' ? { code: one } : { code, message: why })) },
      outcome: 'throttled',
    },
  );
}

/** A transaction that writes holds some of the items. */
function conflicting(
  { simulation, at }: OperationCall,
  reads: readonly ReadGet[],
  conflicts: readonly boolean[],
  trace: readonly TraceEntry[],
): ApiReply {
  const reasons = conflicts.map((held) =>
    held ? { code: 'TransactionConflict', message: CONFLICT_MESSAGE } : { code: 'None' },
  );
  const codes = reasons.map(({ code }) => code).join(', ');
  const definition = reads[conflicts.indexOf(true)]?.table.definition;
  if (definition !== undefined) countConflict(simulation, definition, at);
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  const address = definition?.address ?? '';
  const canceledEntry = entry('transaction-canceled', address, 'block', { reasons: codes });
  return refused(new ApiError('TransactionCanceledException', message), address, [...trace, canceledEntry], {
    facts: { cancellationReasons: reasons },
  });
}
