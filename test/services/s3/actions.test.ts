import { describe, expect, test } from 'vitest';
import type { Result } from '../../../src/core/result.ts';
import { play } from '../play.ts';

const ACCOUNTS = `
accounts:
  shop:
    id: "111122223333"
    iam:
      users:
        alice: { policies: [{ name: all, Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:*", Resource: "*" }] }] }
        reader: { policies: [{ name: get, Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "*" }] }] }
    s3:
      buckets:
        reports: { objects: { 2026/a.csv: 12 KB } }
        empty: {}
        legacy:
          objectOwnership: ObjectWriter
          publicAccessBlock: none
          policy:
            Version: "2012-10-17"
            Statement: [{ Effect: Allow, Principal: { AWS: "444455556666" }, Action: "s3:*", Resource: ["arn:aws:s3:::legacy", "arn:aws:s3:::legacy/*"] }]
  partner:
    id: "444455556666"
    iam:
      users:
        bob: { policies: [{ name: all, Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:*", Resource: "*" }] }] }
`;

/** Plays steps against the accounts above, each a line of YAML. */
async function run(...steps: readonly string[]): Promise<readonly Result[]> {
  const list = steps.map((step) => `  - ${step}`).join('\n');
  return (await play(`title: t\n${ACCOUNTS}\nsteps:\n${list}\n`)).results;
}

/** The outcome, AWS's code and the HTTP status of the last step. */
async function last(...steps: readonly string[]): Promise<string> {
  const result = (await run(...steps)).at(-1);
  return [result?.outcome, result?.awsCode, result?.facts['httpStatus']].filter((one) => one !== undefined).join(' ');
}

const PUBLIC = (bucket: string) =>
  `{ Version: "2012-10-17", Statement: [{ Sid: Open, Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::${bucket}/*" }] }`;

describe('404 and 403 (S3 API Reference, GetObject)', () => {
  test.each([
    ['call: s3:GetObject reports/2026/a.csv as alice', 'allowed 200'],
    ['call: s3:GetObject reports/none as alice', 'error NoSuchKey 404'],
    ['call: s3:GetObject reports/none as reader', 'denied AccessDenied 403'],
    ['call: s3:GetObject reports/none as anonymous', 'denied AccessDenied 403'],
    ['call: s3:HeadObject reports/none as alice', 'error NotFound 404'],
    ['call: s3:HeadObject reports/none as reader', 'denied Forbidden 403'],
    ['call: s3:GetObject nowhere/a as alice', 'error NoSuchBucket 404'],
    ['call: s3:HeadBucket nowhere as alice', 'error NotFound 404'],
    ['call: s3:HeadBucket reports as reader', 'denied Forbidden 403'],
    ['call: s3:GetObjectAcl reports/none as alice', 'error NoSuchKey 404'],
    ['call: s3:GetObject reports as alice', 'error InvalidRequest 400'],
  ])('%s: %s', async (step, expected) => {
    expect(await last(step)).toBe(expected);
  });

  test('a bucket and its objects can be named in every way', async () => {
    for (const target of [
      'reports/2026/a.csv',
      'shop/reports/2026/a.csv',
      'bucket/reports/2026/a.csv',
      'shop/bucket/reports/2026/a.csv',
      's3://reports/2026/a.csv',
      'arn:aws:s3:::reports/2026/a.csv',
    ]) {
      expect(await last(`call: s3:HeadObject ${target} as alice`)).toBe('allowed 200');
    }
    expect(await last('{ call: s3:GetObject, as: alice, with: { bucket: reports, key: 2026/a.csv } }')).toBe(
      'allowed 200',
    );
  });
});

describe("AWS's words (S3 User Guide, Troubleshoot access denied errors)", () => {
  const message = async (...steps: readonly string[]) => (await run(...steps)).at(-1)?.facts['message'];

  test('within the account it says why, with the resource in quotes', async () => {
    expect(await message('call: s3:ListObjectsV2 reports as reader')).toBe(
      'User: arn:aws:iam::111122223333:user/reader is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::reports" because no identity-based policy allows the s3:ListBucket action',
    );
  });

  test('to others it says nothing', async () => {
    expect(await message('call: s3:GetObject reports/2026/a.csv as bob')).toBe('Access Denied');
    expect(await message('call: s3:GetObject reports/2026/a.csv as anonymous')).toBe('Access Denied');
  });

  test('Block Public Access names its setting', async () => {
    expect(await message(`{ call: s3:PutBucketPolicy reports as alice, with: { policy: ${PUBLIC('reports')} } }`)).toBe(
      'User: arn:aws:iam::111122223333:user/alice is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::reports" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
    );
  });
});

describe('uploads', () => {
  test('an object belongs to whom Object Ownership says', async () => {
    const [theirs, handed] = await run(
      'call: s3:PutObject legacy/a as bob',
      '{ call: s3:PutObject legacy/b as bob, with: { acl: bucket-owner-full-control, contentLength: 3 KB } }',
    );
    expect(theirs?.facts['objectOwner']).toBe('444455556666');
    expect(handed?.facts['objectOwner']).toBe('444455556666');
  });

  test('the trap: the owner of the bucket cannot read what others own, until they let it', async () => {
    const put = 'call: s3:PutObject legacy/a as bob';
    expect(await last(put, 'call: s3:GetObject legacy/a as alice')).toBe('denied AccessDenied 403');
    const grant = '{ call: s3:PutObjectAcl legacy/a as bob, with: { acl: bucket-owner-full-control } }';
    expect(await last(put, grant, 'call: s3:GetObject legacy/a as alice')).toBe('allowed 200');
    const enforce =
      '{ call: s3:PutBucketOwnershipControls legacy as alice, with: { objectOwnership: BucketOwnerEnforced } }';
    expect(await last(put, enforce, 'call: s3:GetObject legacy/a as alice')).toBe('allowed 200');
    const preferred =
      '{ call: s3:PutBucketOwnershipControls legacy as alice, with: { objectOwnership: BucketOwnerPreferred } }';
    expect(await last(put, enforce, preferred, 'call: s3:GetObject legacy/a as alice')).toBe('denied AccessDenied 403');
  });

  test.each([
    [
      '{ call: s3:PutObject reports/b as alice, with: { acl: public-read } }',
      'error AccessControlListNotSupported 400',
    ],
    ['{ call: s3:PutObject reports/b as alice, with: { acl: bucket-owner-full-control } }', 'allowed 200'],
    ['{ call: s3:PutBucketAcl reports as alice, with: { acl: public-read } }', 'denied AccessDenied 403'],
    ['{ call: s3:PutBucketAcl reports as alice, with: { acl: private } }', 'error AccessControlListNotSupported 400'],
    [
      '{ call: s3:PutObject legacy/b as alice, with: { acl: public-read, grantRead: "id=partner" } }',
      'error InvalidRequest 400',
    ],
    ['{ call: s3:PutObject legacy/b as alice, with: { grantRead: "id=nobody" } }', 'error InvalidArgument 400'],
    ['{ call: s3:PutObject legacy/b as alice, with: { contentLength: 6 GB } }', 'error EntityTooLarge 400'],
    [`call: s3:PutObject legacy/${'k'.repeat(1025)} as alice`, 'error KeyTooLongError 400'],
  ])('%s: %s', async (step, expected) => {
    expect(await last(step)).toBe(expected);
  });

  test('grants in headers reach the ACL', async () => {
    const put =
      '{ call: s3:PutObject legacy/b as alice, with: { grantRead: "id=partner, uri=http://acs.amazonaws.com/groups/global/AllUsers" } }';
    expect(await last(put, 'call: s3:GetObject legacy/b as anonymous')).toBe('allowed 200');
    const acl = (await run(put, 'call: s3:GetObjectAcl legacy/b as root')).at(-1);
    expect(acl?.outcome).toBe('allowed');
    expect(JSON.stringify(acl?.facts['response'])).toContain('"permission":"READ"');
  });

  test('a copy needs the source and the destination', async () => {
    const copy = (as: string, from: string) =>
      `{ call: s3:CopyObject legacy/copy, as: ${as}, with: { copySource: ${from} } }`;
    expect(await last(copy('alice', 'reports/2026/a.csv'), 'call: s3:HeadObject legacy/copy as alice')).toBe(
      'allowed 200',
    );
    expect(await last(copy('bob', 'reports/2026/a.csv'))).toBe('denied AccessDenied 403');
    expect(await last(copy('reader', 'reports/2026/a.csv'))).toBe('denied AccessDenied 403');
    expect(await last(copy('alice', 'reports/none'))).toBe('error NoSuchKey 404');
  });

  test('deleting what is not there succeeds', async () => {
    const gone = [
      'call: s3:DeleteObject reports/2026/a.csv as alice',
      'call: s3:DeleteObject reports/2026/a.csv as alice',
    ];
    expect(await last(...gone)).toBe('allowed 204');
    expect(await last(...gone, 'call: s3:HeadObject reports/2026/a.csv as alice')).toBe('error NotFound 404');
  });
});

describe('Block Public Access', () => {
  const off =
    '{ call: s3:PutPublicAccessBlock reports as alice, with: { publicAccessBlockConfiguration: { ignorePublicAcls: true } } }';
  const open = `{ call: s3:PutBucketPolicy reports as alice, with: { policy: ${PUBLIC('reports')} } }`;
  const read = 'call: s3:GetObject reports/2026/a.csv as anonymous';

  test('a public policy is refused, taken once the setting is off, and cut off again', async () => {
    expect(await last(open)).toBe('denied AccessDenied 403');
    expect(await last(off, open)).toBe('allowed 204');
    expect(await last(off, open, read)).toBe('allowed 200');
    const restrict =
      '{ call: s3:PutAccountPublicAccessBlock as alice, with: { publicAccessBlockConfiguration: { restrictPublicBuckets: true } } }';
    expect(await last(off, open, restrict, read)).toBe('denied AccessDenied 403');
    const lift = 'call: s3:DeleteAccountPublicAccessBlock as alice';
    expect(await last(off, open, restrict, lift, read)).toBe('allowed 200');
  });

  test('what is configured can be read, what is not is 404', async () => {
    const [got] = await run('call: s3:GetPublicAccessBlock reports as alice');
    expect(got?.facts['response']).toEqual({
      publicAccessBlockConfiguration: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      },
    });
    expect(
      await last('call: s3:DeletePublicAccessBlock reports as alice', 'call: s3:GetPublicAccessBlock reports as alice'),
    ).toBe('error NoSuchPublicAccessBlockConfiguration 404');
    expect(await last('call: s3:GetAccountPublicAccessBlock as alice')).toBe(
      'error NoSuchPublicAccessBlockConfiguration 404',
    );
    expect(await last('call: s3:GetAccountPublicAccessBlock shop as bob')).toBe('denied AccessDenied 403');
  });

  test('GetBucketAcl shows what is in force', async () => {
    const steps = [
      '{ call: s3:PutBucketAcl legacy as alice, with: { acl: public-read } }',
      'call: s3:GetBucketAcl legacy as alice',
    ];
    const ignore =
      '{ call: s3:PutPublicAccessBlock legacy as alice, with: { publicAccessBlockConfiguration: { ignorePublicAcls: true } } }';
    expect(JSON.stringify((await run(...steps)).at(-1)?.facts['response'])).toContain('AllUsers');
    const last = (await run(...steps, ignore, steps[1] ?? '')).at(-1);
    expect(JSON.stringify(last?.facts['response'])).not.toContain('AllUsers');
  });
});

describe('policies and ownership', () => {
  test.each([
    ['call: s3:GetBucketPolicy reports as alice', 'error NoSuchBucketPolicy 404'],
    ['call: s3:GetBucketPolicy legacy as alice', 'allowed 200'],
    ['call: s3:GetBucketPolicy legacy as bob', 'error MethodNotAllowed 405'],
    ['call: s3:DeleteBucketPolicy legacy as bob', 'error MethodNotAllowed 405'],
    ['call: s3:GetBucketPolicyStatus legacy as bob', 'allowed 200'],
    [
      '{ call: s3:PutBucketPolicy legacy as alice, with: { policy: { Version: "2012-10-17", Statement: [] } } }',
      'error MalformedPolicy 400',
    ],
    [
      `{ call: s3:PutBucketPolicy legacy as alice, with: { policy: ${PUBLIC('reports')} } }`,
      'error MalformedPolicy 400',
    ],
    [
      '{ call: s3:PutBucketOwnershipControls legacy as alice, with: { objectOwnership: BucketOwnerEnforced } }',
      'allowed 200',
    ],
    ['call: s3:GetBucketTagging legacy as alice', 'allowed 200'],
    ['call: s3:GetBucketTagging legacy as reader', 'denied AccessDenied 403'],
  ])('%s: %s', async (step, expected) => {
    expect(await last(step)).toBe(expected);
  });

  test('ACLs cannot be disabled while the bucket ACL grants to others', async () => {
    const share = '{ call: s3:PutBucketAcl legacy as alice, with: { acl: authenticated-read } }';
    const enforce =
      '{ call: s3:PutBucketOwnershipControls legacy as alice, with: { objectOwnership: BucketOwnerEnforced } }';
    expect(await last(share, enforce)).toBe('error InvalidBucketAclWithObjectOwnership 400');
  });

  test('GetBucketPolicyStatus tells the tainting statement', async () => {
    const open = `{ call: s3:PutBucketPolicy legacy as alice, with: { policy: ${PUBLIC('legacy')} } }`;
    const status = (await run(open, 'call: s3:GetBucketPolicyStatus legacy as alice')).at(-1);
    expect(status?.facts['response']).toEqual({ policyStatus: { isPublic: true } });
    expect(status?.facts['taintedBy']).toEqual(['Open']);
  });
});

describe('buckets', () => {
  test.each([
    ['call: s3:CreateBucket fresh-bucket as alice', 'allowed 200'],
    ['call: s3:CreateBucket reports as alice', 'error BucketAlreadyOwnedByYou 409'],
    ['call: s3:CreateBucket reports as bob', 'error BucketAlreadyExists 409'],
    ['call: s3:CreateBucket No_Capitals as alice', 'error InvalidBucketName 400'],
    ['call: s3:CreateBucket 192.168.0.1 as alice', 'error InvalidBucketName 400'],
    ['call: s3:CreateBucket fresh-bucket as reader', 'denied AccessDenied 403'],
    [
      '{ call: s3:CreateBucket fresh-bucket as alice, with: { acl: public-read } }',
      'error InvalidBucketAclWithObjectOwnership 400',
    ],
    [
      '{ call: s3:CreateBucket fresh-bucket as alice, with: { acl: public-read, objectOwnership: ObjectWriter } }',
      'error InvalidBucketAclWithBlockPublicAccessError 400',
    ],
    ['call: s3:DeleteBucket reports as alice', 'error BucketNotEmpty 409'],
    ['call: s3:DeleteBucket empty as alice', 'allowed 204'],
  ])('%s: %s', async (step, expected) => {
    expect(await last(step)).toBe(expected);
  });

  test('a new bucket can be used at once, has everything blocked and ACLs disabled', async () => {
    const make = 'call: s3:CreateBucket fresh-bucket as bob';
    expect(
      await last(make, 'call: s3:PutObject fresh-bucket/a as bob', 'call: s3:HeadObject fresh-bucket/a as bob'),
    ).toBe('allowed 200');
    expect(await last(make, '{ call: s3:PutObject fresh-bucket/a as bob, with: { acl: public-read } }')).toBe(
      'error AccessControlListNotSupported 400',
    );
    const listed = (await run(make, 'call: s3:ListBuckets as bob')).at(-1);
    expect(JSON.stringify(listed?.facts['response'])).toContain('fresh-bucket');
  });
});
