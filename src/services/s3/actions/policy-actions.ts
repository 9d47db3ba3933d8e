import type { Json } from '../../../core/result.ts';
import { optional } from '../../../schema/collections.ts';
import { document } from '../../../schema/document.ts';
import { plain } from '../../../schema/node.ts';
import type { ApiAction, ApiFailure } from '../../service.ts';
import { effectiveSetting } from '../block/block-public-access.ts';
import { statusOfDocument } from '../policy/document.ts';
import { bucketTarget, policyProblems } from '../policy/problems.ts';
import { statusEntries } from '../policy/trace.ts';
import { policyRuling } from '../rulings.ts';
import { changedReply, readReply, replied, s3Action } from './define.ts';
import { entry, refuse } from './refusal.ts';
import { refusedPolicy } from './refused.ts';
import type { BucketCall } from './request.ts';

/**
 * Whoever may handle a bucket policy must still be of the owner's account; S3 answers others with 405 (S3 API
 * Reference, PutBucketPolicy).
 */
function foreignEditor<P>({ asker, bucket }: BucketCall<P>): ApiFailure | undefined {
  if (asker.account === bucket.owner) return undefined;
  const looked = { account: asker.account ?? asker.kind, owner: bucket.owner };
  return refuse('foreign-policy-editor', looked, { at: bucket.address });
}

function missing<P>({ bucket }: BucketCall<P>): ApiFailure {
  return refuse('not-configured', { what: 'bucket policy' }, { at: bucket.address, awsCode: 'NoSuchBucketPolicy' });
}

const getBucketPolicy = s3Action({
  on: 'bucket',
  permission: 'GetBucketPolicy',
  perform: (call) => {
    const { bucket } = call;
    const foreign = foreignEditor(call);
    if (foreign !== undefined) return { failed: foreign };
    if (bucket.policy === undefined) return { failed: missing(call) };
    if (bucket.policy === 'unknown') return { failed: unknown(call) };
    return readReply({ policy: plain(bucket.policy) as Json }, bucket.address, 'the bucket policy is read');
  },
});

const putBucketPolicy = s3Action({
  on: 'bucket',
  permission: 'PutBucketPolicy',
  fields: { policy: optional(document('a bucket policy')) },
  perform: (call) => {
    const { bucket, levels, parameters } = call;
    const foreign = foreignEditor(call);
    if (foreign !== undefined) return { failed: foreign };
    const { policy } = parameters;
    if (policy === undefined)
      return { failed: refuse('missing-target', { what: 'which policy' }, { at: bucket.address }) };
    const problems = policyProblems(policy, bucketTarget(bucket.name, bucket.address));
    const errors = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    if (errors[0] !== undefined) {
      const place = problems.find(({ severity }) => severity === 'error')?.place;
      const details = { at: bucket.address, place, message: errors[0] };
      return { failed: refuse('malformed-policy', { problems: errors }, details) };
    }
    const status = statusOfDocument(policy, bucket.address);
    const ruling = policyRuling(status, effectiveSetting(levels, 'blockPublicPolicy').on);
    if ('refused' in ruling) return { failed: refusedPolicy(call, ruling.refused, status) };
    return changedReply(call, { ...bucket, policy }, '', {
      httpStatus: 204,
      trace: [
        {
          ...entry('changed', { what: 'the bucket policy is put' }, bucket.address),
          children: statusEntries(status, bucket.address),
        },
      ],
      facts: { isPublic: status.isPublic, taintedBy: status.tainting.map(({ statement }) => statement) },
    });
  },
});

const deleteBucketPolicy = s3Action({
  on: 'bucket',
  permission: 'DeleteBucketPolicy',
  perform: (call) => {
    const foreign = foreignEditor(call);
    if (foreign !== undefined) return { failed: foreign };
    return changedReply(call, { ...call.bucket, policy: undefined }, 'there is no bucket policy any more', {
      httpStatus: 204,
    });
  },
});

/** Whether the policy is public by AWS's definition, whatever Block Public Access makes of it. */
const getBucketPolicyStatus = s3Action({
  on: 'bucket',
  permission: 'GetBucketPolicyStatus',
  perform: (call) => {
    const { bucket } = call;
    if (bucket.policy === undefined) return { failed: missing(call) };
    const status = statusOfDocument(bucket.policy, bucket.address);
    if (status.isPublic === 'unknown') return { failed: unknown(call) };
    const what = status.isPublic ? 'the policy is public' : 'the policy is not public';
    const read = { ...entry('read', { what }, bucket.address), children: statusEntries(status, bucket.address) };
    const taintedBy = status.tainting.map(({ statement }) => statement);
    return replied({ policyStatus: { isPublic: status.isPublic } }, { trace: [read], facts: { taintedBy } });
  },
});

function unknown<P>({ bucket }: BucketCall<P>): ApiFailure {
  return refuse('rests-on-unknown', { what: 'the bucket policy' }, { at: bucket.address });
}

/** Operations on bucket policies. */
export const policyActions: Readonly<Record<string, ApiAction>> = {
  GetBucketPolicy: getBucketPolicy,
  PutBucketPolicy: putBucketPolicy,
  DeleteBucketPolicy: deleteBucketPolicy,
  GetBucketPolicyStatus: getBucketPolicyStatus,
};
