import { describe, expect, test } from 'vitest';
import { play, problemsOf } from '../play.ts';

const scenario = (s3: string, more = '') => `title: t
accounts:
  shop:
    id: "111122223333"
    s3:
${s3.replace(/^/gm, '      ')}
  partner: { id: "444455556666", s3: { buckets: { theirs: {} } } }
${more}`;

describe('problems of the file', () => {
  test.each<[string, string, string]>([
    ['a name another account has', 'buckets: { theirs: {} }', '7 error shop already has a bucket theirs'],
    ['an impossible name', 'buckets: { "a b": {} }', '6 error a b is not a bucket name'],
    ['a misspelt setting', 'publicAccessBlock: { blockPublicAcl: true }', '6 error unknown key blockPublicAcl'],
    [
      'a misspelt ownership',
      'buckets: { a1b: { objectOwnership: BucketOwnerForced } }',
      '6 error BucketOwnerForced is not one of BucketOwnerEnforced, BucketOwnerPreferred, ObjectWriter',
    ],
    [
      'an unknown canned ACL',
      'buckets: { a1b: { acl: public } }',
      '6 error public is not one of private, public-read, public-read-write, authenticated-read, aws-exec-read, bucket-owner-read, bucket-owner-full-control, log-delivery-write',
    ],
    [
      'an unknown account as owner',
      'buckets: { a1b: { objects: { k: { owner: partnr } } } }',
      '6 error there is no account partnr',
    ],
    [
      'an unknown account in an ACL',
      'buckets: { a1b: { objectOwnership: ObjectWriter, acl: [READ to partnr] } }',
      '6 error there is no account partnr',
    ],
    [
      'an unknown group',
      'buckets: { a1b: { objectOwnership: ObjectWriter, acl: { Grants: [{ Grantee: { Type: Group, URI: "http://x" }, Permission: READ }] } } }',
      '6 error http://x is not a group of S3',
    ],
    [
      'a policy about another bucket',
      'buckets: { a1b: { policy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::other/*" }] } } }',
      '6 error Policy has invalid resource',
    ],
    ['an access point of no bucket', 'accessPoints: { ap: { bucket: nowhere } }', '6 error there is no bucket nowhere'],
    [
      'a key that is too long',
      `buckets: { a1b: { objects: { ${'k'.repeat(1025)}: 1 KB } } }`,
      '6 error the key has 1025 bytes, more than 1024',
    ],
  ])('%s', async (_, s3, expected) => {
    expect(await problemsOf(scenario(s3))).toEqual([expected]);
  });

  test('an ACL that has no effect is worth a warning', async () => {
    expect(await problemsOf(scenario('buckets: { a1b: { acl: public-read } }'))).toEqual([
      '6 warning ACLs are disabled (BucketOwnerEnforced), so that this one has no effect',
    ]);
  });
});

describe('reading', () => {
  test("AWS's own form of an ACL can be pasted", async () => {
    const acl = `acl:
      Owner: { ID: shop }
      Grants:
        - { Grantee: { ID: shop, Type: CanonicalUser }, Permission: FULL_CONTROL }
        - { Grantee: { Type: Group, URI: "http://acs.amazonaws.com/groups/global/AllUsers" }, Permission: READ }`;
    const text = scenario(
      `buckets:\n  a1b:\n    objectOwnership: ObjectWriter\n    publicAccessBlock: none\n    ${acl}`,
      'steps: [{ show: effective-acl a1b }]',
    );
    const [result] = (await play(text)).results;
    expect(result?.facts['value']).toMatchObject({ effective: ['FULL_CONTROL to 111122223333', 'READ to AllUsers'] });
  });

  test('a policy can be a JSON text', async () => {
    const policy = `'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::a1b/*"}]}'`;
    const text = scenario(
      `buckets: { a1b: { policy: ${policy}, publicAccessBlock: none } }`,
      'steps: [{ show: is-public a1b }]',
    );
    const [result] = (await play(text)).results;
    expect(result?.facts['value']).toMatchObject({ isPublic: true });
  });

  test("a new bucket has AWS's defaults", async () => {
    const text = scenario('buckets: { a1b: {} }', 'steps: [{ show: bucket/a1b }, { show: block-public-access a1b }]');
    const [bucket, blocks] = (await play(text)).results;
    expect(bucket?.facts['value']).toMatchObject({
      objectOwnership: 'BucketOwnerEnforced',
      isPublic: false,
      hasPolicy: false,
    });
    expect(blocks?.facts['value']).toMatchObject({ effective: { BlockPublicAcls: { on: true, by: 'bucket' } } });
  });
});

describe('changes', () => {
  const base = `buckets:
  data:
    objectOwnership: ObjectWriter
    publicAccessBlock: none
    objects: { a: 1 KB, b: 1 KB }`;
  const values = async (...steps: readonly string[]) => {
    const list = steps.map((step) => `  - ${step}`).join('\n');
    const { results } = await play(scenario(base, `steps:\n${list}`));
    return results.at(-1)?.facts['value'];
  };

  test('what a call made stays where the file does not say otherwise', async () => {
    const value = await values(
      '{ call: s3:PutObject data/c }',
      '{ call: s3:DeleteObject data/a }',
      '{ change: { shop.s3.buckets.data.objects.d: { size: 2 KB } } }',
      'show: who-can-read data',
    );
    expect(Object.keys((value as { decisions: { anonymous: object } }).decisions.anonymous)).toEqual(['b', 'd', 'c']);
  });

  test('what the file changes wins over what a call made', async () => {
    const value = await values(
      '{ call: s3:PutPublicAccessBlock data, with: { publicAccessBlockConfiguration: { blockPublicAcls: true } } }',
      '{ change: { shop.s3.buckets.data.publicAccessBlock: { ignorePublicAcls: true } } }',
      'show: block-public-access data',
    );
    expect(value).toMatchObject({ effective: { BlockPublicAcls: { on: false }, IgnorePublicAcls: { on: true } } });
  });

  test('a change of something else keeps settings that a call made', async () => {
    const value = await values(
      '{ call: s3:PutAccountPublicAccessBlock, with: { publicAccessBlockConfiguration: { blockPublicAcls: true } } }',
      '{ change: { shop.s3.buckets.fresh: {} } }',
      'show: block-public-access data',
    );
    expect(value).toMatchObject({ effective: { BlockPublicAcls: { on: true, by: 'account' } } });
  });
});

test('Block Public Access is read as AWS prints it, too', async () => {
  const printed = '{ PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: false } }';
  const { results } = await play(
    scenario(`buckets: { data: { publicAccessBlock: ${printed} } }`, 'steps:\n  - show: block-public-access data\n'),
  );
  expect(results[0]?.facts).toMatchObject({
    value: { effective: { BlockPublicAcls: { on: true }, IgnorePublicAcls: { on: false } } },
  });
  const twice = '{ BlockPublicAcls: true, blockPublicAcls: false }';
  expect(await problemsOf(scenario(`buckets: { data: { publicAccessBlock: ${twice} } }`))).toEqual([
    '6 error blockPublicAcls stands here in two spellings',
  ]);
});
