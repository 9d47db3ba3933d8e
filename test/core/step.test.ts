import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance, performStep } from '../../src/core/step.ts';
import type { World } from '../../src/core/world.ts';
import { stepOf, tickingWorld, waitFor } from './ticker.ts';

/** Everything of a world that could differ, as plain data. */
function plain(world: World): string {
  const { now, runtimes, queue, nextSequence, random, metrics, faults } = world;
  const inOrder = [...queue].sort((one, other) => one.sequence - other.sequence);
  return JSON.stringify([now, runtimes, inOrder, nextSequence, [...random], [...metrics], [...faults]]);
}

test('time may be cut anywhere: slices give the same world as going in one', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.uniqueArray(fc.nat(20_000), { maxLength: 20 }), (seed, cuts) => {
      const whole = advance(tickingWorld(seed), 20_000);
      let sliced = tickingWorld(seed);
      for (const cut of [...cuts].sort((one, other) => one - other)) sliced = advance(sliced, cut);
      expect(plain(advance(sliced, 20_000))).toBe(plain(whole));
    }),
  );
});

test('a world is never changed by what is done on it', () => {
  const first = advance(tickingWorld(), 5000);
  const before = plain(first);
  const one = performStep(first, waitFor(5000), 1).world;
  advance(first, 50_000);
  expect(plain(first)).toBe(before);
  expect(plain(performStep(first, waitFor(5000), 1).world)).toBe(plain(one));
});

test('a result tells what, when and how it compares', () => {
  const step = {
    ...waitFor(3000),
    expect: () => [{ path: 'outcome', expected: 'error', actual: 'done', passed: false }],
  };
  const { result, world } = performStep(tickingWorld(), step, 4);
  expect(result).toMatchObject({ step: 4, verb: 'wait', title: 'wait', outcome: 'done', time: 3000 });
  expect(result.expectations?.[0]?.passed).toBe(false);
  expect(world.now).toBe(3000);
});

test('what is saved stays for later steps', () => {
  const base = waitFor(1);
  const saving = {
    ...base,
    save: 'it',
    verb: {
      ...base.verb,
      perform: () => ({ outcome: 'done', facts: {}, trace: [], value: { kind: 'session', value: 7 } }) as const,
    },
  };
  const { world } = performStep(tickingWorld(), saving, 1);
  expect(world.saved.get('it')).toEqual({ kind: 'session', value: 7 });
});

test('time never goes backwards, events never lie in the past', () => {
  const world = advance(tickingWorld(), 1000);
  expect(() => advance(world, 999)).toThrow('time never goes backwards');
  const late = stepOf('late', (simulation) => simulation.schedule(999, 'ticker', 'tick'));
  expect(() => performStep(world, late, 1)).toThrow('lies in the past');
});

test('a fault that ends by itself does not end the one that replaced it', () => {
  const begin = (how: string, until?: number) =>
    stepOf('fail', (simulation) => {
      const fault = { what: 'a', how, since: simulation.now, until };
      simulation.setFault('a', fault);
      if (until !== undefined) simulation.schedule(until, 'core', 'end-fault', fault);
    });
  const hanging = performStep(tickingWorld(), begin('hang', 1000), 1).world;
  expect(advance(hanging, 999).faults.get('a')?.how).toBe('hang');
  expect(advance(hanging, 1000).faults.has('a')).toBe(false);
  const crashed = performStep(hanging, begin('crash'), 2).world;
  expect(advance(crashed, 5000).faults.get('a')?.how).toBe('crash');
});
