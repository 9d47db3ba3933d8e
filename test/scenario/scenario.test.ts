import { expect, test } from 'vitest';
import { worldAfter } from '../../src/core/timeline.ts';
import { ask, replay } from '../../src/scenario/ask.ts';
import { firstWorldOf, readScenario, type Scenario } from '../../src/scenario/scenario.ts';
import { problemText } from '../schema/reading.ts';

async function read(text: string): Promise<{ scenario: Scenario | undefined; problems: readonly string[] }> {
  const { scenario, diagnostics } = await readScenario({ path: 'a.yaml', text });
  return { scenario, problems: diagnostics.map(problemText) };
}

async function good(text: string): Promise<Scenario> {
  const { scenario, problems } = await read(text);
  if (scenario === undefined) throw new Error(problems.join('\n'));
  return scenario;
}

const ACCOUNT = 'accounts: { shop: { id: "111122223333" } }\n';

test('what is left out is filled in', async () => {
  const { definition, title, about, steps } = await good(ACCOUNT);
  expect({ title, about, steps }).toEqual({ title: 'a.yaml', about: '', steps: [] });
  expect(definition).toMatchObject({ seed: 1, start: Date.UTC(2026, 0, 5, 9) });
  expect(definition.accounts.get('shop')).toMatchObject({ id: '111122223333', region: 'us-east-1' });
});

test('an empty map is a scenario', async () => {
  expect((await good('{}')).definition.accounts.size).toBe(0);
});

test.each([
  [
    'accounts: { shop: { id: 11122223333 } }',
    '1:25 wrong-account-id: 11122223333 has 11 digits; an unquoted account id loses its leading zeros ("011122223333"?)',
  ],
  [
    'accounts: { shop: { id: 011122223333 } }',
    '1:25 wrong-account-id: 011122223333 without quotes is a number and loses its leading zero ("011122223333"?)',
  ],
  ['accounts: { shop: { id: "1234" } }', '1:25 wrong-account-id: 1234 is not an account id: twelve digits in quotes'],
  ['accounts: { shop: {} }', '1:13 missing-key: account shop has no id'],
  ['accounts: { a/b: { id: "111122223333" } }', '1:13 wrong-name: the name of an account cannot hold a slash: a/b'],
  [
    'accounts: { a: { id: "111122223333" }, b: { id: "111122223333" } }',
    '1:40 duplicate-account-id: accounts a and b have the same id 111122223333',
  ],
  ['accounts: { a: { id: "111122223333", ecs: {} } }', '1:38 unknown-key: unknown key ecs in account a (ec2?)'],
  ['intrenet: {}', '1:1 unknown-key: unknown key intrenet (internet?)'],
  ['steps: [{ sned: a -> b }]', '1:11 wrong-verb: there is no verb sned (send?)'],
  ['accounts: [shop]', '1:11 wrong-type: a list stands where a map belongs'],
  [
    'accounts: { shop: { id: "111122223333", region: tokyo } }',
    '1:49 wrong-value: tokyo is not an AWS Region such as ap-northeast-1',
  ],
  ['start: noon', '1:8 wrong-value: noon is not a moment such as 2026-01-05T09:00:00Z'],
  ['seed: -1', '1:7 wrong-value: -1 is not a whole number from 0 to 4294967295'],
  ['step: []', '1:1 unknown-key: unknown key step (steps?)'],
  ['model: { nothing: 1 }', '1:10 unknown-key: there is no model choice nothing'],
  ['steps: { wait: 1s }', '1:8 wrong-type: a map stands where the list of steps belongs'],
  ['steps: [7]', '1:9 wrong-type: a number stands where a map belongs'],
  ['steps: [{ note: x }]', '1:9 wrong-verb: the step has no verb'],
  ['steps: [{ wait: 1s, show: x }]', '1:21 wrong-verb: a step does one thing; this one has wait and show'],
  ['steps: [{ wait: 1s, id: a }, { wait: 1s, id: a }]', '1:30 duplicate-id: there already is a step a'],
  ['steps: [{ wait: 1s, id: "a b" }]', '1:25 wrong-value: a b is not an id'],
  ['steps: [{ wait: 200000d }]', '1:17 wrong-value: 200000d is not a duration such as 90s, 5m or 1h30m'],
  ['steps: [{ change: [] }]', '1:19 wrong-type: a list stands where a map of changes belongs'],
  ['steps: [{ change: { a..b: 1 } }]', '1:21 wrong-path: a..b is not a path'],
])('%s', async (text, problem) => {
  expect((await read(`${text}\n`)).problems).toEqual([problem]);
});

test('one problem does not hide the others', async () => {
  const { problems } = await read(`
acounts: {}
accounts:
  shop:
    id: 11122223333
    ec2:
      vpcs: { main: { cidrBlock: 10.0.0.0/16 } }
      subnets:
        a: { vpc: main, availabilityZone: a, cidrBlock: 10.0.0.0/24 }
        a: { vpc: main, availabilityZone: a, cidrBlock: 10.0.9.0/24 }
        b: { vpc: main, availabilityZone: a, cidrBlock: 10.0.0.128/25 }
steps:
  - { wait: 1s, expect: doen }
  - wait: 5x
`);
  expect(problems.map((problem) => problem.split(':', 2).join(':'))).toEqual([
    '2:1 unknown-key',
    '5:9 wrong-account-id',
    '10:9 duplicate-key',
    '11:57 overlapping-blocks',
    '13:25 wrong-outcome',
    '14:11 wrong-value',
  ]);
});

test('a change is an edit with the validation of loading', async () => {
  const scenario = await good(
    `${ACCOUNT}steps:\n  - change: { shop.region: eu-west-1 }\n  - change: { new: { id: "444455556666" } }\n  - change: { new: null }\n`,
  );
  const timeline = replay(scenario);
  const regions = [0, 1, 2, 3].map((count) =>
    [...worldAfter(timeline, count).definition.accounts.values()].map(({ name, region }) => `${name} ${region}`),
  );
  expect(regions).toEqual([
    ['shop us-east-1'],
    ['shop eu-west-1'],
    ['shop eu-west-1', 'new us-east-1'],
    ['shop eu-west-1'],
  ]);
  expect(timeline.results.map(({ facts }) => facts['changed'])).toEqual([['shop.region'], ['new'], ['new']]);
});

test('a change that would not load is refused when it is read, at its own place', async () => {
  const { problems } = await read(
    `${ACCOUNT}steps:\n  - change: { shop.region: tokyo }\n  - change: { shop.id: "444455556666" }\n  - wait: 1s\n`,
  );
  expect(problems).toEqual(['3:28 wrong-value: tokyo is not an AWS Region such as ap-northeast-1']);
  const unknown = await read(`${ACCOUNT}steps:\n  - change: { shpo: null }\n`);
  expect(unknown.problems).toEqual(['3:15 unknown-account: there is no account shpo (shop?)']);
});

test.each(['wait: 90s', 'wait 90s', '  wait:   90s ', '{ wait: 90s }', 'wait: { until: 2026-01-05T09:01:30Z }'])(
  'typed: %s',
  async (line) => {
    const scenario = await good(ACCOUNT);
    const answer = await ask(scenario, line, firstWorldOf(scenario));
    expect('result' in answer && answer.result.facts['waited']).toBe(90_000);
  },
);

test.each([
  ['wiat: 1s', '1:1 wrong-verb: there is no verb wiat (wait?)'],
  ['wait', '1:1 wrong-step: wait is no step'],
  ['[1]', '1:1 wrong-step: a list is no step'],
  ['', '1:1 empty-file: the file is empty'],
  ['wait: soon', '1:7 wrong-value: soon is not a duration such as 90s, 5m or 1h30m'],
  ['{ wait: [', /yaml-syntax/],
  ['fail: nothing', '1:7 dangling-reference: there is nothing called nothing that can fail'],
  ['change: { shop.region: tokyo }', '1:24 wrong-value: tokyo is not an AWS Region such as ap-northeast-1'],
])('typed wrongly: %s', async (line, problem) => {
  const scenario = await good(ACCOUNT);
  const answer = await ask(scenario, line, firstWorldOf(scenario));
  const problems = 'problems' in answer ? answer.problems.map(problemText) : [];
  expect(problems[0]).toEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
});

test('a show of nothing that is there says so', async () => {
  const scenario = await good(ACCOUNT);
  const answer = await ask(scenario, 'show: nothing/here', firstWorldOf(scenario));
  expect(answer).toMatchObject({ result: { outcome: 'error', reason: 'cannot-show' } });
});
