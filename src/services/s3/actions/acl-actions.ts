import type { Json } from '../../../core/result.ts';
import { optional } from '../../../schema/collections.ts';
import { text } from '../../../schema/scalars.ts';
import type { ApiAction, ApiReply } from '../../service.ts';
import { type Acl, GROUP_URIS, type Grant } from '../acl/acl.ts';
import { effectiveSetting } from '../block/block-public-access.ts';
import type { S3Object } from '../bucket.ts';
import { canonicalIdOfParty, type Party } from '../party.ts';
import { aclInForce } from '../questions/acl.ts';
import { setAclRuling } from '../rulings.ts';
import { ACL_FIELDS, type AclParameters, aclKeys, aclWord } from './acl-parameters.ts';
import { appliedAcl } from './applied-acl.ts';
import { changedReply, readReply, s3Action } from './define.ts';
import { mayList, objectOr404 } from './read-objects.ts';
import { refuse } from './refusal.ts';
import { refusedAcl } from './refused.ts';
import type { BucketCall } from './request.ts';

/** An ACL in AWS's own words, as `get-bucket-acl` prints it. */
export function aclJson(owner: Party, acl: Acl): Json {
  return { owner: { id: canonicalIdOfParty(owner) }, grants: acl.map(grantJson) };
}

function grantJson({ grantee, permission }: Grant): Json {
  const shown =
    'group' in grantee
      ? { type: 'Group', uri: GROUP_URIS[grantee.group] }
      : { type: 'CanonicalUser', id: canonicalIdOfParty(grantee.party) };
  return { grantee: shown, permission };
}

function aclReply<P>({ bucket, levels }: BucketCall<P>, object: S3Object | undefined, at: string): ApiReply {
  const { owner, effective } = aclInForce(bucket, levels, object);
  if (effective === 'unknown') return { failed: refuse('rests-on-unknown', { what: 'an ACL' }, { at }) };
  return readReply(aclJson(owner, effective), at, `the ACL has ${effective.length} grants`);
}

const getBucketAcl = s3Action({
  on: 'bucket',
  permission: 'GetBucketAcl',
  perform: (call) => aclReply(call, undefined, call.bucket.address),
});

const getObjectAcl = s3Action({
  on: 'object',
  permission: 'GetObjectAcl',
  fields: { versionId: optional(text()) },
  also: mayList,
  perform: (call, answers) =>
    objectOr404(call, answers, (object) => aclReply(call, object, `${call.bucket.address}/${object.key}`)),
});

const putBucketAcl = s3Action({
  on: 'bucket',
  permission: 'PutBucketAcl',
  fields: ACL_FIELDS,
  context: aclKeys,
  perform: (call) =>
    withRuling(call, { on: 'bucket', owner: call.bucket.owner }, (acl, word) =>
      changedReply(call, { ...call.bucket, acl }, `the ACL is ${word}`),
    ),
});

const putObjectAcl = s3Action({
  on: 'object',
  permission: 'PutObjectAcl',
  fields: { ...ACL_FIELDS, versionId: optional(text()) },
  context: aclKeys,
  also: mayList,
  perform: (call, answers) =>
    objectOr404(call, answers, (object) =>
      withRuling(call, { on: 'object', owner: object.owner }, (acl, word) => {
        const { bucket } = call;
        // While ACLs are disabled the ACL that was there before is kept for when they are enabled again.
        const kept = bucket.ownership === 'BucketOwnerEnforced' ? object : { ...object, acl };
        const objects = new Map(bucket.objects).set(object.key, kept);
        return changedReply(call, { ...bucket, objects }, `the ACL of ${object.key} is ${word}`);
      }),
    ),
});

function withRuling(
  call: BucketCall<AclParameters>,
  target: { readonly on: 'bucket' | 'object'; readonly owner: Party },
  put: (acl: Acl, word: string) => ApiReply,
): ApiReply {
  const requested = appliedAcl(call);
  if ('failed' in requested) return requested;
  const { acl } = requested;
  const { bucket, levels } = call;
  if (acl === undefined) {
    const details = { at: bucket.address, awsCode: 'MissingSecurityHeader' } as const;
    return { failed: refuse('missing-target', { what: 'which ACL' }, details) };
  }
  const setting = {
    ownership: bucket.ownership,
    bucketOwner: bucket.owner,
    blockPublicAcls: effectiveSetting(levels, 'blockPublicAcls').on,
  };
  const ruling = setAclRuling(setting, { ...target, acl });
  return 'taken' in ruling ? put(ruling.taken, aclWord(acl)) : refusedAcl(call, ruling.refused, acl);
}

/** Operations on the ACLs of buckets and objects. */
export const aclActions: Readonly<Record<string, ApiAction>> = {
  GetBucketAcl: getBucketAcl,
  PutBucketAcl: putBucketAcl,
  GetObjectAcl: getObjectAcl,
  PutObjectAcl: putObjectAcl,
};
