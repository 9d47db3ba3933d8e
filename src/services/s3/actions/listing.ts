import type { S3Object } from '../bucket.ts';

/** What a listing is asked for (S3 API Reference, ListObjectsV2). */
export interface ListingRequest {
  readonly prefix?: string;
  readonly delimiter?: string;
  readonly maxKeys?: number;
  readonly startAfter?: string;
  /** The last key or common prefix of the page before. */
  readonly continuationToken?: string;
}

export interface ListingPage {
  readonly objects: readonly S3Object[];
  /** Common prefixes: what lies between the prefix and the next delimiter, once for all keys that share it. */
  readonly prefixes: readonly string[];
  /** The token of the next page, where there is one. */
  readonly next?: string | undefined;
}

/** A page has at most so many keys and common prefixes. */
const PAGE_MOST = 1000;

/** One page of a bucket's keys, in the order of their UTF-8 bytes. */
export function listObjects(objects: readonly S3Object[], request: ListingRequest): ListingPage {
  const { prefix = '', delimiter = '', maxKeys = PAGE_MOST, startAfter = '', continuationToken = '' } = request;
  const most = Math.min(maxKeys, PAGE_MOST);
  const sorted = objects
    .filter(({ key }) => key.startsWith(prefix))
    .sort((one, other) => compareUtf8(one.key, other.key));
  const page: S3Object[] = [];
  const prefixes: string[] = [];
  let last = '';
  for (const object of sorted) {
    const common = commonPrefix(object.key, prefix, delimiter);
    const item = common ?? object.key;
    if (item === last && common !== undefined) continue;
    if (startAfter !== '' && compareUtf8(object.key, startAfter) <= 0) continue;
    if (continuationToken !== '' && compareUtf8(item, continuationToken) <= 0) continue;
    if (page.length + prefixes.length >= most) return { objects: page, prefixes, next: most === 0 ? undefined : last };
    if (common === undefined) page.push(object);
    else prefixes.push(common);
    last = item;
  }
  return { objects: page, prefixes };
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** Compares texts by their UTF-8 bytes, which is the order of their code points. */
function compareUtf8(one: string, other: string): number {
  const [left, right] = [Array.from(one), Array.from(other)];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
