import { describe, expect, test } from 'vitest';
import { play } from '../play.ts';

/** What became of a producer's records, and how many records the stream got. */
async function produce(producer: string, stream: string, steps: string): Promise<Record<string, number>> {
  const { results, world } = await play(`
accounts:
  shop:
    id: "111122223333"
    kinesis:
      streams: { clicks: ${stream} }
      producers: { web: ${producer} }
steps:
${steps}
  - show: producer/web
`);
  const counts = (results.at(-1)?.facts as { readonly value: Record<string, number> } | undefined)?.value ?? {};
  const shards = world.runtimes.kinesis?.streams.get('shop/stream/clicks')?.shards ?? [];
  return { ...counts, inStream: shards.reduce((sum, shard) => sum + shard.log.length, 0) };
}

describe('a producer', () => {
  test('makes its records at the rate it says, to the record', async () => {
    const counts = await produce('{ stream: clicks, rate: 333/s, for: 10s }', '{ shards: 4 }', '  - wait: 1m');
    expect(counts).toMatchObject({ made: 3330, stored: 3330, inStream: 3330, throttled: 0, failed: 0 });
  });

  test('tries throttled records again, and gives up after its retries', async () => {
    const counts = await produce(
      '{ stream: clicks, rate: 1500/s, for: 5s, size: 100 B, maxRetries: 1 }',
      '{ shards: 1 }',
      '  - wait: 1m',
    );
    expect(counts['made']).toBe(7500);
    expect(counts['failed']).toBeGreaterThan(0);
    expect((counts['stored'] ?? 0) + (counts['failed'] ?? 0)).toBe(7500);
    expect(counts['inStream']).toBe(counts['stored']);
  });

  test('puts a record twice when an answer is lost', async () => {
    const counts = await produce(
      '{ stream: clicks, rate: 10/s, for: 10s, maxRetries: 5 }',
      '{ shards: 1 }',
      '  - wait: 3s\n  - fail: { what: producer/web, how: timeout, for: 1s }\n  - wait: 1m',
    );
    expect(counts['stored']).toBe(100);
    expect(counts['storedTwice']).toBeGreaterThanOrEqual(10);
    expect(counts['inStream']).toBe(100 + (counts['storedTwice'] ?? 0));
  });
});

describe('the KPL', () => {
  const plain = '{ stream: clicks, rate: 5000/s, for: 10s, size: 50 B, maxRetries: 0 }';

  test('lifts the thousand records a second of a shard', async () => {
    const without = await produce(plain, '{ shards: 1 }', '  - wait: 1m');
    expect(without['stored']).toBe(10_000);
    const kpl = await produce(plain.replace('maxRetries: 0', 'kpl: {}'), '{ shards: 1 }', '  - wait: 1m');
    expect(kpl).toMatchObject({ made: 50_000, stored: 50_000, throttled: 0, expired: 0 });
    expect(kpl['inStream']).toBeLessThan(120);
  });

  test('cannot lift the megabyte a second: what waits too long expires', async () => {
    const counts = await produce(
      '{ stream: clicks, rate: 2000/s, for: 30s, size: 1 KB, kpl: { recordTtl: 2s } }',
      '{ shards: 1 }',
      '  - wait: 2m',
    );
    expect(counts['expired']).toBeGreaterThan(10_000);
    expect((counts['stored'] ?? 0) + (counts['expired'] ?? 0)).toBe(counts['made']);
    expect(counts['stored']).toBeGreaterThan(25_000);
  });

  test('fails throttled records at once where it is told to', async () => {
    const counts = await produce(
      '{ stream: clicks, rate: 2000/s, for: 10s, size: 1 KB, kpl: { failIfThrottled: true, rateLimit: 300 } }',
      '{ shards: 1 }',
      '  - wait: 1m',
    );
    expect(counts['failed']).toBeGreaterThan(0);
    expect((counts['stored'] ?? 0) + (counts['failed'] ?? 0) + (counts['expired'] ?? 0)).toBe(counts['made']);
  });

  test('without aggregation every user record is a record', async () => {
    const counts = await produce(
      '{ stream: clicks, rate: 100/s, for: 10s, kpl: { aggregationEnabled: false } }',
      '{ shards: 2 }',
      '  - wait: 1m',
    );
    expect(counts).toMatchObject({ stored: 1000, inStream: 1000 });
  });

  test('does not trust a stale shard map: after a split it sends once more', async () => {
    const split =
      '  - { call: kinesis:SplitShard clicks, with: { shardToSplit: shardId-000000000000, newStartingHashKey: "170141183460469231731687303715884105728" } }';
    const counts = await produce(
      '{ stream: clicks, rate: 400/s, for: 50s, size: 50 B, kpl: {} }',
      '{ shards: 1 }',
      `  - wait: 10s\n${split}\n  - wait: 2m`,
    );
    expect(counts['stored']).toBe(20_000);
    expect(counts['storedTwice']).toBeGreaterThan(0);
    expect(counts['storedTwice']).toBeLessThan(500);
  });
});

test('an on-demand stream splits the shards that take more than 500 KB/s', async () => {
  const { world } = await play(`
accounts:
  shop:
    id: "111122223333"
    kinesis:
      streams: { clicks: { streamMode: ON_DEMAND } }
      producers: { web: { stream: clicks, rate: 60/s, for: 2m, size: 50 KB, keys: { uniform: 5000 } } }
steps:
  - wait: 2m
`);
  expect(world.runtimes.kinesis?.streams.get('shop/stream/clicks')?.open.length).toBe(8);
});
