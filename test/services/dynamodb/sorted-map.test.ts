import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedMap } from '../../../src/services/dynamodb/store/sorted-map.ts';

type Command = { readonly key: string; readonly weight: number } | { readonly key: string; readonly gone: true };

const key = fc.integer({ min: 0, max: 400 }).map((number) => `key-${String(number).padStart(4, '0')}`);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ key, weight: fc.nat(100) }) },
  { weight: 1, arbitrary: fc.record({ key, gone: fc.constant(true as const) }) },
);
const commands = fc.array(command, { minLength: 0, maxLength: 1500, size: 'max' });

function apply(map: SortedMap<number>, model: Map<string, number>, todo: readonly Command[]): void {
  for (const one of todo) {
    const before = model.get(one.key);
    if ('gone' in one) {
      expect(map.delete(one.key)).toBe(before);
      model.delete(one.key);
    } else {
      expect(map.set(one.key, one.weight, one.weight)).toBe(before);
      model.set(one.key, one.weight);
    }
  }
}

function entries(map: SortedMap<number>, from = '', to = '\uffff', back = false): [string, number][] {
  const seen: [string, number][] = [];
  const visitor = (key: string, value: number, weight: number) => {
    expect(weight).toBe(value);
    return seen.push([key, value]) > 0;
  };
  if (back) map.visitBack(from, to, visitor);
  else map.visit(from, to, visitor);
  return seen;
}

const sorted = (model: Map<string, number>) => [...model].sort(([one], [other]) => (one < other ? -1 : 1));

test('behaves as a sorted list of entries does', () => {
  fc.assert(
    fc.property(commands, key, key, (todo, from, to) => {
      const map = new SortedMap<number>();
      const model = new Map<string, number>();
      apply(map, model, todo);
      const all = sorted(model);
      expect(entries(map)).toEqual(all);
      const within = all.filter(([key]) => key >= from && key < to);
      expect(entries(map, from, to)).toEqual(within);
      expect(entries(map, from, to, true)).toEqual(within.toReversed());
      const weight = within.reduce((sum, [, one]) => sum + one, 0);
      expect(map.totalWithin(from, to)).toEqual({ count: within.length, weight });
      expect(map.total.count).toBe(all.length);
    }),
    { numRuns: 40 },
  );
});

test('a copy and what it was copied from go their own ways', () => {
  fc.assert(
    fc.property(commands, commands, commands, (first, left, right) => {
      const map = new SortedMap<number>();
      const model = new Map<string, number>();
      apply(map, model, first);
      const copy = map.fork();
      const copyModel = new Map(model);
      apply(map, model, left);
      apply(copy, copyModel, right);
      expect(entries(map)).toEqual(sorted(model));
      expect(entries(copy)).toEqual(sorted(copyModel));
    }),
    { numRuns: 30 },
  );
});

test('finds the key by which a weight has been passed', () => {
  const map = new SortedMap<number>();
  for (let at = 0; at < 1000; at += 1) map.set(`k${String(at).padStart(4, '0')}`, 10, 10);
  expect(map.keyAtWeight('', 1)).toBe('k0000');
  expect(map.keyAtWeight('', 5000)).toBe('k0499');
  expect(map.keyAtWeight('k0500', 11)).toBe('k0501');
  expect(map.keyAtWeight('', 10_001)).toBeUndefined();
});

test('keys that only grow leave full nodes', () => {
  const map = new SortedMap<number>();
  for (let at = 0; at < 10_000; at += 1) map.set(`k${String(at).padStart(6, '0')}`, at, 1);
  expect(map.total).toEqual({ count: 10_000, weight: 10_000 });
  expect(map.get('k009999')).toBe(9999);
});
