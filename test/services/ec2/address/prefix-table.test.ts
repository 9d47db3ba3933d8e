import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cidr, contains, formatCidr, maskIp } from '../../../../src/services/ec2/address/cidr.ts';
import type { Ip } from '../../../../src/services/ec2/address/ip.ts';
import { PrefixTable } from '../../../../src/services/ec2/address/prefix-table.ts';

/** Addresses and blocks that lie close together, so that many contain one another. */
const ip4 = fc.integer({ min: 0, max: 0xffff }).map((low): Ip => 0x0a00_0000 + low);
const ip6 = fc.bigInt({ min: 0n, max: 0xffffn }).map((low): Ip => (0x2001_0db8n << 96n) + (low << 64n));
const block4 = fc
  .tuple(ip4, fc.integer({ min: 0, max: 32 }))
  .map(([ip, length]): Cidr => ({ base: maskIp(ip, length), length }));
const block6 = fc
  .tuple(ip6, fc.integer({ min: 0, max: 128 }))
  .map(([ip, length]): Cidr => ({ base: maskIp(ip, length), length }));

test('the longest prefix is the one a naive search finds', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(block4, block6), { maxLength: 40 }), fc.oneof(ip4, ip6), (blocks, ip) => {
      const table = new PrefixTable(
        blocks.map((block): readonly [Cidr, readonly string[]] => [block, [formatCidr(block)]]),
        (one, other) => [...one, ...other],
      );
      const holding = blocks.filter((block) => contains(block, ip));
      const longest = holding.reduce((most, { length }) => Math.max(most, length), -1);
      expect(table.longest(ip) ?? []).toEqual(holding.filter(({ length }) => length === longest).map(formatCidr));
      const all = [...holding].sort((one, other) => other.length - one.length).map(formatCidr);
      expect(table.all(ip).flat().sort()).toEqual(all.sort());
    }),
  );
});

test('a prefix that is not accepted gives way to a shorter one', () => {
  const blocks = [24, 16, 8].map((length): Cidr => ({ base: maskIp(0x0a00_0001, length), length }));
  const table = new PrefixTable(
    blocks.map((block) => [block, block.length] as const),
    (one) => one,
  );
  expect(table.longest(0x0a00_0001)).toBe(24);
  expect(table.longest(0x0a00_0001, (length) => length < 24)).toBe(16);
  expect(table.longest(0x0b00_0001)).toBeUndefined();
});
