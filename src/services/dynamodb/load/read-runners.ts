import type { RandomStream } from '../../../core/random.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { Instant } from '../../../core/time.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import type { Read } from '../../../schema/schema.ts';
import type { LoadOrder, LoadProblem, LoadReply, LoadRunner } from '../../load/index.ts';
import { ApiError } from '../api-error.ts';
import type { Consumed } from '../capacity/consumed.ts';
import { itemReadUnits } from '../capacity/units.ts';
import { gateEntries, keyText } from '../explain/entries.ts';
import { pageTrace, readPlaced, readRounded } from '../explain/read-trace.ts';
import { parseProjection } from '../expression/parse-projection.ts';
import { isNumericKey, itemMaker } from '../items/item-maker.ts';
import { keyOf, keyValues } from '../key/key-schema.ts';
import { collectionStart, type Place, placeOf, within } from '../key/place.ts';
import { latencyStream, requestLatency } from '../latency.ts';
import { countConsumed, countSucceeded } from '../metrics.ts';
import { readConsumed, readDemand } from '../operations/get-item.ts';
import { readSubstitutions } from '../operations/operation-call.ts';
import { queryUnderLoad } from '../operations/page-operations.ts';
import type { getItemParameters, queryParameters } from '../operations/parameters.ts';
import { type PageRead, type PageResult, readPageOf } from '../read/page-read.ts';
import { readSource } from '../read/read-source.ts';
import { itemAsSeen, replicaLag } from '../read/replica.ts';
import { draftOf, limitsOf } from '../runtime.ts';
import type { TableState } from '../state/table-state.ts';
import { admit, type Refusal, type SeenGates } from '../throughput/admission.ts';
import type { Item } from '../value/attribute-value.ts';
import { itemSize } from '../value/item-size.ts';
import { bulkRunner, loadItemMaker, loadTable, notUnderLoad } from './runner.ts';

interface GetDone {
  readonly key: Item;
  readonly place: Place;
  readonly bytes: number;
  readonly units: number;
  readonly refusal: Refusal | undefined;
  readonly trace: readonly TraceEntry[];
}

/** GetItem under load: keys from distributions. */
export function loadGetItem(
  simulation: Simulation,
  order: LoadOrder<Read<typeof getItemParameters>>,
): LoadRunner | LoadProblem {
  const table = loadTable(draftOf(simulation), order.parameters.tableName);
  if ('problem' in table) return table;
  const make = loadItemMaker(table, order);
  if (typeof make !== 'function') return make;
  const wrong = notUnderLoad(order.parameters, ['key']) ?? projectionProblem(order.parameters);
  if (wrong !== undefined) return wrong;
  const { definition } = table;
  const limits = limitsOf(simulation.definition, definition);
  const consistent = order.parameters.consistentRead ?? false;
  const consistency = consistent ? 'strong' : 'eventual';
  const luck = latencyStream(simulation, definition);
  return bulkRunner<{ readonly key: Item; readonly lag: number }, GetDone>(simulation, {
    name: 'GetItem',
    table,
    request: (index, at) => ({
      key: keyOf(make(index, at), definition.key),
      lag: replicaLag(simulation, table, consistent),
    }),
    execute: ({ key, lag }, at, explained) => {
      const place = placeOf(key, definition.key) as Place;
      const { found } = itemAsSeen(table, place, at, lag);
      const bytes = found === undefined ? 0 : itemSize(found);
      const units = itemReadUnits(bytes, consistency);
      const demand = readDemand(table, place, units);
      const gates: SeenGates[] = [];
      const refusal = admit([demand], limits, at, explained ? gates : undefined);
      return { key, place, bytes, units, refusal, trace: gateEntries(table, gates, refusal) };
    },
    settle: ({ units }, at) => settleRead(simulation, { table, name: 'GetItem', luck }, readConsumed(table, units), at),
    title: ({ key }) => keyText(key, definition.key),
    trace: ({ key, place, bytes, units, trace }) => [
      readPlaced(table, keyText(key, definition.key), place),
      readRounded(table, bytes === 0 ? 'no such item' : 'the item', bytes, consistency, units),
      ...trace,
    ],
  });
}

/** What is wrong with a projection; what it leaves out costs the same, so nothing else depends on it. */
function projectionProblem(parameters: Read<typeof getItemParameters>): LoadProblem | undefined {
  const { projectionExpression: text } = parameters;
  const substitutions = readSubstitutions(parameters, { ProjectionExpression: text });
  if (substitutions instanceof ApiError) return { problem: substitutions.message };
  const projection = text === undefined ? undefined : parseProjection(text, substitutions);
  const problem = projection instanceof ApiError ? projection : substitutions.unused();
  return problem && { problem: problem.message };
}

interface QueryDone {
  readonly read: PageRead;
  readonly result: PageResult;
  readonly lag: number;
  readonly key: Item;
  readonly refusal: Refusal | undefined;
}

/** Query under load: whole collections, their partition keys from distributions. */
export function loadQuery(
  simulation: Simulation,
  order: LoadOrder<Read<typeof queryParameters>>,
): LoadRunner | LoadProblem {
  const { parameters } = order;
  const table = loadTable(draftOf(simulation), parameters.tableName);
  if ('problem' in table) return table;
  const source = readSource(table, parameters.indexName);
  if (source instanceof ApiError) return { problem: source.message };
  const wrong = notUnderLoad(parameters, ['keyConditionExpression', 'exclusiveStartKey']);
  if (wrong !== undefined) return wrong;
  const query = queryUnderLoad(parameters, source);
  if (query instanceof ApiError) return { problem: query.message };
  const collection = { partition: source.key.partition, sort: [] };
  const lacking = collection.partition.find(({ name }) => !order.attributes.includes(name));
  if (lacking !== undefined) return { problem: `items gives no value for the key attribute ${lacking.name}` };
  const generators = collection.partition.map(
    ({ name }) => [name, order.generator(name, { numeric: isNumericKey(name, [source.key]) })] as const,
  );
  const make = itemMaker({ keys: [collection], generators });
  const limits = limitsOf(simulation.definition, table.definition);
  const luck = latencyStream(simulation, table.definition);
  return bulkRunner<{ readonly key: Item; readonly lag: number }, QueryDone>(simulation, {
    name: 'Query',
    table,
    request: (index, at) => ({
      key: make(index, at),
      lag: replicaLag(simulation, table, query.consistent || source.index !== undefined),
    }),
    execute: ({ key, lag }, at, explained) => {
      const range = within(collectionStart(keyValues(key, collection.partition) ?? []));
      const read: PageRead = { ...query, range };
      const result = readPageOf(read, { limits, at, lag, explained });
      return { read, result, lag, key, refusal: result.refusal };
    },
    settle: ({ result }, at) => settleRead(simulation, { table, name: 'Query', luck }, result.consumed, at),
    title: ({ key }) => keyText(key, collection),
    trace: ({ read, result, lag, key }) => [
      readPlaced(table, keyText(key, collection), read.range.from),
      ...pageTrace(read, result, lag),
    ],
  });
}

function settleRead(
  simulation: Simulation,
  { table, name, luck }: { readonly table: TableState; readonly name: string; readonly luck: RandomStream },
  consumed: Consumed,
  at: Instant,
): LoadReply {
  countConsumed(simulation, table.definition, 'read', consumed, at);
  const latency = requestLatency(luck, 'read');
  countSucceeded(simulation, table.definition, name, latency, at);
  return { outcome: 'succeeded', latency };
}
