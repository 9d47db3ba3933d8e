import type { Json, Outcome } from '../../../core/result.ts';
import { type ShowProblem, shown } from '../../../core/service.ts';
import { HASH_KEY_MOST, type HashKeyRange, parseHashKey } from '../hash-key.ts';
import { aggregate, deaggregate, type UserRecord } from './aggregate.ts';

const KNOWN = ['kpl-encode user-1=hello user-2@0=there', 'kpl-decode f3899ac2…', 'kpl-decode f3899ac2… 0-99'];
const KEY = /^([^=@]{1,256})(?:@(\d+))?=(.*)$/s;

/** `kpl-encode KEY=DATA KEY@HASHKEY=DATA`: the bytes of one aggregated record. */
export function encode(words: readonly string[]): Outcome | ShowProblem {
  const records: UserRecord[] = [];
  for (const word of words) {
    const [, partitionKey, explicitHashKey, data] = KEY.exec(word) ?? [];
    const wrongHash = explicitHashKey !== undefined && parseHashKey(explicitHashKey) === undefined;
    if (partitionKey === undefined || wrongHash) {
      return {
        problem: `${word} is no user record: KEY=DATA, or KEY@HASHKEY=DATA with a hash key below 2^128`,
        known: KNOWN,
      };
    }
    records.push({ partitionKey, explicitHashKey, data: Buffer.from(data ?? '', 'utf8') });
  }
  if (records.length === 0) return { problem: 'kpl-encode needs user records', known: KNOWN };
  const bytes = aggregate(records);
  const hex = Buffer.from(bytes).toString('hex');
  return shown({
    userRecords: records.length,
    bytes: bytes.length,
    magic: hex.slice(0, 8),
    protobuf: hex.slice(8, -32),
    md5: hex.slice(-32),
    dataHex: hex,
  });
}

/** `kpl-decode HEX`, or `kpl-decode HEX START-END` as the consumer of the shard with that range sees it. */
export function decode(hex: string | undefined, range: string | undefined): Outcome | ShowProblem {
  if (hex === undefined || !/^(?:[0-9a-f]{2})+$/i.test(hex)) {
    return { problem: 'kpl-decode needs the record’s data in hexadecimal digits, two a byte', known: KNOWN };
  }
  const shard = range === undefined ? undefined : rangeOf(range);
  if (range !== undefined && shard === undefined) {
    return { problem: `${range} is no range of hash keys`, known: [`kpl-decode HEX 0-${HASH_KEY_MOST}`] };
  }
  const taken = deaggregate({ partitionKey: 'outer', data: Buffer.from(hex, 'hex') }, shard);
  return shown({
    aggregated: taken.aggregated,
    dropped: taken.dropped,
    userRecords: taken.records.map(
      ({ partitionKey, explicitHashKey, data, subSequenceNumber, tags }): Json => ({
        subSequenceNumber,
        ...(taken.aggregated ? { partitionKey } : {}),
        ...(explicitHashKey === undefined ? {} : { explicitHashKey }),
        data: textOf(data),
        ...(tags === undefined
          ? {}
          : { tags: tags.map(({ key, value }) => (value === undefined ? key : `${key}=${value}`)) }),
      }),
    ),
  });
}

function rangeOf(text: string): HashKeyRange | undefined {
  const [first, last, ...rest] = text.split('-');
  const start = parseHashKey(first ?? '');
  const end = parseHashKey(last ?? '');
  return start === undefined || end === undefined || end < start || rest.length > 0 ? undefined : { start, end };
}

/** Text where the bytes are text, else their hexadecimal digits. */
function textOf(data: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(data);
    return /\p{Cc}/u.test(text) ? `0x${Buffer.from(data).toString('hex')}` : text;
  } catch {
    return `0x${Buffer.from(data).toString('hex')}`;
  }
}
