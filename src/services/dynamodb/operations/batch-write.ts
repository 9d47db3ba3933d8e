import type { Facts } from '../../../core/result.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import type { Read } from '../../../schema/schema.ts';
import type { ApiReply } from '../../service.ts';
import { ApiError, invalid } from '../api-error.ts';
import { addConsumed, type Consumed, consumedJson } from '../capacity/consumed.ts';
import { entry } from '../explain/entries.ts';
import { writeTrace } from '../explain/write-trace.ts';
import { latencyStream, requestLatency } from '../latency.ts';
import { countConflict, countConsumed, countSucceeded, countThrottledRequest, countThrottleEvent } from '../metrics.ts';
import { limitsOf, writeEffects } from '../runtime.ts';
import type { TableState } from '../state/table-state.ts';
import type { Refusal } from '../throughput/admission.ts';
import type { Item } from '../value/attribute-value.ts';
import { itemSize } from '../value/item-size.ts';
import { attributesJson } from '../value/write-value.ts';
import { consumedBy, writeItem } from '../write/single-write.ts';
import { keyOfPlan, type WritePlan } from '../write/write-plan.ts';
import { BATCH_BYTES_MOST } from './batch-get.ts';
import { checkDetail, checkLength } from './checks.ts';
import { type OperationCall, refused, succeeded, tableNamed, throttled } from './operation-call.ts';
import type { batchWriteParameters } from './parameters.ts';
import { type ReadWrite, readDelete, readPut } from './write-operations.ts';

type BatchWrite = Read<typeof batchWriteParameters>;

/** "BatchWriteItem" under "Quotas in Amazon DynamoDB". */
const REQUESTS_MOST = 25;

interface TableWrites {
  readonly name: string;
  readonly table: TableState;
  readonly writes: readonly ReadWrite[];
}

/**
 * BatchWriteItem: puts and deletes, each by itself; what is throttled comes back as unprocessed.
 *
 * @modelChoice AWS does not tell what becomes of an item that a transaction under way holds; we return it as unprocessed,
 * for the others are done and a batch has no error for one of its items.
 */
export function batchWriteItem(call: OperationCall, parameters: BatchWrite): ApiReply {
  const problem = checkDetail(parameters.returnConsumedCapacity);
  const tables = problem ?? readTables(call, parameters);
  if (tables instanceof ApiError) return refused(tables, undefined);
  return writeAll(call, tables, parameters.returnConsumedCapacity);
}

function readTables(call: OperationCall, { requestItems }: BatchWrite): readonly TableWrites[] | ApiError {
  if (requestItems === undefined || requestItems.size === 0) {
    return invalid('The requestItems parameter is required for BatchWriteItem');
  }
  const tables: TableWrites[] = [];
  for (const [name, requests] of requestItems) {
    const problem = checkLength('requestItems', requests.length, 1, REQUESTS_MOST);
    const table = tableNamed(call, name);
    if (problem !== undefined || table instanceof ApiError) return problem ?? (table as ApiError);
    const writes: ReadWrite[] = [];
    for (const { putRequest, deleteRequest } of requests) {
      const read = readRequest(table, putRequest, deleteRequest);
      if (read instanceof ApiError) return read;
      writes.push(read);
    }
    if (new Set(writes.map(({ write }) => write.place)).size < writes.length) {
      return invalid('Provided list of item keys contains duplicates');
    }
    tables.push({ name, table, writes });
  }
  return checkTotals(tables) ?? tables;
}

type WriteRequest =
  NonNullable<BatchWrite['requestItems']> extends ReadonlyMap<string, readonly (infer T)[]> ? T : never;

function readRequest(
  table: TableState,
  put: WriteRequest['putRequest'],
  remove: WriteRequest['deleteRequest'],
): ReadWrite | ApiError {
  if ((put === undefined) === (remove === undefined)) {
    return invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  return put === undefined ? readDelete(table, remove ?? {}) : readPut(table, put);
}

function checkTotals(tables: readonly TableWrites[]): ApiError | undefined {
  const writes = tables.flatMap((table) => table.writes);
  if (writes.length > REQUESTS_MOST) return invalid('Too many items requested for the BatchWriteItem call');
  const bytes = writes.reduce((sum, { write }) => sum + sizeOf(write.after(undefined)), 0);
  return bytes > BATCH_BYTES_MOST ? invalid('Total size of the request exceeds 16 MB') : undefined;
}

function sizeOf(item: Item | ApiError | undefined): number {
  return item === undefined || item instanceof ApiError ? 0 : itemSize(item);
}

function writeAll(call: OperationCall, tables: readonly TableWrites[], detail: string | undefined): ApiReply {
  const consumed: Facts[] = [];
  const unprocessed: Record<string, Facts[]> = {};
  const trace: TraceEntry[] = [];
  let firstRefused: { table: TableState; refusal: Refusal } | undefined;
  let done = 0;
  let because = 'throttled';
  for (const { name, table, writes } of tables) {
    const { total, rest, refusal, conflicts, entries, problem } = writeTable(call, table, writes);
    if (problem !== undefined) return refused(problem, table.definition.address, entries);
    trace.push(...entries);
    done += writes.length - rest.length;
    if (conflicts > 0) because = 'a transaction under way holds them';
    if (refusal !== undefined) firstRefused ??= { table, refusal };
    if (rest.length > 0) unprocessed[name] = rest;
    if (total !== undefined) consumed.push(consumedJson(total, detail === 'INDEXES' ? 'INDEXES' : 'TOTAL'));
  }
  countRequest(call, tables, done === 0 && firstRefused !== undefined);
  if (done === 0 && firstRefused !== undefined) return throttled(firstRefused.table, firstRefused.refusal, trace);
  const left = Object.values(unprocessed).reduce((sum, rest) => sum + rest.length, 0);
  if (left > 0) {
    const at = (firstRefused?.table ?? tables[0]?.table)?.definition.address ?? '';
    trace.push(entry('batch-left-over', at, 'note', { done, left, because }));
  }
  const asked = detail === 'TOTAL' || detail === 'INDEXES';
  const response = { unprocessedItems: unprocessed, ...(asked ? { consumedCapacity: consumed } : {}) };
  return succeeded(response, { tables: consumed }, trace);
}

/** A batch counts as throttled only where nothing of it was done ("DynamoDB metrics and dimensions"). */
function countRequest({ simulation, at }: OperationCall, tables: readonly TableWrites[], nothingDone: boolean): void {
  for (const { table } of tables) {
    const { definition } = table;
    if (nothingDone) countThrottledRequest(simulation, definition, 'BatchWriteItem', at);
    else {
      const latency = requestLatency(latencyStream(simulation, definition), 'write');
      countSucceeded(simulation, definition, 'BatchWriteItem', latency, at);
    }
  }
}

function writeTable(call: OperationCall, table: TableState, writes: readonly ReadWrite[]) {
  const { simulation, at } = call;
  const { definition } = table;
  const around = {
    at,
    limits: limitsOf(simulation.definition, definition),
    effects: writeEffects(simulation),
    explained: true,
  };
  let total: Consumed | undefined;
  let refusal: Refusal | undefined;
  let problem: ApiError | undefined;
  let conflicts = 0;
  const rest: Facts[] = [];
  const entries: TraceEntry[] = [];
  for (const { write } of writes) {
    const outcome = writeItem(write, around);
    entries.push(...writeTrace(outcome));
    if (outcome.kind === 'throttled') {
      countThrottleEvent(simulation, definition, outcome.refusal, at);
      refusal ??= outcome.refusal;
      rest.push(requestOf(outcome.plan));
      continue;
    }
    if (outcome.kind === 'refused' && outcome.error.code === 'TransactionConflictException') {
      countConflict(simulation, definition, at);
      conflicts += 1;
      rest.push(requestOf(outcome.plan));
    } else if (outcome.kind === 'refused') problem ??= outcome.error;
    const consumed = consumedBy(outcome.plan);
    countConsumed(simulation, definition, 'write', consumed, at);
    total = total === undefined ? consumed : addConsumed(total, consumed);
  }
  return { total, rest, refusal, conflicts, entries, problem };
}

/** The request that a write came from, to be made again. */
function requestOf(plan: WritePlan): Facts {
  const { after } = plan;
  if (after !== undefined) return { putRequest: { item: attributesJson(after) } };
  return { deleteRequest: { key: attributesJson(keyOfPlan(plan)) } };
}
