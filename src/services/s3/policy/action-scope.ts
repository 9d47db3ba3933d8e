/**
 * S3's actions by the kind of resource they are about (Service Authorization Reference, Actions, resources, and
 * condition keys for Amazon S3). What is in neither list may be about both.
 */
const ON_BUCKETS = `
  CreateBucket DeleteBucket DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration
  GetAnalyticsConfiguration GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging GetBucketNotification
  GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus
  GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite
  GetEncryptionConfiguration GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration
  GetMetricsConfiguration GetReplicationConfiguration ListBucket ListBucketMultipartUploads ListBucketVersions
  PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAcl PutBucketCORS PutBucketLogging
  PutBucketNotification PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy
  PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging PutBucketVersioning PutBucketWebsite
  PutEncryptionConfiguration PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration
  PutMetricsConfiguration PutReplicationConfiguration`;

const ON_OBJECTS = `
  AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectTagging DeleteObjectVersion
  DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention
  GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes
  GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent ListMultipartUploadParts
  ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectLegalHold PutObjectRetention PutObjectTagging
  PutObjectVersionAcl PutObjectVersionTagging ReplicateDelete ReplicateObject ReplicateTags RestoreObject`;

const names = (list: string) => list.trim().split(/\s+/);

export const BUCKET_ACTIONS: readonly string[] = names(ON_BUCKETS);
export const OBJECT_ACTIONS: readonly string[] = names(ON_OBJECTS);

const keys = (list: readonly string[]) => new Set(list.map((name) => `s3:${name.toLowerCase()}`));
const buckets = keys(BUCKET_ACTIONS);
const objects = keys(OBJECT_ACTIONS);

/** What an action, in lower case and with prefix, is done to; undefined where that cannot be told. */
export function scopeOfAction(actionKey: string): 'bucket' | 'object' | undefined {
  if (buckets.has(actionKey)) return 'bucket';
  return objects.has(actionKey) ? 'object' : undefined;
}
