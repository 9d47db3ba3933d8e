import { object, optional, record, refine, required } from '../../../schema/collections.ts';
import { document } from '../../../schema/document.ts';
import { type Node, placeOf } from '../../../schema/node.ts';
import { named, type Resource, reference } from '../../../schema/resources.ts';
import { oneOf, size, text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import { wholeBlock } from '../block/block-public-access.ts';
import type { Unknown } from '../bucket.ts';
import type { AccessPointDefinition, BucketDefinition, ObjectDefinition, S3Definition } from '../definition.ts';
import { ACCESS_POINT, BUCKET } from '../kinds.ts';
import { DEFAULT_OWNERSHIP, OBJECT_OWNERSHIPS } from '../ownership.ts';
import { aclText, partyText } from './acl.ts';
import { type BlockText, publicAccessBlock } from './block.ts';

const KEY_BYTES_MOST = 1024;

/** An object's key: up to 1,024 bytes of UTF-8 (S3 User Guide, Naming Amazon S3 objects). */
const objectKey: Schema<string> = refine(text({ expected: 'an object key', min: 1 }), (key, node, reader) => {
  const bytes = new TextEncoder().encode(key).length;
  if (bytes <= KEY_BYTES_MOST) return key;
  return reader.error('key-too-long', `the key has ${bytes} bytes, more than ${KEY_BYTES_MOST}`, placeOf(node));
});

const objectFields = object(
  { size: optional(size), owner: optional(partyText), acl: optional(aclText) },
  { unknowable: true, description: 'an object' },
);

/** `{ size: 12 KB, owner: partner, acl: private }`, or its size alone. */
const objectDefinition: Schema<ObjectDefinition> = {
  json: () => ({ anyOf: [size.json(), objectFields.json()] }),
  read: (node, reader) => {
    if (node.kind === 'scalar' && node.value !== null) {
      const bytes = size.read(node, reader);
      return bytes === undefined ? undefined : { size: bytes, place: placeOf(node) };
    }
    const read = objectFields.read(node, reader);
    if (read === undefined) return undefined;
    const acl = read.unknowns?.has('acl') === true ? 'unknown' : read.acl;
    const stated = read.acl !== undefined && 'grants' in read.acl ? read.acl.owner : undefined;
    return { size: read.size ?? 0, owner: read.owner ?? stated, acl, place: read.place };
  },
};

const region = text({ expected: 'an AWS Region such as ap-northeast-1', pattern: /^[a-z]{2}(?:-[a-z]+)+-\d$/ });
const NO_OBJECTS: BucketDefinition['objects'] = new Map();

interface Parts {
  readonly publicAccessBlock?: BlockText;
  readonly policy?: Node;
  readonly unknowns?: ReadonlySet<string>;
}

/** New buckets and access points have all four settings on. */
function blockOf({ publicAccessBlock: block, unknowns }: Parts) {
  if (unknowns?.has('publicAccessBlock') === true) return wholeBlock('unknown');
  if (block === undefined) return wholeBlock(true);
  return block === 'none' ? undefined : block;
}

function policyOf({ policy, unknowns }: Parts): Node | Unknown | undefined {
  return unknowns?.has('policy') === true ? 'unknown' : policy;
}

const bucket = refine(
  object(
    {
      region: optional(region),
      objectOwnership: optional(oneOf(OBJECT_OWNERSHIPS)),
      acl: optional(aclText),
      policy: optional(document('a bucket policy')),
      publicAccessBlock: optional(publicAccessBlock),
      objects: optional(record(objectDefinition, { key: objectKey, description: 'objects by key' })),
    },
    { unknowable: true, description: 'a bucket' },
  ),
  (read) => ({
    region: read.region,
    ownership:
      read.unknowns?.has('objectOwnership') === true
        ? ('unknown' as const)
        : (read.objectOwnership ?? DEFAULT_OWNERSHIP),
    acl: read.unknowns?.has('acl') === true ? ('unknown' as const) : read.acl,
    policy: policyOf(read),
    block: blockOf(read),
    objects: read.objects ?? NO_OBJECTS,
  }),
);

const accessPoint = refine(
  object(
    {
      bucket: required(reference(BUCKET)),
      vpc: optional(text({ expected: 'the name or id of a VPC', min: 1 })),
      policy: optional(document('an access point policy')),
      publicAccessBlock: optional(publicAccessBlock),
    },
    { unknowable: true, description: 'an access point' },
  ),
  (read): Omit<AccessPointDefinition, keyof Resource> => ({
    bucket: read.bucket,
    vpc: read.vpc,
    policy: policyOf(read),
    block: blockOf(read),
  }),
);

/** The `s3` part of an account. */
export const s3Account: Schema<S3Definition> = refine(
  object(
    {
      publicAccessBlock: optional(publicAccessBlock),
      buckets: optional(named(BUCKET, bucket)),
      accessPoints: optional(named(ACCESS_POINT, accessPoint)),
    },
    { description: 'buckets, access points and Block Public Access of the account' },
  ),
  (read) => ({
    block: read.publicAccessBlock === 'none' ? undefined : read.publicAccessBlock,
    buckets: read.buckets ?? new Map(),
    accessPoints: read.accessPoints ?? new Map(),
  }),
);
