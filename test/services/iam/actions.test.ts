import { describe, expect, test } from 'vitest';
import { play, problemsOf } from '../play.ts';

const ADMIN = `
accounts:
  shop:
    id: "111122223333"
    iam:
      users:
        admin: { policies: [AdministratorAccess] }
        alice: {}
      groups: { dev: { policies: [{ name: topics, Version: "2012-10-17", Statement: { Effect: Allow, Action: "sns:*", Resource: "*" } }] } }
      policies: { Queues: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "sqs:*", Resource: "*" } } }
      roles:
        app:
          assumeRolePolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:user/alice" }, Action: sts:AssumeRole }] }
steps:`;

const reasons = async (steps: string) => {
  const { results } = await play(`${ADMIN}${steps}`);
  return results.map(({ outcome, reason, awsCode }) => awsCode ?? reason ?? outcome);
};

describe('API calls change who may do what', () => {
  test('attaching and detaching, groups and inline policies', async () => {
    expect(
      await reasons(`
  - { call: sqs:SendMessage as alice }
  - { call: iam:AttachUserPolicy as admin, with: { userName: alice, policyArn: "arn:aws:iam::111122223333:policy/Queues" } }
  - { call: sqs:SendMessage as alice }
  - { call: iam:DetachUserPolicy as admin, with: { userName: alice, policyArn: Queues } }
  - { call: sqs:SendMessage as alice }
  - { call: sns:Publish as alice }
  - { call: iam:AddUserToGroup as admin, with: { userName: alice, groupName: dev } }
  - { call: sns:Publish as alice }
  - { call: iam:PutGroupPolicy as admin, with: { groupName: dev, policyName: no, policyDocument: { Version: "2012-10-17", Statement: { Effect: Deny, Action: "sns:*", Resource: "*" } } } }
  - { call: sns:Publish as alice }
  - { call: iam:DeleteGroupPolicy as admin, with: { groupName: dev, policyName: no } }
  - { call: sns:Publish as alice }
  - { call: iam:PutUserPermissionsBoundary as admin, with: { userName: alice, permissionsBoundary: Queues } }
  - { call: sns:Publish as alice }`),
    ).toEqual([
      'AccessDenied',
      'allowed',
      'allowed',
      'allowed',
      'AccessDenied',
      'AccessDenied',
      'allowed',
      'allowed',
      'allowed',
      'AccessDenied',
      'allowed',
      'allowed',
      'allowed',
      'AccessDenied',
    ]);
  });

  test('refusals have the codes of AWS', async () => {
    expect(
      await reasons(`
  - { call: iam:CreateUser as alice, with: { userName: bob } }
  - { call: iam:CreateUser as admin, with: { userName: alice } }
  - { call: iam:DeleteUser as admin, with: { userName: nobody } }
  - { call: iam:DeleteUser as admin, with: { userName: admin } }
  - { call: iam:AttachUserPolicy as admin, with: { userName: alice, policyArn: Missing } }
  - { call: iam:PutUserPolicy as admin, with: { userName: alice, policyName: p, policyDocument: { Statement: [{ Effect: Allow, Action: nonsense, Resource: "*" }] } } }
  - { call: iam:CreateAccessKey as admin, with: { userName: alice } }
  - { call: iam:CreateAccessKey as admin, with: { userName: alice } }
  - { call: iam:CreateAccessKey as admin, with: { userName: alice } }`),
    ).toEqual([
      'AccessDenied',
      'EntityAlreadyExists',
      'NoSuchEntity',
      'DeleteConflict',
      'NoSuchEntity',
      'MalformedPolicyDocument',
      'allowed',
      'allowed',
      'LimitExceeded',
    ]);
  });

  test('a user who was deleted and made anew is no longer trusted by a role that names the user', async () => {
    const recreate = `
  - { call: sts:AssumeRole app as alice }
  - { call: iam:DeleteUser as admin, with: { userName: alice } }
  - { call: iam:CreateUser as admin, with: { userName: alice } }
  - { call: sts:AssumeRole app as alice }`;
    expect(await reasons(recreate)).toEqual(['allowed', 'allowed', 'allowed', 'AccessDenied']);
    expect(
      await reasons(`${recreate}
  - call: iam:UpdateAssumeRolePolicy as admin
    with: { roleName: app, policyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:user/alice" }, Action: sts:AssumeRole }] } }
  - { call: sts:AssumeRole app as alice }`),
    ).toEqual(['allowed', 'allowed', 'allowed', 'AccessDenied', 'allowed', 'allowed']);
  });

  test('a change of the file keeps what calls have made', async () => {
    expect(
      await reasons(`
  - { call: iam:AttachUserPolicy as admin, with: { userName: alice, policyArn: Queues } }
  - { change: { shop.iam.users.carol: { policies: [Queues] } } }
  - { call: sqs:SendMessage as alice }
  - { call: sqs:SendMessage as carol }
  - { change: { shop.iam.users.alice.policies: [] } }
  - { call: sqs:SendMessage as alice }
  - { change: { shop.iam.users.carol: null } }
  - { call: sqs:SendMessage as carol }`),
    ).toEqual(['allowed', 'done', 'allowed', 'allowed', 'done', 'allowed', 'done', 'InvalidClientTokenId']);
  });
});

describe('what is wrong with identities', () => {
  const iam = (part: string) => problemsOf(`accounts:\n  shop:\n    id: "111122223333"\n    iam:\n      ${part}\n`);

  test.each<[string, string, readonly string[]]>([
    [
      'an unknown policy',
      'users: { alice: { policies: [ReadOnlyAcess] } }',
      ['5 error there is no managed policy ReadOnlyAcess'],
    ],
    ['an unknown group', 'users: { alice: { groups: [dev] } }', ['5 error there is no group dev']],
    [
      'three access keys',
      'users: { alice: { accessKeys: [AKIAONE1, AKIATWO2, AKIATHREE3] } }',
      ['5 error a list of 3 stands where at most 2 belong'],
    ],
    [
      'a malformed document',
      'policies: { P: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:*" }] } }',
      ['5 error a statement without Resource'],
    ],
    [
      'a role nobody may assume',
      'roles: { app: {} }',
      ['5 error assumeRolePolicyDocument is missing: who may assume the role'],
    ],
    [
      'a session of a day',
      'roles: { app: { maxSessionDuration: 24h, assumeRolePolicyDocument: unknown } }',
      ['5 error 24h is not a duration such as 90s, 5m or 1h30m'],
    ],
    [
      'names that differ in case only',
      'groups: { dev: {}, Dev: {} }',
      ['5 error dev and Dev differ in case only, which IAM does not tell apart'],
    ],
    [
      'an AWS managed policy without a copy',
      'users: { alice: { policies: ["arn:aws:iam::aws:policy/AmazonSNSFullAccess"] } }',
      ['5 warning the sandbox has no copy of arn:aws:iam::aws:policy/AmazonSNSFullAccess: what rests on it is unknown'],
    ],
    [
      'an inline policy without name',
      'users: { alice: { policies: [{ Version: "2012-10-17", Statement: [] }] } }',
      ['5 error an inline policy without a name'],
    ],
  ])('%s', async (_, part, expected) => {
    expect(await iam(part)).toEqual(expected);
  });

  test('inline policies share a quota', async () => {
    const resources = Array.from({ length: 60 }, (_, at) => `"arn:aws:s3:::bucket-${at}/*"`).join(', ');
    const policy = (name: string) =>
      `{ name: ${name}, Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:*", Resource: [${resources}] }] }`;
    expect(await iam(`users: { alice: { policies: [${policy('a')}, ${policy('b')}] } }`)).toEqual([
      expect.stringMatching(
        /^5 error the inline policies of alice have \d+ characters together, more than the 2048 of a user$/,
      ),
    ]);
  });
});

test('policies can be JSON text, and what the scenario leaves unknown leaves the outcome open', async () => {
  const { results } = await play(`
accounts:
  shop:
    id: "111122223333"
    iam:
      policies:
        Json: '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "sns:*", "Resource": "*" } }'
        Open: unknown
      users: { alice: { policies: [Json] }, bob: { policies: [Open] }, carol: { policies: unknown } }
steps:
  - { call: sns:Publish as alice }
  - { call: sns:Publish as bob }
  - { call: sns:Publish as carol }`);
  expect(results.map(({ outcome }) => outcome)).toEqual(['allowed', 'unknown', 'unknown']);
});
