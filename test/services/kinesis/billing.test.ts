import { describe, expect, test } from 'vitest';
import { play, problemsOf } from '../play.ts';

type Shown = Record<string, Record<string, number>>;

/** The last result's data of a scenario with one stream. */
async function billed(stream: string, steps: readonly string[], rest = ''): Promise<Shown> {
  const { results } = await play(`
accounts:
  shop:
    id: "111122223333"
    kinesis:
      ${rest}
      streams: { clicks: { ${stream} } }
steps:
${steps.map((step) => `  - ${step}\n`).join('')}`);
  return results.at(-1)?.facts['value'] as unknown as Shown;
}

const BILL = 'show: stream/clicks/billing';
const ONE_SHARD = 'producers: { web: { stream: clicks, rate: 10/s, for: 10s, size: 30 KB, keys: k } }';

describe('what a stream is billed by', () => {
  test('shard-hours of open shards, before and after a reshard', async () => {
    const split =
      'call: kinesis:SplitShard clicks\n    with: { shardToSplit: shardId-000000000000, newStartingHashKey: "170141183460469231731687303715884105728" }';
    const bill = await billed('shards: 1', ['wait: 1h', split, 'wait: 1h', BILL]);
    // The split takes 30 seconds; then the parent is closed and two children are open.
    expect(bill['provisioned']?.['shardHours']).toBeCloseTo(1 + 30 / 3600 + 2 * (1 - 30 / 3600), 5);
  });

  test('payload units of 25 KB, rounded up for each record', async () => {
    const bill = await billed('shards: 1', ['wait: 1m', BILL], ONE_SHARD);
    expect(bill['provisioned']?.['putPayloadUnits']).toBe(200);
    expect(bill['onDemand']?.['gbIn']).toBe(0);
  });

  test('extended retention from the moment it is raised above a day', async () => {
    const raise = 'call: kinesis:IncreaseStreamRetentionPeriod clicks\n    with: { retentionPeriodHours: 48 }';
    const bill = await billed('shards: 2', ['wait: 1h', raise, 'wait: 3h', BILL]);
    expect(bill['provisioned']).toMatchObject({ shardHours: 8, extendedRetentionShardHours: 6 });
  });

  test('records kept longer than a week, in GB-hours', async () => {
    const bill = await billed('shards: 1, retention: 240h', ['wait: 169h', BILL], ONE_SHARD);
    const gb = (100 * (30 * 1000 + 1)) / 1024 ** 3;
    expect(bill['provisioned']?.['longTermRetentionGbHours'] ?? 0).toBeGreaterThan(0.99 * gb);
    expect(bill['provisioned']?.['longTermRetentionGbHours'] ?? 0).toBeLessThan(1.05 * gb);
  });

  test('an on-demand stream by its hours and GB; under the commitment without hours', async () => {
    const bill = await billed('streamMode: ON_DEMAND', ['wait: 2h', BILL], ONE_SHARD);
    expect(bill['onDemand']?.['streamHours']).toBe(2);
    expect(bill['onDemand']?.['gbIn']).toBeGreaterThan(0.0027);
    expect(bill['provisioned']).toMatchObject({ shardHours: 0, putPayloadUnits: 0 });
    const committed = await billed('streamMode: ON_DEMAND', ['wait: 2h', BILL], 'onDemandAdvantage: true');
    expect(committed['onDemand']?.['streamHours']).toBe(0);
  });

  test('each mode for as long as it held', async () => {
    const toDemand =
      'call: kinesis:UpdateStreamMode clicks\n    with: { streamModeDetails: { streamMode: ON_DEMAND } }';
    const bill = await billed('shards: 3', ['wait: 1h', toDemand, 'wait: 2h', BILL]);
    expect(bill['provisioned']?.['shardHours']).toBe(3);
    expect(bill['onDemand']?.['streamHours']).toBe(2);
  });

  test('registered consumers by shard and hour, also after they are gone', async () => {
    const register = 'call: kinesis:RegisterStreamConsumer clicks\n    with: { consumerName: app }';
    const gone = 'call: kinesis:DeregisterStreamConsumer clicks\n    with: { consumerName: app }';
    const bill = await billed('shards: 4', [register, 'wait: 1h', gone, 'wait: 5h', BILL]);
    expect(bill['fanOut']?.['consumerShardHours']).toBe(4);
  });
});

describe('what an application costs beside its workers', () => {
  const app = (settings: string, leases: number) => `
accounts:
  shop:
    id: "111122223333"
    kinesis: { streams: { clicks: { shards: ${leases} } } }
    kcl: { applications: { billing: { stream: clicks, initialPosition: TRIM_HORIZON, ${settings}, workers: { w1: {} } } } }
steps:
  - wait: 1h
  - show: kcl/billing/billing
`;

  test('writes: every lease renewed each 3.3 seconds; reads: a scan of the whole table each 20', async () => {
    const { results } = await play(app('version: "2.x", retrieval: polling', 8));
    const bill = results.at(-1)?.facts['value'] as unknown as Shown;
    expect(bill['leaseTable']?.['writeUnitsPerHour']).toBeGreaterThan((8 * 3600) / 3.308 - 300);
    expect(bill['leaseTable']?.['writeUnitsPerHour']).toBeLessThan((8 * 3600) / 3.308 + 300);
    // Eight rows of 1 KB are two units of 4 KB, eventually consistent: one read unit a scan.
    expect(bill['leaseTable']?.['readUnits']).toBeCloseTo(3600 / 20.05, -1);
    expect(bill['fanOut']).toEqual({ consumerShardHours: 0, gb: 0 });
  });

  test('fan-out: a consumer of every shard', async () => {
    const { results } = await play(app('version: "2.x"', 8));
    const bill = results.at(-1)?.facts['value'] as unknown as Shown;
    expect(bill['fanOut']?.['consumerShardHours']).toBe(8);
  });
});

test('a shard count that cannot be read is one problem, not two', async () => {
  const text = (stream: string) =>
    `accounts:\n  shop:\n    id: "111122223333"\n    kinesis: { streams: { clicks: ${stream} } }\n`;
  expect(await problemsOf(text('{ shards: unknown }'))).toEqual([
    '4 error unknown is not a whole number from 1 to 10000',
  ]);
  expect(await problemsOf(text('{}'))).toEqual(['4 error a provisioned stream needs shards']);
});
