import { describe, expect, test } from 'vitest';
import { checkModeSwitch, onDemandWriteMBps, shardsNeeded } from '../../../src/services/kinesis/capacity-mode.ts';
import { checkRegistration, isSubscribed, subscribe } from '../../../src/services/kinesis/fan-out.ts';
import { evenRanges } from '../../../src/services/kinesis/hash-key.ts';
import { MIB, regionQuotas } from '../../../src/services/kinesis/quotas.ts';
import { admitRead, batchFrom, countRead } from '../../../src/services/kinesis/read.ts';
import { errorCode, isRefusal } from '../../../src/services/kinesis/reasons.ts';
import { appendRecord } from '../../../src/services/kinesis/record-log.ts';
import {
  type FanOutConsumer,
  newStream,
  openShard,
  type Shard,
  type Stream,
  shardOf,
  stateOf,
  trimHorizon,
} from '../../../src/services/kinesis/stream.ts';
import { admitWrite, checkEntry, checkRequest, type PutEntry } from '../../../src/services/kinesis/write.ts';

const NOW = 1_767_603_600_000;
const HOUR = 3_600_000;

function stream(): Stream {
  return newStream(
    { account: 'shop', region: 'us-east-1', name: 'clicks', shards: 1, mode: 'PROVISIONED', retention: 24 * HOUR },
    NOW,
  );
}
function shard(): Shard {
  const [range] = evenRanges(1);
  if (range === undefined) throw new Error('one range');
  return openShard(0, range, NOW);
}
const refused = (value: object | undefined) => (isRefusal(value) ? `${value.refused} ${errorCode(value)}` : undefined);

describe('writes to a shard', () => {
  test('a thousand records a second, then none until the next', () => {
    const one = shard();
    for (let at = 0; at < 1000; at += 1) expect(admitWrite(one, 10, NOW + at)).toBeUndefined();
    expect(refused(admitWrite(one, 10, NOW + 999))).toBe('shard-write-records ProvisionedThroughputExceededException');
    expect(admitWrite(one, 10, NOW + 1000)).toBeUndefined();
  });

  test('1 MiB a second, keys included; a smaller record may still fit', () => {
    const one = shard();
    expect(admitWrite(one, MIB - 10, NOW)).toBeUndefined();
    expect(refused(admitWrite(one, 11, NOW))).toBe('shard-write-bytes ProvisionedThroughputExceededException');
    expect(admitWrite(one, 10, NOW)).toBeUndefined();
  });

  test('records above 1 MiB draw on a burst that refills with 1 MiB a second', () => {
    const one = shard();
    expect(admitWrite(one, 8 * MIB, NOW)).toBeUndefined();
    expect(refused(admitWrite(one, 4 * MIB, NOW))).toBe('large-record-burst ProvisionedThroughputExceededException');
    expect(admitWrite(one, 4 * MIB, NOW + 2000)).toBeUndefined();
  });
});

describe('the form of a request', () => {
  const entry = (rest: Partial<PutEntry>): PutEntry => ({ partitionKey: 'k', bytes: 100, ...rest });
  test.each<[string, PutEntry, string | undefined]>([
    ['a usual record', entry({}), undefined],
    ['no key', entry({ partitionKey: '' }), 'partition-key-length ValidationException'],
    ['256 characters, not bytes', entry({ partitionKey: '鍵'.repeat(256) }), undefined],
    ['257 characters', entry({ partitionKey: 'k'.repeat(257) }), 'partition-key-length ValidationException'],
    [
      'a hash key of 2^128',
      entry({ explicitHashKey: String(1n << 128n) }),
      'hash-key-outside InvalidArgumentException',
    ],
    ['a byte too much', entry({ bytes: MIB + 1 }), 'record-too-large ValidationException'],
  ])('%s', (_, given, expected) => {
    expect(refused(checkEntry(stream(), given))).toBe(expected);
  });

  test('500 records and 10 MiB are the most', () => {
    const of = (count: number, bytes: number) => Array.from({ length: count }, () => entry({ bytes }));
    expect(checkRequest(stream(), of(500, 100))).toBeUndefined();
    expect(refused(checkRequest(stream(), of(501, 1)))).toBe('too-many-records ValidationException');
    expect(checkRequest(stream(), of(10, MIB))).toBeUndefined();
    expect(refused(checkRequest(stream(), of(11, MIB)))).toBe('request-too-large InvalidArgumentException');
  });
});

describe('reads of a shard', () => {
  test('all callers share five calls a second: of six pollers one is refused', () => {
    const one = shard();
    const answers = Array.from({ length: 6 }, () => refused(admitRead(one, NOW)));
    expect(answers).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      'shard-read-calls ProvisionedThroughputExceededException',
    ]);
    expect(admitRead(one, NOW + 1000)).toBeUndefined();
  });

  test.each([
    [10 * MIB, 5000],
    [3 * MIB, 1500],
    [2 * MIB + 1, 1001],
  ])('after %i bytes calls throw for %i ms', (bytes, wait) => {
    const one = shard();
    countRead(one, bytes, NOW);
    expect(refused(admitRead(one, NOW + wait - 1))).toBe('shard-read-bytes ProvisionedThroughputExceededException');
    expect(admitRead(one, NOW + wait)).toBeUndefined();
  });

  test('2 MiB a second may go on for ever', () => {
    const one = shard();
    for (let second = 0; second < 10; second += 1) {
      expect(admitRead(one, NOW + second * 1000)).toBeUndefined();
      countRead(one, 2 * MIB, NOW + second * 1000);
    }
  });

  test('a call returns at most 10 MiB and 10,000 records', () => {
    const clicks = stream();
    const { log } = shardOf(clicks, 0);
    for (let at = 0; at < 12; at += 1) appendRecord(log, clicks, NOW, { partitionKey: 'k', bytes: MIB, users: 1 });
    expect(batchFrom(clicks, shardOf(clicks, 0), 0, NOW)).toMatchObject({
      from: 0,
      to: 10,
      bytes: 10 * MIB,
      ended: false,
    });
    expect(batchFrom(clicks, shardOf(clicks, 0), 0, NOW, 3)).toMatchObject({ to: 3 });
  });

  test('what has expired is passed over; a closed shard expires once all its records have', () => {
    const clicks = stream();
    const one = shardOf(clicks, 0);
    for (let hour = 0; hour < 30; hour += 1)
      appendRecord(one.log, clicks, NOW + hour * HOUR, { partitionKey: 'k', bytes: 1, users: 1 });
    const later = NOW + 30 * HOUR;
    expect(trimHorizon(clicks, one, later)).toBe(6);
    expect(batchFrom(clicks, one, 0, later)).toMatchObject({ from: 6, to: 30, behindMs: 0 });
    one.closedAt = later;
    expect(batchFrom(clicks, one, 30, later).ended).toBe(true);
    expect([
      stateOf(clicks, one, later),
      stateOf(clicks, one, later + 24 * HOUR),
      stateOf(clicks, one, later + 24 * HOUR + 1),
    ]).toEqual(['CLOSED', 'CLOSED', 'EXPIRED']);
  });
});

describe('fan-out', () => {
  const consumer = (): FanOutConsumer => ({ name: 'c', registeredAt: NOW, status: 'ACTIVE', subscriptions: new Map() });

  test('the same pair waits five seconds, then takes over; a subscription lives five minutes', () => {
    const [one, at] = [consumer(), shard()];
    expect(subscribe(one, at, NOW)).toEqual({ tookOver: false });
    expect(refused(subscribe(one, at, NOW + 500) as object)).toBe('subscribe-rate LimitExceededException');
    expect(refused(subscribe(one, at, NOW + 4000) as object)).toBe('subscribed-too-soon ResourceInUseException');
    expect(subscribe(one, at, NOW + 5000)).toEqual({ tookOver: true });
    expect(isSubscribed(one, at, NOW + 5000 + 299_999)).toBe(true);
    expect(isSubscribed(one, at, NOW + 5000 + 300_000)).toBe(false);
  });

  test('twenty consumers, fifty with Advantage, five being created', () => {
    const clicks = stream();
    const named = (count: number, status: 'ACTIVE' | 'CREATING') =>
      new Map(Array.from({ length: count }, (_, at) => [`c${at}`, { ...consumer(), name: `c${at}`, status }]));
    clicks.consumers = named(20, 'ACTIVE');
    expect(refused(checkRegistration(clicks, 'new', false))).toBe('consumer-limit LimitExceededException');
    expect(checkRegistration(clicks, 'new', true)).toBeUndefined();
    clicks.consumers = named(5, 'CREATING');
    expect(refused(checkRegistration(clicks, 'new', false))).toBe('consumers-creating LimitExceededException');
    expect(refused(checkRegistration(clicks, 'c1', false))).toBe('consumer-exists ResourceInUseException');
  });
});

describe('capacity', () => {
  test.each([
    [0, 0, 1],
    [1024, 2048, 1],
    [1025, 0, 2],
    [5000, 8000, 5],
    [1000, 8193, 5],
  ])('%i KB/s in and %i KB/s out need %i shards', (incoming, outgoing, shards) => {
    expect(shardsNeeded(incoming, outgoing)).toBe(shards);
  });

  test('on demand takes twice the peak, from 4 MB/s up to the Region’s most', () => {
    const { onDemandWriteMBps: most } = regionQuotas('ap-northeast-1');
    expect([0, 1, 10, 150].map((peak) => onDemandWriteMBps(peak, most))).toEqual([4, 4, 20, 200]);
  });

  test('the mode may be switched twice in 24 hours', () => {
    const day = 24 * HOUR;
    expect(checkModeSwitch('PROVISIONED', 'ON_DEMAND', [NOW - day + 1], NOW)).toBeUndefined();
    expect(refused(checkModeSwitch('PROVISIONED', 'ON_DEMAND', [NOW - day + 1, NOW - 5], NOW))).toBe(
      'mode-switches LimitExceededException',
    );
    expect(checkModeSwitch('PROVISIONED', 'ON_DEMAND', [NOW - day, NOW - 5], NOW)).toBeUndefined();
    expect(refused(checkModeSwitch('ON_DEMAND', 'ON_DEMAND', [], NOW))).toBe('mode-unchanged ValidationException');
  });

  test.each([
    ['us-east-1', 20_000],
    ['us-west-2', 20_000],
    ['eu-west-1', 20_000],
    ['ap-northeast-1', 1000],
  ])('an account has %s with %i shards', (region, shards) => {
    expect(regionQuotas(region).shards).toBe(shards);
  });
});
