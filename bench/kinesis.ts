import { hash } from 'node:crypto';
import TinyQueue from 'tinyqueue';
import { advance } from '../src/core/step.ts';
import type { World } from '../src/core/world.ts';
import { firstWorldOf, readScenario } from '../src/scenario/scenario.ts';
import { accountOf, applicationAt } from '../src/services/kcl/index.ts';
import { evenRanges } from '../src/services/kinesis/hash-key.ts';
import { Router } from '../src/services/kinesis/router.ts';
import { type Measurement, median, perSecond, ratioOfTimes } from './measure.ts';

export const title = 'Streams';

const HOUR = 3_600_000;

/** What happens per second against a bare heap; a large fleet for an hour; its growth; routing against bare MD5. */
export async function measure(): Promise<readonly Measurement[]> {
  return [
    await events('200 leases, 40 workers', fleetText({ shards: 200, workers: 40 }), HOUR),
    await events('5,000 records a second, 16 shards, 4 workers', recordsText, 60_000),
    await largeFleet(),
    ...(await growth()),
    routing(),
  ];
}

interface Fleet {
  readonly shards: number;
  readonly workers: number;
}

function fleetText({ shards, workers }: Fleet): string {
  const names = Array.from({ length: workers }, (_, index) => `w${index}: { startsAt: ${(index * 37) % 20_000}ms }`);
  return `
accounts:
  shop:
    id: "111122223333"
    region: us-east-1
    kinesis: { shardQuota: 20000, streams: { clicks: { shards: ${shards} } } }
    kcl:
      applications:
        billing: { stream: clicks, version: "2.x", initialPosition: TRIM_HORIZON, maxLeasesToStealAtOneTime: 10, maxLeasesForWorker: ${Math.ceil(shards / workers)}, workers: { ${names.join(', ')} } }
`;
}

const recordsText = `
accounts:
  shop:
    id: "111122223333"
    region: us-east-1
    kinesis:
      streams: { clicks: { shards: 16 } }
      producers: { web: { stream: clicks, rate: 5000/s, size: 300 B } }
    kcl:
      applications:
        billing: { stream: clicks, version: "2.x", initialPosition: TRIM_HORIZON, processing: { perRecord: 1ms, checkpointEvery: 100 }, workers: { w1: {}, w2: {}, w3: {}, w4: {} } }
`;

async function worldOf(text: string): Promise<World> {
  const { scenario, diagnostics } = await readScenario({ path: 'bench.yaml', text });
  if (scenario === undefined) throw new Error(diagnostics[0]?.message);
  return firstWorldOf(scenario);
}

/** How many events a stretch of simulated time has: every event takes one number when it is queued. */
const handled = (before: World, after: World) =>
  after.nextSequence - before.nextSequence + before.queue.length - after.queue.length;

/** What a plain simulator would queue one by one: a write or a scan of the lease table, a record put, a delivery. */
function happened(world: World): number {
  const app = applicationAt(world, 'shop/kcl/billing');
  if (app === undefined) return 0;
  const { stored, deliveries } = accountOf(world, app);
  return app.state.tableCalls.writes + app.state.tableCalls.scans + stored + deliveries;
}

/** As many events through a bare heap of the same size. Here many things share one event: renewals of a worker, runs of records. */
async function events(name: string, text: string, forMs: number): Promise<Measurement> {
  const first = await worldOf(text);
  const warm = advance(first, first.now + 60_000);
  const after = advance(warm, warm.now + forMs);
  const count = happened(after) - happened(warm);
  const pending = after.queue.length;
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    ours.push(timed(() => advance(warm, warm.now + forMs)));
    bare.push(timed(() => bareHeap(pending, count)));
  }
  const ratio = median(bare) / median(ours);
  const each = (times: readonly number[], of: number) => perSecond((median(times) * 1e6) / of);
  return {
    name: `lease writes, scans, records put and delivered: ${name}`,
    ours: `${each(ours, count)} (in ${each(ours, handled(warm, after))} events)`,
    base: `${each(bare, count)} bare heap of ${pending}`,
    ratio,
    goal: { says: '≥ 1/6', met: ratio >= 1 / 6 },
  };
}

interface BareEvent {
  at: number;
  readonly sequence: number;
  readonly every: number;
}

function bareHeap(pending: number, count: number): number {
  const heap = new TinyQueue<BareEvent>([], (one, other) => one.at - other.at || one.sequence - other.sequence);
  for (let index = 0; index < pending; index += 1) heap.push({ at: index, sequence: index, every: 1000 + index * 7 });
  let sequence = pending;
  let now = 0;
  for (let done = 0; done < count; done += 1) {
    const next = heap.pop();
    if (next === undefined) break;
    now = next.at;
    heap.push({ at: now + next.every, sequence, every: next.every });
    sequence += 1;
  }
  return now;
}

function timed(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** One simulated hour of 10,000 leases and 200 workers. */
async function largeFleet(): Promise<Measurement> {
  const world = await worldOf(fleetText({ shards: 10_000, workers: 200 }));
  let after = world;
  const took = timed(() => {
    after = advance(world, world.now + HOUR);
  });
  const writes = applicationAt(after, 'shop/kcl/billing')?.state.tableCalls.writes ?? 0;
  return {
    name: 'one hour of 10,000 leases and 200 workers',
    ours: `${(took / 1000).toFixed(1)} s: ${handled(world, after).toLocaleString('en-US')} events, ${writes.toLocaleString('en-US')} lease writes`,
    base: 'the hour itself',
    ratio: HOUR / took,
    goal: { says: '≥ 60', met: HOUR / took >= 60 },
  };
}

/** Four times as much of one kind, for the same stretch of simulated time. */
async function growth(): Promise<Measurement[]> {
  const small: Fleet = { shards: 2000, workers: 50 };
  const settled = async (fleet: Fleet) => {
    const world = await worldOf(fleetText(fleet));
    const after = advance(world, world.now + 300_000);
    return () => advance(after, after.now + 120_000);
  };
  const base = await settled(small);
  const against = async (name: string, fleet: Fleet): Promise<Measurement> => {
    const ratio = ratioOfTimes(await settled(fleet), base, { rounds: 3 });
    return {
      name: `growth: ${name}`,
      ours: `${fleet.shards} leases, ${fleet.workers} workers`,
      base: `${small.shards} leases, ${small.workers} workers`,
      ratio,
      goal: { says: '≤ 5', met: ratio <= 5 },
    };
  };
  return [
    await against('four times the leases', { ...small, shards: 8000 }),
    await against('four times the workers', { ...small, workers: 200 }),
  ];
}

function routing(): Measurement {
  const keys = Array.from({ length: 1_000_000 }, (_, index) => `customer-${index}`);
  const router = new Router(evenRanges(1000).map((range, index) => ({ index, range })));
  let sink = 0;
  const routed = () => {
    for (const key of keys) sink += router.ofPartitionKey(key);
  };
  const hashed = () => {
    for (const key of keys) sink += hash('md5', key, 'binary').charCodeAt(0);
  };
  const ratio = 1 / ratioOfTimes(routed, hashed, { rounds: 3 });
  const took = timed(routed);
  return {
    name: 'routing a million keys over 1,000 shards',
    ours: perSecond(took + sink * 0),
    base: 'bare MD5 (node:crypto)',
    ratio,
    goal: { says: '≥ 1/2', met: ratio >= 1 / 2 },
  };
}
