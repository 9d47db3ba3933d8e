import { expect, test } from 'vitest';
import { compare, fork, insertStep, played, playTo, startTimeline, worldAfter } from '../../src/core/timeline.ts';
import { stepOf, tickingWorld, waitFor } from './ticker.ts';

const steps = [waitFor(1000), waitFor(2000), waitFor(3000)];
const start = () => startTimeline(tickingWorld(), steps);

test('playing goes as far as is asked, and goes on from there', () => {
  const two = playTo(start(), 2);
  expect(played(two)).toBe(2);
  expect(worldAfter(two, 2).now).toBe(3000);
  const all = playTo(two);
  expect(all.results.map(({ time }) => time)).toEqual([1000, 3000, 6000]);
  expect(all.worlds.slice(0, 3)).toEqual(two.worlds);
  expect(playTo(all)).toEqual(all);
});

test('going back is looking at an earlier world', () => {
  const all = playTo(start());
  expect(worldAfter(all, 0)).toBe(all.worlds[0]);
  expect(worldAfter(all, 1).now).toBe(1000);
  expect(() => worldAfter(playTo(start(), 1), 2)).toThrow('has been played');
});

test('a fork shares what came before it', () => {
  const all = playTo(start());
  const forked = playTo(fork(all, 1, [waitFor(10)]));
  expect(forked.worlds[1]).toBe(all.worlds[1]);
  expect(forked.results.map(({ time }) => time)).toEqual([1000, 1010]);
});

test('an inserted step moves the rest back, played anew', () => {
  const inserted = playTo(
    insertStep(
      playTo(start()),
      1,
      stepOf('look', () => {}),
    ),
  );
  expect(inserted.results.map(({ verb, time, step }) => [step, verb, time])).toEqual([
    [1, 'wait', 1000],
    [2, 'look', 1000],
    [3, 'wait', 3000],
    [4, 'wait', 6000],
  ]);
});

test('comparing pairs each step with itself', () => {
  const before = playTo(start());
  const after = playTo(
    insertStep(
      before,
      1,
      stepOf('look', () => {}),
    ),
  );
  const { shared, pairs } = compare(before, after);
  expect(shared).toBe(1);
  expect(pairs.map(({ before: one, after: other, same }) => [one?.step, other?.step, same])).toEqual([
    [undefined, 2, false],
    [2, 3, true],
    [3, 4, true],
  ]);
  expect(compare(before, before)).toEqual({ shared: 3, pairs: [] });
});
