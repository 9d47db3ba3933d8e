import { hashAt, hashPoint, KEY_SPACE, partitionHash } from '../../../src/services/dynamodb/key/partition-hash.ts';
import { collectionStart, placeOfKey } from '../../../src/services/dynamodb/key/place.ts';
import { segmentRange } from '../../../src/services/dynamodb/operations/page-operations.ts';
import { PARTITION_BYTES_MOST, provisionedPartitions } from '../../../src/services/dynamodb/partition/initial.ts';
import { splitDecision } from '../../../src/services/dynamodb/partition/split-decision.ts';
import { orderText } from '../../../src/services/dynamodb/value/attribute-value.ts';
import { exactInteger } from '../../../src/services/dynamodb/value/exact-number.ts';
import { isCollectionFull } from '../../../src/services/dynamodb/write/size-rules.ts';
import { isList, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { ApiError, keyValue, numberOf } from './values.ts';

const GB = 1024 ** 3;
const byText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

function listed(input: Json, member: string): readonly Json[] | undefined {
  const list = own(input, member);
  return isList(list) ? list : undefined;
}

/** The order of sort keys in a collection. */
export const sortOrder: Adapter = {
  answer: (input) => {
    const keys = listed(input, 'sortKeys');
    const text = (key: Json) => orderText(keyValue(own(input, 'type'), key));
    const ascending = keys?.toSorted((one, other) => byText(text(one), text(other)));
    return ascending && { ascending, descending: ascending.toReversed() };
  },
};

/** The order of partition keys in a scan. */
export const scanOrder: Adapter = {
  answer: (input) => {
    const keys = listed(input, 'partitionKeys');
    const start = (key: Json) => collectionStart([keyValue(own(input, 'type'), key)]);
    return keys && { scanOrder: keys.toSorted((one, other) => byText(start(one), start(other))) };
  },
};

/** The segment of a parallel scan that has a key. */
export const scanSegment: Adapter = {
  answer: (input) => {
    const keys = listed(input, 'partitionKeys');
    const total = numberOf(own(input, 'TotalSegments'));
    if (keys === undefined || total === undefined) return undefined;
    const segments = keys.map((key) => [
      String(key),
      segmentOf(partitionHash([keyValue(own(input, 'type'), key)]), total),
    ]);
    return { segments: Object.fromEntries(segments) };
  },
};

function segmentOf(hash: string, total: number): number {
  const near = Math.floor((hashPoint(hash) / KEY_SPACE) * total);
  const found = [near - 1, near, near + 1].find((segment) => {
    const range = segmentRange(segment, total);
    return !(range instanceof ApiError) && hash >= range.from && hash < range.to;
  });
  if (found === undefined) throw new Error('every hash lies in a segment');
  return found;
}

/** Whether an item collection is over its limit. */
export const itemCollection: Adapter = {
  answer: (input) => {
    const table = numberOf(own(input, 'tableBytesGB'));
    if (table === undefined) return undefined;
    const local = numberOf(own(input, 'LocalSecondaryIndexes')) ?? 0;
    const bytes = (table + (numberOf(own(input, 'lsiBytesGB')) ?? 0)) * GB;
    return { overLimit: local > 0 && isCollectionFull(bytes) };
  },
};

/** How many partitions there are, and whether a hot one can be cut. */
export const partition: Adapter = {
  answer: (input) => {
    const throughput = own(input, 'ProvisionedThroughput');
    if (throughput !== undefined) {
      const read = numberOf(own(throughput, 'ReadCapacityUnits')) ?? 0;
      const write = numberOf(own(throughput, 'WriteCapacityUnits')) ?? 0;
      const bytes = ((numberOf(own(input, 'sizeGB')) ?? 0) * PARTITION_BYTES_MOST) / 10;
      return { estimatedPartitions: provisionedPartitions({ read, write }, bytes) };
    }
    return own(input, 'hotCollection') === true ? hotCollection(input) : undefined;
  },
};

const REQUESTS = 200;

/** One collection takes all the heat; its sort keys follow a pattern. */
function hotCollection(input: Json): Json | undefined {
  const pattern = own(input, 'sortKeyPattern');
  const sortKeys: Readonly<Record<string, (at: number) => number>> = {
    uniform: (at) => hashPoint(hashAt((at * 2_654_435_761) % KEY_SPACE)),
    monotonic: (at) => at,
    sequential: (at) => at,
    increasing: (at) => at,
    single: () => 1,
    same: () => 1,
  };
  const sortKey = sortKeys[String(pattern)];
  if (sortKey === undefined) return undefined;
  const samples = Array.from({ length: REQUESTS }, (_, at) => placeOfKey(['hot'], [exactInteger(sortKey(at))]));
  const local = numberOf(own(input, 'LocalSecondaryIndexes')) ?? 0;
  const decision = splitDecision({ samples, collectionsPinned: local > 0, partitionAttributes: 1 });
  return { canSplitCollectionBySortKey: decision.helps, splitHelps: decision.helps };
}
