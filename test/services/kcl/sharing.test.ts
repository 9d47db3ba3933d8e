import { describe, expect, test } from 'vitest';
import { fleet, owners, rows, told } from './fleet.ts';

const V2 = 'version: "2.x", initialPosition: TRIM_HORIZON';

describe('workers of 2.x share leases', () => {
  test('a cold start: the first pass takes everything, since only workers with leases count', async () => {
    const one = await fleet({ shards: 8, app: V2, workers: '{ w1: {} }', steps: ['wait: 1m'] });
    expect(owners(one)).toEqual({ w1: 8 });
    expect(told(one, 'take-very-old')).toMatchObject([
      { worker: 'w1', leases: 8, workers: 1, target: 8, mine: 0, need: 8, available: 8, veryOld: 8 },
    ]);
  });

  test('a new worker steals one lease a pass: 8 and 0, 7 and 1, … 4 and 4', async () => {
    const one = await fleet({
      shards: 8,
      app: V2,
      workers: '{ w1: {}, w2: { startsAt: 60s } }',
      steps: ['wait: 3m'],
    });
    expect(owners(one)).toEqual({ w1: 4, w2: 4 });
    const passes = told(one, 'take-steal');
    expect(passes.map((pass) => [pass.second, pass.mine, pass.victimLeases, pass.taken.length])).toEqual([
      [60, 0, 8, 1],
      [80.05, 1, 7, 1],
      [100.1, 2, 6, 1],
      [120.15, 3, 5, 1],
    ]);
  });

  test('maxLeasesToStealAtOneTime steals them in one pass', async () => {
    const one = await fleet({
      shards: 8,
      app: `${V2}, maxLeasesToStealAtOneTime: 10`,
      workers: '{ w1: {}, w2: { startsAt: 60s } }',
      steps: ['wait: 61s'],
    });
    expect(owners(one)).toEqual({ w1: 4, w2: 4 });
    expect(told(one, 'take-steal')).toMatchObject([{ worker: 'w2', victim: 'w1', victimLeases: 8, need: 4 }]);
  });

  test('they may stay one off balance: nobody above the target can be robbed of one', async () => {
    const one = await fleet({
      shards: 5,
      app: `${V2}, leases: { ${rows('w1', 0, 3)}, ${rows('w2', 3, 5)} }`,
      workers: '{ w1: {}, w2: {} }',
      steps: ['wait: 5m'],
    });
    expect(owners(one)).toEqual({ w1: 3, w2: 2 });
    expect(told(one, 'take-no-steal').at(-1)).toMatchObject({ worker: 'w2', target: 3, mine: 2, need: 1 });
  });

  test('an idle worker does not count for the others', async () => {
    const one = await fleet({
      shards: 2,
      app: V2,
      workers: '{ w1: {}, w2: {}, w3: { startsAt: 2m } }',
      steps: ['wait: 4m'],
    });
    expect(owners(one)['w3']).toBeUndefined();
    expect(told(one, 'take-at-target').at(-1)).toMatchObject({ leases: 2, workers: 2, target: 1 });
    expect(told(one, 'take-no-steal').at(-1)).toMatchObject({ worker: 'w3', workers: 3, target: 1, mine: 0 });
  });

  test('maxLeasesForWorker leaves leases unowned, and says how many', async () => {
    const one = await fleet({
      shards: 8,
      app: `${V2}, maxLeasesForWorker: 3`,
      workers: '{ w1: {}, w2: {} }',
      steps: ['wait: 3m'],
    });
    expect(owners(one)).toEqual({ w1: 3, w2: 3, nobody: 2 });
    expect(told(one, 'take-very-old').at(-1)).toMatchObject({
      target: 3,
      mine: 3,
      spillover: 1,
      veryOld: 2,
      taken: [],
    });
  });

  test('two workers that scan at the same moment want the same leases: one loses the race', async () => {
    const one = await fleet({
      shards: 4,
      app: `${V2}, scanTime: 500ms, leases: { ${rows('', 0, 4)} }`,
      workers: '{ w1: {}, w2: {} }',
      steps: ['wait: 1s'],
      model: '{ kclTaking: lowestKey }',
    });
    expect(owners(one)).toEqual({ w1: 4 });
    expect(told(one, 'take-very-old')).toMatchObject([
      { worker: 'w1', raceLost: [] },
      { worker: 'w2', taken: [] },
    ]);
    expect(told(one, 'take-very-old')[1]?.raceLost).toHaveLength(4);
  });

  test('passes drift by the time a scan takes: the interval begins where the pass ended', async () => {
    const one = await fleet({ shards: 1, app: `${V2}, scanTime: 1s`, workers: '{ w1: {} }', steps: ['wait: 70s'] });
    const seconds = [...told(one, 'take-available'), ...told(one, 'take-at-target')].map((pass) => pass.second);
    const gaps = seconds.slice(1).map((second, index) => Math.round((second - (seconds[index] ?? 0)) * 1000));
    expect(new Set(gaps)).toEqual(new Set([21_050]));
  });
});

describe('older and newer lines', () => {
  test('1.x does not wait for an empty table, and grabs it all', async () => {
    const one = await fleet({
      shards: 4,
      app: 'version: "1.x", initialPosition: TRIM_HORIZON',
      workers: '{ w1: {} }',
      steps: ['wait: 1s'],
    });
    expect(owners(one)).toEqual({ w1: 4 });
    expect(told(one, 'worker-waits-for-leases')).toEqual([]);
  });

  test('3.x: the first leader sees only itself; balancing every third run evens it out', async () => {
    const one = await fleet({
      shards: 8,
      producer: 'rate: 400/s',
      app: 'version: "3.x", initialPosition: TRIM_HORIZON, processing: { perRecord: 4ms }',
      workers: '{ w1: {}, w2: {}, w3: {}, w4: {} }',
      steps: ['wait: 6m'],
    });
    expect(owners(one)).toEqual({ w1: 2, w2: 2, w3: 2, w4: 2 });
    expect(told(one, 'leader-elected')).toHaveLength(1);
    const runs = told(one, 'assignment-run');
    expect(runs[0]).toMatchObject({ active: [runs[0]?.worker], todo: 8, balanced: true });
    expect(runs.slice(0, 7).map((run) => run.balanced)).toEqual([true, false, false, true, false, false, true]);
    const moving = runs.slice(1).filter((run) => run.changes.length > 0);
    expect(moving.every((run) => run.balanced && run.changes.every((change) => change.how === 'handoff'))).toBe(true);
  });

  test('3.x by lease counts evens out in one run', async () => {
    const one = await fleet({
      shards: 8,
      app: `version: "3.5", leaseAssignmentStrategy: LEASE_COUNT_BASED, leases: { ${rows('w1', 0, 8)} }`,
      workers: '{ w1: {}, w2: { startsAt: 5s } }',
      steps: ['wait: 2m'],
    });
    expect(owners(one)).toEqual({ w1: 4, w2: 4 });
    expect(told(one, 'assignment-run').filter((run) => run.changes.length > 0)).toMatchObject([{ second: 60 }]);
  });
});
