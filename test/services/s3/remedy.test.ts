import { expect, test } from 'vitest';
import { play } from '../play.ts';

const ACCOUNTS = `title: t
accounts:
  shop:
    id: "111122223333"
    iam:
      users:
        alice: { policies: [AmazonS3FullAccess] }
    s3:
      buckets:
        data:
          objectOwnership: ObjectWriter
          publicAccessBlock: { restrictPublicBuckets: true, ignorePublicAcls: true }
          policy:
            Version: "2012-10-17"
            Statement:
              - { Sid: Partner, Effect: Allow, Principal: { AWS: "444455556666" }, Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*" }
              - { Sid: Open, Effect: Allow, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::data/open/*" }
          objects:
            shared: { size: 1 KB, acl: public-read }
            open/a: 1 KB
            closed/b: 1 KB
            theirs.txt: { size: 1 KB, owner: partner }
        plain: { objects: { a: 1 KB } }
        ignoring: { objectOwnership: ObjectWriter, publicAccessBlock: { ignorePublicAcls: true }, objects: { a: { acl: public-read } } }
  partner:
    id: "444455556666"
    iam: { users: { bob: { policies: [AmazonS3FullAccess] } } }
  third:
    id: "777788889999"
    iam: { users: { carl: { policies: [AmazonS3FullAccess] } } }
steps:
`;

/** The smallest change that was proposed for a denied call, and how the call comes out once it is made. */
async function tried(call: string) {
  const [first] = (await play(`${ACCOUNTS}  - call: ${call}\n`)).results;
  const proposed = first?.facts['smallestChange'] as { says: string; change: object } | undefined;
  if (first?.outcome !== 'denied' || proposed === undefined) return { first, proposed, after: undefined };
  const change = `  - change: ${JSON.stringify(proposed.change)}\n`;
  const { results } = await play(`${ACCOUNTS}${change}  - call: ${call}\n`);
  return { first, proposed, after: results.at(-1)?.outcome };
}

test.each<[string, string, RegExp]>([
  [
    'an account that the policy names',
    's3:GetObject data/closed/b as partner/user/bob',
    /^take what makes the bucket policy public out of it$/,
  ],
  ['a stranger', 's3:GetObject data/open/a as anonymous', /publicAccessBlock: - RestrictPublicBuckets$/],
  [
    'an account it does not name',
    's3:GetObject data/open/a as third/user/carl',
    /publicAccessBlock: - RestrictPublicBuckets$/,
  ],
  [
    "the bucket's owner and somebody else's object",
    's3:GetObject data/theirs.txt as alice',
    /theirs.txt\/acl: bucket-owner-full-control$/,
  ],
  [
    'an account without a grant',
    's3:GetObject plain/a as partner/user/bob',
    /^shop\/bucket\/plain.*allow s3:GetObject/,
  ],
])('%s: the smallest change works', async (_, call, says) => {
  const { proposed, after } = await tried(call);
  expect(proposed?.says).toMatch(says);
  expect(after).toBe('allowed');
});

test('what several settings keep away needs more than one change, and is told', async () => {
  const { first } = await tried('s3:GetObject plain/a as anonymous');
  expect(first?.facts['changes']).toMatchObject([
    { account: 'shop', says: expect.stringMatching(/^allow everybody s3:GetObject .* turn RestrictPublicBuckets/) },
  ]);
});

test('who must make it is told', async () => {
  const { first } = await tried('s3:GetObject data/theirs.txt as alice');
  expect(first?.facts['changes']).toMatchObject([{ account: 'partner', at: 'shop/bucket/data/theirs.txt/acl' }]);
});
