import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  contains,
  containsCidr,
  formatCidr,
  lastOf,
  overlaps,
  parseCidr,
  sizeOf,
} from '../../../../src/services/ec2/address/cidr.ts';
import { formatIp, parseIp } from '../../../../src/services/ec2/address/ip.ts';
import {
  AddressPool,
  reservedAddresses,
  usableAddresses,
} from '../../../../src/services/ec2/address/subnet-addresses.ts';

const ip = fc.oneof(fc.ipV4(), fc.ipV6()).map((text) => parseIp(text) ?? 0);
const block = fc
  .oneof(fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })), fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })))
  .map(([text, length]) => {
    const parsed = parseCidr(`${text}/${length}`);
    if (parsed === undefined) throw new Error(`${text}/${length}`);
    return parsed;
  });

test('an address reads back as it was written', () => {
  fc.assert(
    fc.property(ip, (address) => {
      expect(parseIp(formatIp(address))).toBe(address);
    }),
  );
  fc.assert(
    fc.property(block, (own) => {
      expect(parseCidr(formatCidr(own))).toEqual(own);
    }),
  );
});

test('blocks overlap where one holds the other, and never otherwise', () => {
  fc.assert(
    fc.property(block, block, (one, other) => {
      expect(overlaps(one, other)).toBe(contains(one, other.base) || contains(other, one.base));
      if (containsCidr(one, other)) expect(contains(one, lastOf(other))).toBe(true);
    }),
  );
});

test.each([
  ['1.2.3', undefined],
  ['1.2.3.256', undefined],
  ['01.2.3.4', undefined],
  ['::1', '::1'],
  ['[2001:DB8::1]', '2001:db8::1'],
  ['fe80::1%eth0', undefined],
  ['', undefined],
])('%s', (text, expected) => {
  const parsed = parseIp(text);
  expect(parsed === undefined ? undefined : formatIp(parsed)).toBe(expected);
});

test.each(['10.0.0.0/33', '10.0.0.0', '10.0.0.0/', 'x/8', '::/129', '10.0.0.0/8/9'])('%s is no block', (text) => {
  expect(parseCidr(text)).toBeUndefined();
});

function cidrOf(text: string) {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

test('host bits are cut off, five addresses of a subnet are reserved', () => {
  expect(formatCidr(cidrOf('100.68.0.18/18'))).toBe('100.68.0.0/18');
  expect(reservedAddresses(cidrOf('10.0.0.0/24')).map(formatIp)).toEqual([
    '10.0.0.0',
    '10.0.0.1',
    '10.0.0.2',
    '10.0.0.3',
    '10.0.0.255',
  ]);
  expect(usableAddresses(cidrOf('10.0.0.0/28'))).toBe(11);
});

test('a pool hands out every usable address once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 26, max: 28 }),
      fc.uniqueArray(fc.integer({ min: 4, max: 14 }), { maxLength: 5 }),
      (length, taken) => {
        const subnet = cidrOf(`10.0.0.0/${length}`);
        const pool = new AddressPool(
          subnet,
          taken.map((host) => Number(subnet.base) + host),
        );
        const given: string[] = [];
        for (let next = pool.take(); next !== undefined; next = pool.take()) given.push(formatIp(next));
        expect(given).toHaveLength(sizeOf(subnet) - 5 - taken.length);
        expect(new Set([...given, ...reservedAddresses(subnet).map(formatIp)]).size).toBe(given.length + 5);
      },
    ),
  );
});
