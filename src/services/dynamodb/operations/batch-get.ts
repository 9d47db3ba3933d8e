import type { Facts } from '../../../core/result.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import type { Read } from '../../../schema/schema.ts';
import type { ApiReply } from '../../service.ts';
import { ApiError, invalid } from '../api-error.ts';
import { consumedJson } from '../capacity/consumed.ts';
import { itemReadUnits } from '../capacity/units.ts';
import { entry } from '../explain/entries.ts';
import { readRounded } from '../explain/read-trace.ts';
import { projected } from '../expression/document-path.ts';
import { type Projection, parseProjection } from '../expression/parse-projection.ts';
import { type Place, placeOf } from '../key/place.ts';
import { latencyStream, requestLatency } from '../latency.ts';
import { countConsumed, countSucceeded, countThrottledRequest, countThrottleEvent } from '../metrics.ts';
import { itemAsSeen, replicaLag } from '../read/replica.ts';
import { limitsOf } from '../runtime.ts';
import type { TableState } from '../state/table-state.ts';
import { admit, type Refusal } from '../throughput/admission.ts';
import type { Item } from '../value/attribute-value.ts';
import { itemSize } from '../value/item-size.ts';
import { attributesJson } from '../value/write-value.ts';
import { checkDetail, checkLength } from './checks.ts';
import { readConsumed, readDemand } from './get-item.ts';
import { type OperationCall, readSubstitutions, refused, succeeded, tableNamed, throttled } from './operation-call.ts';
import type { batchGetParameters } from './parameters.ts';
import { readKey } from './write-operations.ts';

type BatchGet = Read<typeof batchGetParameters>;
type TableRequest = NonNullable<BatchGet['requestItems']> extends ReadonlyMap<string, infer T> ? T : never;

/** "BatchGetItem" under "Quotas in Amazon DynamoDB". */
const KEYS_MOST = 100;
export const BATCH_BYTES_MOST = 16 * 1024 * 1024;

/** The keys asked of one table. */
interface TableKeys {
  readonly name: string;
  readonly table: TableState;
  readonly consistent: boolean;
  readonly projection: Projection | undefined;
  readonly keys: readonly { readonly key: Item; readonly place: Place }[];
}

/** BatchGetItem: items of one or more tables by key; what does not fit or is throttled comes back as unprocessed. */
export function batchGetItem(call: OperationCall, parameters: BatchGet): ApiReply {
  const problem = checkDetail(parameters.returnConsumedCapacity);
  const tables = problem ?? readTables(call, parameters);
  if (tables instanceof ApiError) return refused(tables, undefined);
  return readAll(call, tables, parameters.returnConsumedCapacity);
}

function readTables(call: OperationCall, { requestItems }: BatchGet): readonly TableKeys[] | ApiError {
  if (requestItems === undefined || requestItems.size === 0) {
    return invalid('The requestItems parameter is required for BatchGetItem');
  }
  const tables: TableKeys[] = [];
  let keys = 0;
  for (const [name, request] of requestItems) {
    const count = request.keys?.length ?? 0;
    const problem = checkLength(`requestItems.${name}.member.keys`, count, 1, KEYS_MOST);
    const table = tableNamed(call, name);
    if (problem !== undefined || table instanceof ApiError) return problem ?? (table as ApiError);
    const read = readTable(name, table, request);
    if (read instanceof ApiError) return read;
    tables.push(read);
    keys += count;
  }
  return keys > KEYS_MOST ? invalid('Too many items requested for the BatchGetItem call') : tables;
}

function readTable(name: string, table: TableState, request: TableRequest): TableKeys | ApiError {
  const { projectionExpression, consistentRead: consistent = false } = request;
  const substitutions = readSubstitutions(request, { ProjectionExpression: projectionExpression });
  if (substitutions instanceof ApiError) return substitutions;
  const projection =
    projectionExpression === undefined ? undefined : parseProjection(projectionExpression, substitutions);
  if (projection instanceof ApiError) return projection;
  const keys: { key: Item; place: Place }[] = [];
  for (const node of request.keys ?? []) {
    const key = readKey(table, node);
    if (key instanceof ApiError) return key;
    keys.push({ key, place: placeOf(key, table.definition.key) as Place });
  }
  if (new Set(keys.map(({ place }) => place)).size < keys.length) {
    return invalid('Provided list of item keys contains duplicates');
  }
  return substitutions.unused() ?? { name, table, consistent, projection, keys };
}

interface Progress {
  bytes: number;
  done: number;
  left: number;
  refusal: { readonly table: TableState; readonly refusal: Refusal } | undefined;
}

function readAll(call: OperationCall, tables: readonly TableKeys[], detail: string | undefined): ApiReply {
  const progress: Progress = { bytes: 0, done: 0, left: 0, refusal: undefined };
  const responses: Record<string, Facts[]> = {};
  const unprocessed: Record<string, Facts> = {};
  const consumed: Facts[] = [];
  const trace: TraceEntry[] = [];
  for (const one of tables) {
    const { items, rest, units } = readKeys(call, one, progress);
    responses[one.name] = items.map(attributesJson);
    if (rest.length > 0) unprocessed[one.name] = { keys: rest.map(attributesJson) };
    const own = readConsumed(one.table, units);
    countConsumed(call.simulation, one.table.definition, 'read', own, call.at);
    consumed.push(consumedJson(own, detail === 'INDEXES' ? 'INDEXES' : 'TOTAL'));
    trace.push(
      readRounded(
        one.table,
        `${items.length} items, each rounded up`,
        0,
        one.consistent ? 'strong' : 'eventual',
        units,
      ),
    );
  }
  const { done, left, refusal } = progress;
  countRequest(call, tables, done === 0 && refusal !== undefined);
  if (done === 0 && refusal !== undefined) return throttled(refusal.table, refusal.refusal, trace);
  if (left > 0) {
    const because = refusal === undefined ? 'a batch returns at most 16 MB' : 'throttled';
    trace.push(entry('batch-left-over', tables[0]?.table.definition.address ?? '', 'note', { done, left, because }));
  }
  const asked = detail === 'TOTAL' || detail === 'INDEXES';
  const response = { responses, unprocessedKeys: unprocessed, ...(asked ? { consumedCapacity: consumed } : {}) };
  return succeeded(response, { tables: consumed }, trace);
}

/** A batch counts as throttled only where nothing of it was done ("DynamoDB metrics and dimensions"). */
function countRequest({ simulation, at }: OperationCall, tables: readonly TableKeys[], nothingDone: boolean): void {
  for (const { table } of tables) {
    const { definition } = table;
    if (nothingDone) countThrottledRequest(simulation, definition, 'BatchGetItem', at);
    else {
      const latency = requestLatency(latencyStream(simulation, definition), 'read');
      countSucceeded(simulation, definition, 'BatchGetItem', latency, at);
    }
  }
}

/** Reads the keys of one table as far as size and limits allow. Each item is charged as GetItem would. */
function readKeys(call: OperationCall, { table, consistent, projection, keys }: TableKeys, progress: Progress) {
  const { simulation, at } = call;
  const limits = limitsOf(simulation.definition, table.definition);
  const items: Item[] = [];
  const rest: Item[] = [];
  let units = 0;
  for (const { key, place } of keys) {
    const lag = replicaLag(simulation, table, consistent);
    const { found } = itemAsSeen(table, place, at, lag);
    const bytes = found === undefined ? 0 : itemSize(found);
    const cost = itemReadUnits(bytes, consistent ? 'strong' : 'eventual');
    const tooMuch = progress.bytes + bytes > BATCH_BYTES_MOST;
    const refusal = tooMuch ? undefined : admit([readDemand(table, place, cost)], limits, at);
    if (tooMuch || refusal !== undefined) {
      if (refusal !== undefined) {
        countThrottleEvent(simulation, table.definition, refusal, at);
        progress.refusal ??= { table, refusal };
      }
      progress.left += 1;
      rest.push(key);
      continue;
    }
    progress.done += 1;
    progress.bytes += bytes;
    units += cost;
    if (found !== undefined) items.push(projection === undefined ? found : projected(found, projection));
  }
  return { items, rest, units };
}
