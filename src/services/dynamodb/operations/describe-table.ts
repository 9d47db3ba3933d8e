import type { Facts } from '../../../core/result.ts';
import type { Read } from '../../../schema/schema.ts';
import type { ApiReply } from '../../service.ts';
import { ApiError } from '../api-error.ts';
import type { IndexDefinition, TableDefinition } from '../definition.ts';
import { type KeySchema, keyAttributes } from '../key/key-schema.ts';
import type { IndexUnderWay } from '../online-index/state.ts';
import type { TableState } from '../state/table-state.ts';
import { type CapacityState, servedAtOnce } from '../throughput/capacity-state.ts';
import { type OperationCall, refused, succeeded, tableOf } from './operation-call.ts';
import type { describeParameters } from './parameters.ts';

/** DescribeTable. An on-demand table shows 0 for both of its provisioned units. */
export function describeTable(call: OperationCall, parameters: Read<typeof describeParameters>): ApiReply {
  const table = tableOf(call, parameters.tableName);
  if (table instanceof ApiError) return refused(table, undefined);
  return succeeded({ table: tableDescription(table) }, undefined, []);
}

/** What DescribeTable says of a table. */
export function tableDescription(table: TableState): Facts {
  const { definition, capacity, control } = table;
  const { underWay } = control.online;
  const global = [
    ...table.globalIndexes.map((index) => ({
      ...indexJson(index.definition),
      ...(index.backfill === undefined ? { indexStatus: 'ACTIVE' } : { indexStatus: 'CREATING', backfilling: true }),
      provisionedThroughput: provisionedJson(index.capacity),
      warmThroughput: warmJson(index.capacity),
      itemCount: index.entries.total.count,
      indexSizeBytes: index.entries.total.weight,
    })),
    ...(underWay === undefined ? [] : [underWayJson(underWay)]),
  ];
  const local = table.localIndexes.map((index) => indexJson(index.definition));
  return {
    tableName: definition.name,
    tableArn: definition.tableArn,
    tableStatus: control.updatingUntil === undefined && underWay === undefined ? 'ACTIVE' : 'UPDATING',
    keySchema: keySchemaJson(definition.key),
    attributeDefinitions: attributeDefinitions(definition),
    billingModeSummary: { billingMode: capacity.mode },
    provisionedThroughput: provisionedJson(capacity),
    warmThroughput: warmJson(capacity),
    itemCount: table.items.total.count,
    tableSizeBytes: table.items.total.weight,
    ...(global.length === 0 ? {} : { globalSecondaryIndexes: global }),
    ...(local.length === 0 ? {} : { localSecondaryIndexes: local }),
    ...(definition.stream === undefined
      ? {}
      : { streamSpecification: { streamEnabled: true, streamViewType: definition.stream } }),
  };
}

function indexJson(index: IndexDefinition): Facts {
  return {
    indexName: index.name,
    indexArn: index.arn,
    keySchema: keySchemaJson(index.key),
    projection: projectionJson(index),
  };
}

/** An index that is not there yet, or no more. */
function underWayJson({ definition, phase }: IndexUnderWay): Facts {
  const status = phase === 'deleting' ? { indexStatus: 'DELETING' } : { indexStatus: 'CREATING', backfilling: false };
  return { ...indexJson(definition), ...status };
}

function keySchemaJson({ partition, sort }: KeySchema): readonly Facts[] {
  return [
    ...partition.map(({ name }) => ({ attributeName: name, keyType: 'HASH' })),
    ...sort.map(({ name }) => ({ attributeName: name, keyType: 'RANGE' })),
  ];
}

function projectionJson({ projection }: IndexDefinition): Facts {
  const included = projection.type === 'INCLUDE' ? { nonKeyAttributes: projection.attributes } : {};
  return { projectionType: projection.type, ...included };
}

function attributeDefinitions({ key, indexes }: TableDefinition): readonly Facts[] {
  const types = new Map(
    [key, ...indexes.map((index) => index.key)].flatMap(keyAttributes).map(({ name, type }) => [name, type]),
  );
  return [...types].map(([attributeName, attributeType]) => ({ attributeName, attributeType }));
}

/** `ProvisionedThroughput` as the service reports it. */
export function provisionedJson({ mode, read, write }: CapacityState): Facts {
  const provisioned = mode === 'PROVISIONED';
  return {
    readCapacityUnits: provisioned ? read.provisioned : 0,
    writeCapacityUnits: provisioned ? write.provisioned : 0,
  };
}

function warmJson(capacity: CapacityState): Facts {
  const served = servedAtOnce(capacity);
  return { readUnitsPerSecond: served.read, writeUnitsPerSecond: served.write };
}
