import { describe, expect, test } from 'vitest';
import { play, problemsOf } from '../play.ts';

const scenario = (steps: readonly string[], kinesis = '{ streams: { clicks: { shards: 2 } } }') => `
accounts:
  shop:
    id: "111122223333"
    region: ap-northeast-1
    kinesis: ${kinesis}
steps:
${steps.map((step) => `  - ${step}\n`).join('')}`;

async function shownBy(show: string): Promise<unknown> {
  const { results } = await play(scenario([`show: "${show}"`]));
  return results[0]?.facts?.['value'];
}

const SMALLEST = 'f3899ac20a01611a0508001a0178274fa4a221609241966b02c7afbf4283';

describe('the bytes of an aggregated record', () => {
  test('are made: magic number, message, MD5 ("KPL Aggregated Record Format")', async () => {
    expect(await shownBy('kpl-encode a=x')).toEqual({
      userRecords: 1,
      bytes: 30,
      magic: 'f3899ac2',
      protobuf: '0a01611a0508001a0178',
      md5: '274fa4a221609241966b02c7afbf4283',
      dataHex: SMALLEST,
    });
  });

  test('are taken apart, for everybody or for the shard of a range', async () => {
    expect(await shownBy(`kpl-decode ${SMALLEST}`)).toEqual({
      aggregated: true,
      dropped: 0,
      userRecords: [{ subSequenceNumber: 0, partitionKey: 'a', data: 'x' }],
    });
    expect(await shownBy(`kpl-decode ${SMALLEST} 0-1`)).toMatchObject({ dropped: 1, userRecords: [] });
    expect(await shownBy('kpl-decode ff00')).toEqual({
      aggregated: false,
      dropped: 0,
      userRecords: [{ subSequenceNumber: 0, data: '0xff00' }],
    });
  });

  test.each([
    'kpl-encode',
    'kpl-encode a',
    'kpl-encode a@340282366920938463463374607431768211456=x',
    'kpl-decode',
    'kpl-decode f',
    'kpl-decode zz',
    'kpl-decode ff 9-1',
  ])('%s is answered with what may be asked', async (show) => {
    const { results } = await play(scenario([`show: "${show}"`]));
    expect(results[0]?.outcome).toBe('error');
    expect(JSON.stringify(results[0])).toContain('kpl-');
  });
});

describe('settings of the KPL', () => {
  test.each([
    ['aggregationMaxSize: 63 B', 'aggregationMaxSize is 63 bytes'],
    ['aggregationMaxSize: 11 MB', 'aggregationMaxSize is 11534336 bytes'],
    ['collectionMaxSize: 1 KB', 'collectionMaxSize is 1024 bytes'],
    ['collectionMaxCount: 501', '501'],
    ['rateLimit: 0', '0'],
    ['recordTtl: 50ms', '50ms'],
  ])('%s is out of bounds', async (setting, says) => {
    const kinesis = `{ streams: { clicks: { shards: 2 } }, producers: { web: { stream: clicks, rate: 1/s, kpl: { ${setting} } } } }`;
    expect((await problemsOf(scenario(['wait: 1s'], kinesis))).join('\n')).toContain(says);
  });

  test('a user record above the most is not accepted', async () => {
    const kinesis =
      '{ streams: { clicks: { shards: 2 } }, producers: { web: { stream: clicks, rate: 1/s, size: 2 MB, for: 5s, kpl: {} } } }';
    const { results } = await play(scenario(['wait: 10s', 'show: producer/web'], kinesis));
    expect(results[1]?.facts?.['value']).toMatchObject({ made: 5, failed: 5, stored: 0 });
  });
});

describe('an on-demand stream', () => {
  test('is split by the service; a key that fills a shard alone is named', async () => {
    const kinesis =
      '{ streams: { clicks: { streamMode: ON_DEMAND } }, producers: { web: { stream: clicks, rate: 950/s, size: 600 B, batch: 100, keys: one } } }';
    const { results } = await play(scenario(['wait: 61s', 'show: stream/clicks/history'], kinesis));
    expect(results[1]?.facts?.['value']).toMatchObject([
      { clock: '00:01:00', what: 'on-demand-split', shard: 'shardId-000000000003' },
      { what: 'on-demand-hot-key', partitionKey: 'one' },
    ]);
  });
});
