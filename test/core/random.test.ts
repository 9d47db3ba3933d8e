import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.ts';

const draws = (seed: number, entity: string, count = 5) => {
  const stream = randomStream(seed, entity);
  return Array.from({ length: count }, () => stream.next());
};

test('the same seed and entity draw the same, on every machine', () => {
  expect(draws(1, 'shop/kcl/billing')).toEqual(draws(1, 'shop/kcl/billing'));
  expect(draws(1, 'a', 3)).toEqual([184404301, 3993526355, 3711737927]);
});

test('another seed or another entity draws something else', () => {
  expect(draws(1, 'a')).not.toEqual(draws(2, 'a'));
  expect(draws(1, 'a')).not.toEqual(draws(1, 'b'));
});

test('a stream goes on from its state', () => {
  const stream = randomStream(7, 'a');
  stream.next();
  const again = randomStream(7, 'a', stream.state());
  expect([again.next(), again.next()]).toEqual([stream.next(), stream.next()]);
});

test('draws stay in their bounds, shuffles keep their items', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: -50, max: 50 }), fc.nat(50), (seed, low, span) => {
      const stream = randomStream(seed, 'a');
      const drawn = stream.between(low, low + span);
      expect(drawn).toBeGreaterThanOrEqual(low);
      expect(drawn).toBeLessThanOrEqual(low + span);
      const fraction = stream.fraction();
      expect(fraction >= 0 && fraction < 1).toBe(true);
      const items = Array.from({ length: span }, (_, index) => index);
      expect([...stream.shuffle(items)].sort((one, other) => one - other)).toEqual(items);
      expect(() => stream.pick([])).toThrow('empty');
    }),
  );
});
