import { type ObjectOf, optional } from '../../../schema/collections.ts';
import { size, text } from '../../../schema/scalars.ts';
import type { ApiAction, ApiFailure, ApiReply } from '../../service.ts';
import { effectiveSetting } from '../block/block-public-access.ts';
import type { Bucket, S3Object } from '../bucket.ts';
import { uploadRuling } from '../rulings.ts';
import { targetOf } from '../store/target.ts';
import { ACL_HEADERS, type AclParameters, aclKeys, bringsAcl } from './acl-parameters.ts';
import { appliedAcl } from './applied-acl.ts';
import { changedReply, s3Action } from './define.ts';
import { mayList, objectOr404 } from './read-objects.ts';
import { entry, refuse } from './refusal.ts';
import { refusedAcl } from './refused.ts';
import { type BucketCall, bucketCall, type CheckDetails, checksOf, writerOf } from './request.ts';

/** The longest key in bytes of UTF-8, and the most bytes one PutObject takes (S3 User Guide, Uploading objects). */
const KEY_BYTES_MOST = 1024;
const UPLOAD_BYTES_MOST = 5 * 1024 ** 3;

const UPLOAD_FIELDS = {
  ...ACL_HEADERS,
  serverSideEncryption: optional(text()),
  ssekmsKeyId: optional(text()),
  storageClass: optional(text()),
  tagging: optional(text({ description: 'tags as in a query: team=web&env=prod' })),
};
type UploadParameters = ObjectOf<typeof UPLOAD_FIELDS>;

/** Condition keys of an upload (Service Authorization Reference, Amazon S3: PutObject). */
function uploadKeys(parameters: UploadParameters): Readonly<Record<string, string>> {
  const { serverSideEncryption, ssekmsKeyId, storageClass, tagging } = parameters;
  const keys: Record<string, string> = { ...aclKeys(parameters) };
  if (serverSideEncryption !== undefined) keys['s3:x-amz-server-side-encryption'] = serverSideEncryption;
  if (ssekmsKeyId !== undefined) keys['s3:x-amz-server-side-encryption-aws-kms-key-id'] = ssekmsKeyId;
  if (storageClass !== undefined) keys['s3:x-amz-storage-class'] = storageClass;
  for (const [key, value] of new URLSearchParams(tagging ?? '')) keys[`s3:RequestObjectTag/${key}`] = value;
  return keys;
}

/** An ACL and tags that come with an upload need permissions of their own (S3 API Reference, PutObject). */
function uploadPermissions(call: BucketCall<UploadParameters>): readonly CheckDetails[] {
  const { parameters, bucket } = call;
  const details: CheckDetails[] = [];
  const isSet = bringsAcl(parameters) && bucket.ownership !== 'BucketOwnerEnforced';
  if (isSet) {
    details.push({ action: 's3:PutObjectAcl', on: 'object', context: aclKeys(parameters), uploader: writerOf(call) });
  }
  if (parameters.tagging !== undefined) {
    details.push({ action: 's3:PutObjectTagging', on: 'object', context: uploadKeys(parameters) });
  }
  return details;
}

const putObject = s3Action({
  on: 'object',
  permission: 'PutObject',
  fields: { ...UPLOAD_FIELDS, contentLength: optional(size), body: optional(text()) },
  context: uploadKeys,
  also: uploadPermissions,
  perform: (call) => {
    const { contentLength, body = '' } = call.parameters;
    return store(call, contentLength ?? new TextEncoder().encode(body).length);
  },
});

/** Stores an upload: whose it becomes and which ACL it gets is for Object Ownership to say. */
function store(call: BucketCall<AclParameters>, bytes: number): ApiReply {
  const { bucket, key = '', object, levels, simulation } = call;
  const at = `${bucket.address}/${key}`;
  const keyBytes = new TextEncoder().encode(key).length;
  if (keyBytes > KEY_BYTES_MOST)
    return { failed: refuse('key-too-long', { bytes: keyBytes, most: KEY_BYTES_MOST }, { at }) };
  if (bytes > UPLOAD_BYTES_MOST)
    return { failed: refuse('object-too-large', { bytes, most: UPLOAD_BYTES_MOST }, { at }) };
  const requested = appliedAcl(call);
  if ('failed' in requested) return requested;
  const { acl } = requested;
  const setting = {
    ownership: bucket.ownership,
    bucketOwner: bucket.owner,
    blockPublicAcls: effectiveSetting(levels, 'blockPublicAcls').on,
  };
  const ruling = uploadRuling(setting, { writer: writerOf(call), acl });
  if ('refused' in ruling) return refusedAcl(call, ruling.refused, acl);
  const stored: S3Object = {
    key,
    size: bytes,
    ...ruling.taken,
    lastModified: simulation.now,
    place: call.request.place,
  };
  const { owner } = stored;
  const looked = { key, owner, ownership: bucket.ownership, replaced: object !== undefined };
  return changedReply(call, withObject(bucket, stored), '', {
    trace: [entry('object-stored', looked, at)],
    facts: { objectOwner: owner },
  });
}

function withObject(bucket: Bucket, object: S3Object): Bucket {
  return { ...bucket, objects: new Map(bucket.objects).set(object.key, object) };
}

/** Deleting what is not there succeeds as well (S3 API Reference, DeleteObject). */
const deleteObject = s3Action({
  on: 'object',
  permission: 'DeleteObject',
  perform: (call) => {
    const { bucket, key = '', object } = call;
    const objects = new Map(bucket.objects);
    objects.delete(key);
    const what = object === undefined ? `${key} was not there` : `${key} is deleted`;
    return changedReply(call, { ...bucket, objects }, what, { httpStatus: 204 });
  },
});

const COPY_FIELDS = {
  ...UPLOAD_FIELDS,
  copySource: optional(text({ description: 'BUCKET/KEY to copy from', min: 1 })),
};
type CopyCall = BucketCall<ObjectOf<typeof COPY_FIELDS>>;

/** A copy reads its source and writes its destination, each with its own permission (S3 API Reference, CopyObject). */
const copyObject = s3Action({
  on: 'object',
  permission: 'PutObject',
  fields: COPY_FIELDS,
  context: (parameters) => ({ ...uploadKeys(parameters), 's3:x-amz-copy-source': parameters.copySource ?? '' }),
  elsewhere: (call) => {
    const source = sourceOf(call);
    if ('awsCode' in source) return source;
    return [{ action: 's3:GetObject', on: 'object' } as const, ...mayList(source)].flatMap((details) =>
      checksOf(source, details),
    );
  },
  also: uploadPermissions,
  perform: (call, answers) => {
    const source = sourceOf(call);
    if ('awsCode' in source) return { failed: source };
    return objectOr404(source, answers, (object) => store(call, object.size));
  },
});

function sourceOf(call: CopyCall): BucketCall<unknown> | ApiFailure {
  const { simulation, request, view, parameters } = call;
  const { bucket, key } = targetOf(view, parameters.copySource ?? '', request.caller.account);
  const named = key === undefined ? { bucket } : { bucket, key };
  return bucketCall(simulation, { ...request, target: undefined, parameters: named }, 'object');
}

/** Operations that write and delete objects. */
export const writeActions: Readonly<Record<string, ApiAction>> = {
  PutObject: putObject,
  DeleteObject: deleteObject,
  CopyObject: copyObject,
};
