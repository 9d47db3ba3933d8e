import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hashAt,
  hashPoint,
  hashText,
  KEY_SPACE,
  partitionHash,
} from '../../../src/services/dynamodb/key/partition-hash.ts';
import {
  after,
  afterAll,
  closed,
  collectionOf,
  open,
  placeOfKey,
  valuesAt,
} from '../../../src/services/dynamodb/key/place.ts';
import { Binary, orderText } from '../../../src/services/dynamodb/value/attribute-value.ts';
import { exactInteger } from '../../../src/services/dynamodb/value/exact-number.ts';
import { number } from './nodes.ts';

describe('the hash places keys as the model choice says', () => {
  test.each([
    ['2', '29cbed'],
    ['hello', '8f051e'],
    ['äáöü', 'afc23a'],
  ])('string %s at %s', (key, digits) => expect(hashText(partitionHash([key])).slice(2, 8)).toBe(digits));

  test.each([
    ['7', '0275cc'],
    ['999.9', '0c9cee'],
    ['-999.9', '68b143'],
    ['-0.09', '8c5531'],
    ['0', 'ce212d'],
    ['0.012345', 'cf6f3a'],
  ])('number %s at %s', (key, digits) => expect(hashText(partitionHash([number(key)])).slice(2, 8)).toBe(digits));

  test('a point of the key space and its hash are one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: KEY_SPACE - 1 }), (point) => {
        expect(hashPoint(hashAt(point))).toBe(point);
      }),
    );
  });

  test('several key values do not mix', () => {
    expect(partitionHash(['ab', 'c'])).not.toBe(partitionHash(['a', 'bc']));
  });
});

const text = fc.string({
  unit: fc.constantFrom('a', 'b', '\0', '\x01', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}'),
});

test('strings order by UTF-8 bytes', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(Math.sign(Number(orderText(one) > orderText(other)) - Number(orderText(one) < orderText(other)))).toBe(
        Math.sign(Buffer.compare(Buffer.from(one), Buffer.from(other))),
      );
    }),
  );
});

test('places of one collection order by sort key, whatever characters the keys hold', () => {
  fc.assert(
    fc.property(text, text, text, (partition, one, other) => {
      const bytes = Buffer.compare(Buffer.from(one), Buffer.from(other));
      const [left, right] = [placeOfKey([partition], [one]), placeOfKey([partition], [other])];
      expect(left < right).toBe(bytes < 0);
      expect(left === right).toBe(bytes === 0);
    }),
  );
});

test('no partition key reaches into the collection of another', () => {
  fc.assert(
    fc.property(text, text, text, (one, other, sort) => {
      fc.pre(one !== other);
      const place = closed(other) + closed(sort);
      expect(place >= closed(one) && place < after(closed(one))).toBe(false);
    }),
  );
});

test('begins_with takes exactly the keys that begin so', () => {
  fc.assert(
    fc.property(text, text, (start, key) => {
      fc.pre(start !== '');
      const inside = closed(key) >= open(start) && closed(key) < afterAll(open(start));
      expect(inside).toBe(Buffer.from(key).subarray(0, Buffer.byteLength(start)).equals(Buffer.from(start)));
    }),
  );
});

test('a place tells the key it was made of', () => {
  const key = [
    { name: 'p', type: 'S' },
    { name: 'q', type: 'B' },
    { name: 's', type: 'N' },
  ] as const;
  fc.assert(
    fc.property(text, fc.uint8Array({ maxLength: 5 }), fc.integer(), (p, bytes, s) => {
      const q = new Binary(Buffer.from(bytes).toString('latin1'));
      const place = placeOfKey([p, q], [exactInteger(s)]);
      expect(valuesAt(place, key)).toEqual({ p, q, s: exactInteger(s) });
      expect(valuesAt(collectionOf(place, 2), key)).toEqual({ p, q });
    }),
  );
});
