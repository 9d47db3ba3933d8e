import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Result } from '../../../../src/core/result.ts';
import { ask } from '../../../../src/scenario/ask.ts';
import { firstWorldOf } from '../../../../src/scenario/scenario.ts';
import { scenarioOf } from '../account.ts';
import { randomAccount } from '../random-account.ts';

async function answer(...args: Parameters<typeof ask>) {
  const asked = await ask(...args);
  if ('problems' in asked) throw new Error(asked.problems.map(({ message }) => message).join('\n'));
  return asked;
}

const parties = fc.constantFrom('i0', 'i1', 'laptop', 'internet');

test('the smallest change, applied, lets the packet through', async () => {
  const outcomes = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(randomAccount, parties, parties, fc.constantFrom(22, 443), async (account, from, to, port) => {
      fc.pre(from !== to && (from.startsWith('i') || to.startsWith('i')) && from !== 'internet');
      const scenario = await scenarioOf(account, { internet: { laptop: '203.0.113.10' } });
      const send = `send: ${from} -> ${to} tcp/${port}`;
      const { result, world } = await answer(scenario, send, firstWorldOf(scenario));
      const smallest = changeOf(result);
      const kind = `${result.outcome}${smallest === undefined ? '' : ' and mendable'}`;
      outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
      if (result.outcome === 'delivered') expect(smallest).toBeUndefined();
      if (smallest === undefined) return;
      const changed = await answer(scenario, JSON.stringify({ change: smallest }), world);
      expect(changed.result).toMatchObject({ outcome: 'done' });
      const again = await answer(scenario, send, changed.world);
      expect(`${JSON.stringify(smallest)} ${again.result.outcome}`).toBe(`${JSON.stringify(smallest)} delivered`);
    }),
    { numRuns: 80 },
  );
  // The property would say nothing if nothing were ever mended.
  expect(outcomes.get('dropped and mendable')).toBeGreaterThan(20);
  expect(outcomes.get('delivered')).toBeGreaterThan(2);
});

function changeOf({ facts }: Result): object | undefined {
  const { smallestChange } = facts as { smallestChange?: { change: object } };
  return smallestChange?.change;
}
