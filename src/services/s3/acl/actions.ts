import type { Grant, Permission } from './acl.ts';

type Basic = Exclude<Permission, 'FULL_CONTROL'>;

/** What each permission allows (S3 User Guide, Access control list overview: mapping of ACL and policy permissions). */
const ACTIONS: Readonly<Record<'bucket' | 'object', Readonly<Record<Basic, readonly string[]>>>> = {
  bucket: {
    READ: ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'],
    WRITE: ['s3:PutObject'],
    READ_ACP: ['s3:GetBucketAcl'],
    WRITE_ACP: ['s3:PutBucketAcl'],
  },
  object: {
    READ: ['s3:GetObject', 's3:GetObjectVersion'],
    WRITE: [],
    READ_ACP: ['s3:GetObjectAcl', 's3:GetObjectVersionAcl'],
    WRITE_ACP: ['s3:PutObjectAcl', 's3:PutObjectVersionAcl'],
  },
};

/** What WRITE on a bucket also allows to who owns the bucket or the object in question. */
const OWNER_WRITES = ['s3:DeleteObject'];
/** And to the bucket's owner alone. */
const BUCKET_OWNER_WRITES = ['s3:DeleteObjectVersion'];

const BASIC: readonly Basic[] = ['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP'];

/** What a caller's account has to do with the thing at hand, which decides what WRITE on a bucket is worth. */
export interface Standing {
  readonly ownsBucket: boolean;
  /** Owns the object the request is about, where there is one. */
  readonly ownsObject: boolean;
  /** Whether the request is about an object that is there already. */
  readonly exists: boolean;
}

/**
 * The actions a grant allows. WRITE lets anybody create objects, but only the owners of bucket and object overwrite and
 * delete what is there.
 */
export function actionsOfGrant({ permission }: Grant, on: 'bucket' | 'object', standing: Standing): readonly string[] {
  const permissions = permission === 'FULL_CONTROL' ? BASIC : [permission];
  return permissions.flatMap((basic) => {
    if (on === 'object' || basic !== 'WRITE') return ACTIONS[on][basic];
    const owns = standing.ownsBucket || standing.ownsObject;
    if (standing.exists && !owns) return [];
    return [
      ...ACTIONS.bucket.WRITE,
      ...(owns ? OWNER_WRITES : []),
      ...(standing.ownsBucket ? BUCKET_OWNER_WRITES : []),
    ];
  });
}
