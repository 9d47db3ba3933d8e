import type { AccountDefinition, Definition } from '../../../core/definition.ts';
import { type Acl, grantsOf } from '../acl/acl.ts';
import type { PublicAccessBlock } from '../block/block-public-access.ts';
import type { AccessPoint, Bucket, S3Object, Unknown } from '../bucket.ts';
import type { AccessPointDefinition, AclText, BucketDefinition, ObjectDefinition } from '../definition.ts';
import type { Party } from '../party.ts';
import { partyOf, requestedAcl } from './parties.ts';
import type { S3Runtime } from './view.ts';

/** The first running state: buckets, access points and settings as the file has them. */
export function firstState(definition: Definition): S3Runtime {
  const buckets = new Map<string, Bucket>();
  const accessPoints = new Map<string, AccessPoint>();
  const blocks = new Map<string, PublicAccessBlock>();
  for (const account of definition.accounts.values()) {
    const { s3 } = account.parts;
    if (s3 === undefined) continue;
    if (s3.block !== undefined) blocks.set(account.id, s3.block);
    for (const bucket of s3.buckets.values()) buckets.set(bucket.name, bucketFrom(bucket, account, definition));
    for (const point of s3.accessPoints.values()) {
      const made = accessPointFrom(point, account);
      accessPoints.set(made.arn, made);
    }
  }
  return { buckets, accessPoints, blocks };
}

/** A bucket as the file has it. */
export function bucketFrom(from: BucketDefinition, account: AccountDefinition, definition: Definition): Bucket {
  const owners = { owner: account.id, bucketOwner: account.id };
  return {
    name: from.name,
    account: account.name,
    owner: account.id,
    address: from.address,
    arn: from.arn ?? '',
    region: from.region ?? account.region,
    ownership: from.ownership,
    acl: aclFrom(from.acl, owners, 'bucket', definition),
    policy: from.policy,
    block: from.block,
    objects: new Map([...from.objects].map(([key, object]) => [key, objectFrom(key, object, account.id, definition)])),
    created: definition.start,
    place: from.declared,
  };
}

/** An object as the file has it; it belongs to the bucket's owner unless the file says otherwise. */
export function objectFrom(key: string, from: ObjectDefinition, bucketOwner: Party, definition: Definition): S3Object {
  const owner = (from.owner && partyOf(definition, from.owner.text)) ?? bucketOwner;
  return {
    key,
    size: from.size,
    owner,
    acl: aclFrom(from.acl, { owner, bucketOwner }, 'object', definition),
    lastModified: definition.start,
    place: from.place,
  };
}

function aclFrom(
  acl: AclText | Unknown | undefined,
  owners: { readonly owner: Party; readonly bucketOwner: Party },
  on: 'bucket' | 'object',
  definition: Definition,
): Acl | Unknown {
  if (acl === 'unknown') return acl;
  return grantsOf(acl && requestedAcl(definition, acl), owners, on);
}

/** An access point as the file has it. */
export function accessPointFrom(from: AccessPointDefinition, account: AccountDefinition): AccessPoint {
  return {
    name: from.name,
    account: account.name,
    owner: account.id,
    address: from.address,
    arn: from.arn ?? '',
    bucket: from.bucket.entry?.name ?? from.bucket.text,
    vpc: from.vpc,
    policy: from.policy,
    block: from.block,
    place: from.declared,
  };
}
