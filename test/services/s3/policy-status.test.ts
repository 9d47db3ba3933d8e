import { describe, expect, test } from 'vitest';
import { statusOfDocument } from '../../../src/services/s3/policy/document.ts';
import type { PolicyHost } from '../../../src/services/s3/policy/fixed-value.ts';
import { allow, deny, OWNER, PARTNER, policyOf, user } from './helpers.ts';

const isPublic = (statements: readonly object[], host: PolicyHost = 'bucket') =>
  statusOfDocument(policyOf(...(statements as never[])), 'test', host).isPublic;

describe('principals (S3 User Guide, Blocking public access: the meaning of "public")', () => {
  test.each<[string, unknown, boolean]>([
    ['everybody', '*', true],
    ['every AWS principal', { AWS: '*' }, true],
    ['an account', { AWS: PARTNER }, false],
    ['a user', { AWS: user(PARTNER) }, false],
    ['a service', { Service: 'cloudtrail.amazonaws.com' }, false],
    ['a canonical user', { CanonicalUser: 'a'.repeat(64) }, false],
    ["people of an identity provider, AWS's own example", { Federated: 'graph.facebook.com' }, true],
    ['a list with everybody in it', { AWS: [PARTNER, '*'] }, true],
    ['a service beside everybody', { Service: 'sns.amazonaws.com', AWS: '*' }, true],
  ])('%s', (_, Principal, expected) => {
    expect(isPublic([allow({ Principal })])).toBe(expected);
  });
});

describe('conditions that make a statement for everybody non-public', () => {
  test.each<[string, object, boolean]>([
    ['a fixed VPC', { StringEquals: { 'aws:SourceVpc': 'vpc-91237329' } }, false],
    ['any VPC', { StringLike: { 'aws:SourceVpc': 'vpc-*' } }, true],
    ['a fixed VPC by StringLike', { StringLike: { 'aws:SourceVpc': 'vpc-91237329' } }, false],
    ['one of several VPCs is open', { StringLike: { 'aws:SourceVpc': ['vpc-1', 'vpc-*'] } }, true],
    ['a VPC endpoint', { StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } }, false],
    ['not a VPC endpoint', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } }, true],
    ['a VPC endpoint, if there is one', { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } }, true],
    ['an organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, false],
    ['a policy variable', { StringEquals: { 'aws:SourceAccount': '${aws:PrincipalAccount}' } }, true],
    ['a source ARN', { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:t' } }, false],
    ['a source ARN with a wildcard', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' } }, true],
    ['a source account', { StringEquals: { 'aws:SourceAccount': OWNER } }, false],
    ['a source owner, key in any case', { StringEquals: { 'AWS:SOURCEOWNER': OWNER } }, false],
    ['a user id', { StringEquals: { 'aws:userid': 'AIDAEXAMPLE' } }, false],
    ['sessions of a role id', { StringLike: { 'aws:userid': 'AROAEXAMPLE:*' } }, true],
    ['a user agent', { StringEquals: { 'aws:UserAgent': 'x' } }, true],
    ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }, true],
    [
      'access points of one account',
      { StringLike: { 's3:DataAccessPointArn': `arn:aws:s3:us-west-2:${OWNER}:accesspoint/*` } },
      false,
    ],
    [
      'access points of any account',
      { StringLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-west-2:*:accesspoint/*' } },
      true,
    ],
    ['the account of access points', { StringEquals: { 's3:DataAccessPointAccount': OWNER } }, false],
    ['units of an organization, without set operator', { StringEquals: { 'aws:PrincipalOrgPaths': 'o-1/r-1/' } }, true],
    ['units of an organization', { 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgPaths': 'o-1/r-1/' } }, false],
    [
      'units, holding also where there is none',
      { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o-1/r-1/' } },
      true,
    ],
    [
      'one fixed key beside an open one',
      { StringLike: { 'aws:SourceVpc': 'vpc-*' }, StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
      false,
    ],
  ])('%s', (_, Condition, expected) => {
    expect(isPublic([allow({ Condition })])).toBe(expected);
  });

  test('in the policy of an access point, naming access points limits nothing', () => {
    const Condition = { StringEquals: { 's3:DataAccessPointArn': `arn:aws:s3:us-west-2:${OWNER}:accesspoint/a` } };
    expect(isPublic([allow({ Condition })])).toBe(false);
    expect(isPublic([allow({ Condition })], 'accessPoint')).toBe(true);
  });
});

describe('address ranges', () => {
  test.each<[string, boolean]>([
    ['203.0.113.10', false],
    ['203.0.113.0/24', false],
    ['11.0.0.0/8', false],
    ['11.0.0.0/7', true],
    ['0.0.0.0/1', true],
    ['10.0.0.0/8', false],
    ['172.16.0.0/12', false],
    ['2001:db8::/32', false],
    ['2001::/31', true],
    ['::/0', true],
  ])('%s public: %s', (range, expected) => {
    expect(isPublic([allow({ Condition: { IpAddress: { 'aws:SourceIp': range } } })])).toBe(expected);
  });

  test('one wide range among narrow ones is enough', () => {
    const Condition = { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/0'] } };
    expect(isPublic([allow({ Condition })])).toBe(true);
  });

  test('excluding addresses limits nothing', () => {
    expect(isPublic([allow({ Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } })])).toBe(true);
  });
});

describe('the whole policy', () => {
  const cloudTrail = allow({ Sid: 'Trail', Principal: { Service: 'cloudtrail.amazonaws.com' } });
  const partner = allow({ Sid: 'Partner', Principal: { AWS: PARTNER } });
  const everybody = allow({ Sid: 'Everybody' });

  test('one public statement taints it, and is named', () => {
    const status = statusOfDocument(policyOf(cloudTrail, partner, everybody), 'test');
    expect(status.isPublic).toBe(true);
    expect(status.tainting.map(({ statement }) => statement)).toEqual(['Everybody']);
  });

  test('without it the policy is not public', () => {
    expect(isPublic([cloudTrail, partner])).toBe(false);
  });

  test('an action nobody knows counts as well', () => {
    expect(isPublic([allow({ Action: 's3:SomethingOfTomorrow' })])).toBe(true);
  });

  test('Deny statements make no difference', () => {
    expect(isPublic([deny()])).toBe(false);
    expect(isPublic([everybody, deny()])).toBe(true);
  });

  test('no policy is not public, an unknown one is unknown', () => {
    expect(statusOfDocument(undefined, 'test').isPublic).toBe(false);
    expect(statusOfDocument('unknown', 'test').isPublic).toBe('unknown');
  });

  test('what does not suffice is told', () => {
    const Condition = { StringLike: { 'aws:SourceVpc': 'vpc-*' }, Bool: { 'aws:SecureTransport': 'true' } };
    const [taint] = statusOfDocument(policyOf(allow({ Condition })), 'test').tainting;
    expect(taint?.conditions.map(({ key, because }) => [key, because])).toEqual([
      ['aws:SourceVpc', 'wildcard'],
      ['aws:SecureTransport', 'other-key'],
    ]);
  });
});
