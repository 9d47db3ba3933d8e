import { expect, test } from 'vitest';
import { formatSize, parseSize } from '../../src/core/size.ts';

test.each([
  ['400 B', 400],
  ['12 KB', 12_288],
  ['12KB', 12_288],
  ['1.5 MiB', 1_572_864],
  ['1 TB', 1024 ** 4],
  ['12', undefined],
  ['12 kb', undefined],
  ['-1 B', undefined],
  ['9999999999 TB', undefined],
])('the size %j is %j bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test('sizes read as people say them', () => {
  expect([0, 411, 1024, 1536, 5 * 1024 ** 2, 1024 ** 4].map(formatSize)).toEqual([
    '0 B',
    '411 B',
    '1 KB',
    '1.5 KB',
    '5 MB',
    '1 TB',
  ]);
});
