import { describe, expect, test } from 'vitest';
import { authorize, deniedMessage, explain, type PolicyLevel } from '../../../../src/services/iam/index.ts';
import { ACCOUNT, ANN, allow, deny, OTHER, policies, question } from '../helpers.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/app`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/app/s1`;
const FEDERATED = `arn:aws:sts::${ACCOUNT}:federated-user/ann`;
const nothing = policies('identity', allow({ Action: 'ec2:*' }));
const everything = policies('identity', allow());

const named = (principal: unknown, more = {}) => policies('resource', allow({ Principal: principal, ...more }));

/** How a resource policy's Allow gets a caller past an implicit deny of each other type of policy. */
const PRINCIPAL_FORMS: readonly [
  string,
  string,
  unknown,
  object,
  { identity: boolean; boundary: boolean; session: boolean },
][] = [
  ['a user by ARN', ANN, { AWS: ANN }, {}, { identity: true, boundary: true, session: true }],
  [
    "a user's ARN and her federated session",
    FEDERATED,
    { AWS: ANN },
    {},
    { identity: true, boundary: false, session: false },
  ],
  ['a role by ARN', SESSION, { AWS: ROLE }, {}, { identity: true, boundary: false, session: false }],
  ['a session by ARN', SESSION, { AWS: SESSION }, {}, { identity: true, boundary: true, session: true }],
  ['a federated user by ARN', FEDERATED, { AWS: FEDERATED }, {}, { identity: true, boundary: true, session: true }],
  ['everyone, for a session', SESSION, '*', {}, { identity: true, boundary: true, session: true }],
  [
    'everyone with a condition',
    SESSION,
    '*',
    { Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } },
    { identity: true, boundary: true, session: true },
  ],
  [
    'the account with a condition',
    SESSION,
    { AWS: ACCOUNT },
    { Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } },
    { identity: false, boundary: false, session: false },
  ],
  ['the account by id', ANN, { AWS: ACCOUNT }, {}, { identity: false, boundary: false, session: false }],
  [
    'the account by ARN',
    ANN,
    { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    {},
    { identity: false, boundary: false, session: false },
  ],
];

describe('what a resource policy is worth within an account', () => {
  test.each(PRINCIPAL_FORMS)('that names %s', (_, principal, named, more, worth) => {
    const resource = policies('resource', allow({ Principal: named, ...more }));
    const decide = (limits: object) =>
      authorize(
        question({
          principal,
          userArn: ANN,
          policies: { identity: everything, session: everything, resource, ...limits },
        }),
      );
    expect(decide({})).toBe('allowed');
    expect(decide({ identity: nothing })).toBe(worth.identity ? 'allowed' : 'implicit-deny');
    expect(decide({ boundary: nothing })).toBe(worth.boundary ? 'allowed' : 'implicit-deny');
    expect(decide({ session: nothing })).toBe(worth.session ? 'allowed' : 'implicit-deny');
    expect(decide({ identity: policies('identity', allow(), deny()) })).toBe('explicit-deny');
  });

  test.each(PRINCIPAL_FORMS)('is nothing across accounts without the other side: %s', (_, principal, named, more) => {
    const other = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(ACCOUNT, OTHER));
    const resource = policies('resource', allow({ Principal: other(named), ...(other(more) as object) }));
    const decide = (identity: typeof nothing) =>
      authorize(
        question({
          principal: String(other(principal)),
          userArn: String(other(ANN)),
          policies: { identity, session: everything, resource },
        }),
      );
    expect(decide(nothing)).toBe('implicit-deny');
    expect(decide(everything)).toBe('allowed');
  });
});

describe('callers', () => {
  const root = `arn:aws:iam::${ACCOUNT}:root`;
  const level = (...statements: object[]): PolicyLevel[] => [
    { name: 'root', at: 'organization', set: policies('scp', ...(statements as never[])) },
  ];

  test('root needs no policy, but obeys SCPs and denies of the resource', () => {
    expect(authorize(question({ principal: root }))).toBe('allowed');
    expect(authorize(question({ principal: root, policies: { boundary: nothing } }))).toBe('allowed');
    expect(authorize(question({ principal: root, policies: { scps: level(allow({ Action: 'ec2:*' })) } }))).toBe(
      'implicit-deny',
    );
    expect(
      authorize(question({ principal: root, policies: { resource: policies('resource', deny({ Principal: '*' })) } })),
    ).toBe('explicit-deny');
    expect(authorize(question({ principal: root, resourceAccount: OTHER }))).toBe('implicit-deny');
  });

  test('an anonymous caller is allowed by a resource policy for everyone, and by nothing else', () => {
    expect(authorize(question({ principal: '*', policies: { resource: named('*') } }))).toBe('allowed');
    expect(authorize(question({ principal: '*', policies: { resource: named({ AWS: ACCOUNT }) } }))).toBe(
      'implicit-deny',
    );
    expect(authorize(question({ principal: '*' }))).toBe('implicit-deny');
  });

  test('absent keys of an anonymous caller fail positive conditions and meet negated ones', () => {
    const only = (operator: string) => named('*', { Condition: { [operator]: { 'aws:PrincipalOrgID': 'o-1' } } });
    expect(authorize(question({ principal: '*', policies: { resource: only('StringEquals') } }))).toBe('implicit-deny');
    expect(authorize(question({ principal: '*', policies: { resource: only('StringNotEquals') } }))).toBe('allowed');
  });

  test('a service needs the resource policy alone, and knows no SCP', () => {
    const resource = named({ Service: 'sns.amazonaws.com' });
    const scps = level(deny());
    expect(authorize(question({ principal: 'sns.amazonaws.com', policies: { resource, scps } }))).toBe('allowed');
    expect(authorize(question({ principal: 'sqs.amazonaws.com', policies: { resource, scps } }))).toBe('implicit-deny');
  });

  test('a federated user without session policy has only what names it directly', () => {
    const principal = FEDERATED;
    expect(authorize(question({ principal, policies: { identity: everything } }))).toBe('implicit-deny');
    expect(authorize(question({ principal, policies: { identity: everything, session: everything } }))).toBe('allowed');
    expect(authorize(question({ principal, policies: { resource: named({ AWS: FEDERATED }) } }))).toBe('allowed');
  });

  test('groups, wildcards in ARNs and missing principals name nobody', () => {
    for (const principal of [
      { AWS: `arn:aws:iam::${ACCOUNT}:group/dev` },
      { AWS: `arn:aws:iam::${ACCOUNT}:user/*` },
      undefined,
    ]) {
      expect(authorize(question({ policies: { resource: named(principal) } }))).toBe('implicit-deny');
    }
  });

  test('a service-linked role is beyond SCPs and RCPs', () => {
    const linked = `arn:aws:sts::${ACCOUNT}:assumed-role/AWSServiceRoleForX/s`;
    const asked = question({
      principal: linked,
      policies: { identity: everything, scps: level(deny()), rcps: level(deny({ Principal: '*' })) },
    });
    expect(authorize(asked)).toBe('explicit-deny');
    const { principal } = asked.request;
    if (principal.kind !== 'role-session') throw new Error('a session');
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`;
    expect(authorize({ ...asked, request: { ...asked.request, principal: { ...principal, roleArn } } })).toBe(
      'allowed',
    );
  });

  test('who one is may always be asked', () => {
    const refused = { identity: policies('identity', deny()) };
    expect(authorize(question({ action: 'sts:GetCallerIdentity', resource: '*', policies: refused }))).toBe('allowed');
    expect(authorize(question({ principal: '*', action: 'sts:GetCallerIdentity', resource: '*' }))).toBe(
      'implicit-deny',
    );
  });
});

describe('organizations', () => {
  const levels = (...sets: readonly (readonly object[])[]): PolicyLevel[] =>
    sets.map((statements, at) => ({
      name: `level ${at}`,
      at: `level-${at}`,
      set: policies('scp', ...(statements as never[])),
    }));
  const decide = (scps: PolicyLevel[], action = 's3:GetObject') =>
    authorize(question({ action, policies: { identity: everything, scps } }));

  test('allows are a union within a level and an intersection between levels', () => {
    expect(decide(levels([allow({ Action: 'ec2:*' }), allow({ Action: 's3:*' })], [allow()]))).toBe('allowed');
    expect(decide(levels([allow({ Action: 'ec2:*' })], [allow()]))).toBe('implicit-deny');
    expect(decide(levels([allow()], [deny({ Action: 's3:*' }), allow()]))).toBe('explicit-deny');
    expect(decide(levels([allow()], []))).toBe('implicit-deny');
  });

  test('a root that denies S3 over a unit that allows only S3 leaves nothing', () => {
    const scps = levels([allow(), deny({ Action: 's3:*' })], [allow({ Action: 's3:*' })]);
    expect(decide(scps)).toBe('explicit-deny');
    expect(decide(scps, 'ec2:RunInstances')).toBe('implicit-deny');
  });

  test('RCPs act by denying, on the services that have them', () => {
    const rcps = [
      {
        name: 'root',
        at: 'organization',
        set: policies('rcp', deny({ Principal: '*', Action: ['s3:*', 'kinesis:*'] })),
      },
    ];
    const ask = (action: string) => authorize(question({ action, policies: { identity: everything, rcps } }));
    expect(ask('s3:GetObject')).toBe('explicit-deny');
    expect(ask('kinesis:GetRecords')).toBe('allowed');
    expect(authorize(question({ action: 'sqs:SendMessage', policies: { identity: everything, rcps } }))).toBe(
      'allowed',
    );
  });
});

describe('trust and key policies', () => {
  const role = `arn:aws:iam::${ACCOUNT}:role/app`;
  const key = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`;

  test('an identity policy alone is never enough', () => {
    expect(authorize(question({ action: 'sts:AssumeRole', resource: role, policies: { identity: everything } }))).toBe(
      'implicit-deny',
    );
    expect(authorize(question({ action: 'kms:Decrypt', resource: key, policies: { identity: everything } }))).toBe(
      'implicit-deny',
    );
    expect(
      authorize(question({ principal: `arn:aws:iam::${ACCOUNT}:root`, action: 'kms:Decrypt', resource: key })),
    ).toBe('implicit-deny');
  });

  test('a principal named directly needs no identity policy, an account does', () => {
    const trust = (principal: unknown) =>
      policies('trust', { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' });
    const ask = (principal: unknown, identity = nothing) =>
      authorize(
        question({ action: 'sts:AssumeRole', resource: role, policies: { identity, resource: trust(principal) } }),
      );
    expect(ask({ AWS: ANN })).toBe('allowed');
    expect(ask({ AWS: ACCOUNT })).toBe('implicit-deny');
    expect(ask({ AWS: ACCOUNT }, everything)).toBe('allowed');
    expect(ask({ AWS: ANN }, policies('identity', deny({ Action: 'sts:*' })))).toBe('explicit-deny');
  });
});

describe('NotPrincipal', () => {
  const root = `arn:aws:iam::${ACCOUNT}:root`;
  const spares = (principal: string, excepted: readonly string[], more = {}) =>
    authorize(
      question({
        principal,
        policies: {
          identity: everything,
          resource: policies('resource', deny({ NotPrincipal: { AWS: excepted } })),
          ...more,
        },
      }),
    ) === 'allowed';

  test.each<[string, string, readonly string[], boolean]>([
    ['the user with the account', ANN, [ANN, root], true],
    ['the user without the account', ANN, [ANN], false],
    ['another user of the account', ANN, [`${ANN}2`, root], false],
    ['the account alone', ANN, [root], true],
    ['another account', ANN, [`arn:aws:iam::${OTHER}:root`], false],
    ['role and account', SESSION, [ROLE, root], true],
    ['session and account without the role', SESSION, [SESSION, root], false],
    ['session, role and account', SESSION, [SESSION, ROLE, root], true],
    ['another session of the role', SESSION, [`${SESSION}2`, ROLE, root], false],
  ])('%s', (_, principal, excepted, spared) => {
    expect(spares(principal, excepted)).toBe(spared);
  });

  test('always denies a principal that has a permissions boundary', () => {
    expect(spares(ANN, [ANN, root], { boundary: everything })).toBe(false);
  });
});

describe('a denial', () => {
  test('names the gate, in the words of AWS', () => {
    const message = (asked: Parameters<typeof question>[0]) => deniedMessage(explain(question(asked)));
    const start = `User: ${ANN} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::data/k.txt`;
    expect(message({})).toBe(`${start} because no identity-based policy allows the s3:GetObject action`);
    expect(message({ policies: { identity: everything, boundary: nothing } })).toBe(
      `${start} because no permissions boundary allows the s3:GetObject action`,
    );
    expect(message({ policies: { identity: policies('identity', deny()) } })).toBe(
      `${start} with an explicit deny in an identity-based policy`,
    );
    expect(message({ policies: { identity: everything }, resourceAccount: OTHER })).toBe(
      `${start} because no resource-based policy allows the s3:GetObject action`,
    );
    expect(message({ policies: { identity: everything } })).toBeUndefined();
  });

  test('lists what else would block', () => {
    const { deciding, alsoBlocking } = explain(
      question({
        policies: {
          identity: policies('identity', deny()),
          boundary: nothing,
          endpoint: policies('endpoint', allow({ Principal: '*', Action: 'ec2:*' })),
        },
      }),
    );
    expect(deciding?.gate.kind).toBe('identity');
    expect(deciding?.outcome).toBe('explicit-deny');
    expect(alsoBlocking.map(({ gate }) => gate.kind)).toEqual(['endpoint', 'boundary']);
  });
});
