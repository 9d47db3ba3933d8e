import type { Read } from '../../../schema/schema.ts';
import type { ApiReply } from '../../service.ts';
import { ApiError } from '../api-error.ts';
import { type Consumed, consumedJson } from '../capacity/consumed.ts';
import { type Consistency, itemReadUnits } from '../capacity/units.ts';
import { gateEntries, keyText } from '../explain/entries.ts';
import { readPlaced, readRounded, replicaBehind } from '../explain/read-trace.ts';
import { projected } from '../expression/document-path.ts';
import { parseProjection } from '../expression/parse-projection.ts';
import { type Place, placeOf } from '../key/place.ts';
import { latencyStream, requestLatency } from '../latency.ts';
import { countConsumed, countEvent, countSucceeded, countThrottled } from '../metrics.ts';
import { partitionAt } from '../partition/key-space.ts';
import { itemAsSeen, replicaLag } from '../read/replica.ts';
import { limitsOf } from '../runtime.ts';
import type { TableState } from '../state/table-state.ts';
import { admit, type SeenGates } from '../throughput/admission.ts';
import type { Demand } from '../throughput/gates.ts';
import type { Item } from '../value/attribute-value.ts';
import { itemSize } from '../value/item-size.ts';
import { attributesJson } from '../value/write-value.ts';
import { checkDetail } from './checks.ts';
import {
  consumedResponse,
  type OperationCall,
  readSubstitutions,
  refused,
  succeeded,
  tableOf,
  throttled,
} from './operation-call.ts';
import type { getItemParameters } from './parameters.ts';
import { readKey } from './write-operations.ts';

/** What a read of one item asks of its table. */
export function readDemand(table: TableState, place: Place, units: number): Demand {
  return {
    resource: 'Table',
    capacity: table.capacity,
    partition: partitionAt(table.space, place),
    partitions: table.space.partitions.length,
    direction: 'read',
    units,
    place,
  };
}

const NO_ARMS: ReadonlyMap<string, number> = new Map();

/** What reading single items draws: the table alone, for indexes have no GetItem. */
export function readConsumed(table: TableState, units: number, transaction?: 'read'): Consumed {
  return { table: table.definition.name, own: units, local: NO_ARMS, global: NO_ARMS, transaction };
}

/** GetItem: one item by its whole key. */
export function getItem(call: OperationCall, parameters: Read<typeof getItemParameters>): ApiReply {
  const { returnConsumedCapacity: detail, projectionExpression } = parameters;
  const problem = checkDetail(detail);
  const table = tableOf(call, parameters.tableName);
  if (problem !== undefined || table instanceof ApiError) return refused(problem ?? (table as ApiError), undefined);
  const at = table.definition.address;
  const substitutions = readSubstitutions(parameters, { ProjectionExpression: projectionExpression });
  if (substitutions instanceof ApiError) return refused(substitutions, at);
  const projection =
    projectionExpression === undefined ? undefined : parseProjection(projectionExpression, substitutions);
  if (projection instanceof ApiError) return refused(projection, at);
  const key = readKey(table, parameters.key);
  if (key instanceof ApiError) return refused(key, at);
  const unused = substitutions.unused();
  if (unused !== undefined) return refused(unused, at);
  const found = readOne(call, table, key, parameters.consistentRead ?? false);
  if (found.refusal !== undefined) return throttled(table, found.refusal, found.trace);
  const item = found.item === undefined || projection === undefined ? found.item : projected(found.item, projection);
  const consumed = readConsumed(table, found.units);
  const response = {
    ...(item === undefined ? {} : { item: attributesJson(item) }),
    ...consumedResponse(detail, consumed),
  };
  return succeeded(response, consumedJson(consumed, 'INDEXES'), found.trace);
}

function readOne(call: OperationCall, table: TableState, key: Item, consistent: boolean) {
  const { simulation, at } = call;
  const { definition } = table;
  const place = placeOf(key, definition.key) as Place;
  const lag = replicaLag(simulation, table, consistent);
  const { found: item, unseen } = itemAsSeen(table, place, at, lag);
  const bytes = item === undefined ? 0 : itemSize(item);
  const consistency: Consistency = consistent ? 'strong' : 'eventual';
  const units = itemReadUnits(bytes, consistency);
  const limits = limitsOf(simulation.definition, definition);
  const demand = readDemand(table, place, units);
  const gates: SeenGates[] = [];
  const refusal = admit([demand], limits, at, gates);
  const what = item === undefined ? 'no such item' : 'the item';
  const trace = [
    readPlaced(table, keyText(key, definition.key), place),
    ...replicaBehind(table, lag, unseen),
    readRounded(table, what, bytes, consistency, units),
    ...gateEntries(table, gates, refusal),
  ];
  if (refusal !== undefined) {
    countThrottled(simulation, definition, 'GetItem', refusal, at);
  } else {
    countConsumed(simulation, definition, 'read', readConsumed(table, units), at);
    countSucceeded(
      simulation,
      definition,
      'GetItem',
      requestLatency(latencyStream(simulation, definition), 'read'),
      at,
    );
    countEvent(simulation, definition, 'ReturnedItemCount', at, item === undefined ? 0 : 1);
  }
  return { item, units, refusal, trace };
}
