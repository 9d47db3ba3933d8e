import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance } from '../../../src/core/step.ts';
import type { World } from '../../../src/core/world.ts';
import { compareCheckpoints, isShardEnd } from '../../../src/services/kcl/checkpoint.ts';
import { findHole } from '../../../src/services/kcl/hash-range.ts';
import { entriesSince } from '../../../src/services/kcl/index.ts';
import type { Lease } from '../../../src/services/kcl/lease.ts';
import { play } from '../play.ts';
import { billing, fleetText } from './fleet.ts';

const WORKERS = 3;
const HORIZON_SECONDS = 240;
const HOWS = ['crash', 'hang', 'slow', 'partition', 'stop'] as const;

/** A fault of a worker or of the table, in seconds. */
interface PlannedFault {
  readonly at: number;
  readonly worker: number;
  readonly how: (typeof HOWS)[number] | 'throttle' | 'down';
  readonly lasts: number;
}

interface Plan {
  readonly version: string;
  readonly shards: number;
  readonly every: number;
  readonly randomIds: boolean;
  readonly faults: readonly PlannedFault[];
  readonly splits: readonly number[];
  readonly seed: number;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  version: fc.constantFrom('1.x', '2.2', '2.x', '3.x'),
  shards: fc.integer({ min: 1, max: 5 }),
  every: fc.integer({ min: 1, max: 60 }),
  randomIds: fc.boolean(),
  faults: fc.array(
    fc.record({
      at: fc.integer({ min: 1, max: HORIZON_SECONDS }),
      worker: fc.integer({ min: 1, max: WORKERS }),
      how: fc.constantFrom(...HOWS, 'throttle', 'down'),
      lasts: fc.integer({ min: 1, max: 90 }),
    }),
    { maxLength: 6 },
  ),
  splits: fc.uniqueArray(fc.integer({ min: 10, max: 200 }), { maxLength: 2 }),
  seed: fc.integer({ min: 0, max: 1000 }),
});

/** The plan as a scenario: faults in the order of their times, then quiet until everything can have settled. */
function textOf(plan: Plan): string {
  const events = [
    ...plan.faults.map((fault) => ({ at: fault.at, step: faultStep(fault) })),
    ...plan.splits.map((at, index) => ({ at, step: splitStep(index) })),
  ].sort((one, other) => one.at - other.at);
  const steps: string[] = [];
  let now = 0;
  for (const { at, step } of events) {
    if (at > now) steps.push(`wait: ${at - now}s`);
    now = Math.max(now, at);
    steps.push(step);
  }
  const workers = Array.from({ length: WORKERS }, (_, index) => `w${index + 1}: { startsAt: ${index * 7}s }`).join(
    ', ',
  );
  const text = fleetText({
    shards: plan.shards,
    producer: `rate: 30/s, for: ${HORIZON_SECONDS}s`,
    app: `version: "${plan.version}", initialPosition: TRIM_HORIZON, retrieval: polling, ${plan.randomIds ? 'workerIds: random, ' : ''}processing: { perRecord: 20ms, checkpointEvery: ${plan.every} }`,
    workers: `{ ${workers} }`,
    steps: steps.length === 0 ? ['wait: 1s'] : steps,
  });
  return `seed: ${plan.seed}\n${text}`;
}

function faultStep({ worker, how, lasts }: PlannedFault): string {
  const what = how === 'throttle' || how === 'down' ? 'kcl/billing/table' : `kcl/billing/w${worker}`;
  return `fail: { what: ${what}, how: ${how}, for: ${lasts}s }`;
}

/** Splits the first shard in two, then the second. */
function splitStep(index: number): string {
  return `call: kinesis:UpdateShardCount clicks\n    with: { targetShardCount: ${index + 2} }`;
}

/** Goes on in small steps and looks at every one of them. */
function watch(world: World, seconds: number, stepMs: number, look: (world: World) => void): World {
  let now = world;
  const end = world.now + seconds * 1000;
  while (now.now < end) {
    now = advance(now, now.now + stepMs);
    look(now);
  }
  return now;
}

/** Workers whose next conditional write to a row would succeed. */
function ableToWrite(world: World, row: Lease): readonly string[] {
  return [...billing(world).app.state.workers.values()]
    .filter((worker) => worker.held.get(row.leaseKey)?.counter === row.leaseCounter)
    .map((worker) => worker.ownerId);
}

const RUNS = { seed: 20_260, numRuns: 25 };

describe('under random faults', () => {
  test('every record is delivered, one worker at a time can write a row, checkpoints only grow', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const before = new Map<string, Lease>();
        let { world } = await play(textOf(plan));
        world = watch(world, 60, 1730, (now) => {
          for (const row of billing(now).app.state.table.rows()) {
            const able = ableToWrite(now, row);
            expect(able.length).toBeLessThanOrEqual(1);
            if (able.length === 1) expect([row.leaseOwner, row.checkpointOwner]).toContain(able[0]);
            const last = before.get(row.leaseKey);
            if (last !== undefined) {
              expect(compareCheckpoints(row.checkpoint, last.checkpoint)).toBeGreaterThanOrEqual(0);
              expect(row.leaseCounter).toBeGreaterThanOrEqual(last.leaseCounter);
            }
            before.set(row.leaseKey, row);
          }
        });
        world = advance(world, world.now + 15 * 60_000);
        const { app, account } = billing(world);
        expect(account.lost.total).toBe(0);
        expect(account.waiting).toBe(0);
        expect(account.delivered).toBe(account.stored);
        expect(account.deliveries).toBe(account.delivered + account.duplicates.total);
        const open = [...app.state.table.rows()].filter((row) => !isShardEnd(row.checkpoint));
        expect(findHole(open.flatMap((row) => row.hashRange ?? []))).toBeUndefined();
        expect(open.every((row) => row.leaseOwner !== undefined)).toBe(true);
      }),
      RUNS,
    );
  });

  test('the same file and seed give the same bytes; slices of time give what one go gives', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 500, max: 9000 }), async (plan, slice) => {
        const text = textOf(plan);
        const [one, other] = [await play(text), await play(text)];
        expect(JSON.stringify(one.results)).toBe(JSON.stringify(other.results));
        const go = advance(one.world, one.world.now + 120_000);
        const sliced = watch(other.world, 120, slice, () => {});
        const upTo = (world: World) =>
          entriesSince(billing(world).app.state.journal, 0).filter((entry) => entry.time <= go.now);
        expect(JSON.stringify(upTo(sliced))).toBe(JSON.stringify(upTo(go)));
        if (sliced.now === go.now) expect(billing(sliced).account).toEqual(billing(go).account);
      }),
      { ...RUNS, numRuns: 8 },
    );
  });
});
