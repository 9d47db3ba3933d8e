import type { Read } from '../../../schema/schema.ts';
import type { ApiReply } from '../../service.ts';
import { ApiError, invalid } from '../api-error.ts';
import { consumedJson } from '../capacity/consumed.ts';
import { pageTrace } from '../explain/read-trace.ts';
import { filterOnKey, keyCondition, keyConditionRange } from '../expression/key-condition.ts';
import { parseCondition } from '../expression/parse-condition.ts';
import { type Projection, parseProjection } from '../expression/parse-projection.ts';
import type { Substitutions } from '../expression/substitutions.ts';
import type { Condition } from '../expression/syntax.ts';
import { type KeySchema, keyAttributes } from '../key/key-schema.ts';
import { hashAt, KEY_SPACE } from '../key/partition-hash.ts';
import { HIGHEST, indexPlace, LOWEST, type PlaceRange, placeOf } from '../key/place.ts';
import { latencyStream, requestLatency } from '../latency.ts';
import { countConsumed, countSucceeded, countThrottled, tableMetric } from '../metrics.ts';
import { type PageRead, readPageOf } from '../read/page-read.ts';
import { type ReadSource, readSource, SELECT_WORDS, selection } from '../read/read-source.ts';
import { replicaLag } from '../read/replica.ts';
import { limitsOf } from '../runtime.ts';
import { attribute, typeOf } from '../value/attribute-value.ts';
import { readAttributes } from '../value/read-value.ts';
import { attributesJson } from '../value/write-value.ts';
import { checkDetail, checkRange, checkWord, firstProblem } from './checks.ts';
import {
  consumedResponse,
  type OperationCall,
  optionalCondition,
  readSubstitutions,
  refused,
  succeeded,
  tableOf,
  throttled,
} from './operation-call.ts';
import type { queryParameters, scanParameters } from './parameters.ts';

type Query = Read<typeof queryParameters>;
type Scan = Read<typeof scanParameters>;
type Paging = Omit<Query, 'keyConditionExpression' | 'scanIndexForward'>;

/** "Parallel scan", Developer Guide. */
const SEGMENTS_MOST = 1_000_000;

/** Query: the items of one collection, in the order of their sort key. */
export function query(call: OperationCall, parameters: Query): ApiReply {
  return pageOperation(call, parameters, 'Query', (source, substitutions) => {
    const condition = queryCondition(parameters, source.key, substitutions);
    return condition instanceof ApiError ? condition : keyConditionRange(condition);
  });
}

function queryCondition({ keyConditionExpression: text }: Query, key: KeySchema, substitutions: Substitutions) {
  if (text === undefined) {
    return invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  }
  const parsed = parseCondition('KeyConditionExpression', text, substitutions);
  return parsed instanceof ApiError ? parsed : keyCondition(parsed, key);
}

/** Scan: all items of a table or index, or of one segment of its key space, in the order of their hash. */
export function scan(call: OperationCall, parameters: Scan): ApiReply {
  return pageOperation(call, parameters, 'Scan', () => segmentRange(parameters.segment, parameters.totalSegments));
}

/** The stretch of the key space that a segment of a parallel scan covers; all of it without segments. */
export function segmentRange(segment: number | undefined, total: number | undefined): PlaceRange | ApiError {
  if (segment === undefined && total === undefined) return { from: LOWEST, to: HIGHEST };
  if (total === undefined) {
    return invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (segment === undefined) {
    return invalid(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  const problem = firstProblem(
    checkRange('totalSegments', total, 1, SEGMENTS_MOST),
    checkRange('segment', segment, 0, SEGMENTS_MOST - 1),
  );
  if (problem !== undefined) return problem;
  if (segment >= total) {
    const rule = 'The Segment parameter is zero-based and must be less than parameter TotalSegments';
    return invalid(`${rule}: Segment: ${segment} is not less than TotalSegments: ${total}`);
  }
  const edge = (at: number) => hashAt(Math.ceil((at * KEY_SPACE) / total));
  return { from: segment === 0 ? LOWEST : edge(segment), to: segment + 1 === total ? HIGHEST : edge(segment + 1) };
}

/** What AWS refuses of a Query or Scan whatever the table is. */
function pageProblem(parameters: Paging): ApiError | undefined {
  return firstProblem(
    checkDetail(parameters.returnConsumedCapacity),
    checkWord('select', parameters.select, SELECT_WORDS),
    checkRange('limit', parameters.limit, 1),
  );
}

/** A Query as all requests of a load have it; each brings the collection it reads. */
export function queryUnderLoad(parameters: Query, source: ReadSource): PageRead | ApiError {
  const whole = { from: LOWEST, to: HIGHEST };
  return pageProblem(parameters) ?? readRequest(parameters, 'Query', source, () => whole);
}

function pageOperation(
  call: OperationCall,
  parameters: Paging & { readonly scanIndexForward?: boolean },
  operation: 'Query' | 'Scan',
  rangeOf: (source: ReadSource, substitutions: Substitutions) => PlaceRange | ApiError,
): ApiReply {
  const problem = pageProblem(parameters);
  const table = tableOf(call, parameters.tableName);
  if (problem !== undefined || table instanceof ApiError) return refused(problem ?? (table as ApiError), undefined);
  const read = readRequest(parameters, operation, readSource(table, parameters.indexName), rangeOf);
  if (read instanceof ApiError) return refused(read, table.definition.address);
  return performPage(call, read, parameters, operation);
}

function readRequest(
  parameters: Paging & { readonly keyConditionExpression?: string; readonly scanIndexForward?: boolean },
  operation: 'Query' | 'Scan',
  source: ReadSource | ApiError,
  rangeOf: (source: ReadSource, substitutions: Substitutions) => PlaceRange | ApiError,
): PageRead | ApiError {
  if (source instanceof ApiError) return source;
  const { filterExpression, projectionExpression, keyConditionExpression, consistentRead = false } = parameters;
  if (consistentRead && source.isGlobal) {
    return invalid('Consistent reads are not supported on global secondary indexes');
  }
  const expressions = {
    ...(operation === 'Query' ? { KeyConditionExpression: keyConditionExpression } : {}),
    FilterExpression: filterExpression,
    ProjectionExpression: projectionExpression,
  };
  const substitutions = readSubstitutions(parameters, expressions);
  if (substitutions instanceof ApiError) return substitutions;
  const range = rangeOf(source, substitutions);
  if (range instanceof ApiError) return range;
  const filter = optionalCondition('FilterExpression', filterExpression, substitutions);
  if (filter instanceof ApiError) return filter;
  const projection =
    projectionExpression === undefined ? undefined : parseProjection(projectionExpression, substitutions);
  if (projection instanceof ApiError) return projection;
  const rest =
    substitutions.unused() ?? (operation === 'Query' && filter ? filterOnKey(filter, source.key) : undefined);
  if (rest !== undefined) return rest;
  return paged(source, parameters, { range, filter, projection });
}

function paged(
  source: ReadSource,
  parameters: Paging & { readonly scanIndexForward?: boolean },
  read: {
    readonly range: PlaceRange;
    readonly filter: Condition | undefined;
    readonly projection: Projection | undefined;
  },
): PageRead | ApiError {
  const names = read.projection?.map(([head]) => String(head));
  const chosen = selection(source, parameters.select, names);
  if (chosen instanceof ApiError) return chosen;
  const forward = parameters.scanIndexForward ?? true;
  const range = startedRange(source, parameters.exclusiveStartKey, read.range, forward);
  if (range instanceof ApiError) return range;
  const { limit, consistentRead: consistent = false } = parameters;
  return {
    source,
    range,
    forward,
    limit,
    consistent,
    fetches: chosen.fetches,
    filter: read.filter,
    projection: read.projection,
  };
}

/** The rest of a range after the key that the page before ended with. */
function startedRange(
  source: ReadSource,
  node: Paging['exclusiveStartKey'],
  range: PlaceRange,
  forward: boolean,
): PlaceRange | ApiError {
  if (node === undefined) return range;
  const key = readAttributes(node);
  if (key instanceof ApiError) return invalid(`The provided starting key is invalid: ${key.message}`);
  const { table, index } = source;
  const wanted = new Map(
    [table.definition.key, source.key].flatMap(keyAttributes).map(({ name, type }) => [name, type]),
  );
  const fits = [...wanted].every(([name, type]) => {
    const value = attribute(key, name);
    return value !== undefined && typeOf(value) === type;
  });
  if (!fits || Object.keys(key).length !== wanted.size) return invalid('The provided starting key is invalid');
  const tableKey = table.definition.key;
  const place = index === undefined ? placeOf(key, tableKey) : indexPlace(key, source.key, tableKey);
  if (place === undefined || place < range.from || place >= range.to) {
    return invalid('The provided starting key is outside query boundaries based on provided conditions');
  }
  return forward ? { from: `${place}\0`, to: range.to } : { from: range.from, to: place };
}

function performPage(call: OperationCall, read: PageRead, parameters: Paging, operation: 'Query' | 'Scan'): ApiReply {
  const { simulation, at } = call;
  const { table } = read.source;
  const { definition } = table;
  const limits = limitsOf(simulation.definition, definition);
  const lag = replicaLag(simulation, table, read.consistent || read.source.index !== undefined);
  const result = readPageOf(read, { limits, at, lag, explained: true });
  const trace = pageTrace(read, result, lag);
  if (result.refusal !== undefined) {
    countThrottled(simulation, definition, operation, result.refusal, at);
    return throttled(table, result.refusal, trace);
  }
  countConsumed(simulation, definition, 'read', result.consumed, at);
  countSucceeded(simulation, definition, operation, requestLatency(latencyStream(simulation, definition), 'read'), at);
  simulation.metric(tableMetric(definition, 'ReturnedItemCount', { operation }), result.returned.length, 1, at);
  const count = parameters.select === 'COUNT';
  const response = {
    ...(count ? {} : { items: result.returned.map(attributesJson) }),
    count: result.returned.length,
    scannedCount: result.page.items.length,
    ...(result.lastKey === undefined ? {} : { lastEvaluatedKey: attributesJson(result.lastKey) }),
    ...consumedResponse(parameters.returnConsumedCapacity, result.consumed),
  };
  return succeeded(response, consumedJson(result.consumed, 'INDEXES'), trace);
}
