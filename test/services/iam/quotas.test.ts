import { describe, expect, test } from 'vitest';
import { play, problemsOf } from '../play.ts';

const DENY = '{ Version: "2012-10-17", Statement: { Effect: Deny, Action: "s3:*", Resource: "*" } }';
const ALLOW = '{ Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*" } }';
const names = (count: number) => Array.from({ length: count }, (_, at) => `P${at + 1}`);
const policies = (count: number, document: string) =>
  names(count)
    .map((name) => `${name}: ${document}`)
    .join(', ');

const organization = (attached: number, { document = DENY, more = '' } = {}) => `
organization:
  root: { children: { prod: { policies: [${names(attached).join(', ')}]${more}, accounts: [shop] } } }
  serviceControlPolicies: { ${policies(attached, document)} }
accounts: { shop: { id: "111122223333" } }`;

describe('policies attached to a level of an organization', () => {
  test('are ten service control policies at most, FullAWSAccess among them', async () => {
    expect(await problemsOf(organization(9))).toEqual([]);
    expect(await problemsOf(organization(10, { more: ', fullAWSAccess: false' }))).toEqual([]);
    expect(await problemsOf(organization(10, { document: ALLOW }))).toEqual([]);
    expect(await problemsOf(organization(10))).toEqual([
      '3 error 11 service control policies are attached to prod, more than the 10 AWS accepts',
    ]);
  });

  test('units nest five deep', async () => {
    const nested = (depth: number): string =>
      depth === 0 ? '{}' : `{ children: { u${depth}: ${nested(depth - 1)} } }`;
    expect(await problemsOf(`organization: { root: ${nested(5)} }\naccounts: {}`)).toEqual([]);
    expect(await problemsOf(`organization: { root: ${nested(6)} }\naccounts: {}`)).toEqual([
      '1 error u1 is 6 units below the root; AWS nests 5 deep',
    ]);
  });
});

describe('managed policies of a user, role or group', () => {
  const attached = (count: number, owner: string) =>
    `accounts: { shop: { id: "111122223333", iam: { policies: { ${policies(count, ALLOW)} }, ${owner} } } }`;
  const user = (count: number) => attached(count, `users: { ann: { policies: [${names(count).join(', ')}] } }`);
  const group = (count: number) => attached(count, `groups: { dev: { policies: [${names(count).join(', ')}] } }`);

  test('are ten; more of them once the quota is raised, but not for groups', async () => {
    expect(await problemsOf(user(10))).toEqual([]);
    expect(await problemsOf(user(11))).toEqual([
      '1 warning ann has 11 managed policies; AWS accepts more than 10 only once the quota is raised',
    ]);
    expect(await problemsOf(user(21))).toEqual(['1 error ann has 21 managed policies, more than the 20 of a user']);
    expect(await problemsOf(group(11))).toEqual(['1 error dev has 11 managed policies, more than the 10 of a group']);
  });

  test('cannot be attached beyond the quota', async () => {
    const { results } = await play(`${attached(11, `users: { ann: { policies: [${names(10).join(', ')}] } }`)}
steps:
  - call: iam:AttachUserPolicy
    with: { userName: ann, policyArn: P11 }
  - call: iam:AttachUserPolicy
    with: { userName: ann, policyArn: P1 }`);
    expect(results.map(({ awsCode, outcome }) => awsCode ?? outcome)).toEqual(['LimitExceeded', 'allowed']);
  });

  test('inline ones have a size together', async () => {
    const long = (name: string, length: number) => `
  - call: iam:PutRolePolicy
    with:
      roleName: one
      policyName: ${name}
      policyDocument: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "s3:*", Resource: "arn:aws:s3:::${'x'.repeat(length)}" } }`;
    const role =
      'roles: { one: { assumeRolePolicyDocument: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: { AWS: "111122223333" }, Action: sts:AssumeRole } } } }';
    const { results } = await play(
      `accounts: { shop: { id: "111122223333", iam: { ${role} } } }\nsteps:${long('a', 7000)}${long('b', 3500)}${long('a', 100)}`,
    );
    expect(results.map(({ awsCode, outcome }) => awsCode ?? outcome)).toEqual(['allowed', 'LimitExceeded', 'allowed']);
  });
});

test('AWS names the policy of an organization that denies by its ARN', async () => {
  const { results } = await play(`
organization:
  id: o-a1b2c3d4e5
  managementAccount: main
  root:
    accounts: [main]
    children: { prod: { policies: [DenyQueues, p-1a2b3c4d, DenyOthers], accounts: [shop] } }
  serviceControlPolicies:
    DenyQueues: { Version: "2012-10-17", Statement: { Effect: Deny, Action: "sqs:*", Resource: "*" } }
    p-1a2b3c4d: { Version: "2012-10-17", Statement: { Effect: Deny, Action: "sns:*", Resource: "*" } }
  resourceControlPolicies:
    DenyOthers: { Version: "2012-10-17", Statement: { Effect: Deny, Principal: "*", Action: "s3:*", Resource: "*" } }
accounts:
  main: { id: "999988887777" }
  shop:
    id: "111122223333"
    iam: { users: { ann: { policies: [{ name: all, Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*" } }] } } }
    s3: { buckets: { data-1: { objects: { a: {} } } } }
steps:
  - { call: sqs:SendMessage as ann }
  - { call: sns:Publish as ann }
  - { call: s3:GetObject data-1/a as ann }`);
  const messages = results.map(({ facts }) => JSON.stringify(facts));
  const arn = 'arn:aws:organizations::999988887777:policy/o-a1b2c3d4e5';
  expect(messages[0]).toMatch(new RegExp(`in a service control policy: ${arn}/service_control_policy/p-[0-9a-z]{8}"`));
  expect(messages[1]).toContain(`in a service control policy: ${arn}/service_control_policy/p-1a2b3c4d"`);
  expect(messages[2]).toMatch(
    new RegExp(`in a resource control policy: ${arn}/resource_control_policy/p-[0-9a-z]{8}"`),
  );
});
