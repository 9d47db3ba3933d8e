import { describe, expect, test } from 'vitest';
import { statistics } from '../../../src/core/metrics.ts';
import { hasLeader } from '../../../src/services/kcl/index.ts';
import { problemsOf } from '../play.ts';
import { type FleetSettings, fleet, fleetText, owners, rows, told } from './fleet.ts';

const COMPATIBLE = 'clientVersionConfig: CLIENT_VERSION_CONFIG_COMPATIBLE_WITH_2X';

/** A fleet whose two workers have shared the leases under 2.x. */
function migrating(steps: readonly string[], settings: Partial<FleetSettings> = {}) {
  return fleet({
    shards: 4,
    app: `version: "3.x", initialPosition: TRIM_HORIZON, ${COMPATIBLE}, leases: { ${rows('w1', 0, 2)}, ${rows('w2', 2, 4)} }`,
    workers: '{ w1: {}, w2: {} }',
    steps,
    ...settings,
  });
}

describe('a migration from 2.x', () => {
  test('goes over to 3.x once every owner has emitted metrics for ten minutes, each worker at its own look', async () => {
    const before = await migrating(['wait: 11m']);
    expect(hasLeader(before.app)).toBe(false);
    expect(told(before, 'assignment-run')).toEqual([]);
    const one = await migrating(['wait: 14m']);
    const [ready] = told(one, 'migration-ready');
    const [over] = told(one, 'migration-over');
    expect((over?.second ?? 0) - (ready?.second ?? 0)).toBe(600);
    const flips = told(one, 'worker-flipped');
    expect(flips.map((flip) => flip.worker).sort()).toEqual(['w1', 'w2']);
    for (const flip of flips) {
      expect(flip.second).toBeGreaterThanOrEqual(over?.second ?? 0);
      expect(flip.second - (over?.second ?? 0)).toBeLessThanOrEqual(66);
    }
    expect(hasLeader(one.app)).toBe(true);
    expect(told(one, 'assignment-run').length).toBeGreaterThan(0);
  });

  test('does not end while a worker still runs 2.x, and ends after it has been deployed too', async () => {
    const workers = '{ w1: {}, w2: { version: "2.7" } }';
    const waiting = await migrating(['wait: 30m'], { workers });
    expect(told(waiting, 'worker-flipped')).toEqual([]);
    expect(told(waiting, 'migration-waits').every(({ silent }) => silent.includes('w2'))).toBe(true);
    expect(waiting.app.state.stats.has('w2')).toBe(false);
    const deployed = await migrating(
      [
        'wait: 5m',
        'change: { shop: { kcl: { applications: { billing: { workers: { w2: { version: null } } } } } } }',
        'fail: kcl/billing/w2',
        'wait: 5s',
        'recover: kcl/billing/w2',
        'wait: 15m',
      ],
      { workers },
    );
    expect(told(deployed, 'worker-flipped')).toHaveLength(2);
  });

  test('takes and steals as 2.x meanwhile', async () => {
    const one = await migrating(['wait: 3m'], { workers: '{ w1: {}, w2: {}, w3: {} }' });
    expect(owners(one)).toEqual({ w1: 1, w2: 2, w3: 1 });
    expect(told(one, 'take-steal').length + told(one, 'take-no-steal').length).toBeGreaterThan(0);
  });

  test('stays with 2.x in its first phase and emits no worker metrics', async () => {
    const app = `version: "3.5", clientVersionConfig: CLIENT_VERSION_CONFIG_COMPATIBLE_WITH_2X_PHASE1, leases: { ${rows('w1', 0, 4)} }`;
    const one = await migrating(['wait: 30m'], { app });
    expect(told(one, 'migration-ready')).toEqual([]);
    expect(one.app.state.stats.size).toBe(0);
    expect(owners(one)).toEqual({ w1: 2, w2: 2 });
  });

  test('publishes whether it could end', async () => {
    const one = await migrating(['wait: 5m']);
    const series = [...one.world.metrics.values()].find(({ id }) => id.name === 'WorkerMetricsReadyStatus');
    expect(series?.id.dimensions).toEqual({ Operation: 'ClientVersionMigration' });
    const values = statistics(series, 0, Number.POSITIVE_INFINITY, 60_000).map(({ sum }) => sum);
    expect(new Set(values)).toEqual(new Set([1]));
  });

  test.each([
    [
      'version: "3.4", clientVersionConfig: CLIENT_VERSION_CONFIG_COMPATIBLE_WITH_2X_PHASE1',
      '{ w1: {} }',
      'no first phase',
    ],
    ['version: "2.x", clientVersionConfig: CLIENT_VERSION_CONFIG_COMPATIBLE_WITH_2X', '{ w1: {} }', 'no effect'],
    ['version: "3.x"', '{ w1: { version: "2.x" } }', 'only in a migration'],
    [`version: "3.x", ${COMPATIBLE}`, '{ w1: { version: "1.x" } }', 'not from 1.x'],
    ['version: "3.x", clientVersionConfig: CLIENT_VERSION_CONFIG_2X', '{ w1: {} }', 'CLIENT_VERSION_CONFIG_2X'],
  ])('says what is wrong with %s', async (app, workers, says) => {
    expect((await problemsOf(fleetText({ app, workers, steps: [] }))).join('\n')).toContain(says);
  });
});
