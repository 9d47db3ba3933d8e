import type { Read } from '../../../schema/schema.ts';
import { ApiError, invalid, invalidValue } from '../api-error.ts';
import type { BillingMode, CapacityDefinition, IndexDefinition, ProjectionDefinition } from '../definition.ts';
import { type KeyAttribute, keyAttributes } from '../key/key-schema.ts';
import { checkPattern, checkWord, firstProblem, missing } from '../operations/checks.ts';
import type { updateTableParameters } from '../operations/parameters.ts';
import { units } from '../schema/capacity-notation.ts';
import { GLOBAL_INDEXES_MOST } from '../schema/table-checks.ts';
import type { TableState } from '../state/table-state.ts';
import type { KeyTypeName } from '../value/attribute-value.ts';

export type UpdateTable = Read<typeof updateTableParameters>;
export type IndexUpdate = NonNullable<UpdateTable['globalSecondaryIndexUpdates']>[number];
export type IndexCreate = NonNullable<IndexUpdate['create']>;

const KEY_TYPES: readonly string[] = ['S', 'N', 'B'] satisfies KeyTypeName[];
const PROJECTIONS: readonly string[] = ['ALL', 'KEYS_ONLY', 'INCLUDE'];
/** "Multi-attribute keys", Developer Guide. */
const ATTRIBUTES_MOST = 4;

/** The index that UpdateTable is to create, or what AWS refuses of it. */
export function readCreate(
  table: TableState,
  create: IndexCreate,
  attributeDefinitions: UpdateTable['attributeDefinitions'],
  mode: BillingMode,
): IndexDefinition | ApiError {
  const { definition } = table;
  const { indexName: name } = create;
  if (name === undefined) return missing('globalSecondaryIndexUpdates.1.member.create.indexName');
  const key = readKey(table, create, attributeDefinitions);
  if (key instanceof ApiError) return key;
  const projection = readProjection(create);
  if (projection instanceof ApiError) return projection;
  const problem = firstProblem(
    checkPattern('globalSecondaryIndexUpdates.1.member.create.indexName', name, '[a-zA-Z0-9_.-]{3,255}'),
    definition.indexes.some((index) => index.name === name)
      ? invalid(`Attempting to create an index which already exists: ${name}`)
      : undefined,
    tooMany(table),
    capacityProblem(create, name, mode),
  );
  if (problem !== undefined) return problem;
  return {
    name,
    kind: 'global',
    address: `${definition.address}/${name}`,
    arn: `${definition.tableArn}/index/${name}`,
    key,
    projection,
    capacity: capacityOf(create),
    place: definition.place,
  };
}

/** A new index has no history, and has not saved anything up. */
function capacityOf({ provisionedThroughput, onDemandThroughput, warmThroughput }: IndexCreate): CapacityDefinition {
  return {
    provisioned: {
      read: provisionedThroughput?.readCapacityUnits ?? 1,
      write: provisionedThroughput?.writeCapacityUnits ?? 1,
    },
    maximum: units(onDemandThroughput?.maxReadRequestUnits, onDemandThroughput?.maxWriteRequestUnits),
    warm: units(warmThroughput?.readUnitsPerSecond, warmThroughput?.writeUnitsPerSecond),
    previousPeak: {},
    autoScaling: {},
    burstSeconds: 0,
  };
}

function tooMany({ globalIndexes }: TableState): ApiError | undefined {
  if (globalIndexes.length < GLOBAL_INDEXES_MOST) return undefined;
  const rule = `Number of global secondary indexes exceeds per-table limit of ${GLOBAL_INDEXES_MOST}`;
  return new ApiError('LimitExceededException', `Subscriber limit exceeded: ${rule}`);
}

function capacityProblem({ provisionedThroughput: given }: IndexCreate, name: string, mode: BillingMode) {
  if (mode === 'PAY_PER_REQUEST') {
    const rule = 'should not be specified for index';
    return given && invalidValue(`ProvisionedThroughput ${rule}: ${name} when BillingMode is PAY_PER_REQUEST`);
  }
  const units = [given?.readCapacityUnits, given?.writeCapacityUnits];
  return units.every((one) => one !== undefined && one >= 1)
    ? undefined
    : invalidValue(`ProvisionedThroughput must be specified for index: ${name}`);
}

function readProjection({ projection }: IndexCreate): ProjectionDefinition | ApiError {
  const { projectionType: type, nonKeyAttributes: attributes } = projection ?? {};
  const problem = checkWord('projection.projectionType', type, PROJECTIONS);
  if (problem !== undefined) return problem;
  if (type === undefined) return invalidValue('Unknown ProjectionType: null');
  if (type !== 'INCLUDE') {
    if (attributes === undefined) return { type: type as 'ALL' | 'KEYS_ONLY' };
    return invalidValue(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  }
  if (attributes !== undefined && attributes.length > 0) return { type: 'INCLUDE', attributes };
  return invalidValue('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
}

/** Types come from `attributeDefinitions`; those of attributes that are keys already are known. */
function readKey(
  { definition }: TableState,
  { keySchema }: IndexCreate,
  given: UpdateTable['attributeDefinitions'] = [],
): IndexDefinition['key'] | ApiError {
  if (keySchema === undefined) return missing('globalSecondaryIndexUpdates.1.member.create.keySchema');
  const types = new Map<string, KeyTypeName>();
  for (const { attributeName, attributeType } of given) {
    const problem = checkWord('attributeDefinitions.member.attributeType', attributeType, KEY_TYPES);
    if (problem !== undefined) return problem;
    types.set(attributeName ?? '', attributeType as KeyTypeName);
  }
  for (const key of [definition.key, ...definition.indexes.map((index) => index.key)]) {
    for (const { name, type } of keyAttributes(key)) types.set(name, type);
  }
  const lacking = keySchema.filter(({ attributeName = '' }) => !types.has(attributeName));
  if (lacking.length > 0) {
    const names = (list: readonly (string | undefined)[]) => `[${list.join(', ')}]`;
    const keys = names(lacking.map(({ attributeName }) => attributeName));
    const rule = 'Some index key attributes are not defined in AttributeDefinitions';
    return invalidValue(`${rule}. Keys: ${keys}, AttributeDefinitions: ${names([...types.keys()])}`);
  }
  const part = (wanted: string): KeyAttribute[] =>
    keySchema
      .filter(({ keyType }) => keyType === wanted)
      .map(({ attributeName: name = '' }) => ({ name, type: types.get(name) as KeyTypeName }));
  const [partition, sort] = [part('HASH'), part('RANGE')];
  if (partition.length === 0 || partition.length + sort.length < keySchema.length) {
    return invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
  if (partition.length > ATTRIBUTES_MOST || sort.length > ATTRIBUTES_MOST) {
    return invalid(`Invalid KeySchema: at most ${ATTRIBUTES_MOST} HASH and ${ATTRIBUTES_MOST} RANGE elements`);
  }
  return { partition, sort };
}
