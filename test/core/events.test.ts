import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventQueue } from '../../src/core/events.ts';

test('events come by time, those of one moment in the order they were put in', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5)), fc.nat(), (times, cut) => {
      const queue = new EventQueue([], 0);
      for (const [index, at] of times.entries()) queue.push({ at, service: 'test', kind: 'tick', payload: index });
      const expected = times
        .map((at, index) => ({ at, index }))
        .sort((one, other) => one.at - other.at || one.index - other.index);
      const came: unknown[] = [];
      const take = (from: EventQueue, most: number) => {
        for (let count = 0; count < most; count += 1) {
          const event = from.popUntil(5);
          if (event !== undefined) came.push(event.payload);
        }
      };
      // Halfway the queue is put away and taken up again, as between two steps.
      take(queue, cut % (times.length + 1));
      take(new EventQueue(queue.events(), queue.nextSequence), times.length);
      expect(came).toEqual(expected.map(({ index }) => index));
    }),
  );
});

test('nothing comes before its time', () => {
  const queue = new EventQueue([], 0);
  queue.push({ at: 10, service: 'test', kind: 'tick', payload: undefined });
  expect(queue.popUntil(9)).toBeUndefined();
  expect(queue.nextAt()).toBe(10);
  expect(queue.popUntil(10)?.at).toBe(10);
  expect(queue.nextAt()).toBeUndefined();
});
