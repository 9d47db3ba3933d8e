import { expect, test } from 'vitest';
import { type ListingRequest, listObjects } from '../../../src/services/s3/actions/listing.ts';
import { objectOf } from './helpers.ts';

const KEYS = ['b.txt', 'a/2.txt', 'a/1.txt', 'a/deep/3.txt', 'é.txt', '𠮷.txt', '～.txt'];

function list(request: ListingRequest): readonly string[] {
  const page = listObjects(
    KEYS.map((key) => ({ ...objectOf(), key })),
    request,
  );
  const names = [...page.objects.map(({ key }) => key), ...page.prefixes];
  return page.next === undefined ? names : [...names, `next ${page.next}`];
}

test('keys come in the order of their UTF-8 bytes, which differs from that of UTF-16', () => {
  expect(list({})).toEqual(['a/1.txt', 'a/2.txt', 'a/deep/3.txt', 'b.txt', 'é.txt', '～.txt', '𠮷.txt']);
});

test('a prefix narrows, a delimiter folds', () => {
  expect(list({ prefix: 'a/' })).toEqual(['a/1.txt', 'a/2.txt', 'a/deep/3.txt']);
  expect(list({ delimiter: '/', prefix: 'a/' })).toEqual(['a/1.txt', 'a/2.txt', 'a/deep/']);
  expect(list({ delimiter: '/' })).toEqual(['b.txt', 'é.txt', '～.txt', '𠮷.txt', 'a/']);
});

test('pages follow each other without gap or repetition', () => {
  expect(list({ maxKeys: 2 })).toEqual(['a/1.txt', 'a/2.txt', 'next a/2.txt']);
  expect(list({ maxKeys: 2, continuationToken: 'a/2.txt' })).toEqual(['a/deep/3.txt', 'b.txt', 'next b.txt']);
  expect(list({ maxKeys: 1, delimiter: '/' })).toEqual(['a/', 'next a/']);
  expect(list({ maxKeys: 1, delimiter: '/', continuationToken: 'a/' })).toEqual(['b.txt', 'next b.txt']);
  expect(list({ maxKeys: 0 })).toEqual([]);
});

test('a listing can start after a key that need not be there', () => {
  expect(list({ startAfter: 'a/15.txt', prefix: 'a/' })).toEqual(['a/2.txt', 'a/deep/3.txt']);
  expect(list({ startAfter: 'a/15.txt', delimiter: '/', maxKeys: 1 })).toEqual(['a/', 'next a/']);
});
