import type { Reader } from '../../../schema/reader.ts';
import type { IndexDefinition } from '../definition.ts';
import { NEW_TABLE_LEVEL } from '../throughput/ladder.ts';
import type { TableKeys } from './table-schema.ts';

/** "Secondary indexes per table" under "Quotas in Amazon DynamoDB". */
export const GLOBAL_INDEXES_MOST = 20;
const LOCAL_INDEXES_MOST = 5;
const PROJECTED_ATTRIBUTES_MOST = 100;

/** Reports key attributes that contradict each other: one of two types, or twice in one key. */
export function checkKeys(keys: TableKeys, indexes: readonly IndexDefinition[], reader: Reader): void {
  const types = new Map<string, string>();
  const own = [keys.partitionKey, ...(keys.sortKey === undefined ? [] : [keys.sortKey])];
  for (const { key, place } of [{ key: { partition: own, sort: [] }, place: keys.place }, ...indexes]) {
    const attributes = [...key.partition, ...key.sort];
    const names = attributes.map(({ name }) => name);
    const twice = names.find((name, at) => names.indexOf(name) < at);
    if (twice !== undefined) reader.error('wrong-value', `${twice} stands twice in one key`, place);
    for (const { name, type } of attributes) {
      const known = types.get(name) ?? type;
      if (known !== type) reader.error('wrong-type', `${name} is a key of type ${known} elsewhere`, place);
      types.set(name, known);
    }
  }
}

/** Reports what AWS's quotas and rules do not let a table's indexes be. */
export function checkIndexes(keys: TableKeys, indexes: readonly IndexDefinition[], reader: Reader): void {
  const count = (kind: IndexDefinition['kind']) => indexes.filter((index) => index.kind === kind).length;
  if (count('global') > GLOBAL_INDEXES_MOST) {
    reader.error('quota', `a table has at most ${GLOBAL_INDEXES_MOST} global secondary indexes`, keys.place);
  }
  if (count('local') > LOCAL_INDEXES_MOST) {
    reader.error('quota', `a table has at most ${LOCAL_INDEXES_MOST} local secondary indexes`, keys.place);
  }
  if (count('local') > 0 && keys.sortKey === undefined) {
    reader.error('wrong-value', 'a local secondary index needs a table with a sort key', keys.place);
  }
  const included = indexes.flatMap(({ projection }) => (projection.type === 'INCLUDE' ? projection.attributes : []));
  if (included.length > PROJECTED_ATTRIBUTES_MOST) {
    const rule = `the indexes of a table project at most ${PROJECTED_ATTRIBUTES_MOST} named attributes together`;
    reader.error('quota', rule, keys.place);
  }
  if (new Set(indexes.map((index) => index.name)).size < indexes.length) {
    reader.error('duplicate-name', 'two indexes of a table have the same name', keys.place);
  }
}

/** Reports capacity that AWS would not take, and warns of what has no effect in the table's mode. */
export function checkCapacity(keys: TableKeys, reader: Reader): void {
  const provisioned = (keys.billingMode ?? (keys.provisionedThroughput && 'PROVISIONED')) === 'PROVISIONED';
  const { provisionedThroughput: given, warmThroughput: warm, place } = keys;
  const idle = provisioned
    ? (['onDemandThroughput', 'previousPeak'] as const)
    : (['provisionedThroughput', 'autoScaling', 'burstBank'] as const);
  for (const name of idle) {
    if (keys[name] === undefined) continue;
    const mode = provisioned ? 'provisioned' : 'on demand';
    reader.warn('no-effect', `${name} has no effect while the table is ${mode}`, place);
  }
  for (const [direction, policy] of Object.entries(keys.autoScaling ?? {})) {
    if (typeof policy !== 'object' || !('minCapacity' in policy) || policy.minCapacity <= policy.maxCapacity) continue;
    const what = `minCapacity ${policy.minCapacity} is above maxCapacity ${policy.maxCapacity}`;
    reader.error('wrong-value', `autoScaling.${direction}: ${what}`, policy.place);
  }
  const least = provisioned
    ? { read: given?.readCapacityUnits ?? 0, write: given?.writeCapacityUnits ?? 0 }
    : NEW_TABLE_LEVEL;
  for (const [what, units, most] of [
    ['readUnitsPerSecond', warm?.readUnitsPerSecond, least.read],
    ['writeUnitsPerSecond', warm?.writeUnitsPerSecond, least.write],
  ] as const) {
    if (units === undefined || units >= most) continue;
    const rule = `a table begins with ${most}, and warm throughput is only ever raised`;
    reader.error('wrong-value', `${what} ${units} is too low: ${rule}`, warm?.place ?? place);
  }
}
