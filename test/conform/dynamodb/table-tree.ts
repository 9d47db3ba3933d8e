import { isList, isRecord, own } from '../compare.ts';
import type { Json } from '../contract.ts';

type Tree = { readonly [key: string]: Json };

/** CreateTable's words as the scenario has them; the burst banks of its global indexes begin as its own does. */
export function tableTree(table: Json | undefined, burstBank?: Json): Tree {
  const typeOf = attributeTypes(own(table, 'AttributeDefinitions'));
  const [partitionKey = 'pk:S'] = keys(own(table, 'KeySchema'), 'HASH', typeOf);
  const [sortKey] = keys(own(table, 'KeySchema'), 'RANGE', typeOf);
  const indexes = (list: Json | undefined, tree: (one: Json, typeOf: TypeOf) => Tree) =>
    Object.fromEntries(listOf(list).map((one) => [String(own(one, 'IndexName')), tree(one, typeOf)]));
  const provisioned = own(table, 'ProvisionedThroughput') !== undefined;
  const stream = own(own(table, 'StreamSpecification'), 'StreamViewType');
  const expiry = own(own(table, 'TimeToLiveSpecification'), 'AttributeName');
  return {
    partitionKey,
    ...(sortKey === undefined ? {} : { sortKey }),
    billingMode: own(table, 'BillingMode') ?? (provisioned ? 'PROVISIONED' : 'PAY_PER_REQUEST'),
    ...capacityTree(table),
    globalSecondaryIndexes: indexes(own(table, 'GlobalSecondaryIndexes'), (one) => ({
      ...globalIndex(one, typeOf),
      ...(burstBank === undefined ? {} : { burstBank }),
    })),
    localSecondaryIndexes: indexes(own(table, 'LocalSecondaryIndexes'), localIndex),
    ...(stream === undefined ? {} : { streamSpecification: stream }),
    ...(expiry === undefined ? {} : { timeToLive: expiry }),
  };
}

type TypeOf = (name: Json | undefined) => Json;

function attributeTypes(definitions: Json | undefined): TypeOf {
  const types = new Map(listOf(definitions).map((one) => [own(one, 'AttributeName'), own(one, 'AttributeType')]));
  return (name) => types.get(name) ?? 'S';
}

function keys(schema: Json | undefined, kind: string, typeOf: TypeOf): readonly string[] {
  return listOf(schema)
    .filter((one) => own(one, 'KeyType') === kind)
    .map((one) => `${own(one, 'AttributeName')}:${typeOf(own(one, 'AttributeName'))}`);
}

function globalIndex(index: Json, typeOf: TypeOf): Tree {
  const sort = keys(own(index, 'KeySchema'), 'RANGE', typeOf);
  return {
    partitionKey: keys(own(index, 'KeySchema'), 'HASH', typeOf),
    ...(sort.length === 0 ? {} : { sortKey: sort }),
    projection: projection(index),
    ...capacityTree(index),
  };
}

function localIndex(index: Json, typeOf: TypeOf): Tree {
  const [sortKey] = keys(own(index, 'KeySchema'), 'RANGE', typeOf);
  return { ...(sortKey === undefined ? {} : { sortKey }), projection: projection(index) };
}

function projection(index: Json): Json {
  const given = own(index, 'Projection');
  const type = own(given, 'ProjectionType') ?? 'ALL';
  return type === 'INCLUDE' ? (own(given, 'NonKeyAttributes') ?? []) : type;
}

/** The capacity of a table or a global index. */
function capacityTree(of: Json | undefined): Tree {
  const [provisioned, maximum] = [own(of, 'ProvisionedThroughput'), own(of, 'OnDemandThroughput')];
  const warm = own(of, 'WarmThroughput');
  const units = (json: Json | undefined, read: string, write: string) => pair(own(json, read), own(json, write));
  return {
    ...(provisioned === undefined
      ? {}
      : {
          provisionedThroughput: {
            readCapacityUnits: own(provisioned, 'ReadCapacityUnits') ?? 1,
            writeCapacityUnits: own(provisioned, 'WriteCapacityUnits') ?? 1,
          },
        }),
    ...units(maximum, 'MaxReadRequestUnits', 'MaxWriteRequestUnits')('onDemandThroughput', 'max', 'RequestUnits'),
    ...units(warm, 'ReadUnitsPerSecond', 'WriteUnitsPerSecond')('warmThroughput', '', 'UnitsPerSecond'),
  };
}

/** Both directions of a limit, as far as they are given, under the names that the scenario has for them. */
function pair(read: Json | undefined, write: Json | undefined) {
  return (name: string, before: string, after: string): Tree => {
    const [reads, writes] = before === '' ? ['read', 'write'] : [`${before}Read`, `${before}Write`];
    const given = {
      ...(read === undefined ? {} : { [`${reads}${after}`]: read }),
      ...(write === undefined ? {} : { [`${writes}${after}`]: write }),
    };
    return Object.keys(given).length === 0 ? {} : { [name]: given };
  };
}

/** The list, or none. */
export function listOf(json: Json | undefined): readonly Json[] {
  return isList(json) ? json : [];
}

const TABLE_WORDS = [
  'BillingMode',
  'ProvisionedThroughput',
  'OnDemandThroughput',
  'WarmThroughput',
  'GlobalSecondaryIndexes',
  'KeySchema',
  'AttributeDefinitions',
];

/** The table of a case: under its own name, or its words beside what happens to it. */
export function tableWords(input: Json): Json | undefined {
  const table = own(input, 'Table') ?? own(input, 'from') ?? own(input, 'before');
  const beside = Object.fromEntries(
    TABLE_WORDS.map((word) => [word, own(input, word)] as const).filter(([, value]) => value !== undefined),
  ) as Tree;
  if (table === undefined && Object.keys(beside).length === 0) return undefined;
  return { ...beside, ...(isRecord(table) ? table : {}) };
}
