import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, performStep } from '../../../src/core/step.ts';
import { worldAfter } from '../../../src/core/timeline.ts';
import type { World } from '../../../src/core/world.ts';
import { readScenario, timelineOf } from '../../../src/scenario/scenario.ts';
import { formatDiagnostic } from '../../../src/schema/diagnostic.ts';
import { compareCheckpoints, isShardEnd } from '../../../src/services/kcl/checkpoint.ts';
import { findHole } from '../../../src/services/kcl/hash-range.ts';
import { entriesSince } from '../../../src/services/kcl/index.ts';
import type { Lease } from '../../../src/services/kcl/lease.ts';
import { coversExactly } from '../../../src/services/kinesis/hash-key.ts';
import { shardOf, streamAt } from '../../../src/services/kinesis/index.ts';
import { play } from '../play.ts';
import { billing, fleetText } from './fleet.ts';

const WORKERS = 3;
const HORIZON_SECONDS = 240;
const HOWS = ['crash', 'hang', 'slow', 'partition', 'stop', 'throw'] as const;

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
  /** Further settings of the application, as a scenario writes them. */
  readonly settings: string;
  /** Seconds by which the second worker's clock is off. */
  readonly skew: number;
  readonly faults: readonly PlannedFault[];
  /** When the shard count is changed, and to what. */
  readonly reshards: readonly { readonly at: number; readonly target: number }[];
  readonly seed: number;
}

const SETTINGS = [
  'retrieval: polling',
  'retrieval: fanOut',
  'retrieval: polling, maxLeasesToStealAtOneTime: 3',
  'retrieval: polling, enablePriorityLeaseAssignment: false',
  'retrieval: polling, gracefulLeaseHandoff: { enabled: false }',
  'retrieval: polling, leaseAssignmentStrategy: LEASE_COUNT_BASED',
] as const;

const plans: fc.Arbitrary<Plan> = fc.record({
  version: fc.constantFrom('1.x', '2.2', '2.x', '3.x'),
  shards: fc.integer({ min: 1, max: 4 }),
  every: fc.integer({ min: 1, max: 60 }),
  randomIds: fc.boolean(),
  settings: fc.constantFrom(...SETTINGS),
  skew: fc.integer({ min: -90, max: 90 }),
  faults: fc.array(
    fc.record({
      at: fc.integer({ min: 1, max: HORIZON_SECONDS }),
      worker: fc.integer({ min: 1, max: WORKERS }),
      how: fc.constantFrom(...HOWS, 'throttle', 'down'),
      lasts: fc.integer({ min: 1, max: 90 }),
    }),
    { maxLength: 6 },
  ),
  reshards: fc.array(fc.record({ at: fc.integer({ min: 10, max: 200 }), target: fc.integer({ min: 1, max: 6 }) }), {
    maxLength: 2,
  }),
  seed: fc.integer({ min: 0, max: 1000 }),
});

/** What happens in a plan, in the order of time. */
function eventsOf(plan: Plan): readonly { readonly at: number; readonly step: string }[] {
  return [
    ...plan.faults.map((fault) => ({ at: fault.at, step: faultStep(fault) })),
    ...plan.reshards.map(({ at, target }) => ({
      at,
      step: `call: kinesis:UpdateShardCount clicks\n    with: { targetShardCount: ${target} }`,
    })),
  ].sort((one, other) => one.at - other.at);
}

/** A plan as a scenario with these steps. Settings that a release does not know are left out. */
function scenarioOf(plan: Plan, steps: readonly string[]): string {
  const workers = Array.from(
    { length: WORKERS },
    (_, index) => `w${index + 1}: { startsAt: ${index * 7}s${index === 1 ? `, clockSkew: ${plan.skew}s` : ''} }`,
  ).join(', ');
  const known = plan.version === '3.x' || /^retrieval: (polling|fanOut)$/.test(plan.settings);
  const settings = known && !(plan.version === '1.x' && plan.settings.includes('fanOut')) ? plan.settings : SETTINGS[0];
  const text = fleetText({
    shards: plan.shards,
    producer: `rate: 20/s, for: ${HORIZON_SECONDS}s`,
    app: `version: "${plan.version}", initialPosition: TRIM_HORIZON, ${settings}, ${plan.randomIds ? 'workerIds: random, ' : ''}processing: { perRecord: 30ms, checkpointEvery: ${plan.every} }`,
    workers: `{ ${workers} }`,
    steps: steps.length === 0 ? ['wait: 1s'] : steps,
  });
  return `seed: ${plan.seed}\n${text}`;
}

/** The plan as one scenario with its waits. */
function textOf(plan: Plan): string {
  const steps: string[] = [];
  let now = 0;
  for (const { at, step } of eventsOf(plan)) {
    if (at > now) steps.push(`wait: ${at - now}s`);
    now = Math.max(now, at);
    steps.push(step);
  }
  return scenarioOf(plan, steps);
}

/** Lets a plan happen, looking at every small step on the way and for a minute after its last event. */
async function watched(plan: Plan, look: (world: World) => void): Promise<World> {
  const events = eventsOf(plan);
  const text = scenarioOf(
    plan,
    events.map(({ step }) => step),
  );
  const { scenario, diagnostics } = await readScenario({ path: 'plan.yaml', text }, () => ({ problem: 'no files' }));
  if (scenario === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  const timeline = timelineOf(scenario);
  let world = worldAfter(timeline, 0);
  const start = world.now;
  for (const [index, { at }] of events.entries()) {
    world = watch(world, at - (world.now - start) / 1000, 1730, look);
    const step = timeline.steps[index];
    if (step !== undefined) world = performStep(world, step, index + 1).world;
  }
  return watch(world, 60, 1730, look);
}

function faultStep({ worker, how, lasts }: PlannedFault): string {
  const what = how === 'throttle' || how === 'down' ? 'kcl/billing/table' : `kcl/billing/w${worker}`;
  return `fail: { what: ${what}, how: ${how}, for: ${lasts}s }`;
}

/** Goes on in small steps and looks at every one of them. */
function watch(world: World, seconds: number, stepMs: number, look: (world: World) => void): World {
  let now = world;
  const end = world.now + seconds * 1000;
  while (now.now < end) {
    now = advance(now, Math.min(end, now.now + stepMs));
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

/** Whether the open shards of the stream cover the key space, each key once. */
function coversKeySpace(world: World): boolean {
  const stream = streamAt(world, 'shop/stream/clicks');
  return stream !== undefined && coversExactly(stream.open.map((index) => shardOf(stream, index).range));
}

const RUNS = { seed: 20_260, numRuns: 25 };

describe('under random faults', () => {
  test('every record is delivered, one worker at a time can write a row, checkpoints only grow', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const before = new Map<string, Lease>();
        let world = await watched(plan, (now) => {
          expect(coversKeySpace(now)).toBe(true);
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
        expect(coversKeySpace(world)).toBe(true);
        const { app, account } = billing(world);
        // Only what a processor threw at is skipped, and it is known which records these are.
        expect(account.lost.total).toBe(account.lost.batchSkipped);
        if (plan.faults.every(({ how }) => how !== 'throw')) expect(account.lost.total).toBe(0);
        expect(account.waiting).toBe(0);
        expect(account.delivered + account.lost.total).toBe(account.stored);
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
