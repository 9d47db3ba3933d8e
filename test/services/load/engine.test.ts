import { describe, expect, test } from 'vitest';
import { Directory } from '../../../src/core/directory.ts';
import type { Facts } from '../../../src/core/result.ts';
import { firstWorld } from '../../../src/core/simulation.ts';
import { advance, performStep } from '../../../src/core/step.ts';
import type { World } from '../../../src/core/world.ts';
import { stepLanguage } from '../../../src/scenario/steps.ts';
import { nodeFrom } from '../../../src/schema/node.ts';
import { Reader } from '../../../src/schema/reader.ts';
import { anything } from '../../../src/schema/scalars.ts';
import { type LoadReply, service as load } from '../../../src/services/load/index.ts';
import { defineAction, type Service } from '../../../src/services/service.ts';

const nowhere = { source: { path: 'test', text: '' }, offset: 0 };
const start = Date.UTC(2026, 0, 5);
const noFiles = () => ({ problem: 'no files' });

/** A service that takes 100 requests each second and refuses the rest; it notes every arrival in the metrics. */
const counter: Service = {
  name: 'counter',
  reasons: {},
  start: () => ({}),
  actions: {
    Add: defineAction({
      parameters: anything,
      describe: () => [],
      perform: () => ({ ok: { response: {} } }),
      load: (simulation, order) => {
        const key = order.generator('key');
        const seen = new Map<number, number>();
        const perform = (index: number, at: number): LoadReply => {
          const second = Math.floor(at / 1000);
          const before = seen.get(second) ?? 0;
          if (before >= 100) return { outcome: 'throttled', reason: 'too-many', latency: 1 };
          seen.set(second, before + 1);
          simulation.metric({ namespace: 'Test', name: `${key(index, at)}`, dimensions: {}, unit: 'Count' }, 1, 1, at);
          return { outcome: 'succeeded', latency: 5 };
        };
        const explained = (reply: LoadReply) => ({ ...reply, title: 'one', trace: [] });
        return {
          perform,
          explain: (index, at) => explained(perform(index, at)),
          explainRefusal: () => ({ title: 'one', trace: [] }),
        };
      },
    }),
  },
};

const services = new Map<string, Service>([
  ['load', load],
  ['counter', counter],
]);
const definition = { seed: 1, start, accounts: new Map(), top: {}, model: {}, directory: new Directory() };
const language = stepLanguage(services, noFiles);

function run(world: World, step: object): { world: World; facts: Facts; outcome: string; trace: number } {
  const reader = new Reader(noFiles);
  const read = language.read(nodeFrom(step, nowhere), definition, reader);
  if (read === undefined) throw new Error(reader.diagnostics.map((one) => one.message).join('; '));
  const { world: after, result } = performStep(world, read, 1);
  return { world: after, facts: result.facts, outcome: result.outcome, trace: result.trace.length };
}

function problem(step: object): string {
  const reader = new Reader(noFiles);
  language.read(nodeFrom(step, nowhere), definition, reader);
  return reader.diagnostics.map((one) => one.message).join('; ');
}

const traffic = { id: 'traffic', call: 'counter:Add', items: { key: { zipf: 1.1, of: 50 } } };

describe('a load', () => {
  test('with an end takes its time and counts what happened', () => {
    const { world, facts, trace } = run(firstWorld(definition, services), {
      load: { ...traffic, rate: '50/s', for: '10s' },
    });
    expect(world.now - start).toBe(10_000);
    expect(facts).toMatchObject({ sent: 500, succeeded: 500, throttled: 0, latency: { p50: 5, max: 5 } });
    expect(trace).toBe(3);
    expect(world.queue).toHaveLength(0);
  });

  test('without an end runs on until it is stopped', () => {
    const begun = run(firstWorld(definition, services), { load: { ...traffic, rate: '10/s' } });
    expect(begun.world.now).toBe(start);
    expect(begun.facts).toEqual({ started: true });
    const later = run(begun.world, { wait: '3500ms' }).world;
    const stopped = run(later, { stop: 'traffic' });
    expect(stopped.facts).toMatchObject({ sent: 35, succeeded: 35 });
    expect(run(run(stopped.world, { wait: '10s' }).world, { stop: 'traffic' }).facts).toMatchObject({ sent: 35 });
  });

  test('gives the same world whether time passes at once or in slices', () => {
    const { world } = run(firstWorld(definition, services), {
      load: { ...traffic, ramp: ['0/s', '80/s'], over: '20s' },
    });
    const atOnce = advance(world, start + 20_000);
    let sliced = world;
    for (let at = 333; at <= 20_000; at += 333) sliced = advance(sliced, start + at);
    sliced = advance(sliced, start + 20_000);
    expect(sliced.runtimes).toEqual(atOnce.runtimes);
    expect(sliced.metrics).toEqual(atOnce.metrics);
    expect(sliced.random).toEqual(atOnce.random);
  });

  test('keeps explained examples of refusals, but not all of them', () => {
    const { facts, trace } = run(firstWorld(definition, services), { load: { ...traffic, rate: '500/s', for: '1s' } });
    expect(facts).toMatchObject({ sent: 500, succeeded: 100, throttled: 400, reasons: { 'too-many': 400 } });
    expect(trace).toBe(3 + 3);
  });

  test('problems are told when the scenario is read', () => {
    expect(problem({ load: { id: 'a', call: 'counter:Sub', rate: '1/s' } })).toContain(
      'counter:Sub cannot be put under load',
    );
    expect(problem({ load: { id: 'a', call: 'counter:Add' } })).toContain(
      'exactly one of rate, ramp, spikes and diurnal',
    );
    expect(problem({ load: { id: 'a', call: 'counter:Add', ramp: ['0/s', '1/s'] } })).toContain('how long it rises');
    expect(problem({ load: { id: 'a', call: 'counter:Add', rate: 'fast' } })).toContain('fast is not a rate');
    expect(problem({ load: { ...traffic, rate: '1/s', items: { key: { zap: 1 } } } })).toContain('distribution');
    expect(run(firstWorld(definition, services), { stop: 'nothing' }).outcome).toBe('error');
  });
});
