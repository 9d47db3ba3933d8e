import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/result.ts';
import { accessMatrix, assumeGraph, pathsTo, whatCan, whoCan, whyNot } from '../../../src/services/call/index.ts';
import { play } from '../play.ts';

const trust = (principal: string, more = '') =>
  `{ Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: ${principal}, Action: sts:AssumeRole${more} }] }`;
const statement = (action: string, resource = '*') =>
  `{ name: p, Version: "2012-10-17", Statement: [{ Effect: Allow, Action: ${action}, Resource: "${resource}" }] }`;

const TWO_ACCOUNTS = `
accounts:
  dev:
    id: "111122223333"
    iam:
      users:
        alice: { policies: [${statement('"sts:AssumeRole"')}], mfaDevices: [phone] }
        bob: { policies: [${statement('"sns:*"')}] }
      roles:
        builder: { assumeRolePolicyDocument: ${trust('{ AWS: "arn:aws:iam::111122223333:user/alice" }')}, policies: [${statement('"sts:*"')}] }
        machine: { assumeRolePolicyDocument: ${trust('{ Service: ec2.amazonaws.com }')}, policies: [${statement('"sts:*"')}] }
  prod:
    id: "444455556666"
    iam:
      roles:
        deploy: { assumeRolePolicyDocument: ${trust('{ AWS: "arn:aws:iam::111122223333:role/builder" }', ', Condition: { StringEquals: { "sts:ExternalId": x-1 } }')}, policies: [${statement('"sns:Publish"')}] }
        admin: { assumeRolePolicyDocument: ${trust('{ AWS: ["arn:aws:iam::111122223333:user/alice", "444455556666"] }', ', Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } }')} }
        loner: { assumeRolePolicyDocument: ${trust('{ AWS: "arn:aws:iam::999999999999:root" }')} }
`;
const TOPIC = 'arn:aws:sns:us-east-1:444455556666:news';
const place = { source: { path: 'test.yaml', text: '' }, offset: 0 };

async function world() {
  return (await play(TWO_ACCOUNTS)).world;
}

async function shown(query: string): Promise<Json | undefined> {
  const { results } = await play(`${TWO_ACCOUNTS}\nsteps: [{ show: ${JSON.stringify(query)} }]`);
  return results[0]?.facts['value'] ?? results[0]?.facts['problem'];
}

describe('who can', () => {
  test('lists every caller with the policy through which', async () => {
    const answers = whoCan(await world(), { action: 'sns:Publish', target: TOPIC, place });
    const allowed = answers.filter(({ decision }) => decision === 'allowed');
    expect(allowed.map(({ who, through }) => [who, through])).toEqual([
      ['prod/role/deploy', 'prod/role/deploy/p'],
      ['prod/root', undefined],
    ]);
    expect(answers.map(({ who }) => who)).toContain('anonymous');
  });

  test('is a matrix for several actions', async () => {
    const asked = ['sns:Publish', 'sns:DeleteTopic'].map((action) => ({ action, target: TOPIC, place }));
    expect(accessMatrix(await world(), asked).get('prod/role/deploy')).toEqual(['allowed', 'implicit-deny']);
  });

  test('is a question of show', async () => {
    expect(await shown(`who-can sns:Publish ${TOPIC}`)).toMatchObject({
      denied: 8,
      allowed: [{ who: 'prod/role/deploy' }, { who: 'prod/root' }],
    });
    expect(await shown('who-can')).toBe('who-can needs more: who-can s3:GetObject reports/a.csv');
    expect(await shown('who-can Publish')).toBe('Publish is not an API action such as s3:GetObject');
  });
});

describe('who can become', () => {
  test('follows the edges that both sides allow, with what the caller must bring', async () => {
    const graph = assumeGraph(await world());
    expect(graph.map(({ from, to, needs }) => [from, to, ...needs])).toEqual([
      ['dev/user/alice', 'dev/role/builder'],
      ['service/ec2.amazonaws.com', 'dev/role/machine'],
      ['dev/role/builder', 'prod/role/deploy', 'sts:ExternalId (StringEquals x-1)'],
      ['dev/user/alice', 'prod/role/admin', 'aws:MultiFactorAuthPresent (Bool true)'],
    ]);
    expect(pathsTo(graph, 'prod/role/deploy').map((path) => path.map(({ from }) => from))).toEqual([
      ['dev/role/builder'],
      ['dev/user/alice', 'dev/role/builder'],
    ]);
  });

  test('is a question of show', async () => {
    expect(await shown('who-can-become prod/role/deploy')).toEqual({
      role: 'prod/role/deploy',
      paths: [
        {
          path: ['dev/role/builder', 'prod/role/deploy'],
          chained: false,
          needs: ['sts:ExternalId (StringEquals x-1)'],
        },
        {
          path: ['dev/user/alice', 'dev/role/builder', 'prod/role/deploy'],
          chained: true,
          needs: ['sts:ExternalId (StringEquals x-1)'],
        },
      ],
    });
    expect(await shown('who-can-become loner')).toEqual({ role: 'prod/role/loner', paths: [] });
    expect(await shown('who-can-become nobody')).toBe('there is no role nobody');
  });

  test('ends in a ring of roles that trust each other', () => {
    const ring = ['a', 'b', 'c'].flatMap((from) => ['a', 'b', 'c'].map((to) => ({ from, to, needs: [] })));
    expect(pathsTo(ring, 'a').map((path) => path.map(({ from }) => from).join(''))).toEqual(['b', 'c', 'cb', 'bc']);
  });
});

describe('what can', () => {
  test('is every simulated action on every thing, and the statements that are held', async () => {
    const answer = whatCan(await world(), 'alice');
    expect(answer?.statements).toEqual([
      { at: 'dev/user/alice/p', effect: 'Allow', actions: ['sts:AssumeRole'], conditional: false },
    ]);
    expect(answer?.things).toContainEqual({ on: 'dev/role/builder', allowed: ['AssumeRole'], unknown: [] });
    expect(await shown('what-can nobody')).toBe('there is nobody called nobody');
  });

  test('asks each service about its own things', async () => {
    const { world: shop } = await play(`
accounts:
  shop:
    id: "111122223333"
    iam: { users: { alice: { policies: [{ name: r, Version: "2012-10-17", Statement: { Effect: Allow, Action: ["s3:ListBucket", "dynamodb:GetItem"], Resource: "*" } }] } } }
    s3: { buckets: { reports: {} } }
    dynamodb: { tables: { orders: { partitionKey: id:S, billingMode: PAY_PER_REQUEST } } }`);
    const things = whatCan(shop, 'alice')?.things ?? [];
    expect(things.map(({ on }) => on)).toEqual(['shop/bucket/reports', 'shop/table/orders']);
    expect(things[0]?.allowed).toContain('ListObjectsV2');
    expect(things[1]?.allowed).toEqual(['GetItem']);
  });
});

describe('why not', () => {
  test('names every gate that blocks, and whose account must change what', async () => {
    const answer = whyNot(await world(), 'bob', { action: 'sns:Publish', target: TOPIC, place });
    if ('awsCode' in answer) throw new Error(answer.message);
    expect(answer.explanation.decision).toBe('implicit-deny');
    expect(answer.advice.map(({ account, at }) => [account, at])).toEqual([['prod', TOPIC]]);
    const inside = whyNot(await world(), 'builder', {
      action: 'sns:Publish',
      target: 'arn:aws:sns:us-east-1:111122223333:x',
      place,
    });
    if ('awsCode' in inside) throw new Error(inside.message);
    expect(inside.advice).toEqual([
      {
        account: 'dev',
        at: 'dev/role/builder',
        says: 'allow sns:Publish on arn:aws:sns:us-east-1:111122223333:x in the identity-based policy of dev/role/builder (dev must do it)',
        change: expect.objectContaining({ path: 'dev.iam.roles.builder.policies' }),
      },
    ]);
  });

  test('a proposed change is a step that lets the request through', async () => {
    const before = await play(`${TWO_ACCOUNTS}\nsteps: [{ call: sns:DeleteTopic ${TOPIC} as role/deploy }]`);
    const proposed = before.results[0]?.facts['smallestChange'] as { change: Json } | undefined;
    const after = await play(
      `${TWO_ACCOUNTS}\nsteps: [{ change: ${JSON.stringify(proposed?.change)} }, { call: sns:DeleteTopic ${TOPIC} as role/deploy }]`,
    );
    expect(after.results.map(({ outcome }) => outcome)).toEqual(['done', 'allowed']);
  });
});

test('identities and sessions can be shown as they are now', async () => {
  const { results } = await play(`${TWO_ACCOUNTS}
steps:
  - { call: sts:AssumeRole builder as alice, with: { tags: { a: b } } }
  - { call: sts:AssumeRole builder as alice }
  - { show: sessions }
  - { show: user/alice }
  - { show: role/deploy }`);
  expect(results.map(({ outcome }) => outcome)).toEqual(['denied', 'allowed', 'done', 'done', 'done']);
  expect(results[2]?.facts['value']).toMatchObject([
    { arn: 'arn:aws:sts::111122223333:assumed-role/builder/session', left: '1h', chained: false },
  ]);
  expect(results[3]?.facts['value']).toMatchObject({
    arn: 'arn:aws:iam::111122223333:user/alice',
    mfaDevices: ['phone'],
  });
  expect(results[4]?.facts['value']).toMatchObject({
    maxSessionDuration: '1h',
    assumeRolePolicyDocument: { Version: '2012-10-17' },
  });
});

test('a question about nothing, or about what does not exist, is told so', async () => {
  const { results } = await play(`
accounts:
  shop: { id: "111122223333", iam: { users: { alice: {} } }, s3: { buckets: { reports: {} } } }
steps:
  - { show: who-can s3:GetObject }
  - { show: who-can s3:GetObject nope/a.csv }
  - { show: who-can sts:AssumeRole role/nope }
  - { show: who-can s3:GetObject reports/a.csv }
  - { show: who-can-read reports }`);
  expect(results.slice(0, 3).map(({ facts }) => facts['problem'])).toEqual([
    'the call does not say which bucket',
    'there is no bucket nope',
    expect.stringContaining('there is no role arn:aws:iam::111122223333:role/nope'),
  ]);
  expect(results[3]?.outcome).toBe('done');
  // Of an empty bucket, any object is asked about.
  expect(results[4]?.facts['value']).toMatchObject({ readers: ['shop/root'] });
});
