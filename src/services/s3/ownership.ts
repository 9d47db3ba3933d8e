import type { Acl, RequestedAcl } from './acl/acl.ts';
import type { Party } from './party.ts';

/** The three settings of Object Ownership (S3 User Guide, Controlling ownership of objects and disabling ACLs). */
export const OBJECT_OWNERSHIPS = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'] as const;
export type ObjectOwnership = (typeof OBJECT_OWNERSHIPS)[number];

/** What a new bucket has since April 2023. */
export const DEFAULT_OWNERSHIP: ObjectOwnership = 'BucketOwnerEnforced';

/** Whether ACLs have a say. */
export function aclsEnabled(ownership: ObjectOwnership): boolean {
  return ownership !== 'BucketOwnerEnforced';
}

/** Who owns an object that `writer` uploads. */
export function ownerOfNewObject(
  ownership: ObjectOwnership,
  upload: { readonly writer: Party; readonly bucketOwner: Party; readonly acl?: RequestedAcl | undefined },
): Party {
  const { writer, bucketOwner, acl } = upload;
  if (ownership === 'BucketOwnerEnforced') return bucketOwner;
  const handsOver = acl !== undefined && 'canned' in acl && acl.canned === 'bucket-owner-full-control';
  return ownership === 'BucketOwnerPreferred' && handsOver ? bucketOwner : writer;
}

/** Who owns an object that is there: under BucketOwnerEnforced the bucket's owner, whoever wrote it. */
export function ownerOfObject(ownership: ObjectOwnership, stored: Party, bucketOwner: Party): Party {
  return ownership === 'BucketOwnerEnforced' ? bucketOwner : stored;
}

/** The form of ACL that a bucket without ACLs still accepts: full control for its owner and nothing else. */
export function isBucketOwnerFullControl(acl: RequestedAcl, bucketOwner: Party): boolean {
  if ('canned' in acl) return acl.canned === 'bucket-owner-full-control';
  const [grant, ...others] = acl.grants;
  return (
    others.length === 0 &&
    grant?.permission === 'FULL_CONTROL' &&
    'party' in grant.grantee &&
    grant.grantee.party === bucketOwner
  );
}

/** The ACL of something whose ACL has no say, as a request to read it returns it. */
export function ownerOnly(owner: Party): Acl {
  return [{ grantee: { party: owner }, permission: 'FULL_CONTROL' }];
}
