import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advance } from '../../../../src/core/step.ts';
import { THREE_TIERS } from '../journeys/accounts.ts';
import { played } from '../journeys/ask.ts';

test('waiting in slices ends in the same world as waiting in one go', async () => {
  const { world } = await played(THREE_TIERS, [
    'send: app:40000 -> internet tcp/443',
    'wait: 100s',
    'send: db:40000 -> internet udp/53',
    { send: { from: 'app', to: 'internet', service: 'tcp/80', connections: 500 } },
  ]);
  const end = world.now + 400_000;
  const whole = advance(world, end);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 399_999 }), { maxLength: 8 }), (cuts) => {
      const sliced = [...cuts]
        .sort((one, other) => one - other)
        .reduce((at, cut) => advance(at, world.now + cut), world);
      const last = advance(sliced, end);
      expect([...last.metrics]).toEqual([...whole.metrics]);
      expect(last.runtimes.ec2).toEqual(whole.runtimes.ec2);
    }),
    { numRuns: 30 },
  );
  expect(whole.runtimes.ec2?.mappings.size).toBe(0);
  expect(world.runtimes.ec2?.mappings.size).toBe(4);
});
