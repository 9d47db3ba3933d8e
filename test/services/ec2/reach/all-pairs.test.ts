import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allPairs } from '../../../../src/services/ec2/reach/all-pairs.ts';
import { SessionDraft } from '../../../../src/services/ec2/sessions/draft.ts';
import { travel } from '../../../../src/services/ec2/walk/journey.ts';
import { NOTHING_ASSUMED, type Situation } from '../../../../src/services/ec2/walk/walk.ts';
import { networkFrom } from '../account.ts';
import { randomAccount } from '../random-account.ts';

test('the verdicts of all pairs are those of walking each pair', async () => {
  await fc.assert(
    fc.asyncProperty(randomAccount, fc.constantFrom(22, 443, 5432), async (account, port) => {
      const network = await networkFrom(account);
      const situation: Situation = { network, faults: new Map(), assumptions: NOTHING_ASSUMED };
      const interfaces = [...network.interfaces.values()].filter(({ type }) => type === 'interface');
      const pairs = allPairs(situation, interfaces, { protocol: 6, port });
      for (const [from, sender] of interfaces.entries()) {
        for (const [to, receiver] of interfaces.entries()) {
          const srcPort = network.instanceOf.get(sender)?.ephemeralPorts.from ?? 0;
          const header = { protocol: 6, src: sender.ips[0] ?? 0, dst: receiver.ips[0] ?? 0, srcPort, dstPort: port };
          const { verdict } = travel(situation, new SessionDraft(), { kind: 'interface', owner: sender }, header);
          expect(`${sender.name} ${receiver.name} ${pairs.verdict(from, to)}`).toBe(
            `${sender.name} ${receiver.name} ${verdict}`,
          );
        }
      }
    }),
    { numRuns: 80 },
  );
});
