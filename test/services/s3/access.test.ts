import { describe, expect, test } from 'vitest';
import type { S3Object } from '../../../src/services/s3/bucket.ts';
import {
  type About,
  ADMIN,
  type Asking,
  allow,
  blocks,
  bucketOf,
  decide,
  deny,
  explained,
  grants,
  OWNER,
  objectOf,
  PARTNER,
  policyOf,
  reading,
  THIRD,
  user,
} from './helpers.ts';

const anonymous: Asking = { who: '*' };
const admin = (account: string): Asking => ({ who: user(account), identity: ADMIN });
const nobody = (account: string): Asking => ({ who: user(account) });
const root = (account: string): Asking => ({ who: `arn:aws:iam::${account}:root` });
const NAMES: readonly (readonly [string, Asking])[] = [
  ['owner admin', admin(OWNER)],
  ['owner nobody', nobody(OWNER)],
  ['owner root', root(OWNER)],
  ['partner admin', admin(PARTNER)],
  ['partner nobody', nobody(PARTNER)],
  ['partner root', root(PARTNER)],
  ['third admin', admin(THIRD)],
  ['anonymous', anonymous],
];

/** Everybody of the list who is allowed. */
function allowed(about: About): readonly string[] {
  return NAMES.filter(([, asking]) => decide(about, asking) === 'allowed').map(([name]) => name);
}

describe('ACLs as grants (S3 User Guide, Access control list overview)', () => {
  const listing = (acl: readonly string[]): About => ({
    bucket: bucketOf({ acl: grants(...acl) }),
    levels: [],
    action: 's3:ListBucket',
  });
  const inside = ['owner admin', 'owner root'];

  test.each<[string, readonly string[], readonly string[]]>([
    ['the owner alone', [`FULL_CONTROL to ${OWNER}`], inside],
    ['a grant to an account delegates', [`READ to ${PARTNER}`], [...inside, 'partner admin', 'partner root']],
    ['FULL_CONTROL holds READ', [`FULL_CONTROL to ${PARTNER}`], [...inside, 'partner admin', 'partner root']],
    ['WRITE does not list', [`WRITE to ${PARTNER}`], inside],
    [
      'AllUsers: signed callers of other accounts need their own account as well',
      ['READ to AllUsers'],
      ['owner admin', 'owner nobody', 'owner root', 'partner admin', 'partner root', 'third admin', 'anonymous'],
    ],
    [
      'AuthenticatedUsers: anybody who signs',
      ['READ to AuthenticatedUsers'],
      ['owner admin', 'owner nobody', 'owner root', 'partner admin', 'partner root', 'third admin'],
    ],
  ])('%s', (_, acl, expected) => {
    expect(allowed(listing(acl))).toEqual(expected);
  });

  test('reading a bucket does not make its objects readable', () => {
    const about = reading(bucketOf({ acl: 'public-read' }), objectOf(OWNER, 'private'));
    expect(decide(about, anonymous)).toBe('implicit-deny');
  });

  test('a public object can be read in a private bucket', () => {
    const about = reading(bucketOf(), objectOf(OWNER, 'public-read'));
    expect(decide(about, anonymous)).toBe('allowed');
    expect(decide({ ...about, action: 's3:GetObjectAcl' }, anonymous)).toBe('implicit-deny');
  });

  test('server access logs are written by the log delivery service', () => {
    const about = { bucket: bucketOf({ acl: 'log-delivery-write' }), levels: [], action: 's3:PutObject', key: 'log' };
    expect(decide(about, { who: 'logging.s3.amazonaws.com' })).toBe('allowed');
    expect(decide(about, { who: 'sns.amazonaws.com' })).toBe('implicit-deny');
  });

  test('an ACL never overrides an explicit deny', () => {
    const bucket = bucketOf({ policy: policyOf(deny()) });
    expect(decide(reading(bucket, objectOf(OWNER, 'public-read')), anonymous)).toBe('explicit-deny');
  });

  describe('WRITE on a bucket', () => {
    const bucket = bucketOf({ acl: grants(`WRITE to ${PARTNER}`) });
    const writing = (action: string, object?: S3Object) => ({ bucket, levels: [], action, key: 'k', object });
    test.each<[string, S3Object | undefined, string]>([
      ['s3:PutObject', undefined, 'allowed'],
      ['s3:PutObject', objectOf(PARTNER), 'allowed'],
      ['s3:PutObject', objectOf(OWNER), 'implicit-deny'],
      ['s3:PutObject', objectOf(THIRD), 'implicit-deny'],
      ['s3:DeleteObject', objectOf(PARTNER), 'allowed'],
      ['s3:DeleteObject', objectOf(OWNER), 'implicit-deny'],
      ['s3:DeleteObjectVersion', objectOf(PARTNER), 'implicit-deny'],
    ])('%s on %o: %s', (action, object, expected) => {
      expect(decide(writing(action, object), admin(PARTNER))).toBe(expected);
    });
  });
});

describe('an object of another owner (S3 User Guide, How Amazon S3 authorizes a request for an object operation)', () => {
  const everybody = policyOf(allow());

  test("the bucket's owner cannot read it, and the bucket policy cannot grant it", () => {
    expect(allowed(reading(bucketOf({ policy: everybody }), objectOf(PARTNER)))).toEqual([
      'partner admin',
      'partner root',
    ]);
  });

  test('the ACL of the object can', () => {
    const shared = reading(bucketOf(), objectOf(PARTNER, 'bucket-owner-full-control'));
    expect(allowed(shared)).toEqual(['owner admin', 'owner root', 'partner admin', 'partner root']);
  });

  test('a third account needs the ACL and its own account', () => {
    const shared = reading(bucketOf(), objectOf(PARTNER, grants(`READ to ${THIRD}`)));
    expect(decide(shared, admin(THIRD))).toBe('allowed');
    expect(decide(shared, nobody(THIRD))).toBe('implicit-deny');
  });

  test("the bucket's owner may deny access to it, its owner's users among them", () => {
    const bucket = bucketOf({ policy: policyOf(deny({ Principal: { AWS: PARTNER } })) });
    expect(decide(reading(bucket, objectOf(PARTNER)), admin(PARTNER))).toBe('explicit-deny');
  });

  test("the bucket's owner may delete it", () => {
    const deleting = { ...reading(bucketOf(), objectOf(PARTNER)), action: 's3:DeleteObject' };
    expect(allowed(deleting)).toEqual(['owner admin', 'owner root']);
  });

  test('once ACLs are disabled it is as any other object of the bucket', () => {
    const enforced = bucketOf({ ownership: 'BucketOwnerEnforced', policy: everybody });
    const about = reading(enforced, objectOf(PARTNER));
    expect(decide(about, admin(OWNER))).toBe('allowed');
    expect(decide(about, anonymous)).toBe('allowed');
    const closed = reading(bucketOf({ ownership: 'BucketOwnerEnforced' }), objectOf(PARTNER, 'public-read'));
    expect(allowed(closed)).toEqual(['owner admin', 'owner root']);
  });

  test('what nobody owns can be reached by a grant only', () => {
    const upload = objectOf('65a011a29cdf8ec533ec3d1ccaae921c');
    expect(allowed(reading(bucketOf(), upload))).toEqual([]);
  });
});

describe('Block Public Access (S3 User Guide, Blocking public access to your Amazon S3 storage)', () => {
  const trail = allow({ Sid: '1', Principal: { Service: 'cloudtrail.amazonaws.com' } });
  const partner = allow({ Sid: '2', Principal: { AWS: PARTNER } });
  const everybody = allow({ Sid: '3' });
  const restricted = blocks('restrictPublicBuckets');
  const service: Asking = { who: 'cloudtrail.amazonaws.com' };

  test('RestrictPublicBuckets: only services and the owner keep access to a public bucket', () => {
    const about = reading(bucketOf({ policy: policyOf(trail, partner, everybody) }), objectOf(), restricted);
    expect(allowed(about)).toEqual(['owner admin', 'owner nobody', 'owner root']);
    expect(decide(about, service)).toBe('allowed');
    expect(decide(about, admin(PARTNER))).toBe('explicit-deny');
    expect(decide(about, anonymous)).toBe('explicit-deny');
  });

  test('without the public statement the named account has access again', () => {
    const about = reading(bucketOf({ policy: policyOf(trail, partner) }), objectOf(), restricted);
    expect(decide(about, admin(PARTNER))).toBe('allowed');
  });

  test('while the policy is public, access that an ACL grants is cut off as well', () => {
    const object = objectOf(OWNER, grants(`READ to ${PARTNER}`));
    expect(decide(reading(bucketOf(), object, restricted), admin(PARTNER))).toBe('allowed');
    const open = bucketOf({ policy: policyOf(everybody) });
    expect(decide(reading(open, object, restricted), admin(PARTNER))).toBe('explicit-deny');
  });

  test('IgnorePublicAcls takes the public grants out and leaves those to accounts', () => {
    const object = objectOf(OWNER, grants('READ to AllUsers', `READ to ${PARTNER}`));
    const about = reading(bucketOf(), object, blocks('ignorePublicAcls'));
    expect(decide(about, anonymous)).toBe('implicit-deny');
    expect(decide(about, admin(PARTNER))).toBe('allowed');
  });

  test('the other two change nothing about what is there', () => {
    const about = reading(
      bucketOf({ policy: policyOf(everybody) }),
      objectOf(),
      blocks('blockPublicAcls', 'blockPublicPolicy'),
    );
    expect(decide(about, anonymous)).toBe('allowed');
  });

  test('a policy that is public by AWS’s definition is cut off even where a condition would hold', () => {
    const policy = policyOf(allow({ Condition: { StringLike: { 'aws:SourceVpce': 'vpce-*' } } }));
    const asking = { ...admin(PARTNER), context: { 'aws:SourceVpce': 'vpce-1' } };
    expect(decide(reading(bucketOf({ policy })), asking)).toBe('allowed');
    expect(decide(reading(bucketOf({ policy }), objectOf(), restricted), asking)).toBe('explicit-deny');
  });
});

describe('special callers', () => {
  const locked = bucketOf({ policy: policyOf(deny()) });

  test("no bucket policy keeps the owner's root user from the bucket policy", () => {
    const about = (action: string): About => ({ bucket: locked, levels: [], action });
    for (const action of ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy']) {
      expect(decide(about(action), root(OWNER))).toBe('allowed');
      expect(decide(about(action), admin(OWNER))).toBe('explicit-deny');
      expect(decide(about(action), root(PARTNER))).toBe('explicit-deny');
    }
    expect(decide(about('s3:DeleteBucket'), root(OWNER))).toBe('explicit-deny');
  });

  test('within the account the policy may grant directly', () => {
    const bucket = bucketOf({ policy: policyOf(allow({ Principal: { AWS: user(OWNER) } })) });
    expect(decide(reading(bucket), nobody(OWNER))).toBe('allowed');
  });

  test('the ACL of an upload is for the writer’s own account to allow', () => {
    const bucket = bucketOf({ policy: policyOf(allow({ Action: 's3:PutObject', Principal: { AWS: PARTNER } })) });
    const about: About = { bucket, levels: [], action: 's3:PutObjectAcl', key: 'new', uploader: PARTNER };
    expect(decide(about, admin(PARTNER))).toBe('allowed');
    expect(decide(about, nobody(PARTNER))).toBe('implicit-deny');
  });
});

describe('what the scenario leaves open', () => {
  test.each<[string, About, Asking, string]>([
    ['an unknown policy may grant', reading(bucketOf({ policy: 'unknown' })), anonymous, 'unknown'],
    [
      'but not what the own account does not',
      reading(bucketOf({ policy: 'unknown' })),
      nobody(PARTNER),
      'implicit-deny',
    ],
    ['an unknown ACL may grant', reading(bucketOf(), objectOf(OWNER, 'unknown')), anonymous, 'unknown'],
    [
      'and does not matter while ACLs are disabled',
      reading(bucketOf({ ownership: 'BucketOwnerEnforced' }), objectOf(OWNER, 'unknown')),
      anonymous,
      'implicit-deny',
    ],
    ['unknown ownership, own object', reading(bucketOf({ ownership: 'unknown' })), admin(OWNER), 'allowed'],
    [
      'unknown ownership, foreign object, its owner',
      reading(bucketOf({ ownership: 'unknown' }), objectOf(PARTNER)),
      admin(PARTNER),
      'unknown',
    ],
    [
      'unknown ownership, foreign object, the bucket’s owner',
      reading(bucketOf({ ownership: 'unknown' }), objectOf(PARTNER)),
      admin(OWNER),
      'unknown',
    ],
    [
      'unknown ownership, public object',
      reading(bucketOf({ ownership: 'unknown' }), objectOf(OWNER, 'public-read')),
      anonymous,
      'unknown',
    ],
  ])('%s', (_, about, asking, expected) => {
    expect(decide(about, asking)).toBe(expected);
  });
});

test('a denial names the policy and the statement it came from', () => {
  const about = reading(bucketOf({ policy: policyOf(allow()) }), objectOf(), blocks('restrictPublicBuckets'));
  const { deciding } = explained(about, anonymous);
  expect(deciding?.decisive?.policy.at).toBe('shop/bucket/data/publicAccessBlock');
  expect(deciding?.decisive?.statement.sid).toBe('RestrictPublicBuckets');
});
