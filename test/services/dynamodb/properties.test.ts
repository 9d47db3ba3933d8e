import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../../src/core/result.ts';
import type { World } from '../../../src/core/world.ts';
import {
  fetchReadUnits,
  indexWriteCharge,
  itemReadUnits,
  itemWriteUnits,
  pageReadUnits,
} from '../../../src/services/dynamodb/capacity/units.ts';
import { HIGHEST, LOWEST } from '../../../src/services/dynamodb/key/place.ts';
import type { TableState } from '../../../src/services/dynamodb/state/table-state.ts';
import { AttributeSet, type AttributeValue, Binary } from '../../../src/services/dynamodb/value/attribute-value.ts';
import { ExactNumber, numberText, parseNumber } from '../../../src/services/dynamodb/value/exact-number.ts';
import { itemSize, valueSize } from '../../../src/services/dynamodb/value/item-size.ts';
import { call, fact, playOn } from './tables.ts';

const bytes = fc.integer({ min: 0, max: 500_000 });

test('units are never below the minimum, never shrink as items grow, and come in AWS’s steps', () => {
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      const [small, big] = [Math.min(one, other), Math.max(one, other)];
      for (const [consistency, least] of [
        ['eventual', 0.5],
        ['strong', 1],
        ['transactional', 2],
      ] as const) {
        expect(itemReadUnits(small, consistency)).toBeGreaterThanOrEqual(least);
        expect(itemReadUnits(small, consistency) % least).toBe(0);
        expect(itemReadUnits(small, consistency)).toBeLessThanOrEqual(itemReadUnits(big, consistency));
        // One page is never dearer than the same items one by one, and never cheaper than its bytes.
        const apart = fetchReadUnits([small, big], consistency);
        expect(pageReadUnits(small + big, consistency)).toBeLessThanOrEqual(apart);
        expect(pageReadUnits(small + big, consistency) * 4096).toBeGreaterThanOrEqual((small + big) * least);
      }
      const write = itemWriteUnits({ before: one, after: other });
      expect(write).toBeGreaterThanOrEqual(1);
      expect(write).toBe(itemWriteUnits({ before: other, after: one }));
      expect(itemWriteUnits({ before: one, after: other }, true)).toBe(2 * write);
      expect(indexWriteCharge({ before: one, after: other }, false, false).units).toBeGreaterThanOrEqual(2);
      expect(indexWriteCharge({ before: undefined, after: other }, false, false).units).toBeGreaterThanOrEqual(1);
    }),
  );
});

const digits = fc.stringMatching(/^[0-9]{1,38}$/);
const number = fc.tuple(fc.boolean(), digits, fc.integer({ min: -100, max: 80 })).map(([negative, text, power]) => {
  const parsed = parseNumber(`${negative ? '-' : ''}${text}E${power}`);
  if (!(parsed instanceof ExactNumber)) throw new Error(parsed.problem);
  return parsed;
});
const binary = fc.uint8Array({ maxLength: 20 }).map((array) => new Binary(Buffer.from(array).toString('latin1')));
const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(number, binary, fc.string({ unit: 'binary' }), fc.boolean());

/** Size of a number as AWS tells it: a byte, and one for each pair of digits left and right of the point. */
function toldSize(written: ExactNumber): number {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)\.?(\d*)$/.exec(numberText(written)) ?? [];
  const pairs =
    (whole.length % 2 === 1 ? `0${whole}` : whole) + (fraction.length % 2 === 1 ? `${fraction}0` : fraction);
  const groups = (pairs.match(/../g) ?? [])
    .join(' ')
    .replace(/^(00 ?)+/, '')
    .replace(/( ?00)+$/, '');
  const count = groups === '' ? 0 : groups.split(' ').length;
  return 1 + count + (sign === '-' ? 1 : 0);
}

test('sizes add up over all types, and numbers have a byte per pair of digits', () => {
  fc.assert(
    fc.property(number, (one) => {
      expect(valueSize(one)).toBe(toldSize(one));
    }),
  );
  fc.assert(
    fc.property(
      scalar,
      scalar,
      fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }),
      (one, other, members) => {
        const item = { a: one, bb: [one, other], ccc: { k: other }, d: new AttributeSet('SS', members) };
        const set = members.reduce((sum, member) => sum + valueSize(member), 0);
        const [left, right] = [valueSize(one), valueSize(other)];
        expect(itemSize(item)).toBe(1 + left + (2 + 3 + 2 + left + right) + (3 + 3 + 1 + 1 + right) + (1 + set));
      },
    ),
  );
});

function tableOf(world: World): TableState {
  const table = world.runtimes.dynamodb?.tables.get('shop/table/things');
  if (table === undefined) throw new Error('there is such a table');
  return table;
}

/** The partitions must be the whole key space, in order, without a gap, and hold what lies in them. */
function expectWhole({ space: { partitions }, items }: TableState): void {
  expect(partitions[0]?.low).toBe(LOWEST);
  expect(partitions.at(-1)?.high).toBe(HIGHEST);
  for (const [at, partition] of partitions.entries()) {
    if (at > 0) expect(partition.low).toBe(partitions[at - 1]?.high);
    expect(partition.bytes).toBe(items.totalWithin(partition.low, partition.high).weight);
  }
}

test('whatever the load, and while partitions split, none does more than its limits in a second', async () => {
  const keys = fc.constantFrom<object>(
    { pk: { zipf: 1.3, of: 300 }, sk: { uniform: 1000 } },
    { pk: 'hot', sk: { uniform: 100_000 } },
    { pk: { hot: 'x', share: '80%', of: 20 }, sk: { sequence: 1 } },
  );
  const mode = fc.constantFrom<object>(
    { warmThroughput: { writeUnitsPerSecond: 4000 } },
    { billingMode: 'PROVISIONED', provisionedThroughput: { readCapacityUnits: 10, writeCapacityUnits: 2500 } },
  );
  await fc.assert(
    fc.asyncProperty(keys, mode, fc.integer({ min: 10, max: 40 }), async (items, capacity, rate) => {
      // The stream tells what was written, second by second, whatever the limits counted.
      const table = { partitionKey: 'pk:S', sortKey: 'sk:N', streamSpecification: 'KEYS_ONLY', ...capacity };
      const load = { id: 'l', call: 'dynamodb:PutItem', with: { tableName: 'things' }, rate: `${rate}/s`, for: '220s' };
      const { world, results } = await playOn({ things: table }, [
        { load: { ...load, items: { ...items, size: '50 KB' } } },
      ]);
      expectWhole(tableOf(world));
      const units = new Map<string, number>();
      for (const { at, partition } of tableOf(world).stream.records) {
        const second = `${partition} ${Math.floor(at / 1000)}`;
        units.set(second, (units.get(second) ?? 0) + 50);
      }
      // A put that changes nothing makes no record, so there may be fewer records than writes.
      expect(tableOf(world).stream.records.length).toBeLessThanOrEqual(Number(fact(results[0], 'succeeded')));
      expect(units.size).toBeGreaterThan(0);
      for (const used of units.values()) expect(used).toBeLessThanOrEqual(1000);
    }),
    { numRuns: 6 },
  );
});

type Stored = { readonly pk: string; readonly sk: number; readonly kind: string; readonly nick: string };
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\uffff', '😀'), minLength: 1, maxLength: 3 });
const stored = fc.uniqueArray(
  fc.record({
    pk: fc.constantFrom('p', 'q'),
    sk: fc.integer({ min: -50, max: 50 }),
    kind: fc.constantFrom('k', 'l'),
    nick: text,
  }),
  { selector: ({ pk, sk }) => `${pk}/${sk}`, minLength: 1, maxLength: 14 },
);
/** Strings order as their UTF-8 bytes do. */
const byBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));
const SOURCES: Readonly<
  Record<string, { of: 'pk' | 'kind'; value: string; compare: (one: Stored, other: Stored) => number }>
> = {
  table: { of: 'pk', value: 'p', compare: (one, other) => one.sk - other.sk },
  'by-nick': { of: 'pk', value: 'p', compare: (one, other) => byBytes(one.nick, other.nick) || one.sk - other.sk },
  'by-kind': {
    of: 'kind',
    value: 'k',
    compare: (one, other) => one.sk - other.sk || byBytes(one.pk, other.pk),
  },
};

test('the pages of a query put together are what sorting and filtering by hand gives', async () => {
  const source = fc.constantFrom(...Object.keys(SOURCES));
  await fc.assert(
    fc.asyncProperty(
      stored,
      source,
      fc.integer({ min: 1, max: 6 }),
      fc.boolean(),
      async (items, name, limit, forward) => {
        const things = {
          partitionKey: 'pk:S',
          sortKey: 'sk:N',
          localSecondaryIndexes: { 'by-nick': { sortKey: 'nick:S' } },
          globalSecondaryIndexes: { 'by-kind': { partitionKey: 'kind:S', sortKey: 'sk:N' } },
          items,
        };
        const { of, value, compare } = SOURCES[name] as (typeof SOURCES)[string];
        const query = {
          ...(name === 'table' ? {} : { indexName: name }),
          keyConditionExpression: `${of} = :v`,
          expressionAttributeValues: { ':v': value },
          scanIndexForward: forward,
          limit,
        };
        const found: string[] = [];
        let start: object = {};
        for (let page = 0; page <= items.length; page += 1) {
          const { results } = await playOn({ things }, [call('Query', { ...query, ...start })]);
          const answer = fact(results[0], 'response');
          const shown = (answer as { items: { pk: { S: string }; sk: { N: string } }[] }).items;
          found.push(...shown.map(({ pk, sk }) => `${pk.S}/${sk.N}`));
          const last = (answer as { lastEvaluatedKey?: Json }).lastEvaluatedKey;
          if (last === undefined) break;
          start = { exclusiveStartKey: last };
        }
        const wanted = items.filter((item) => item[of] === value).sort(compare);
        if (!forward) wanted.reverse();
        expect(found).toEqual(wanted.map(({ pk, sk }) => `${pk}/${sk}`));
        expect(new Set(found).size).toBe(found.length);
      },
    ),
    { numRuns: 25 },
  );
});
