import type { Place } from '../../../src/core/source.ts';
import { nodeFrom } from '../../../src/schema/node.ts';
import {
  authorizationOf,
  authorize,
  type ContextValue,
  compilePolicy,
  contextOf,
  type Decision,
  explain,
  PolicySet,
  principalKeys,
  principalOf,
} from '../../../src/services/iam/index.ts';
import { askerOfPrincipal } from '../../../src/services/s3/access/asker.ts';
import { appliedSet } from '../../../src/services/s3/access/policies.ts';
import { resourceSide, type S3Question } from '../../../src/services/s3/access/resource-side.ts';
import {
  type Acl,
  type CannedAcl,
  GROUPS,
  type Grant,
  grantsOf,
  type Permission,
} from '../../../src/services/s3/acl/acl.ts';
import { type BlockLevel, blockWith, type Setting } from '../../../src/services/s3/block/block-public-access.ts';
import { arnOf, type Bucket, type S3Object } from '../../../src/services/s3/bucket.ts';
import type { ObjectOwnership } from '../../../src/services/s3/ownership.ts';

export const PLACE: Place = { source: { path: 'test.yaml', text: '' }, offset: 0 };
export const OWNER = '111122223333';
export const PARTNER = '444455556666';
export const THIRD = '777788889999';

export const user = (account: string, name = 'ann') => `arn:aws:iam::${account}:user/${name}`;

export type StatementJson = { readonly [key: string]: unknown };

export const allow = (more: StatementJson = {}): StatementJson => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'],
  ...more,
});
export const deny = (more: StatementJson = {}): StatementJson => ({ ...allow(more), Effect: 'Deny' });

export const policyOf = (...statements: readonly StatementJson[]) =>
  nodeFrom({ Version: '2012-10-17', Statement: statements }, PLACE);

/** `READ to AllUsers`, `FULL_CONTROL to 444455556666`. */
export function grants(...lines: readonly string[]): Acl {
  return lines.map((line): Grant => {
    const [permission, grantee = ''] = line.split(' to ');
    const group = GROUPS.find((name) => name === grantee);
    return { grantee: group === undefined ? { party: grantee } : { group }, permission: permission as Permission };
  });
}

export interface BucketParts {
  readonly ownership?: ObjectOwnership | 'unknown';
  readonly acl?: CannedAcl | Acl | 'unknown';
  readonly policy?: Bucket['policy'];
}

/** The bucket `data` of the account 111122223333; ACLs enabled unless told. */
export function bucketOf({ ownership = 'ObjectWriter', acl = 'private', policy }: BucketParts = {}): Bucket {
  const owners = { owner: OWNER, bucketOwner: OWNER };
  return {
    name: 'data',
    account: 'shop',
    owner: OWNER,
    address: 'shop/bucket/data',
    arn: arnOf('data'),
    region: 'us-east-1',
    ownership,
    acl: aclFrom(acl, owners, 'bucket'),
    policy,
    objects: new Map(),
    created: 0,
    place: PLACE,
  };
}

export function objectOf(owner: string = OWNER, acl: CannedAcl | Acl | 'unknown' = 'private'): S3Object {
  const owners = { owner, bucketOwner: OWNER };
  return { key: 'k', size: 1, owner, acl: aclFrom(acl, owners, 'object'), lastModified: 0, place: PLACE };
}

function aclFrom(
  acl: CannedAcl | Acl | 'unknown',
  owners: { owner: string; bucketOwner: string },
  on: 'bucket' | 'object',
) {
  if (acl === 'unknown') return acl;
  return typeof acl === 'string' ? grantsOf({ canned: acl }, owners, on) : acl;
}

/** One level of Block Public Access with these settings on. */
export function blocks(...on: readonly Setting[]): readonly BlockLevel[] {
  const block = blockWith((setting) => ({ on: on.includes(setting) }));
  return [{ level: 'bucket', at: 'shop/bucket/data/publicAccessBlock', block }];
}

export interface Asking {
  /** An ARN, a service's name, or `*`. */
  readonly who: string;
  /** What the caller's own policies allow; nothing unless given. */
  readonly identity?: readonly StatementJson[];
  readonly context?: { readonly [key: string]: ContextValue };
}

/** Everything allowed by the caller's own account. */
export const ADMIN: readonly StatementJson[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];

export type About = Omit<S3Question, 'asker'>;

function authorizationFor(about: About, { who, identity, context = {} }: Asking) {
  const principal = principalOf(who);
  if (principal === undefined) throw new Error(`${who} is nobody`);
  const side = resourceSide({ ...about, asker: askerOfPrincipal(principal) });
  const compiled = identity?.map((statement) =>
    compilePolicy(nodeFrom({ Version: '2012-10-17', Statement: [statement] }, PLACE), 'identity', {
      name: 'own',
      at: 'own',
    }),
  );
  return authorizationOf({
    principal,
    action: about.action,
    resource: arnOf(about.bucket.name, about.key),
    resourceAccount: side.decider,
    context: contextOf(principalKeys(principal), context),
    policies: {
      identity: compiled && new PolicySet(compiled.map(({ policy }) => policy)),
      resource: appliedSet(side),
    },
  });
}

/** How S3 would decide. */
export function decide(about: About, asking: Asking): Decision {
  return authorize(authorizationFor(about, asking));
}

/** The same, with its reasons. */
export function explained(about: About, asking: Asking) {
  return explain(authorizationFor(about, asking));
}

/** Reading the object `k` of the bucket. */
export function reading(bucket: Bucket, object: S3Object = objectOf(), levels: readonly BlockLevel[] = []): About {
  return { bucket, levels, action: 's3:GetObject', key: 'k', object };
}
