import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/result.ts';
import { play } from '../play.ts';

const HEAD = (organization: string) => `title: t
${organization}
accounts:
  shop:
    id: "111122223333"
    iam:
      users:
        alice: { policies: [{ name: all, Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:*", Resource: "*" }] }] }
  partner:
    id: "444455556666"
    iam:
      users:
        bob: { policies: [{ name: all, Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:*", Resource: "*" }] }] }
`;

async function ask(s3: string, ...steps: readonly string[]): Promise<Json | undefined> {
  return (await played(s3, '', ...steps)).at(-1)?.facts['value'];
}

async function played(s3: string, organization: string, ...steps: readonly string[]) {
  const [accounts, partner] = HEAD(organization).split('  partner:');
  const own = `    s3:\n${s3.replace(/^/gm, '      ')}`;
  const list = steps.map((step) => `  - ${step}`).join('\n');
  return (await play(`${accounts}${own}\n  partner:${partner}\nsteps:\n${list}\n`)).results;
}

const OPEN = (bucket: string, more = '') =>
  `{ Version: "2012-10-17", Statement: [{ Sid: Open, Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::${bucket}/*"${more} }] }`;

describe('is it public, and through what', () => {
  test('policy, bucket ACL and object ACL are named, with their places', async () => {
    const value = await ask(
      `buckets:
  data:
    objectOwnership: ObjectWriter
    publicAccessBlock: none
    acl: public-read
    policy: ${OPEN('data')}
    objects: { a: { acl: public-read }, b: { acl: private } }`,
      'show: is-public data',
    );
    expect(value).toMatchObject({
      isPublic: true,
      through: [
        { kind: 'policy', by: 'Open', where: 'test.yaml:15' },
        { kind: 'bucket-acl', by: 'READ to AllUsers', where: 'test.yaml:14' },
        { kind: 'object-acl', by: 'READ to AllUsers', at: 'shop/bucket/data/a/acl' },
      ],
      cutOff: [],
    });
  });

  test('what a setting cuts off is named with the setting', async () => {
    const value = await ask(
      `publicAccessBlock: { restrictPublicBuckets: true }\nbuckets: { data: { publicAccessBlock: none, policy: ${OPEN('data')} } }`,
      'show: is-public data',
    );
    expect(value).toMatchObject({
      isPublic: false,
      cutOff: [{ kind: 'policy', cutBy: 'RestrictPublicBuckets (account/shop/publicAccessBlock)' }],
    });
  });

  test('ACLs that are disabled do not count', async () => {
    const value = await ask(
      'buckets: { data: { publicAccessBlock: none, objects: { a: { acl: public-read } } } }',
      'show: is-public data',
    );
    expect(value).toMatchObject({
      isPublic: false,
      cutOff: [{ kind: 'object-acl', cutBy: 'BucketOwnerEnforced (shop/bucket/data)' }],
    });
  });

  test.each([
    ['an unknown policy', '{ publicAccessBlock: none, policy: unknown }', 'unknown'],
    ['an unknown policy that would be cut off', '{ policy: unknown }', false],
    ['unknown settings and a public policy', `{ publicAccessBlock: unknown, policy: ${OPEN('data')} }`, 'unknown'],
    ['unknown settings and nothing public', '{ publicAccessBlock: unknown }', false],
    [
      'unknown ownership and a public ACL',
      '{ publicAccessBlock: none, objectOwnership: unknown, acl: public-read }',
      'unknown',
    ],
  ])('%s: %s', async (_, bucket, expected) => {
    expect(await ask(`buckets: { data: ${bucket} }`, 'show: is-public data')).toMatchObject({ isPublic: expected });
  });

  test('a bucket that is not there', async () => {
    const [result] = await played('buckets: { data: {} }', '', 'show: is-public dat');
    expect(result).toMatchObject({ outcome: 'error', facts: { problem: 'there is no bucket dat' } });
  });
});

describe('who can read', () => {
  test('principals and objects', async () => {
    const value = await ask(
      `buckets:
  data:
    objectOwnership: ObjectWriter
    publicAccessBlock: none
    objects: { own: { acl: public-read }, theirs: { owner: partner } }`,
      'show: who-can-read data',
    );
    expect(value).toMatchObject({
      decisions: {
        'shop/user/alice': { own: 'allowed', theirs: 'implicit-deny' },
        'shop/root': { own: 'allowed', theirs: 'implicit-deny' },
        'partner/user/bob': { own: 'allowed', theirs: 'allowed' },
        anonymous: { own: 'allowed', theirs: 'implicit-deny' },
      },
    });
  });

  test('who-can asks the bucket policy and Block Public Access as well', async () => {
    const value = await ask(
      `buckets: { data: { policy: ${OPEN('data')}, objects: { a: 1 KB } } }`,
      'show: who-can s3:GetObject data/a',
    );
    expect(value).toMatchObject({
      allowed: [{ who: 'shop/user/alice' }, { who: 'shop/root', through: 'shop/bucket/data' }],
      explicitlyDenied: ['partner/user/bob', 'partner/root', 'anonymous'],
    });
  });

  test('who asks about objects without naming one asks about all', async () => {
    const value = await ask('buckets: { data: {} }', 'show: who-can s3:GetObject data');
    expect(value).toMatchObject({ allowed: [{ who: 'shop/user/alice' }, { who: 'shop/root' }] });
  });
});

describe('the organization', () => {
  const organization = (assign: string) => `organization:
  root: { accounts: [partner], children: { prod: { policies: [Block], accounts: [shop] } } }
  s3Policies: { Block: { s3_attributes: { public_access_block_configuration: { "@@assign": ${assign} } } } }`;
  const buckets = `publicAccessBlock: { blockPublicAcls: true }\nbuckets: { data: { publicAccessBlock: none, policy: ${OPEN('data')}, objects: { a: 1 KB } } }`;

  test('a policy for all turns all four on, and the account cannot change that', async () => {
    const [blocks, read, put] = await played(
      buckets,
      organization('all'),
      'show: block-public-access data',
      'call: s3:GetObject data/a as anonymous',
      '{ call: s3:PutAccountPublicAccessBlock as alice, with: { publicAccessBlockConfiguration: {} } }',
    );
    expect(blocks?.facts['value']).toMatchObject({
      levels: [
        { level: 'organization', RestrictPublicBuckets: true },
        { level: 'account', overridden: true },
        { level: 'bucket' },
      ],
      effective: { RestrictPublicBuckets: { on: true, by: 'organization', where: 'test.yaml:4' } },
    });
    expect(read).toMatchObject({ outcome: 'denied', reason: 'explicit-deny', at: 's3-policy/Block' });
    expect(put).toMatchObject({ outcome: 'denied', reason: 'block-managed', awsCode: 'AccessDenied' });
  });

  test('a policy for none takes the place of what the account has', async () => {
    const [blocks] = await played(buckets, organization('none'), 'show: block-public-access data');
    expect(blocks?.facts['value']).toMatchObject({ effective: { BlockPublicAcls: { on: false } } });
  });
});

describe('access points', () => {
  const arn = 'arn:aws:s3:us-east-1:111122223333:accesspoint/ap';
  const delegating = `{ Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { AWS: "*" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*", Condition: { StringEquals: { "s3:DataAccessPointAccount": "111122223333" } } }] }`;
  const granting = `{ Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { AWS: "444455556666" }, Action: "s3:GetObject", Resource: "${arn}/object/*" }] }`;
  const setup = (more = '', bucket = `policy: ${delegating}`) => `buckets: { data: { objects: { a: 1 KB }, ${bucket} } }
accessPoints: { ap: { bucket: data, policy: ${granting}${more} } }`;

  test('both its policy and the bucket must allow', async () => {
    const get = `call: s3:GetObject ${arn}/object/a as bob`;
    expect((await played(setup(), '', get))[0]).toMatchObject({ outcome: 'allowed' });
    expect((await played(setup('', ''), '', get))[0]).toMatchObject({ outcome: 'denied' });
    expect((await played(setup(), '', 'call: s3:GetObject data/a as bob'))[0]).toMatchObject({ outcome: 'denied' });
    expect((await played(setup(), '', `call: s3:GetObject ${arn}/object/a as anonymous`))[0]).toMatchObject({
      outcome: 'denied',
    });
  });

  test('it is named by its alias as well, and shown with it', async () => {
    const [shown] = await played(setup(), '', 'show: ap');
    const { alias, ...more } = (shown?.facts['value'] ?? {}) as { alias?: string };
    expect(alias).toMatch(/^ap-[a-z0-9]{34}-s3alias$/);
    expect(more).toMatchObject({ arn, bucket: 'data', networkOrigin: 'Internet', isPublic: false });
    const get = (name: string) => `call: s3:GetObject ${name}/a as bob`;
    const [through, stranger] = await played(setup(), '', get(`${alias}`), get(`x${alias}`));
    expect(through).toMatchObject({ outcome: 'allowed' });
    expect(stranger).toMatchObject({ awsCode: 'NoSuchBucket' });
  });

  test('one with a VPC origin is reached from that VPC only', async () => {
    const get = `{ call: s3:GetObject ${arn}/object/a as bob, context: { "aws:SourceVpc": VPC } }`;
    const vpc = setup(', vpc: vpc-1234abcd');
    expect((await played(vpc, '', get.replace('VPC', 'vpc-1234abcd')))[0]).toMatchObject({ outcome: 'allowed' });
    expect((await played(vpc, '', get.replace('VPC', 'vpc-99999999')))[0]).toMatchObject({
      outcome: 'denied',
      reason: 'explicit-deny',
    });
  });

  test('its settings are fixed when it is made and keep a public policy out', async () => {
    const open = `{ Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "${arn}/object/*" }] }`;
    const put = `{ call: s3:PutAccessPointPolicy ap as alice, with: { policy: ${open} } }`;
    const status = 'call: s3:GetAccessPointPolicyStatus ap as alice';
    expect((await played(setup(), '', put))[0]).toMatchObject({ outcome: 'denied', reason: 'public-policy-blocked' });
    const free = setup(', publicAccessBlock: none', 'publicAccessBlock: none');
    const [, asked] = await played(free, '', put, status);
    expect(asked?.facts['response']).toEqual({ policyStatus: { isPublic: true } });
    const made = '{ call: s3:CreateAccessPoint other as alice, with: { bucket: data } }';
    expect((await played(setup(), '', made, made)).map(({ awsCode }) => awsCode)).toEqual([
      undefined,
      'AccessPointAlreadyOwnedByYou',
    ]);
  });
});
