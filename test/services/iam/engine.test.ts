import { describe, expect, test } from 'vitest';
import { loadPolicyEngine } from '../../../src/index.ts';

const ANN = 'arn:aws:iam::111122223333:user/ann';
const document = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/${aws:username}/*' },
    { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::data/ann/secret' },
  ],
};

describe('the policy engine from outside', () => {
  test.each([
    ['plain data', document],
    ['a text', JSON.stringify(document, null, 2)],
  ])('compiles %s once and is asked many times', async (_, given) => {
    const engine = await loadPolicyEngine();
    const { policy, diagnostics } = engine.compileDocument(given, 'identity');
    expect(diagnostics).toEqual([]);
    const identity = new engine.PolicySet([policy]);
    const principal = engine.principalOf(ANN) ?? { kind: 'anonymous' };
    const ask = (resource: string) =>
      engine.authorizationOf({
        principal,
        action: 's3:GetObject',
        resource,
        context: engine.contextOf(engine.principalKeys(principal)),
        policies: { identity },
      });
    expect(engine.authorize(ask('arn:aws:s3:::data/ann/k'))).toBe('allowed');
    expect(engine.authorize(ask('arn:aws:s3:::data/bob/k'))).toBe('implicit-deny');
    const explained = engine.explain(ask('arn:aws:s3:::data/ann/secret'));
    expect(explained.decision).toBe('explicit-deny');
    expect(engine.deniedMessage(explained)).toBe(
      `User: ${ANN} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::data/ann/secret with an explicit deny in an identity-based policy`,
    );
  });

  test('says what is wrong with a document, of a text with its place', async () => {
    const { compileDocument, PolicySet, authorize, authorizationOf, contextOf } = await loadPolicyEngine();
    const broken = compileDocument('{\n  "Statement": {', 'identity');
    expect(broken.diagnostics[0]).toMatchObject({ severity: 'error', code: 'yaml-syntax' });
    const wrong = compileDocument(
      '{\n  "Version": "2012-10-17",\n  "Statement": { "Effect": "allow", "Action": "*", "Resource": "*" }\n}',
      'identity',
    );
    expect(wrong.diagnostics[0]?.message).toBe('allow is not an Effect');
    const both = compileDocument(
      { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', NotAction: 'iam:*', Resource: '*' } },
      'identity',
    );
    const operator = compileDocument(
      '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "StringIs": { "aws:username": "x" } } } }',
      'identity',
    );
    const twice = compileDocument(
      '{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*" } }',
      'identity',
    );
    const context = contextOf();
    const principal = { kind: 'user', arn: ANN, account: '111122223333' } as const;
    for (const { policy } of [broken, wrong, both, operator, twice]) {
      const policies = { identity: new PolicySet([policy]) };
      expect(
        authorize(authorizationOf({ principal, action: 's3:GetObject', resource: '*', context, policies })),
      ).not.toBe('allowed');
    }
  });
});
