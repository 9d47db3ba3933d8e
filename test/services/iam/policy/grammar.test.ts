import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { locate } from '../../../../src/core/source.ts';
import type { PolicyKind } from '../../../../src/services/iam/index.ts';
import { compileJson, compileText } from '../helpers.ts';

/** Problems as `line:column severity message`. */
function problems(text: string, kind: PolicyKind = 'identity'): string[] {
  return compileText(text, kind).diagnostics.map(({ place, severity, message }) => {
    const { line, column } = locate(place);
    return `${line}:${column} ${severity} ${message}`;
  });
}

const document = (...lines: readonly string[]) =>
  ['Version: "2012-10-17"', 'Statement:', ...lines.map((line, at) => `${at === 0 ? '  - ' : '    '}${line}`)].join(
    '\n',
  );

const IDENTITY: readonly [string, readonly string[], readonly string[]][] = [
  ['nothing wrong', ['Effect: Allow', 'Action: s3:*', 'Resource: "*"'], []],
  [
    'Effect in the wrong case',
    ['Effect: allow', 'Action: s3:*', 'Resource: "*"'],
    ['3:13 error allow is not an Effect'],
  ],
  ['no Effect', ['Action: s3:*', 'Resource: "*"'], ['3:5 error a statement without Effect']],
  [
    'both Action and NotAction',
    ['Effect: Allow', 'Action: s3:*', 'NotAction: s3:*', 'Resource: "*"'],
    ['5:5 error a statement has either Action or NotAction'],
  ],
  ['no Action', ['Effect: Allow', 'Resource: "*"'], ['3:5 error a statement without Action']],
  ['no Resource', ['Effect: Allow', 'Action: s3:*'], ['3:5 error a statement without Resource']],
  [
    'an action without service',
    ['Effect: Allow', 'Action: GetObject', 'Resource: "*"'],
    ['4:13 error GetObject does not say which service it belongs to'],
  ],
  [
    'a wildcard in the service of an action',
    ['Effect: Allow', 'Action: s*:GetObject', 'Resource: "*"'],
    ['4:13 error s*:GetObject is not an action'],
  ],
  [
    'an unknown prefix',
    ['Effect: Allow', 'Action: s4:GetObject', 'Resource: "*"'],
    ['4:13 warning s4 is not the prefix of a service this sandbox knows'],
  ],
  [
    'a comma between actions',
    ['Effect: Allow', 'Action: "s3:Get,s3:Put"', 'Resource: "*"'],
    ['4:13 warning a comma does not separate actions; s3:Get,s3:Put matches no action'],
  ],
  [
    'a malformed ARN',
    ['Effect: Allow', 'Action: s3:*', 'Resource: arn:aws:s3'],
    ['5:15 error arn:aws:s3 is neither an ARN nor *'],
  ],
  [
    'a wildcard in the service of an ARN',
    ['Effect: Allow', 'Action: s3:*', 'Resource: "arn:aws:s*:::x"'],
    ['5:15 error the service of the ARN arn:aws:s*:::x cannot have a wildcard'],
  ],
  [
    'a principal',
    ['Effect: Allow', 'Action: s3:*', 'Resource: "*"', 'Principal: "*"'],
    ['6:16 error this kind of policy has no Principal: it means whomever it is attached to'],
  ],
  [
    'an unknown element',
    ['Effect: Allow', 'Action: s3:*', 'Resources: "*"', 'Resource: "*"'],
    ['5:5 error Resources is not an element of a statement'],
  ],
  [
    'an unknown operator',
    ['Effect: Allow', 'Action: s3:*', 'Resource: "*"', 'Condition: { StringEqual: { aws:a: b } }'],
    ['6:18 error StringEqual is not a condition operator'],
  ],
  [
    'an operator in another case',
    ['Effect: Allow', 'Action: s3:*', 'Resource: "*"', 'Condition: { stringequals: { aws:a: b } }'],
    ['6:18 warning AWS writes this operator StringEquals'],
  ],
  [
    'a key without service',
    ['Effect: Allow', 'Action: s3:*', 'Resource: "*"', 'Condition: { StringEquals: { SourceIp: b } }'],
    ['6:34 error SourceIp does not say which service the condition key belongs to'],
  ],
  [
    'a value of the wrong type',
    [
      'Effect: Allow',
      'Action: s3:*',
      'Resource: "*"',
      'Condition: { IpAddress: { aws:SourceIp: [10.0.0.0/8, home] } }',
    ],
    ['6:58 error home is not an IP address or a CIDR block, which IpAddress compares'],
  ],
  [
    'several values without set operator',
    ['Effect: Allow', 'Action: s3:*', 'Resource: "*"', 'Condition: { StringEquals: { aws:TagKeys: a } }'],
    [
      '6:34 warning aws:TagKeys holds several values; without ForAllValues or ForAnyValue only a single one is compared',
    ],
  ],
  [
    'a Sid with a space',
    ['Sid: my sid', 'Effect: Allow', 'Action: s3:*', 'Resource: "*"'],
    ['3:10 error the Sid my sid may hold letters and digits only'],
  ],
  [
    'a variable before the fifth colon',
    ['Effect: Allow', 'Action: s3:*', 'Resource: "arn:aws:sqs:${aws:RequestedRegion}:1:q"'],
    [
      '5:15 warning in arn:aws:sqs:${aws:RequestedRegion}:1:q a variable stands before the fifth colon, where it is not replaced',
    ],
  ],
  [
    'a character beyond Latin-1',
    ['Effect: Allow', 'Action: s3:*', 'Resource: "arn:aws:s3:::箱庭"'],
    ['5:15 error a policy holds a character beyond U+00FF, which IAM does not accept'],
  ],
];

describe('the grammar of identity policies', () => {
  test.each(IDENTITY)('%s', (_, lines, expected) => {
    expect(problems(document(...lines))).toEqual(expected);
  });

  test('reports every problem, not just the first', () => {
    expect(problems(document('Effect: allow', 'Action: GetObject', 'Resource: nothing'))).toHaveLength(3);
  });

  test('Version, Id and Statement', () => {
    expect(problems('Statement: []')).toEqual(['1:12 error a policy document without a statement']);
    expect(problems('Version: "2012-10-18"\nStatement: { Effect: Allow, Action: "*", Resource: "*" }')).toEqual([
      '1:10 error 2012-10-18 is not a Version of the policy language',
    ]);
    expect(problems('[1]')[0]).toBe('1:1 error a policy document is a list');
    expect(
      problems('Statement: { Effect: Allow, Action: "s3:*", Resource: "arn:aws:s3:::b/${aws:username}" }'),
    ).toEqual(['1:55 warning policy variables need Version 2012-10-17; without it they are plain text']);
  });

  test('two statements with one Sid', () => {
    const statement = { Sid: 'a', Effect: 'Allow', Action: '*', Resource: '*' };
    expect(compileJson({ Version: '2012-10-17', Statement: [statement, statement] }).diagnostics).toMatchObject([
      { message: 'two statements have the Sid a' },
    ]);
  });

  test('a policy over its size limit', () => {
    const Resource = Array.from({ length: 300 }, (_, at) => `arn:aws:s3:::bucket-${at}/*`);
    const { diagnostics, policy } = compileJson({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource }],
    });
    expect(policy.size).toBeGreaterThan(6144);
    expect(diagnostics).toMatchObject([{ code: 'LimitExceeded' }]);
  });
});

const RESOURCE: readonly [string, string, PolicyKind, readonly string[]][] = [
  ['an account', 'Principal: { AWS: "111122223333" }', 'resource', []],
  ['an account without quotes', 'Principal: { AWS: 011122223333 }', 'resource', []],
  [
    'an account id that is too short',
    'Principal: { AWS: 11122223333 }',
    'resource',
    ['error invalid principal 11122223333: an account id has twelve digits; quote it, so that its zeros stay'],
  ],
  [
    'a wildcard in an ARN',
    'Principal: { AWS: "arn:aws:iam::111122223333:user/*" }',
    'resource',
    [
      'error invalid principal arn:aws:iam::111122223333:user/*: a wildcard cannot be part of a principal; use "*" with a condition on aws:PrincipalArn',
    ],
  ],
  [
    'a group',
    'Principal: { AWS: "arn:aws:iam::111122223333:group/dev" }',
    'resource',
    ['error invalid principal arn:aws:iam::111122223333:group/dev: a group is not a principal'],
  ],
  [
    'every service',
    'Principal: { Service: "*" }',
    'resource',
    ['error invalid principal *: a service is named like lambda.amazonaws.com'],
  ],
  ['a type in lower case', 'Principal: { aws: "111122223333" }', 'resource', ['error aws is not a type of principal']],
  ['an ARN without type', 'Principal: "arn:aws:iam::111122223333:root"', 'resource', ['error Principal is a text']],
  [
    'NotPrincipal with Allow',
    'NotPrincipal: "*"',
    'resource',
    ['error NotPrincipal with Allow would allow everybody else, and AWS no longer supports it'],
  ],
  ['no principal', 'Sid: a', 'resource', ['error a statement without Principal']],
  [
    'a resource in a trust policy',
    'Principal: "*"',
    'trust',
    [
      'error a trust policy has actions of STS only, not s3:*',
      'error a trust policy has no Resource: its resource is the role',
    ],
  ],
  ['an allowing RCP', 'Principal: "*"', 'rcp', ['error a resource control policy can only deny']],
];

describe('the grammar of policies with principals', () => {
  test.each(RESOURCE)('%s', (_, principal, kind, expected) => {
    const found = problems(document('Effect: Allow', 'Action: s3:*', 'Resource: "*"', principal), kind);
    expect(found.map((problem) => problem.replace(/^\S+ /, ''))).toEqual(expected);
  });

  test('each kind has the error code of its own API', () => {
    const code = (kind: PolicyKind) => compileJson({ Statement: 1 }, kind).diagnostics[0]?.code;
    expect(code('identity')).toBe('MalformedPolicyDocument');
    expect(code('resource')).toBe('MalformedPolicy');
    expect(code('endpoint')).toBe('InvalidPolicyDocument');
  });
});

describe('whatever stands in a document', () => {
  const kinds: readonly PolicyKind[] = [
    'identity',
    'boundary',
    'session',
    'resource',
    'trust',
    'scp',
    'rcp',
    'endpoint',
  ];
  const word = fc.constantFrom(
    'Allow',
    'Deny',
    '*',
    's3:*',
    'arn:aws:s3:::b/*',
    '${aws:username}',
    '${',
    '2012-10-17',
    'IpAddress',
    'x',
  );
  const key = fc.constantFrom(
    'Version',
    'Statement',
    'Effect',
    'Action',
    'NotAction',
    'Resource',
    'Principal',
    'NotPrincipal',
    'Condition',
    'AWS',
    'StringEquals',
    'aws:SourceIp',
    'x',
  );
  const { document: anyDocument } = fc.letrec((tie) => ({
    document: fc.oneof(
      { depthSize: 'small' },
      word,
      fc.constantFrom<unknown>(null, true, 0, 1e21),
      fc.array(tie('document'), { maxLength: 3 }),
      fc.dictionary(key, tie('document'), { maxKeys: 5 }),
    ),
  }));

  test('is read without an exception, and what is wrong never allows', () => {
    fc.assert(
      fc.property(anyDocument, fc.constantFrom(...kinds), (document, kind) => {
        const { policy, diagnostics } = compileJson(document, kind);
        expect(Array.isArray(policy.statements)).toBe(true);
        const wrong = diagnostics.some(({ severity }) => severity === 'error');
        if (policy.statements.length === 0) expect(wrong).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
