import { type Acl, grantsOf, grantsOutside, isPublicAcl, type RequestedAcl } from './acl/acl.ts';
import type { Switch } from './block/block-public-access.ts';
import type { Unknown } from './bucket.ts';
import { isBucketOwnerFullControl, type ObjectOwnership, ownerOfNewObject, ownerOnly } from './ownership.ts';
import type { Party } from './party.ts';
import type { PolicyStatus } from './policy/status.ts';

/** Why S3 does not take a new ACL, policy or setting from somebody who is allowed to set it. */
export type Refusal =
  | 'acl-not-supported'
  | 'public-acl-blocked'
  | 'public-acl-blocked-on-create'
  | 'bucket-acl-with-ownership'
  | 'public-policy-blocked'
  /** The scenario leaves open what this depends on. */
  | 'rests-on-unknown';

export type Ruling<T> = { readonly taken: T } | { readonly refused: Refusal };

/** What setting an ACL depends on. */
export interface AclSetting {
  readonly ownership: ObjectOwnership | Unknown;
  readonly bucketOwner: Party;
  readonly blockPublicAcls: Switch;
}

/** Whose an uploaded object becomes, and the ACL it gets. */
export interface Upload {
  readonly owner: Party;
  readonly acl: Acl;
}

/**
 * An upload with or without an ACL (S3 User Guide, Controlling ownership of objects and disabling ACLs; Object
 * Ownership, Troubleshooting; Blocking public access).
 * @modelChoice Where both stand in the way, an upload is refused because ACLs are disabled, which is what people who
 * upload with `public-read` into a new bucket report.
 */
export function uploadRuling(
  setting: AclSetting,
  upload: { readonly writer: Party; readonly acl?: RequestedAcl | undefined },
): Ruling<Upload> {
  const { ownership, bucketOwner, blockPublicAcls } = setting;
  const { writer, acl } = upload;
  if (ownership === 'unknown') {
    const same = writer === bucketOwner && acl === undefined;
    return same ? { taken: { owner: bucketOwner, acl: ownerOnly(bucketOwner) } } : { refused: 'rests-on-unknown' };
  }
  const owner = ownerOfNewObject(ownership, { writer, bucketOwner, acl });
  if (ownership === 'BucketOwnerEnforced') {
    if (acl !== undefined && !isBucketOwnerFullControl(acl, bucketOwner)) return { refused: 'acl-not-supported' };
    return { taken: { owner, acl: ownerOnly(owner) } };
  }
  const grants = grantsOf(acl, { owner, bucketOwner }, 'object');
  const refused = blocked(grants, blockPublicAcls);
  return refused === undefined ? { taken: { owner, acl: grants } } : { refused };
}

/**
 * PutBucketAcl and PutObjectAcl.
 * @modelChoice Where both stand in the way, it is refused by Block Public Access, which is what people report who set a
 * public ACL on a new bucket.
 */
export function setAclRuling(
  setting: AclSetting,
  target: { readonly on: 'bucket' | 'object'; readonly owner: Party; readonly acl: RequestedAcl },
): Ruling<Acl> {
  const { ownership, bucketOwner, blockPublicAcls } = setting;
  const { on, owner, acl } = target;
  const grants = grantsOf(acl, { owner, bucketOwner }, on);
  const refused = blocked(grants, blockPublicAcls);
  if (refused !== undefined) return { refused };
  if (ownership === 'unknown') return { refused: 'rests-on-unknown' };
  if (ownership === 'BucketOwnerEnforced') {
    return isBucketOwnerFullControl(acl, bucketOwner)
      ? { taken: ownerOnly(bucketOwner) }
      : { refused: 'acl-not-supported' };
  }
  return { taken: grants };
}

function blocked(grants: Acl, blockPublicAcls: Switch): Refusal | undefined {
  if (!isPublicAcl(grants) || blockPublicAcls === false) return undefined;
  return blockPublicAcls === true ? 'public-acl-blocked' : 'rests-on-unknown';
}

/**
 * CreateBucket with an ACL. A new bucket blocks public access by itself, so that a public ACL cannot be part of making
 * it (S3 User Guide, Object Ownership, Troubleshooting; Troubleshoot access denied errors: Block Public Access). Where
 * the account blocks public ACLs, the call fails for that (Blocking public access: BlockPublicAcls).
 * @modelChoice AWS does not say with which error the account's own setting refuses a new bucket; we take the one it
 * refuses every other public ACL with.
 */
export function createBucketRuling(bucket: {
  readonly owner: Party;
  readonly ownership: ObjectOwnership;
  readonly acl?: RequestedAcl | undefined;
  /** Of the account and what stands above it. */
  readonly blockPublicAcls: Switch;
}): Ruling<Acl> {
  const { owner, ownership, acl, blockPublicAcls } = bucket;
  const grants = grantsOf(acl, { owner, bucketOwner: owner }, 'bucket');
  if (ownership === 'BucketOwnerEnforced' && grantsOutside(grants, owner))
    return { refused: 'bucket-acl-with-ownership' };
  if (!isPublicAcl(grants)) return { taken: grants };
  return { refused: blockPublicAcls === true ? 'public-acl-blocked' : 'public-acl-blocked-on-create' };
}

/** PutBucketOwnershipControls: ACLs can be disabled only once the bucket's own ACL grants nothing to others. */
export function ownershipRuling(
  ownership: ObjectOwnership,
  bucket: { readonly acl: Acl | Unknown; readonly owner: Party },
): Ruling<ObjectOwnership> {
  if (ownership !== 'BucketOwnerEnforced') return { taken: ownership };
  if (bucket.acl === 'unknown') return { refused: 'rests-on-unknown' };
  return grantsOutside(bucket.acl, bucket.owner) ? { refused: 'bucket-acl-with-ownership' } : { taken: ownership };
}

/** PutBucketPolicy while BlockPublicPolicy is on: a public policy is refused, an existing one stays. */
export function policyRuling(status: PolicyStatus, blockPublicPolicy: Switch): Ruling<PolicyStatus> {
  if (status.isPublic === false || blockPublicPolicy === false) return { taken: status };
  return status.isPublic === true && blockPublicPolicy === true
    ? { refused: 'public-policy-blocked' }
    : { refused: 'rests-on-unknown' };
}
