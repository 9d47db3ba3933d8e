import { describe, expect, test } from 'vitest';
import { play, problemsOf } from '../play.ts';

const policy = (condition: string, effect = 'Allow') =>
  `{ name: p, Version: "2012-10-17", Statement: [{ Effect: ${effect}, Action: "*", Resource: "*", Condition: ${condition} }] }`;

/** Whether alice, whose one policy has this condition, may publish. */
async function allowed(condition: string, step: string, user = ''): Promise<string> {
  const { results } = await play(`
organization: { id: o-a1b2c3d4e5, root: { children: { team: { accounts: [shop] } } } }
accounts:
  shop:
    id: "111122223333"
    region: eu-west-1
    iam: { users: { alice: { tags: { team: blue }, policies: [${policy(condition)}]${user} } } }
steps: [${step}]`);
  return results.at(-1)?.outcome ?? '';
}

describe('the request context follows from who calls, from where and when', () => {
  const call = '{ call: sns:Publish as alice }';
  test.each<[string, string, string]>([
    [
      'the ARN of the principal',
      'StringEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:user/alice" }',
      'allowed',
    ],
    ['the account', 'StringEquals: { "aws:PrincipalAccount": "111122223333" }', 'allowed'],
    ['the name', 'StringEquals: { "aws:username": alice }', 'allowed'],
    ['the type', 'StringEquals: { "aws:PrincipalType": User }', 'allowed'],
    ['a unique id', 'StringLike: { "aws:userid": "AIDA*" }', 'allowed'],
    ['a tag', 'StringEquals: { "aws:PrincipalTag/Team": blue }', 'allowed'],
    ['the organization', 'StringEquals: { "aws:PrincipalOrgID": o-a1b2c3d4e5 }', 'allowed'],
    [
      'the path in it',
      '"ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-root/ou-team/*" }',
      'allowed',
    ],
    ['the Region', 'StringEquals: { "aws:RequestedRegion": eu-west-1 }', 'allowed'],
    ['the time', 'DateGreaterThan: { "aws:CurrentTime": "2026-01-05T08:59:59Z" }', 'allowed'],
    ['the time in seconds', 'NumericEquals: { "aws:EpochTime": "1767603600" }', 'allowed'],
    ['encryption', 'Bool: { "aws:SecureTransport": "true" }', 'allowed'],
    ['MFA, which long-term credentials do not have', 'Null: { "aws:MultiFactorAuthPresent": "true" }', 'allowed'],
    ['no endpoint', 'Null: { "aws:SourceVpce": "true" }', 'allowed'],
    ['an address nobody stated', 'IpAddress: { "aws:SourceIp": 203.0.113.0/24 }', 'unknown'],
  ])('%s', async (_, condition, expected) => {
    expect(await allowed(`{ ${condition} }`, call)).toBe(expected);
  });

  test('a step states where it comes from, or any key', async () => {
    const inside = '{ IpAddress: { "aws:SourceIp": 203.0.113.0/24 } }';
    expect(await allowed(inside, '{ call: sns:Publish as alice from 203.0.113.9 }')).toBe('allowed');
    expect(await allowed(inside, '{ call: sns:Publish as alice from 198.51.100.9 }')).toBe('denied');
    expect(await allowed(inside, '{ call: sns:Publish as alice, context: { "AWS:sourceip": 203.0.113.7 } }')).toBe(
      'allowed',
    );
    expect(
      await allowed(
        '{ StringEquals: { "aws:username": alice } }',
        '{ call: sns:Publish as alice, context: { "aws:username": null } }',
      ),
    ).toBe('denied');
    expect(await allowed(inside, '{ call: sns:Publish as alice from nowhere }')).toBe('unreachable');
  });
});

describe('who calls', () => {
  const scenario = (steps: string) => `
accounts:
  shop:
    id: "111122223333"
    iam:
      users:
        alice: { accessKeys: [AKIAEXAMPLEALICE, { id: AKIAEXAMPLEOLD, status: Inactive }] }
        bob: { accessKeys: { id: AKIAEXAMPLEBOB, status: Inactive } }
        twin: {}
      roles: { app: { path: /team/, assumeRolePolicyDocument: unknown }, twin: { assumeRolePolicyDocument: unknown } }
steps: [${steps}]`;
  const caller = async (who: string) => {
    const { results } = await play(scenario(`{ call: sts:GetCallerIdentity as ${who} }`));
    const [result] = results;
    return result?.awsCode ?? result?.facts['caller'];
  };

  test.each([
    ['alice', 'arn:aws:iam::111122223333:user/alice'],
    ['user/alice', 'arn:aws:iam::111122223333:user/alice'],
    ['shop/user/alice', 'arn:aws:iam::111122223333:user/alice'],
    ['arn:aws:iam::111122223333:user/alice', 'arn:aws:iam::111122223333:user/alice'],
    ['AKIAEXAMPLEALICE', 'arn:aws:iam::111122223333:user/alice'],
    ['AKIAEXAMPLEOLD', 'InvalidClientTokenId'],
    ['bob', 'InvalidClientTokenId'],
    ['role/app', 'arn:aws:sts::111122223333:assumed-role/app/session'],
    ['root', 'arn:aws:iam::111122223333:root'],
    ['shop/root', 'arn:aws:iam::111122223333:root'],
    ['arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:root'],
    ['service/sns.amazonaws.com', 'sns.amazonaws.com'],
    ['twin', 'InvalidClientTokenId'],
    ['role/twin', 'arn:aws:sts::111122223333:assumed-role/twin/session'],
    ['alcie', 'InvalidClientTokenId'],
  ])('%s', async (who, expected) => {
    expect(await caller(who)).toBe(expected);
  });

  test('nobody stated is the root user, but in a scenario without identities nothing is authorized', async () => {
    const { results } = await play(scenario('{ call: sns:Publish }'));
    expect(results[0]?.facts['caller']).toBe('arn:aws:iam::111122223333:root');
    const { results: free } = await play(
      'accounts: { shop: { id: "111122223333" } }\nsteps: [{ call: sns:Publish }, { call: sns:Publish as anonymous }]',
    );
    expect(free.map(({ outcome }) => outcome)).toEqual(['allowed', 'denied']);
    expect(free[0]?.trace.map(({ reason }) => reason)).toEqual(['caller', 'no-identities', 'not-simulated']);
  });
});

test('the line of a call is checked when it is read', async () => {
  expect(await problemsOf('steps: [{ call: GetObject }]')).toEqual([
    '1 error GetObject is not an API action such as s3:GetObject, what it is done to, and who does it: s3:GetObject reports/a.csv as alice',
  ]);
  expect(await problemsOf('steps: [{ call: sts:AssumeRole, with: { rolArn: x } }]')).toEqual([
    '1 error unknown key rolArn',
  ]);
  expect(await problemsOf('steps: [{ call: sts:AssumeRol x }]')).toEqual([
    '1 warning sts:AssumeRol is authorized, but not simulated',
  ]);
});

describe('organizations', () => {
  const organization = (tree: string, more = '') => `
organization:
  managementAccount: boss
  serviceControlPolicies:
    NoSns: { Version: "2012-10-17", Statement: { Effect: Deny, Action: "sns:*", Resource: "*" } }
    OnlySqs: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "sqs:*", Resource: "*" } }
  resourceControlPolicies:
    NoSecrets: { Version: "2012-10-17", Statement: { Effect: Deny, Principal: "*", Action: "secretsmanager:*", Resource: "*" } }
  root: ${tree}
accounts:
  boss: { id: "111122223333", iam: { users: { chief: { policies: [AdministratorAccess] } } } }
  shop: { id: "444455556666", iam: { users: { alice: { policies: [AdministratorAccess] } } } }
steps:
  - { call: sns:Publish as alice }
  - { call: sqs:SendMessage as alice }
  - { call: ec2:RunInstances as alice }
  - { call: secretsmanager:GetSecretValue as alice }
  - { call: sns:Publish as shop/root }
  - { call: sns:Publish as chief }
  - { call: secretsmanager:GetSecretValue as chief }${more}`;
  const outcomes = async (tree: string) => {
    const { results } = await play(organization(tree));
    return results.map(({ outcome, reason }) => reason ?? outcome);
  };

  test('a deny list leaves the rest allowed, an allow list does not; the management account is free', async () => {
    expect(
      await outcomes('{ accounts: [boss], children: { unit: { policies: [NoSns, NoSecrets], accounts: [shop] } } }'),
    ).toEqual(['explicit-deny', 'allowed', 'allowed', 'explicit-deny', 'explicit-deny', 'allowed', 'allowed']);
    expect(
      await outcomes('{ accounts: [boss], children: { unit: { accounts: { shop: { policies: [OnlySqs] } } } } }'),
    ).toEqual(['implicit-deny', 'allowed', 'implicit-deny', 'implicit-deny', 'implicit-deny', 'allowed', 'allowed']);
    expect(await outcomes('{ fullAWSAccess: false, accounts: [boss, shop] }')).toEqual([
      ...Array.from({ length: 5 }, () => 'implicit-deny'),
      'allowed',
      'allowed',
    ]);
  });

  test('names that lead nowhere are problems', async () => {
    expect(await problemsOf(organization('{ policies: [NoSnz], accounts: [boss, shop, shop] }'))).toEqual([
      expect.stringMatching(/error there is no policy of the organization NoSnz$/),
      expect.stringMatching(/error account shop stands in root and in root$/),
    ]);
  });
});

test('a key that nobody wrote a policy for leaves the decision to the policies of its account', async () => {
  const { results } = await play(`
accounts:
  shop:
    id: "111122223333"
    iam: { users: { alice: { policies: [{ name: p, Version: "2012-10-17", Statement: { Effect: Allow, Action: "kms:Decrypt", Resource: "*" } }] }, bob: {} } }
steps:
  - { call: "kms:Decrypt arn:aws:kms:us-east-1:111122223333:key/1 as alice" }
  - { call: "kms:Decrypt arn:aws:kms:us-east-1:111122223333:key/1 as bob" }
  - { call: "kms:Decrypt arn:aws:kms:us-east-1:444455556666:key/1 as alice" }`);
  expect(results.map(({ outcome, awsCode }) => awsCode ?? outcome)).toEqual([
    'allowed',
    'AccessDeniedException',
    'AccessDeniedException',
  ]);
});
