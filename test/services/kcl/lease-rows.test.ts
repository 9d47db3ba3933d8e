import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/result.ts';
import { play, problemsOf } from '../play.ts';
import { billing } from './fleet.ts';

/** A row as `aws dynamodb scan` prints it. */
function item(index: number, owner: string | undefined, counter: number, more: Readonly<Record<string, unknown>> = {}) {
  return {
    leaseKey: { S: `shardId-00000000000${index}` },
    ...(owner === undefined ? {} : { leaseOwner: { S: owner } }),
    leaseCounter: { N: String(counter) },
    ownerSwitchesSinceCheckpoint: { N: '1' },
    checkpoint: { S: 'TRIM_HORIZON' },
    checkpointSubSequenceNumber: { N: '0' },
    ...more,
  };
}

const scenario = (app: string, steps = '') => `
accounts:
  shop:
    id: "111122223333"
    kinesis: { streams: { clicks: { shards: 4 } } }
    kcl:
      applications:
        billing: { stream: clicks, version: "2.x", ${app} }
${steps === '' ? '' : `steps:\n${steps}`}`;

const SCAN = JSON.stringify({
  Items: [item(0, 'host-a', 812), item(1, 'host-a', 40), item(2, 'host-b', 7), item(3, undefined, 3)],
  Count: 4,
});
const EXPORT = [item(0, 'host-a', 812), item(1, 'host-b', 40)]
  .map((one) => `${JSON.stringify({ Item: one })}\n`)
  .join('');

/** A scan of one row, an attribute a line, one of them replaced. */
function rowWith(attribute: string, value: string): string {
  const attributes = Object.entries({ ...item(0, 'host-a', 1), [attribute]: 'here' }).map(
    ([name, given]) => `"${name}": ${name === attribute ? value : JSON.stringify(given)}`,
  );
  const others = attributes.filter((one) => !one.startsWith(`"${attribute}"`));
  return `{"Items": [{\n${others.join(', ')},\n"${attribute}": ${value}}]}`;
}

describe('a real lease table', () => {
  test('is read from what aws dynamodb scan printed; its owners are taken to be running', async () => {
    const { world } = await play(scenario('leases: { file: leases.json }'), { 'leases.json': SCAN });
    const { app } = billing(world);
    expect([...app.state.workers.keys()]).toEqual(['host-a', 'host-b']);
    expect(app.state.table.get('shardId-000000000000')).toMatchObject({
      leaseOwner: 'host-a',
      leaseCounter: 812,
      ownerSwitchesSinceCheckpoint: 1,
    });
  });

  test('is read from the lines of an export', async () => {
    const { world } = await play(scenario('leases: { file: export.json }'), { 'export.json': EXPORT });
    expect(billing(world).app.state.table.size).toBe(2);
  });

  test('with checkpoints, children, hash ranges, and the rows of 3.x', async () => {
    const rows = JSON.stringify({
      Items: [
        item(0, 'host-a', 1, {
          entityType: { S: 'LEASE' },
          checkpoint: { S: 'SHARD_END' },
          childShardIds: { SS: ['shardId-000000000001', 'shardId-000000000002'] },
          startingHashKey: { S: '0' },
          endingHashKey: { S: '340282366920938463463374607431768211455' },
          throughputKBps: { N: '12.5' },
        }),
        {
          leaseKey: { S: 'wm-host-a' },
          entityType: { S: 'WORKER_METRICS' },
          wid: { S: 'host-a' },
          lut: { N: '1767225600' },
          sts: { M: { C: { L: [{ N: '12.5' }, { N: '30' }] } } },
          opr: { M: { C: { L: [{ N: '80' }] } } },
        },
      ],
    });
    const { world } = await play(scenario('leases: { file: leases.json }').replace('"2.x"', '"3.x"'), {
      'leases.json': rows,
    });
    const { app } = billing(world);
    expect(app.state.table.get('shardId-000000000000')).toMatchObject({
      checkpoint: { position: Number.POSITIVE_INFINITY },
      childShardIds: ['shardId-000000000001', 'shardId-000000000002'],
      throughputKBps: 12.5,
      hashRange: { start: 0n },
    });
    expect(app.state.stats.get('host-a')?.values.get('C')).toEqual([12.5, 30]);
  });

  test('predicts the next passes: who takes what, and when', async () => {
    const { results } = await play(
      scenario(
        'leases: { file: leases.json }, workers: { host-a: {}, host-c: {} }',
        '  - wait: 1s\n  - show: kcl/billing/next\n',
      ),
      { 'leases.json': SCAN },
    );
    const result = results.at(-1);
    expect(JSON.stringify(result?.facts)).toContain('host-c');
    expect(JSON.stringify(result?.trace)).toContain('shardId-000000000002');
  });

  test.each([
    ['{}', '8 error this is no lease table'],
    ['not json', '8 error this is no lease table'],
    ['{"Items": [1, null]}{', '8 error this is no lease table'],
    ['{"Items": [1]}', '1 error item 1 is not made of typed attributes'],
    ['{"Items": [{"leaseKey": {"S": "a"}}]}', '1 error item 1 has no leaseCounter'],
    [rowWith('leaseKey', '{"S": ""}'), '3 error leaseKey of item 1 is not a text'],
    [rowWith('leaseOwner', '{"N": "5"}'), '3 error leaseOwner of item 1 is not a text'],
    [rowWith('leaseCounter', '{"N": "-1"}'), '3 error leaseCounter of item 1 is not a number from 0'],
    [rowWith('leaseCounter', '{"N": "1.5"}'), '3 error leaseCounter of item 1 is not a whole number'],
    [rowWith('checkpoint', '{"S": "soon"}'), '3 error checkpoint of item 1 is not TRIM_HORIZON'],
    [rowWith('childShardIds', '{"S": "a"}'), '3 error childShardIds of item 1 is not a set of texts'],
    [rowWith('endingHashKey', '{"S": "ff"}'), '3 error endingHashKey of item 1 is not a decimal hash key'],
    [`${EXPORT}{"Item": {"leaseKey": {"S": "a"}, "leaseCounter": {"S": "1"}}}`, '3 error leaseCounter of item 3'],
    [`${EXPORT}${EXPORT}`, '3 error leaseKey of item 3 is not a key that no other item has'],
  ])('%s is refused, where it is wrong', async (text, says) => {
    const problems = await problemsOf(scenario('leases: { file: leases.json }'), { 'leases.json': text });
    expect(problems[0]).toContain(says);
    expect(problems.filter((problem) => problem.includes('warning'))).toEqual([]);
  });

  test.each([
    ['the list alone, after --query Items', `[${JSON.stringify(item(0, 'host-a', 5))}]`],
    [
      'an incremental export: deleted items have no new image',
      `${JSON.stringify({ Keys: { leaseKey: { S: 'x' } }, NewImage: item(0, 'host-a', 5) })}\n{"Keys": {"leaseKey": {"S": "y"}}}\n`,
    ],
    ['attributes that are NULL', JSON.stringify({ Items: [item(0, 'host-a', 5, { parentShardId: { NULL: true } })] })],
  ])('%s', async (_, text) => {
    const { world } = await play(scenario('leases: { file: leases.json }'), { 'leases.json': text });
    expect([...billing(world).app.state.table.rows()]).toMatchObject([{ leaseOwner: 'host-a', leaseCounter: 5 }]);
  });

  test.each([
    ['"x": { leaseOwner: w1 }', 'one row of the lease table has no shard in the file (x)'],
    ['shardId-000000000137: { leaseOwner: w1 }', 'no shard in the file (shardId-000000000137)'],
    ['"111122223333:clicks:1700000000:shardId-000000000000": { leaseOwner: w1 }', 'no shard in the file'],
  ])('a row without a shard is said: %s', async (row, says) => {
    expect((await problemsOf(scenario(`leases: { ${row} }`))).join('\n')).toContain(says);
  });

  test('a file that is not there is a problem of the scenario', async () => {
    expect((await problemsOf(scenario('leases: { file: leases.json }'))).join('\n')).toContain('leases.json');
  });
});

describe('showing an application', () => {
  const value = async (show: string): Promise<Json | undefined> => {
    const { results } = await play(
      `
accounts:
  shop:
    id: "111122223333"
    kinesis:
      streams: { clicks: { shards: 2 } }
      producers: { web: { stream: clicks, rate: 10/s, for: 30s } }
    kcl:
      applications:
        billing:
          stream: clicks
          version: "2.x"
          initialPosition: TRIM_HORIZON
          leases: { shardId-000000000000: { leaseOwner: w1 }, shardId-000000000001: { leaseOwner: w2 } }
          workers: { w1: {}, w2: {} }
steps:
  - wait: 1m
  - fail: w2
  - wait: 5s
  - show: ${show}
`,
    );
    return (results.at(-1)?.facts as { readonly value: Json } | undefined)?.value;
  };

  test('as a whole', async () => {
    expect(await value('kcl/billing')).toMatchObject({
      version: '2.7',
      renewEveryMs: 3308,
      takeEveryMs: 20_050,
      assignEveryMs: null,
      workers: { w1: 'running', w2: 'crashed' },
      owners: { w1: 1, w2: 1 },
    });
  });

  test('its leases, with the columns of the version', async () => {
    const [first] = (await value('kcl/billing/leases')) as readonly Record<string, Json>[];
    expect(first).toMatchObject({ leaseKey: 'shardId-000000000000', leaseOwner: 'w1', ownerStatus: 'running' });
    expect(first).not.toHaveProperty('checkpointOwner');
  });

  test('what workers believe: a dead one believes nothing', async () => {
    const beliefs = (await value('kcl/billing/beliefs')) as Record<string, readonly Record<string, Json>[]>;
    expect(beliefs['shardId-000000000001']).toMatchObject([{ worker: 'w1', mine: false, expired: false }]);
    expect(beliefs['shardId-000000000000']).toMatchObject([{ worker: 'w1', mine: true }]);
  });

  test('records, lag, duplicates, overlaps, workers', async () => {
    expect(await value('kcl/billing/records')).toMatchObject({ stored: 300, delivered: 300, lost: { total: 0 } });
    expect(await value('kcl/billing/lag')).toMatchObject([{ waiting: 0, lagMs: 0 }, { waiting: 0 }]);
    expect(await value('kcl/billing/duplicates')).toMatchObject({ total: 0 });
    expect(await value('kcl/billing/overlaps')).toEqual([]);
    expect(await value('kcl/billing/workers')).toMatchObject({ w1: { holds: ['shardId-000000000000'] } });
    expect(await value('kcl/billing/w1')).toMatchObject({ status: 'running', owns: 1 });
  });

  test('the story of one record', async () => {
    expect(await value('kcl/billing/record shardId-000000000000 0')).toMatchObject({
      record: 0,
      deliveries: [{ worker: 'w1' }],
      lost: null,
    });
  });

  test('a timeline of the last moments', async () => {
    const lines = (await value('kcl/billing/timeline 10s')) as readonly Record<string, Json>[];
    expect(lines).toContainEqual({ clock: '00:01:00', worker: 'w2', reason: 'worker-crashed' });
    expect(lines.length).toBeLessThan(10);
  });

  test.each([
    'kcl/billing/nothing',
    'kcl/billing/record',
    'kcl/billing/record shardId-9 x',
    'kcl/billing/timeline soon',
  ])('%s is no question', async (show) => {
    expect(await value(show)).toBeUndefined();
  });
});
