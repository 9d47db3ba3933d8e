import type { Json } from '../../../core/result.ts';
import { formatInstant } from '../../../core/time.ts';
import { optional } from '../../../schema/collections.ts';
import { integer, text } from '../../../schema/scalars.ts';
import type { AccessAnswer, ApiAction, ApiReply } from '../../service.ts';
import type { S3Object } from '../bucket.ts';
import { canonicalIdOfParty } from '../party.ts';
import { deniedText, readReply, s3Action } from './define.ts';
import { listObjects } from './listing.ts';
import { refuse } from './refusal.ts';
import { type BucketCall, type CheckDetails, isRelated } from './request.ts';

/**
 * A missing key is told apart from a forbidden one only to who may list the bucket, for whom it is 404 (S3 API
 * Reference, GetObject).
 */
export function mayList<P>({ object }: BucketCall<P>): readonly CheckDetails[] {
  return object === undefined ? [{ action: 's3:ListBucket', on: 'bucket', optional: true }] : [];
}

/** The answer about the object, or about its absence. */
export function objectOr404<P>(
  call: BucketCall<P>,
  answers: readonly AccessAnswer[],
  reply: (object: S3Object) => ApiReply,
): ApiReply {
  const { object, key = '', bucket } = call;
  if (object !== undefined) return reply(object);
  const at = `${bucket.address}/${key}`;
  const listing = answers.filter(({ check }) => check.optional === true);
  const open = listing.find(({ decision }) => decision === 'unknown');
  const denied = listing.find(({ decision }) => decision !== 'allowed' && decision !== 'unknown');
  if (denied !== undefined) {
    const { message } = deniedText({ answer: denied, related: isRelated(call) });
    return { failed: refuse('missing-key-hidden', { key }, { at, message }) };
  }
  if (open !== undefined)
    return { failed: refuse('rests-on-unknown', { what: 'whether the caller may list the bucket' }, { at }) };
  return { failed: refuse('no-such-key', { key }, { at }) };
}

const versionId = { versionId: optional(text()) };

const getObject = s3Action({
  on: 'object',
  permission: 'GetObject',
  fields: { ...versionId, range: optional(text()) },
  also: mayList,
  perform: (call, answers) =>
    objectOr404(call, answers, (object) => readReply(metadata(object), addressOf(call), `${object.key} is read`)),
});

const headObject = s3Action({
  on: 'object',
  permission: 'GetObject',
  fields: versionId,
  head: true,
  also: mayList,
  perform: (call, answers) =>
    objectOr404(call, answers, (object) => readReply(metadata(object), addressOf(call), `${object.key} is there`)),
});

function metadata({ size, lastModified }: S3Object): Json {
  return { contentLength: size, lastModified: formatInstant(lastModified) };
}

function addressOf<P>({ bucket, key }: BucketCall<P>): string {
  return `${bucket.address}/${key}`;
}

/** Condition keys of a listing (Service Authorization Reference, Amazon S3: ListBucket). */
function listingKeys(parameters: {
  readonly prefix?: string;
  readonly delimiter?: string;
  readonly maxKeys?: number;
}): Readonly<Record<string, string>> {
  return {
    's3:prefix': parameters.prefix ?? '',
    's3:delimiter': parameters.delimiter ?? '',
    's3:max-keys': String(parameters.maxKeys ?? 1000),
  };
}

const listObjectsV2 = s3Action({
  on: 'bucket',
  command: 'list-objects-v2',
  permission: 'ListBucket',
  fields: {
    prefix: optional(text()),
    delimiter: optional(text()),
    maxKeys: optional(integer({ min: 0 })),
    startAfter: optional(text()),
    continuationToken: optional(text()),
  },
  context: listingKeys,
  perform: (call) => {
    const { parameters, bucket } = call;
    const page = listObjects([...bucket.objects.values()], parameters);
    const response = {
      name: bucket.name,
      prefix: parameters.prefix ?? '',
      contents: page.objects.map(({ key, size, lastModified, owner }) => ({
        key,
        size,
        lastModified: formatInstant(lastModified),
        owner: { id: canonicalIdOfParty(owner) },
      })),
      commonPrefixes: page.prefixes.map((prefix) => ({ prefix })),
      keyCount: page.objects.length + page.prefixes.length,
      isTruncated: page.next !== undefined,
      ...(page.next === undefined ? {} : { nextContinuationToken: page.next }),
    };
    return readReply(response, bucket.address, `${response.keyCount} keys are listed`);
  },
});

const headBucket = s3Action({
  on: 'bucket',
  permission: 'ListBucket',
  head: true,
  perform: ({ bucket }) => readReply({ bucketRegion: bucket.region }, bucket.address, 'the bucket is there'),
});

/** Operations that read objects, or list them. */
export const readActions: Readonly<Record<string, ApiAction>> = {
  GetObject: getObject,
  HeadObject: headObject,
  ListObjectsV2: listObjectsV2,
  ListObjects: listObjectsV2,
  ListBucket: listObjectsV2,
  HeadBucket: headBucket,
};
