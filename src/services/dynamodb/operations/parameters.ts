import { list, object, optional, record } from '../../../schema/collections.ts';
import { reference } from '../../../schema/resources.ts';
import { anything, boolean, integer, text } from '../../../schema/scalars.ts';
import { TABLE } from '../schema/table-schema.ts';

/**
 * Parameters shared by several operations. They are read leniently, for what AWS refuses is part of what a scenario
 * may show: AWS's own checks run when the call is made, and answer in AWS's words.
 */
export const tableName = { tableName: optional(reference(TABLE)) };
export const substitutions = {
  expressionAttributeNames: optional(record(text())),
  expressionAttributeValues: optional(anything),
};
const condition = { conditionExpression: optional(text()) };
const returnCapacity = { returnConsumedCapacity: optional(text()) };
const returnValues = {
  returnValues: optional(text()),
  returnItemCollectionMetrics: optional(text()),
  returnValuesOnConditionCheckFailure: optional(text()),
};
const projection = { projectionExpression: optional(text()), consistentRead: optional(boolean) };

export const putItemParameters = object({
  ...tableName,
  item: optional(anything),
  ...condition,
  ...substitutions,
  ...returnValues,
  ...returnCapacity,
});

export const deleteItemParameters = object({
  ...tableName,
  key: optional(anything),
  ...condition,
  ...substitutions,
  ...returnValues,
  ...returnCapacity,
});

export const updateItemParameters = object({
  ...tableName,
  key: optional(anything),
  updateExpression: optional(text()),
  ...condition,
  ...substitutions,
  ...returnValues,
  ...returnCapacity,
});

export const getItemParameters = object({
  ...tableName,
  key: optional(anything),
  ...projection,
  expressionAttributeNames: substitutions.expressionAttributeNames,
  ...returnCapacity,
});

const paging = {
  indexName: optional(text()),
  filterExpression: optional(text()),
  select: optional(text()),
  limit: optional(integer()),
  exclusiveStartKey: optional(anything),
};

export const queryParameters = object({
  ...tableName,
  keyConditionExpression: optional(text()),
  scanIndexForward: optional(boolean),
  ...paging,
  ...projection,
  ...substitutions,
  ...returnCapacity,
});

export const scanParameters = object({
  ...tableName,
  segment: optional(integer()),
  totalSegments: optional(integer()),
  ...paging,
  ...projection,
  ...substitutions,
  ...returnCapacity,
});

export const batchGetParameters = object({
  requestItems: optional(
    record(
      object({
        keys: optional(list(anything)),
        ...projection,
        expressionAttributeNames: substitutions.expressionAttributeNames,
      }),
    ),
  ),
  ...returnCapacity,
});

const writeRequest = object({
  putRequest: optional(object({ item: optional(anything) })),
  deleteRequest: optional(object({ key: optional(anything) })),
});

export const batchWriteParameters = object({
  requestItems: optional(record(list(writeRequest))),
  returnItemCollectionMetrics: optional(text()),
  ...returnCapacity,
});

const guarded = {
  ...tableName,
  ...condition,
  ...substitutions,
  returnValuesOnConditionCheckFailure: optional(text()),
};
const transactWrite = object({
  put: optional(object({ item: optional(anything), ...guarded })),
  update: optional(object({ key: optional(anything), updateExpression: optional(text()), ...guarded })),
  delete: optional(object({ key: optional(anything), ...guarded })),
  conditionCheck: optional(object({ key: optional(anything), ...guarded })),
});

export const transactWriteParameters = object({
  transactItems: optional(list(transactWrite)),
  clientRequestToken: optional(text()),
  returnItemCollectionMetrics: optional(text()),
  ...returnCapacity,
});

export const transactGetParameters = object({
  transactItems: optional(
    list(
      object({
        get: optional(
          object({
            ...tableName,
            key: optional(anything),
            projectionExpression: optional(text()),
            expressionAttributeNames: substitutions.expressionAttributeNames,
          }),
        ),
      }),
    ),
  ),
  ...returnCapacity,
});

export const describeParameters = object({ ...tableName });

const throughput = {
  provisionedThroughput: optional(
    object({ readCapacityUnits: optional(integer()), writeCapacityUnits: optional(integer()) }),
  ),
  onDemandThroughput: optional(
    object({ maxReadRequestUnits: optional(integer()), maxWriteRequestUnits: optional(integer()) }),
  ),
  warmThroughput: optional(
    object({ readUnitsPerSecond: optional(integer()), writeUnitsPerSecond: optional(integer()) }),
  ),
};
const named = { indexName: optional(text()) };
const indexUpdate = object({
  create: optional(
    object({
      ...named,
      keySchema: optional(list(object({ attributeName: optional(text()), keyType: optional(text()) }))),
      projection: optional(object({ projectionType: optional(text()), nonKeyAttributes: optional(list(text())) })),
      ...throughput,
    }),
  ),
  update: optional(object({ ...named, ...throughput })),
  delete: optional(object({ ...named })),
});

export const updateTableParameters = object({
  ...tableName,
  billingMode: optional(text()),
  ...throughput,
  attributeDefinitions: optional(list(object({ attributeName: optional(text()), attributeType: optional(text()) }))),
  globalSecondaryIndexUpdates: optional(list(indexUpdate)),
  indexName: optional(text({ description: 'not AWS’s: the global index to change instead of the table' })),
});
