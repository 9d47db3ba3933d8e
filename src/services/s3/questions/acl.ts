import { type Acl, isPublicGrant } from '../acl/acl.ts';
import { type BlockLevel, effectiveSetting } from '../block/block-public-access.ts';
import type { Bucket, S3Object, Unknown } from '../bucket.ts';
import { aclsEnabled, ownerOfObject, ownerOnly } from '../ownership.ts';
import type { Party } from '../party.ts';

/** An ACL as it is stored, and as it is in force. */
export interface AclInForce {
  /** Whose the bucket or object is now. */
  readonly owner: Party;
  readonly stored: Acl | Unknown;
  readonly effective: Acl | Unknown;
}

/**
 * The ACL of a bucket, or of an object in it. S3 shows only what is in force: under BucketOwnerEnforced that is full
 * control for the owner, under IgnorePublicAcls it lacks the public grants (S3 User Guide, Blocking public access: note
 * on GET Bucket acl).
 */
export function aclInForce(bucket: Bucket, levels: readonly BlockLevel[], object?: S3Object): AclInForce {
  const { ownership } = bucket;
  const stored = object === undefined ? bucket.acl : object.acl;
  if (ownership === 'unknown') return { owner: object?.owner ?? bucket.owner, stored, effective: 'unknown' };
  const owner = object === undefined ? bucket.owner : ownerOfObject(ownership, object.owner, bucket.owner);
  if (!aclsEnabled(ownership)) return { owner, stored, effective: ownerOnly(owner) };
  return { owner, stored, effective: withoutIgnored(stored, levels) };
}

function withoutIgnored(stored: Acl | Unknown, levels: readonly BlockLevel[]): Acl | Unknown {
  if (stored === 'unknown') return stored;
  const ignoring = effectiveSetting(levels, 'ignorePublicAcls').on;
  if (ignoring === false || !stored.some(isPublicGrant)) return stored;
  return ignoring === true ? stored.filter((grant) => !isPublicGrant(grant)) : 'unknown';
}
