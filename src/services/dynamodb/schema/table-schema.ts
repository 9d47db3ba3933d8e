import type { Place } from '../../../core/source.ts';
import { list, mapEntries, object, optional, record, required } from '../../../schema/collections.ts';
import { document } from '../../../schema/document.ts';
import type { Node } from '../../../schema/node.ts';
import type { AccountScope, Reader } from '../../../schema/reader.ts';
import { declare, type Kind, type Resource } from '../../../schema/resources.ts';
import { anything, integer, oneOf, text } from '../../../schema/scalars.ts';
import type { Read, Schema } from '../../../schema/schema.ts';
import { loadItems } from '../../load/index.ts';
import type { IndexDefinition, ProjectionDefinition, TableDefinition } from '../definition.ts';
import type { KeySchema } from '../key/key-schema.ts';
import { capacityFields, capacityFrom } from './capacity-notation.ts';
import { keyAttribute, keyAttributeList } from './key-notation.ts';
import { checkCapacity, checkIndexes, checkKeys } from './table-checks.ts';

/** "Naming rules", Developer Guide. */
const NAME = /^[a-zA-Z0-9_.-]{3,255}$/;
const FILL_MOST = 1_000_000;

export const TABLE: Kind = {
  service: 'dynamodb',
  name: 'table',
  label: 'table',
  arn: (account, name) => `arn:aws:dynamodb:${account.region}:${account.id}:table/${name}`,
};

const projection: Schema<ProjectionDefinition> = {
  json: () => ({
    anyOf: [{ enum: ['ALL', 'KEYS_ONLY'] }, { type: 'array', items: { type: 'string' } }],
    description: 'ALL, KEYS_ONLY, or the names of the attributes to include',
  }),
  read: (node, reader) => {
    if (node.kind !== 'list') {
      const type = oneOf(['ALL', 'KEYS_ONLY']).read(node, reader);
      return type && { type };
    }
    const attributes = list(text({ min: 1, max: 255 }), { min: 1 }).read(node, reader);
    return attributes && { type: 'INCLUDE', attributes };
  },
};

const globalIndex = object({
  partitionKey: required(keyAttributeList),
  sortKey: optional(keyAttributeList),
  projection: optional(projection),
  ...capacityFields,
});
const localIndex = object({ sortKey: required(keyAttribute), projection: optional(projection) });
const indexName = text({ expected: 'an index name of 3 to 255 letters, digits, _, - and .', pattern: NAME });

const fields = object({
  region: optional(text({ expected: 'an AWS Region such as ap-northeast-1', pattern: /^[a-z]{2}(?:-[a-z]+)+-\d+$/ })),
  partitionKey: required(keyAttribute),
  sortKey: optional(keyAttribute),
  billingMode: optional(oneOf(['PAY_PER_REQUEST', 'PROVISIONED'])),
  ...capacityFields,
  globalSecondaryIndexes: optional(record(globalIndex, { key: indexName })),
  localSecondaryIndexes: optional(record(localIndex, { key: indexName })),
  timeToLive: optional(
    text({ min: 1, max: 255, description: 'the attribute with the moment an item expires, in epoch seconds' }),
  ),
  streamSpecification: optional(oneOf(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'])),
  policy: optional(document('a resource-based policy')),
  tags: optional(record(text())),
  items: optional(list(anything)),
  fill: optional(object({ count: required(integer({ min: 1, max: FILL_MOST })), items: required(loadItems) })),
});
export type TableKeys = Read<typeof fields>;

/** The tables of an account by name. */
export const tables: Schema<ReadonlyMap<string, TableDefinition>> = {
  json: () => ({ type: 'object', additionalProperties: fields.json(), description: 'tables by name' }),
  read: (node, reader) => {
    const found = new Map<string, TableDefinition>();
    for (const [name, entry] of mapEntries(node, reader) ?? []) {
      if (!NAME.test(name)) {
        const expected = '3 to 255 letters, digits, _, - and .';
        reader.error('wrong-name', `${name} cannot be the name of a table`, entry.key, { expected });
      }
      const resource = declare(TABLE, name, entry.key, reader);
      const table = readTable(entry.value, resource, reader);
      if (table !== undefined) found.set(name, table);
    }
    return found;
  },
};

function readTable(node: Node, resource: Resource, reader: Reader): TableDefinition | undefined {
  const keys = fields.read(node, reader);
  if (keys === undefined) return undefined;
  const region = keys.region ?? reader.account?.region ?? '';
  const key: KeySchema = { partition: [keys.partitionKey], sort: keys.sortKey === undefined ? [] : [keys.sortKey] };
  const scope: AccountScope = { ...(reader.account ?? { name: '', id: '' }), region };
  const tableArn = TABLE.arn?.(scope, resource.name, undefined) ?? '';
  const indexes = readIndexes(keys, resource, tableArn);
  checkKeys(keys, indexes, reader);
  checkIndexes(keys, indexes, reader);
  checkCapacity(keys, reader);
  return {
    ...resource,
    region,
    tableArn,
    key,
    billingMode: keys.billingMode ?? (keys.provisionedThroughput === undefined ? 'PAY_PER_REQUEST' : 'PROVISIONED'),
    capacity: capacityFrom(keys),
    indexes,
    timeToLive: keys.timeToLive,
    stream: keys.streamSpecification,
    policy: keys.policy,
    tags: keys.tags ?? new Map(),
    items: keys.items ?? [],
    fill: keys.fill,
    place: keys.place,
  };
}

function readIndexes(keys: TableKeys, resource: Resource, tableArn: string): readonly IndexDefinition[] {
  const common = (name: string, place: Place) => ({
    name,
    address: `${resource.address}/${name}`,
    arn: `${tableArn}/index/${name}`,
    place,
  });
  const own = keys.provisionedThroughput === undefined ? {} : { provisionedThroughput: keys.provisionedThroughput };
  const global = [...(keys.globalSecondaryIndexes ?? [])].map(
    ([name, index]): IndexDefinition => ({
      ...common(name, index.place),
      kind: 'global',
      key: { partition: index.partitionKey, sort: index.sortKey ?? [] },
      projection: index.projection ?? { type: 'ALL' },
      // An index of a provisioned table that says nothing of its own has the table's throughput.
      capacity: capacityFrom({ ...own, ...index }),
    }),
  );
  const local = [...(keys.localSecondaryIndexes ?? [])].map(
    ([name, index]): IndexDefinition => ({
      ...common(name, index.place),
      kind: 'local',
      key: { partition: [keys.partitionKey], sort: [index.sortKey] },
      projection: index.projection ?? { type: 'ALL' },
      capacity: capacityFrom({}),
    }),
  );
  return [...global, ...local];
}
