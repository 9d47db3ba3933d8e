import { expect, test } from 'vitest';
import { ask } from '../../../src/scenario/ask.ts';
import { firstWorldOf, readScenario } from '../../../src/scenario/scenario.ts';

const COUNT = 100;
const names = Array.from({ length: COUNT }, (_, index) => `i${index}`);

const text = `
accounts:
  shop:
    id: "111122223333"
    ec2:
      vpcs: { main: { cidrBlock: 10.0.0.0/16 } }
      subnets: { a: { vpc: main, availabilityZone: a, cidrBlock: 10.0.0.0/24 } }
      securityGroups:
        web: { vpc: main, ingress: [ tcp 443 from sg/client ] }
        client: { vpc: main }
      instances:
${names.map((name, index) => `        ${name}: { subnet: a, securityGroups: [${index === 0 ? 'web' : 'client'}] }`).join('\n')}
`;

test('of many interfaces those that reach the same are told together', async () => {
  const { scenario } = await readScenario({ path: 'a.yaml', text });
  if (scenario === undefined) throw new Error('does not load');
  const answer = await ask(scenario, 'show: reachability tcp/443', firstWorldOf(scenario));
  expect('result' in answer ? answer.result.facts['value'] : answer).toMatchObject({
    interfaces: COUNT,
    pairs: { delivered: COUNT - 1, refused: 0, unknown: 0 },
    groups: [
      { from: names.slice(1).map((name) => `shop/eni/${name}/eth0`), to: ['shop/eni/i0/eth0'] },
      { from: ['shop/eni/i0/eth0'], to: [] },
    ],
  });
});
