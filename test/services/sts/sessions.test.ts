import { describe, expect, test } from 'vitest';
import { play } from '../play.ts';

/** Two accounts: alice of dev may assume anything, the roles of prod say who may. `more` is added below prod's roles. */
const accounts = (roles: string) => `
accounts:
  dev:
    id: "111122223333"
    iam:
      users:
        alice:
          mfaDevices: [phone]
          policies: [{ name: any, Version: "2012-10-17", Statement: { Effect: Allow, Action: "sts:*", Resource: "*" } }]
        weak: {}
  prod:
    id: "444455556666"
    iam:
      policies:
        Sts: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "sts:*", Resource: "*" } }
        Get: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "sns:Get*", Resource: "*" } }
      roles:
${roles.replace(/^/gm, '        ')}
`;
const trust = (
  principal: string,
  condition = '',
  action = '["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]',
) =>
  `{ Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: ${principal}, Action: ${action}${condition === '' ? '' : `, Condition: ${condition}`} }] }`;
const DEV = '{ AWS: "111122223333" }';
const PROD = '{ AWS: "444455556666" }';

const outcomes = async (roles: string, steps: string) => {
  const { results } = await play(`${accounts(roles)}\nsteps:\n${steps}`);
  return results.map(({ outcome, reason, awsCode }) =>
    [outcome, reason, awsCode].filter((word) => word !== undefined).join(' '),
  );
};

describe('AssumeRole', () => {
  test('needs both accounts, and hands over a session that can do what the role can', async () => {
    expect(
      await outcomes(
        `deploy: { assumeRolePolicyDocument: ${trust(DEV)}, policies: [Get] }`,
        `
  - { call: sts:AssumeRole prod/role/deploy as weak }
  - { call: sts:AssumeRole prod/role/deploy as alice, save: release }
  - { call: sns:GetTopicAttributes, as: release, with: { resource: "arn:aws:sns:us-east-1:444455556666:k" } }
  - { call: sns:Publish, as: release, with: { resource: "arn:aws:sns:us-east-1:444455556666:k" } }
  - { call: sts:GetCallerIdentity as release }`,
      ),
    ).toEqual([
      'denied implicit-deny AccessDenied',
      'allowed',
      'allowed',
      'denied implicit-deny AccessDenied',
      'allowed',
    ]);
  });

  test('is not for root, nor for a role that does not exist', async () => {
    expect(
      await outcomes(
        `deploy: { assumeRolePolicyDocument: ${trust('"*"')} }`,
        `
  - { call: sts:AssumeRole prod/role/deploy as prod/root }
  - { call: sts:AssumeRole prod/role/depoly as alice }
  - { call: sts:AssumeRole as alice }
  - { call: sts:AssumeRole prod/role/deploy as alice, with: { roleSessionName: x } }`,
      ),
    ).toEqual([
      'denied root-cannot-assume AccessDenied',
      'denied no-such-role AccessDenied',
      'error invalid-parameter ValidationError',
      'error invalid-parameter ValidationError',
    ]);
  });

  test('a chain of roles lasts an hour at most, whatever the roles allow', async () => {
    expect(
      await outcomes(
        `first: { assumeRolePolicyDocument: ${trust(DEV)}, policies: [Sts], maxSessionDuration: 12h }\nsecond: { assumeRolePolicyDocument: ${trust(PROD)}, maxSessionDuration: 12h, policies: [Get] }`,
        `
  - { call: sts:AssumeRole prod/role/first as alice, with: { durationSeconds: 43200 }, save: one }
  - { call: sts:AssumeRole prod/role/second as one, with: { durationSeconds: 7200 } }
  - { call: sts:AssumeRole prod/role/second as one, save: two }
  - { wait: 59m }
  - { call: sns:GetTopicAttributes, as: two, with: { resource: "arn:aws:sns:us-east-1:444455556666:k" } }
  - { wait: 1m }
  - { call: sns:GetTopicAttributes, as: two, with: { resource: "arn:aws:sns:us-east-1:444455556666:k" } }
  - { call: sts:GetCallerIdentity as one }`,
      ),
    ).toEqual([
      'allowed',
      'error chaining-limit ValidationError',
      'allowed',
      'done',
      'allowed',
      'done',
      'error expired-token ExpiredToken',
      'allowed',
    ]);
  });

  test('external id, MFA and session name are compared by the trust policy', async () => {
    const condition =
      '{ StringEquals: { "sts:ExternalId": x-1 }, Bool: { "aws:MultiFactorAuthPresent": "true" }, StringLike: { "sts:RoleSessionName": "rel*" } }';
    expect(
      await outcomes(
        `deploy: { assumeRolePolicyDocument: ${trust(DEV, condition)} }`,
        `
  - { call: sts:AssumeRole prod/role/deploy as alice, with: { roleSessionName: release, externalId: x-1 } }
  - { call: sts:AssumeRole prod/role/deploy as alice, with: { roleSessionName: release, externalId: x-2, tokenCode: phone } }
  - { call: sts:AssumeRole prod/role/deploy as alice, with: { roleSessionName: release, externalId: x-1, tokenCode: tablet } }
  - { call: sts:AssumeRole prod/role/deploy as alice, with: { roleSessionName: other, externalId: x-1, tokenCode: phone } }
  - { call: sts:AssumeRole prod/role/deploy as alice, with: { roleSessionName: release, externalId: x-1, tokenCode: phone } }`,
      ),
    ).toEqual([
      'denied implicit-deny AccessDenied',
      'denied implicit-deny AccessDenied',
      'denied mfa-failed AccessDenied',
      'denied implicit-deny AccessDenied',
      'allowed',
    ]);
  });

  test('a session policy narrows the role and never widens it', async () => {
    expect(
      await outcomes(
        `deploy: { assumeRolePolicyDocument: ${trust(DEV)}, policies: [Get] }`,
        `
  - { call: sts:AssumeRole prod/role/deploy as alice, with: { policy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "sns:GetTopicAttributes", Resource: "*" }, { Effect: Allow, Action: "sns:Publish", Resource: "*" }] } }, save: narrow }
  - { call: sns:GetTopicAttributes, as: narrow, with: { resource: "arn:aws:sns:us-east-1:444455556666:k" } }
  - { call: sns:GetEndpointAttributes, as: narrow, with: { resource: "arn:aws:sns:us-east-1:444455556666:k" } }
  - { call: sns:Publish, as: narrow, with: { resource: "arn:aws:sns:us-east-1:444455556666:k" } }
  - { call: sts:AssumeRole prod/role/deploy as alice, with: { policy: { Version: "2012-10-17", Statement: [{ Effect: allow }] } } }`,
      ),
    ).toEqual([
      'allowed',
      'allowed',
      'denied implicit-deny AccessDenied',
      'denied implicit-deny AccessDenied',
      'error session-policy-malformed MalformedPolicyDocument',
    ]);
  });
});

describe('session tags', () => {
  const roles = `
one: { assumeRolePolicyDocument: ${trust(DEV)}, policies: [Sts] }
two: { assumeRolePolicyDocument: ${trust(PROD)}, policies: [Sts], tags: { Sun: "2" } }
three: { assumeRolePolicyDocument: ${trust(PROD)}, policies: [Get], tags: { Star: "3" } }
untagged: { assumeRolePolicyDocument: ${trust(PROD, '', 'sts:AssumeRole')} }`.trim();

  test('transitive ones travel down the chain, role tags do not (the documented chain)', async () => {
    const { results, world } = await play(`${accounts(roles)}
steps:
  - { call: sts:AssumeRole prod/role/one as alice, with: { tags: { Star: "1", Heart: "1" }, transitiveTagKeys: [Star, Heart] }, save: hop1 }
  - { call: sts:AssumeRole prod/role/two as hop1, save: hop2 }
  - { call: sts:AssumeRole prod/role/three as hop2, save: hop3 }
  - { call: sts:AssumeRole prod/role/three as hop2, with: { tags: { star: "9" } } }
  - { call: sts:AssumeRole prod/role/untagged as hop2 }`);
    expect(results.map(({ outcome, reason }) => reason ?? outcome)).toEqual([
      'allowed',
      'allowed',
      'allowed',
      'transitive-tag-conflict',
      'implicit-deny',
    ]);
    const tags = (name: string) => [
      ...((world.saved.get(name)?.value as { tags: Map<string, string> } | undefined)?.tags ?? []),
    ];
    expect(tags('hop2')).toEqual([
      ['Star', '1'],
      ['Heart', '1'],
    ]);
    expect(tags('hop3')).toEqual([
      ['Star', '1'],
      ['Heart', '1'],
    ]);
  });

  test('are seen as aws:PrincipalTag over the tags of the role', async () => {
    const policy =
      '{ name: tagged, Version: "2012-10-17", Statement: { Effect: Allow, Action: "sns:GetTopicAttributes", Resource: "arn:aws:sns:us-east-1:444455556666:${aws:PrincipalTag/Star}" } }';
    expect(
      await outcomes(
        `one: { assumeRolePolicyDocument: ${trust(DEV)}, policies: [${policy}], tags: { Star: role } }`,
        `
  - { call: sts:AssumeRole prod/role/one as alice, save: plain }
  - { call: sts:AssumeRole prod/role/one as alice, with: { tags: { star: session } }, save: tagged }
  - { call: sns:GetTopicAttributes, as: plain, with: { resource: "arn:aws:sns:us-east-1:444455556666:role" } }
  - { call: sns:GetTopicAttributes, as: tagged, with: { resource: "arn:aws:sns:us-east-1:444455556666:role" } }
  - { call: sns:GetTopicAttributes, as: tagged, with: { resource: "arn:aws:sns:us-east-1:444455556666:session" } }`,
      ),
    ).toEqual(['allowed', 'allowed', 'allowed', 'denied implicit-deny AccessDenied', 'allowed']);
  });
});

test('a source identity is set once and stays for the whole chain', async () => {
  expect(
    await outcomes(
      `one: { assumeRolePolicyDocument: ${trust(DEV)}, policies: [Sts] }\ntwo: { assumeRolePolicyDocument: ${trust(PROD, '{ StringEquals: { "aws:SourceIdentity": alice } }')} }`,
      `
  - { call: sts:AssumeRole prod/role/one as alice, with: { sourceIdentity: alice }, save: named }
  - { call: sts:AssumeRole prod/role/one as alice, save: nameless }
  - { call: sts:AssumeRole prod/role/two as named, with: { sourceIdentity: bob } }
  - { call: sts:AssumeRole prod/role/two as named }
  - { call: sts:AssumeRole prod/role/two as nameless }`,
    ),
  ).toEqual([
    'allowed',
    'allowed',
    'denied source-identity-fixed AccessDenied',
    'allowed',
    'denied implicit-deny AccessDenied',
  ]);
});

describe('sessions of users', () => {
  test('of GetSessionToken carry MFA on; without it they cannot call IAM', async () => {
    const guard =
      '{ name: guard, Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "*", Resource: "*" }, { Effect: Deny, Action: "sns:*", Resource: "*", Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } }] }';
    const { results } = await play(`
accounts:
  dev:
    id: "111122223333"
    iam: { users: { bob: { mfaDevices: [key], policies: [${guard}] } } }
steps:
  - { call: sns:ListTopics as bob }
  - { call: sts:GetSessionToken as bob, save: plain }
  - { call: sts:GetSessionToken as bob, with: { tokenCode: key }, save: proven }
  - { call: sns:ListTopics as plain }
  - { call: sns:ListTopics as proven }
  - { call: iam:CreateUser as plain, with: { userName: x } }
  - { call: iam:CreateUser as proven, with: { userName: x } }
  - { call: sts:GetFederationToken as proven, with: { name: x } }
  - { call: sts:GetSessionToken as plain }`);
    expect(results.map(({ outcome, reason }) => reason ?? outcome)).toEqual([
      'explicit-deny',
      'allowed',
      'allowed',
      'explicit-deny',
      'allowed',
      'operation-not-for-session',
      'allowed',
      'operation-not-for-session',
      'operation-not-for-session',
    ]);
  });

  test('of GetFederationToken can do nothing without a session policy, and no IAM at all', async () => {
    expect(
      await outcomes(
        `x: { assumeRolePolicyDocument: ${trust(DEV)} }`,
        `
  - { call: sts:GetFederationToken as alice, with: { name: guest }, save: empty }
  - { call: sts:GetFederationToken as alice, with: { name: guest, policy: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*" } } }, save: full }
  - { call: sqs:SendMessage as empty }
  - { call: sts:DecodeAuthorizationMessage as full }
  - { call: iam:GetUser as full }
  - { call: sqs:SendMessage as full }
  - { call: sts:GetCallerIdentity as empty }`,
      ),
    ).toEqual([
      'allowed',
      'allowed',
      'denied implicit-deny AccessDenied',
      'denied operation-not-for-session AccessDenied',
      'denied operation-not-for-session AccessDenied',
      'denied implicit-deny AccessDenied',
      'allowed',
    ]);
  });
});

describe('identity providers', () => {
  const providers = `
  prod:
    id: "444455556666"
    iam:
      oidcProviders: { token.actions.githubusercontent.com: { clientIds: [sts.amazonaws.com] } }
      samlProviders: { Okta: {} }
      roles:
        ci:
          assumeRolePolicyDocument: ${trust('{ Federated: "arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com" }', '{ StringLike: { "token.actions.githubusercontent.com:sub": "repo:acme/*" } }', 'sts:AssumeRoleWithWebIdentity')}
        staff:
          assumeRolePolicyDocument: ${trust('{ Federated: "arn:aws:iam::444455556666:saml-provider/Okta" }', '{ StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } }', '["sts:AssumeRoleWithSAML", "sts:TagSession"]')}`;

  test('vouch for callers without an AWS identity', async () => {
    const token = (claims: string) =>
      `{ call: sts:AssumeRoleWithWebIdentity prod/role/ci as anonymous, with: { webIdentityToken: { ${claims} } } }`;
    const { results } = await play(`
accounts:${providers}
steps:
  - ${token('iss: "https://token.actions.githubusercontent.com", aud: sts.amazonaws.com, sub: "repo:acme/web:ref"')}
  - ${token('iss: "https://token.actions.githubusercontent.com", aud: sts.amazonaws.com, sub: "repo:evil/web:ref"')}
  - ${token('iss: "https://token.actions.githubusercontent.com", aud: other, sub: "repo:acme/web:ref"')}
  - ${token('iss: "https://gitlab.com", aud: sts.amazonaws.com, sub: "repo:acme/web:ref"')}
  - { call: sts:AssumeRoleWithSAML prod/role/staff as anonymous, with: { principalArn: Okta, samlAssertion: { sub: ann, "PrincipalTag:team": blue } }, save: ann }
  - { call: sts:AssumeRole prod/role/ci as ann }`);
    expect(results.map(({ outcome, reason }) => reason ?? outcome)).toEqual([
      'allowed',
      'implicit-deny',
      'wrong-audience',
      'provider-unknown',
      'allowed',
      'implicit-deny',
    ]);
  });
});

describe('session policies and tags in packed form', () => {
  const HEAD = `
accounts:
  shop:
    id: "111122223333"
    iam:
      users: { ann: { policies: [{ name: all, Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*" } }] } }
      roles: { demo: { assumeRolePolicyDocument: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: { AWS: "111122223333" }, Action: ["sts:AssumeRole", "sts:TagSession"] } } } }
steps:`;
  const tags = (count: number) => Array.from({ length: count }, (_, at) => `key-${at}: ${'v'.repeat(200)}`).join(', ');

  test('come to the percentage of AWS’s own example, and are refused beyond a hundred', async () => {
    const { results } = await play(`${HEAD}
  - call: sts:AssumeRole
    as: ann
    with:
      roleArn: demo
      policyArns: ["arn:aws:iam::123456789012:policy/demopolicy1", "arn:aws:iam::123456789012:policy/demopolicy2"]
      policy: { "Version": "2012-10-17", "Statement": [{ "Sid": "Stmt1", "Effect": "Allow", "Action": "s3:*", "Resource": "*" }] }
      tags: { Project: Pegasus, Cost-Center: "12345" }
  - { call: sts:AssumeRole as ann, with: { roleArn: demo } }
  - { call: sts:AssumeRole as ann, with: { roleArn: demo, tags: { ${tags(13)} } } }
  - { call: sts:AssumeRole as ann, with: { roleArn: demo, tags: { ${tags(20)} } } }`);
    const size = (at: number) => (results[at]?.facts['response'] as { packedPolicySize?: number })?.packedPolicySize;
    expect([size(0), size(1), size(2)]).toEqual([8, undefined, 95]);
    expect(results[3]).toMatchObject({ outcome: 'error', awsCode: 'PackedPolicyTooLarge' });
    expect(JSON.stringify(results[3]?.facts)).toContain('Packed size of session tags consumes 147% of allotted space.');
  });
});
