/**
 * Actions on an object that its owner decides about. All other actions on objects are the bucket owner's to allow, who
 * may delete and archive any object in the bucket (S3 User Guide, Access control list overview: What permissions can I
 * grant?; How Amazon S3 authorizes a request for an object operation).
 */
const OBJECT_OWNERS: ReadonlySet<string> = new Set(
  [
    's3:GetObject',
    's3:GetObjectVersion',
    's3:GetObjectAcl',
    's3:GetObjectVersionAcl',
    's3:PutObjectAcl',
    's3:PutObjectVersionAcl',
    's3:GetObjectAttributes',
    's3:GetObjectVersionAttributes',
    's3:GetObjectTorrent',
  ].map((action) => action.toLowerCase()),
);

/** Whether the owner of the object, not of the bucket, decides about an action. */
export function isObjectOwners(action: string): boolean {
  return OBJECT_OWNERS.has(action.toLowerCase());
}

/**
 * The root user of the bucket's owner may always do these, so that nobody locks an account out of its own bucket (S3
 * API Reference, PutBucketPolicy).
 */
const ROOT_KEEPS: ReadonlySet<string> = new Set(['s3:getbucketpolicy', 's3:putbucketpolicy', 's3:deletebucketpolicy']);

/** Whether a bucket policy cannot keep the owner's root user from an action. */
export function isKeptForRoot(action: string): boolean {
  return ROOT_KEEPS.has(action.toLowerCase());
}
