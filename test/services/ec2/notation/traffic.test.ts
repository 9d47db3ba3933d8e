import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatTraffic, parseTraffic, type Traffic } from '../../../../src/services/ec2/notation/traffic.ts';

const ports = fc
  .tuple(fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 0, max: 65_535 }))
  .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }));
const icmp = fc.oneof(
  fc.constant({ from: -1, to: -1 }),
  fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: -1, max: 255 })).map(([from, to]) => ({ from, to })),
);
const traffic: fc.Arbitrary<Traffic> = fc.oneof(
  fc.tuple(fc.constantFrom(6, 17), ports).map(([protocol, range]) => ({ protocol, ...range })),
  fc.tuple(fc.constantFrom(1, 58), icmp).map(([protocol, range]) => ({ protocol, ...range })),
  fc.constantFrom(-1, 47, 50, 132).map((protocol) => ({ protocol, from: -1, to: -1 })),
);

test('traffic reads back as it was written', () => {
  fc.assert(
    fc.property(traffic, (own) => {
      expect(parseTraffic(formatTraffic(own).split(' '))).toEqual(own);
    }),
  );
});

test.each([
  ['tcp 99999', 'there is no port 99999'],
  ['tcp 9-3', 'the range 9-3 is the wrong way round'],
  ['tcp http', 'http is not a port'],
  ['tpc 22', 'tpc is not a protocol'],
  ['300', '300 is not a protocol'],
  ['icmp 256.0', '256.0 is not an ICMP type and code'],
  ['icmp -1.3', 'a code without a type'],
  ['all 22', 'all has no ports'],
  ['tcp 22 23', '23 is too much'],
])('%s', (line, problem) => {
  expect(parseTraffic(line.split(' '))).toMatchObject({ problem });
});
