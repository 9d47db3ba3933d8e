import { hashPoint, hashText, KEY_SPACE, partitionHash } from '../../../src/services/dynamodb/key/partition-hash.ts';
import { collectionStart } from '../../../src/services/dynamodb/key/place.ts';
import { segmentRange } from '../../../src/services/dynamodb/operations/page-operations.ts';
import { orderText } from '../../../src/services/dynamodb/value/attribute-value.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { ApiError, keyValue, numberOf } from './values.ts';

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
    if (ascending === undefined) return undefined;
    const descending = ascending.toReversed();
    const order = own(input, 'ScanIndexForward') === false ? descending : ascending;
    return { ascending, descending, order, sorted: order };
  },
};

/** The order of partition keys in a scan. */
export const scanOrder: Adapter = {
  answer: (input) => {
    const keys = listed(input, 'partitionKeys');
    const start = (key: Json) => collectionStart([keyValue(own(input, 'type'), key)]);
    if (keys === undefined) return hashed(input);
    const hashes = keys.map((key) => [String(key), sixDigits(partitionHash([keyValue(own(input, 'type'), key)]))]);
    const scanOrder = keys.toSorted((one, other) => byText(start(one), start(other)));
    return { scanOrder, hashes: Object.fromEntries(hashes) };
  },
};

/** The hash of one key. */
function hashed(input: Json): Json | undefined {
  const key = own(input, 'key') ?? own(input, 'partitionKey') ?? own(input, 'value');
  const [type, typed] = isRecord(key) ? (Object.entries(key)[0] ?? []) : [own(input, 'type'), key];
  if (typed === undefined) return undefined;
  const hash = partitionHash([keyValue(type, typed)]);
  const bucket = Number(segmentOf(hash, 4096));
  return { hash: sixDigits(hash), firstSixHexDigits: sixDigits(hash), bucket, segment: bucket };
}

function sixDigits(hash: string): string {
  return hashText(hash).slice(2, 8);
}

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
