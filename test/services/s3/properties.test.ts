import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plain } from '../../../src/schema/node.ts';
import { type Acl, GROUPS, type Grant, PERMISSIONS } from '../../../src/services/s3/acl/acl.ts';
import { blockWith, SETTINGS, type Setting } from '../../../src/services/s3/block/block-public-access.ts';
import type { Bucket } from '../../../src/services/s3/bucket.ts';
import { OBJECT_OWNERSHIPS } from '../../../src/services/s3/ownership.ts';
import { ANONYMOUS_PARTY } from '../../../src/services/s3/party.ts';
import { publicAccess } from '../../../src/services/s3/questions/public-access.ts';
import type { S3View } from '../../../src/services/s3/store/view.ts';
import {
  type About,
  ADMIN,
  allow,
  blocks,
  bucketOf,
  decide,
  deny,
  explained,
  OWNER,
  objectOf,
  PARTNER,
  PLACE,
  policyOf,
  THIRD,
  user,
} from './helpers.ts';

const party = fc.constantFrom(OWNER, PARTNER, THIRD);
const grant: fc.Arbitrary<Grant> = fc.record({
  grantee: fc.oneof(
    party.map((one) => ({ party: one })),
    fc.constantFrom(...GROUPS).map((group) => ({ group })),
  ),
  permission: fc.constantFrom(...PERMISSIONS),
});
const acl: fc.Arbitrary<Acl> = fc.array(grant, { maxLength: 4 });
const principal = fc.constantFrom<unknown>(
  '*',
  { AWS: PARTNER },
  { AWS: user(OWNER) },
  { Service: 'sns.amazonaws.com' },
);
const condition = fc.constantFrom<object>(
  {},
  { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } },
  { Condition: { StringLike: { 'aws:SourceVpce': 'vpce-*' } } },
);
const statement = fc
  .record({ isDeny: fc.boolean(), Principal: principal, condition })
  .map(({ isDeny, Principal, condition: more }) => (isDeny ? deny : allow)({ Principal, ...more }));
const bucket: fc.Arbitrary<Bucket> = fc
  .record({
    ownership: fc.constantFrom(...OBJECT_OWNERSHIPS),
    acl,
    statements: fc.array(statement, { maxLength: 3 }),
    object: fc.option(fc.record({ owner: fc.oneof(party, fc.constant(ANONYMOUS_PARTY)), acl })),
  })
  .map(({ ownership, acl: grants, statements, object }) => {
    const policy = statements.length === 0 ? undefined : policyOf(...statements);
    const made = bucketOf({ ownership, acl: grants, policy });
    return object === null ? made : { ...made, objects: new Map([['k', objectOf(object.owner, object.acl)]]) };
  });
const settings = fc.subarray([...SETTINGS]);
const action = fc.constantFrom(
  's3:GetObject',
  's3:PutObject',
  's3:DeleteObject',
  's3:GetObjectAcl',
  's3:ListBucket',
  's3:PutBucketAcl',
);
const asking = fc.record({
  who: fc.constantFrom(
    '*',
    'sns.amazonaws.com',
    ...[OWNER, PARTNER, THIRD].flatMap((id) => [user(id), `arn:aws:iam::${id}:root`]),
  ),
  identity: fc.constantFrom(ADMIN, []),
  context: fc.constantFrom<Record<string, string>>({}, { 'aws:SourceVpce': 'vpce-1' }),
});

function about(of: Bucket, on: readonly Setting[], asked: string): About {
  const key = asked === 's3:ListBucket' || asked === 's3:PutBucketAcl' ? undefined : 'k';
  return { bucket: of, levels: blocks(...on), action: asked, key, object: key && of.objects.get(key) };
}

test('turning a setting on never makes anything more accessible', () => {
  fc.assert(
    fc.property(bucket, settings, settings, action, asking, (of, some, more, asked, who) => {
      const before = decide(about(of, some, asked), who);
      const after = decide(about(of, [...some, ...more], asked), who);
      expect(after === 'allowed' && before !== 'allowed').toBe(false);
    }),
  );
});

test('turning a setting on never makes a bucket more public', () => {
  fc.assert(
    fc.property(bucket, settings, settings, (of, some, more) => {
      const isPublic = (on: readonly Setting[]) => publicAccess(viewOf(of, on), blocked(of, on)).isPublic;
      expect(isPublic([...some, ...more]) === true && isPublic(some) === false).toBe(false);
    }),
  );
});

test('anonymous callers never get what no public grant gives', () => {
  fc.assert(
    fc.property(bucket, settings, action, asking, (of, on, asked, { context }) => {
      const found = about(blocked(of, on), on, asked);
      const decision = decide(found, { who: '*', context });
      if (decision !== 'allowed') return;
      const document = of.policy === undefined || of.policy === 'unknown' ? '' : JSON.stringify(plain(of.policy));
      const acls = [of.acl, ...[...of.objects.values()].map((object) => object.acl)].flat();
      const granted = acls.some(
        (one) => one !== 'unknown' && 'group' in one.grantee && one.grantee.group === 'AllUsers',
      );
      expect(granted || document.includes('"Principal":"*"')).toBe(true);
    }),
  );
});

test('a bucket that is not public lets no anonymous caller in, conditions aside', () => {
  fc.assert(
    fc.property(bucket, settings, action, (of, on, asked) => {
      const found = blocked(of, on);
      if (publicAccess(viewOf(of, on), found).isPublic !== false) return;
      expect(decide(about(found, on, asked), { who: '*' })).not.toBe('allowed');
    }),
  );
});

test('while ACLs are disabled they make no difference', () => {
  fc.assert(
    fc.property(bucket, acl, acl, settings, action, asking, (of, other, another, on, asked, who) => {
      const enforced: Bucket = { ...of, ownership: 'BucketOwnerEnforced' };
      const objects = new Map([...of.objects].map(([key, object]) => [key, { ...object, acl: another }]));
      const changed: Bucket = { ...enforced, acl: other, objects };
      expect(decide(about(changed, on, asked), who)).toBe(decide(about(enforced, on, asked), who));
    }),
  );
});

test('the verdict alone is the explained verdict', () => {
  fc.assert(
    fc.property(bucket, settings, action, asking, (of, on, asked, who) => {
      const found = about(of, on, asked);
      expect(explained(found, who).decision).toBe(decide(found, who));
    }),
  );
});

function blocked(of: Bucket, on: readonly Setting[]): Bucket {
  return { ...of, block: blockWith((setting) => ({ on: on.includes(setting) }), PLACE) };
}

function viewOf(of: Bucket, on: readonly Setting[]): S3View {
  const definition = { top: {}, accounts: new Map() } as unknown as S3View['definition'];
  return {
    definition,
    now: 0,
    buckets: new Map([[of.name, blocked(of, on)]]),
    accessPoints: new Map(),
    blocks: new Map(),
  };
}
