import { hashAt, hashPoint, KEY_SPACE } from '../../../src/services/dynamodb/key/partition-hash.ts';
import { placeOfKey } from '../../../src/services/dynamodb/key/place.ts';
import { PARTITION_BYTES_MOST, PARTITION_UNITS } from '../../../src/services/dynamodb/partition/initial.ts';
import { addPartitions, cuttableTable } from '../../../src/services/dynamodb/partition/reshape.ts';
import { splitDecision } from '../../../src/services/dynamodb/partition/split-decision.ts';
import { applyChange } from '../../../src/services/dynamodb/scaling/capacity-change.ts';
import { partitionsNeeded } from '../../../src/services/dynamodb/state/table-state.ts';
import { exactInteger } from '../../../src/services/dynamodb/value/exact-number.ts';
import { collectionProblem, isCollectionFull } from '../../../src/services/dynamodb/write/size-rules.ts';
import { own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { simulationOf, tableIn } from './simulation.ts';
import { errorJson, flagged, found, foundNumber, foundSizes } from './values.ts';

/** Whether an item collection is over its limit, and what becomes of a write to it. */
export const itemCollection: Adapter = {
  answer: (input) => {
    const sizes = foundSizes(input, /^(table|collection|item|size|total)/i);
    const [table] = sizes ?? [];
    if (table === undefined || table === null) return undefined;
    const entries = foundSizes(input, /lsi|localIndex|indexBytes/i)?.[0] ?? 0;
    const local = foundNumber(input, /LocalSecondaryIndexes|localIndexes|lsiCount/i) ?? (entries > 0 ? 1 : 0);
    const bytes = table + entries;
    const low = Math.floor(bytes / 1024 ** 3);
    return {
      overLimit: local > 0 && isCollectionFull(bytes),
      totalGB: bytes / 1024 ** 3,
      SizeEstimateRangeGB: [low, low + 1],
      ...written(input, local, bytes),
    };
  },
};

function written(input: Json, local: number, bytes: number): { readonly [key: string]: Json } {
  const text = JSON.stringify(found(input, /write|operation|change|action|grow|delta/i) ?? '');
  const given = foundSizes(input, /grow|delta|writeBytes|added/i)?.[0];
  const shrinks = /shrink|delete|smaller/i.test(text);
  const growth = given ?? (shrinks ? -1 : 1);
  const elsewhere = flagged(input, /other.*(collection|key)|anotherKey/i);
  const problem = local > 0 && !elsewhere ? collectionProblem(bytes, growth) : undefined;
  if (problem === undefined) return { outcome: 'ok', allowed: true };
  return { ...(errorJson(problem) as object), allowed: false, exception: problem.code };
}

/** How many partitions there are, and whether a hot one can be cut. */
export const partition: Adapter = {
  answer: (input) => {
    const hot = flagged(input, /hot|single/i) || own(input, 'sortKeyPattern') !== undefined;
    if (hot) return hotCollection(input);
    const before = foundNumber(input, /^partitions(Before)?$|currentPartitions|existingPartitions/i);
    const counted = count(input);
    if (counted === undefined) return before === undefined ? limits() : { partitions: before };
    return { estimatedPartitions: counted, partitions: Math.max(before ?? 0, counted), initialPartitions: counted };
  },
};

function limits(): Json {
  return {
    maxReadUnitsPerSecond: PARTITION_UNITS.read,
    maxWriteUnitsPerSecond: PARTITION_UNITS.write,
    maxBytes: PARTITION_BYTES_MOST,
    maxSizeGB: PARTITION_BYTES_MOST / 1024 ** 3,
  };
}

/** Partitions of a table, after what happened to it. */
function count(input: Json): number | undefined {
  const [given, throughput] = [own(input, 'Table'), own(input, 'ProvisionedThroughput')];
  const mode = own(input, 'BillingMode');
  const bytes = foundSizes(input, /^(size|table|data|storage)/i)?.[0] ?? 0;
  if (given === undefined && throughput === undefined && mode === undefined && bytes === 0) return undefined;
  const words = given ?? {
    ...(throughput === undefined ? {} : { ProvisionedThroughput: throughput }),
    BillingMode: mode ?? 'PROVISIONED',
    ...(throughput === undefined && mode === undefined
      ? { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } }
      : {}),
  };
  const table = tableIn(simulationOf(words, { quotas: HIGH }));
  const lowered = own(found(input, /^(then|after|change|lowered)/i), 'ProvisionedThroughput');
  if (lowered === undefined) return Math.max(partitionsNeeded(table.capacity, bytes), table.space.partitions.length);
  const read = foundNumber(lowered, /read/i) ?? 1;
  applyChange(table, undefined, { provisioned: { read, write: foundNumber(lowered, /write/i) ?? 1 } }, 0);
  addPartitions(cuttableTable(table), 0);
  return table.space.partitions.length;
}

const HIGH = { tableRead: 10_000_000, tableWrite: 10_000_000, accountRead: 10_000_000, accountWrite: 10_000_000 };
const REQUESTS = 200;

/** One collection takes all the heat; its sort keys follow a pattern. */
function hotCollection(input: Json): Json | undefined {
  const pattern = String(
    own(input, 'sortKeyPattern') ?? own(input, 'pattern') ?? (flagged(input, /item|single/i) ? 'single' : 'uniform'),
  );
  const uniform = (at: number) => hashPoint(hashAt((at * 2_654_435_761) % KEY_SPACE));
  const kinds: readonly (readonly [RegExp, (at: number) => number])[] = [
    [/uniform|random|spread|scatter|even/i, uniform],
    [/monoton|sequen|increas|ascend|time|append|newest|growing/i, (at) => at],
    [/single|same|one|constant/i, () => 1],
  ];
  const sortKey = kinds.find(([name]) => name.test(pattern))?.[1];
  if (sortKey === undefined) return undefined;
  const samples = Array.from({ length: REQUESTS }, (_, at) => placeOfKey(['hot'], [exactInteger(sortKey(at))]));
  const local =
    foundNumber(input, /LocalSecondaryIndexes|localIndexes/i) ?? (flagged(input, /lsi|localSecondary/i) ? 1 : 0);
  const decision = splitDecision({ samples, collectionsPinned: local > 0, partitionAttributes: 1 });
  return {
    canSplitCollectionBySortKey: decision.helps,
    canSplit: decision.helps,
    splitHelps: decision.helps,
    splits: decision.helps,
    because: decision.helps ? null : decision.because,
  };
}
