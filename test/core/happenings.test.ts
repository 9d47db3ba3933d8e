import { describe, expect, test } from 'vitest';
import { Happenings } from '../../src/core/happenings.ts';
import { performStep } from '../../src/core/step.ts';
import type { TraceEntry } from '../../src/core/trace.ts';
import type { World } from '../../src/core/world.ts';
import { stepOf, tickingWorld } from './ticker.ts';

const about = (at: string, reason = 'ticked'): TraceEntry => ({
  service: 'ticker',
  reason,
  at,
  verdict: 'note',
  looked: {},
});

describe('what happened by itself', () => {
  test('is told by time; what happened at one moment stays in order', () => {
    const happenings = new Happenings();
    for (const [at, time] of [['late', 20] as const, ['early', 10] as const, ['also-late', 20] as const])
      happenings.add(about(at), time);
    expect(happenings.inOrder().map(({ at, time }) => [at, time])).toEqual([
      ['early', 10],
      ['late', 20],
      ['also-late', 20],
    ]);
  });

  test('is bounded for each kind, so that one does not crowd out another; the rest is counted', () => {
    const happenings = new Happenings();
    for (let time = 0; time < 1000; time += 1) happenings.add(about('busy'), time);
    happenings.add(about('rare'), 1001);
    const told = happenings.inOrder();
    expect(told.filter(({ at }) => at === 'busy').length + happenings.leftOut).toBe(1000);
    expect(told.at(-1)?.at).toBe('rare');
    expect(told.length).toBeLessThan(50);
  });

  test('stands behind what the verb did, with its things in `changed`', () => {
    const step = stepOf('wait', (simulation) => {
      simulation.advanceBy(1000);
      simulation.happened(about('b'), 700);
      simulation.happened(about('a'), 300);
    });
    const { result } = performStep(tickingWorld(), step, 1);
    expect(result.trace.map(({ at, time }) => [at, time])).toEqual([
      ['a', 300],
      ['b', 700],
    ]);
    expect(result.facts).toMatchObject({ changed: ['a', 'b'] });
    expect(result.facts['untold']).toBeUndefined();
  });

  test('a service may tell it from the worlds before and after', () => {
    const world = tickingWorld();
    const [[name, ticker]] = [...world.services] as [[string, NonNullable<ReturnType<World['services']['get']>>]];
    const happened = (before: World, after: World) => [{ ...about('x'), time: before.now + after.now }];
    const told = { ...world, services: new Map([[name, { ...ticker, happened }]]) };
    const step = stepOf('wait', (simulation) => simulation.advanceBy(500));
    expect(performStep(told, step, 1).result.trace).toMatchObject([{ at: 'x', time: 500 }]);
  });
});
