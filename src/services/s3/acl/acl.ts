import type { Place } from '../../../core/source.ts';
import { EC2_BUNDLE_PARTY, type Party } from '../party.ts';

/** S3's predefined groups (S3 User Guide, Access control list overview: Who is a grantee?). */
export const GROUP_URIS = {
  AllUsers: 'http://acs.amazonaws.com/groups/global/AllUsers',
  AuthenticatedUsers: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
  LogDelivery: 'http://acs.amazonaws.com/groups/s3/LogDelivery',
} as const;

export type Group = keyof typeof GROUP_URIS;
export const GROUPS = Object.keys(GROUP_URIS) as readonly Group[];

export const PERMISSIONS = ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Whom a grant names: a whole account, never one of its users, or a group. */
export type Grantee = { readonly party: Party } | { readonly group: Group };

/** One grant of an ACL. */
export interface Grant {
  readonly grantee: Grantee;
  readonly permission: Permission;
  readonly place?: Place | undefined;
}

/** The grants on a bucket or object. Its owner stands beside it, on the bucket or object. */
export type Acl = readonly Grant[];

/** An ACL has at most so many grants (S3 User Guide, Access control list overview). */
export const GRANTS_MOST = 100;

export const CANNED_ACLS = [
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
  'log-delivery-write',
] as const;
export type CannedAcl = (typeof CANNED_ACLS)[number];

/** An ACL as a request or a file states it. */
export type RequestedAcl =
  | { readonly canned: CannedAcl; readonly place?: Place | undefined }
  | { readonly grants: Acl; readonly place?: Place | undefined };

/** Whose a bucket or object is, for what canned ACLs grant. */
export interface Owners {
  readonly owner: Party;
  readonly bucketOwner: Party;
}

/** The grants a requested ACL comes to (S3 User Guide, Access control list overview: Canned ACL). */
export function grantsOf(
  requested: RequestedAcl | undefined,
  { owner, bucketOwner }: Owners,
  on: 'bucket' | 'object',
): Acl {
  if (requested !== undefined && 'grants' in requested) return requested.grants;
  const place = requested?.place;
  const grant = (grantee: Grantee, permission: Permission): Grant => ({ grantee, permission, place });
  const own = grant({ party: owner }, 'FULL_CONTROL');
  switch (requested?.canned) {
    case 'public-read':
      return [own, grant({ group: 'AllUsers' }, 'READ')];
    case 'public-read-write':
      return [own, grant({ group: 'AllUsers' }, 'READ'), grant({ group: 'AllUsers' }, 'WRITE')];
    case 'authenticated-read':
      return [own, grant({ group: 'AuthenticatedUsers' }, 'READ')];
    case 'aws-exec-read':
      return [own, grant({ party: EC2_BUNDLE_PARTY }, 'READ')];
    case 'bucket-owner-read':
      return bucketOwner === owner || on === 'bucket' ? [own] : [own, grant({ party: bucketOwner }, 'READ')];
    case 'bucket-owner-full-control':
      return bucketOwner === owner || on === 'bucket' ? [own] : [own, grant({ party: bucketOwner }, 'FULL_CONTROL')];
    case 'log-delivery-write':
      if (on === 'object') return [own];
      return [own, grant({ group: 'LogDelivery' }, 'WRITE'), grant({ group: 'LogDelivery' }, 'READ_ACP')];
    default:
      return [own];
  }
}

/** Whether a grant is to everybody, signed or not (S3 User Guide, Blocking public access: the meaning of "public", ACLs). */
export function isPublicGrant({ grantee }: Grant): boolean {
  return 'group' in grantee && grantee.group !== 'LogDelivery';
}

/** Whether an ACL is public: one grant to AllUsers or AuthenticatedUsers makes it so. */
export function isPublicAcl(acl: Acl): boolean {
  return acl.some(isPublicGrant);
}

/** Whether an ACL gives something to anybody but `owner`. */
export function grantsOutside(acl: Acl, owner: Party): boolean {
  return acl.some(({ grantee }) => !('party' in grantee) || grantee.party !== owner);
}
