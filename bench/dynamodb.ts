import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Json } from '../src/core/result.ts';
import { Simulation } from '../src/core/simulation.ts';
import { type Timeline, worldAfter } from '../src/core/timeline.ts';
import type { World } from '../src/core/world.ts';
import { replay } from '../src/scenario/ask.ts';
import { readTree } from '../src/scenario/scenario.ts';
import { nodeFrom } from '../src/schema/node.ts';
import { type Place, placeOf } from '../src/services/dynamodb/key/place.ts';
import { partitionViews } from '../src/services/dynamodb/questions/partitions.ts';
import { draftOf, limitsOf, writeEffects } from '../src/services/dynamodb/runtime.ts';
import type { Item } from '../src/services/dynamodb/value/attribute-value.ts';
import { exactInteger } from '../src/services/dynamodb/value/exact-number.ts';
import { writeItem } from '../src/services/dynamodb/write/single-write.ts';
import { type Measurement, median, perSecond } from './measure.ts';

export const title = 'DynamoDB: puts, loads, memory, going back';

const PLACE = { source: { path: 'bench', text: '' }, offset: 0 };
const KEYS = 100_000;
const PUTS = 100_000;
const FRAME_MS = 16;

const tables = {
  things: {
    partitionKey: 'pk:S',
    sortKey: 'sk:N',
    warmThroughput: { writeUnitsPerSecond: 40_000 },
    globalSecondaryIndexes: {
      'by-status': { partitionKey: 'status:S', sortKey: 'sk:N', warmThroughput: { writeUnitsPerSecond: 40_000 } },
    },
  },
};

async function played(steps: readonly object[], own: object = tables): Promise<Timeline> {
  const accounts = { shop: { id: '111122223333', region: 'eu-west-1', dynamodb: { tables: own } } };
  const tree = { title: 'bench', start: '2026-01-05T09:00:00Z', accounts, steps };
  const { scenario } = await readTree(nodeFrom(tree, PLACE), 'bench');
  if (scenario === undefined) throw new Error('the scenario of the benchmark loads');
  return replay(scenario);
}

function load(rate: number, time: string, more: object = {}): object {
  const items = { pk: { uniform: KEYS }, sk: 1, status: { uniform: 10_000 } };
  return {
    load: {
      id: 'traffic',
      call: 'dynamodb:PutItem',
      with: { tableName: 'things' },
      rate: `${rate}/s`,
      for: time,
      items,
      ...more,
    },
  };
}

const item = (at: number): Item => ({
  pk: `customer-${at % KEYS}`,
  sk: exactInteger(1),
  status: `status-${at % 1000}`,
  note: 'a text of some length, as items have',
});

/** Seconds that some work takes. */
function seconds(work: () => unknown): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** The bare loop: an object into a map, and the MD5 of its key. */
function bareLoop(count: number): void {
  const map = new Map<string, Item>();
  for (let at = 0; at < count; at += 1) {
    const made = item(at);
    createHash('md5').update(String(made['pk'])).digest();
    map.set(String(made['pk']), made);
  }
}

/** Puts with hash, size, units, index, limits and stored item, and nothing else. */
function puts(world: World, count: number): void {
  const simulation = new Simulation(world);
  const table = draftOf(simulation).table('shop/table/things');
  if (table === undefined) throw new Error('there is a table');
  const limits = limitsOf(simulation.definition, table.definition);
  const effects = writeEffects(simulation);
  for (let at = 0; at < count; at += 1) {
    const made = item(at);
    const place = placeOf(made, table.definition.key) as Place;
    writeItem({ table, place, after: () => made }, { at: simulation.now, limits, effects, explained: false });
    // One in a millisecond; the index sees them when their time has come.
    if (at % 10 === 9) simulation.advanceBy(10);
  }
}

async function putRate(): Promise<Measurement> {
  const { worlds } = await played([]);
  const world = worlds[0] as World;
  const ours: number[] = [];
  const base: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    base.push(seconds(() => bareLoop(PUTS)) / PUTS);
    ours.push(seconds(() => puts(world, PUTS)) / PUTS);
  }
  const ratio = median(base) / median(ours);
  return {
    name: 'puts, with hash, size, limits and a global index',
    ours: perSecond(median(ours) * 1e9),
    base: `${perSecond(median(base) * 1e9)} Map plus MD5`,
    ratio,
    goal: { says: '≥ 1/3', met: ratio >= 1 / 3 },
  };
}

async function hourOfLoad(): Promise<Measurement> {
  const requests = 3_600_000;
  const start = process.hrtime.bigint();
  const { results } = await played([load(1000, '1h')]);
  const ours = Number(process.hrtime.bigint() - start) / 1e9;
  const sent = results[0]?.facts['sent'] as Json;
  if (sent !== requests) throw new Error(`an hour has ${requests} requests, not ${sent}`);
  const base = seconds(() => bareLoop(requests));
  return {
    name: 'one hour of 1,000 puts a second',
    ours: `${ours.toFixed(1)} s`,
    base: `${base.toFixed(1)} s Map plus MD5`,
    ratio: base / ours,
  };
}

async function memoryPerItem(): Promise<Measurement> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const used = () => {
    gc();
    return process.memoryUsage().heapUsed;
  };
  const count = 200_000;
  const before = used();
  const distributions = {
    pk: { uniform: KEYS },
    sk: { sequence: 1 },
    status: { oneOf: ['new', 'paid', 'sent'] },
    total: { uniform: 500 },
  };
  const fill = { count, items: { ...distributions, note: 'a text of some length, as items have' } };
  const own = { things: { partitionKey: 'pk:S', sortKey: 'sk:N', fill } };
  const { worlds } = await played([], own);
  const each = (used() - before) / count;
  const table = worlds[0]?.runtimes.dynamodb?.tables.get('shop/table/things');
  const json = JSON.stringify({
    pk: 'pk-50000',
    sk: 100_000,
    status: 'paid',
    total: 'total-250',
    note: fill.items.note,
  }).length;
  if (table?.items.total.count !== count) throw new Error('all items are there');
  return {
    name: 'memory of an item in a world',
    ours: `${Math.round(each)} B`,
    base: `${json} B as compact JSON`,
    ratio: each / json,
    goal: { says: '≤ 4', met: each / json <= 4 },
  };
}

async function goingBack(): Promise<Measurement> {
  const { worlds, ...rest } = await played([load(2000, '50s'), { wait: '1s' }]);
  const timeline = { worlds, ...rest };
  const look = (count: number) => {
    const { runtimes, now } = worldAfter(timeline, count);
    const table = runtimes.dynamodb?.tables.get('shop/table/things');
    return table === undefined ? [] : partitionViews(table.space, now);
  };
  const milliseconds =
    seconds(() => {
      for (let round = 0; round < 100; round += 1) for (const count of [0, 1, 2, 1, 0]) look(count);
    }) *
    (1000 / 500);
  return {
    name: 'going back or forth over a step that wrote 100,000 items, and looking',
    ours: `${milliseconds.toFixed(3)} ms`,
    base: `${FRAME_MS} ms a frame`,
    ratio: milliseconds / FRAME_MS,
    goal: { says: '< 1', met: milliseconds < FRAME_MS },
  };
}

export async function measure(): Promise<readonly Measurement[]> {
  return [await putRate(), await hourOfLoad(), await memoryPerItem(), await goingBack()];
}
