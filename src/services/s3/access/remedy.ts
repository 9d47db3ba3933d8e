import type { Json } from '../../../core/result.ts';
import { type Node, plain } from '../../../schema/node.ts';
import { accountById, pathPart } from '../../iam/index.ts';
import type { Remedy } from '../../service.ts';
import {
  awsNameOf,
  type BlockLevel,
  type EffectiveSetting,
  SETTINGS,
  type Setting,
} from '../block/block-public-access.ts';
import type { Bucket } from '../bucket.ts';
import { isAccount } from '../party.ts';
import { BUCKET_POLICY, compiledPolicy } from '../policy/document.ts';
import type { S3View } from '../store/view.ts';
import type { ResourceSide } from './resource-side.ts';

/**
 * What the owner's side would have to change for a request to pass, where that is not a statement in the bucket policy:
 * a setting of Block Public Access, what makes the policy public, the ACL of somebody else's object.
 */
export function remedyFor(
  view: S3View,
  side: ResourceSide,
): (against: { readonly deny?: string | undefined }) => Remedy | undefined {
  return ({ deny }) => {
    const { restriction, question, decider } = side;
    if (deny !== undefined) {
      return restriction?.setting.by?.at === deny ? againstRestriction(view, side, restriction.setting) : undefined;
    }
    return decider === question.bucket.owner || question.uploader !== undefined ? undefined : byObjectOwner(view, side);
  };
}

/** The path of a bucket in a `change` step; none for one that a call made. */
export function bucketPath(view: S3View, bucket: Bucket): string | undefined {
  const isInFile = view.definition.accounts.get(bucket.account)?.parts.s3?.buckets.has(bucket.name) === true;
  return isInFile ? `${pathPart(bucket.account)}.s3.buckets.${pathPart(bucket.name)}` : undefined;
}

/** An account that the policy names gets access by taking the public statements out, everybody else only without the setting. */
function againstRestriction(view: S3View, { question, restriction }: ResourceSide, setting: EffectiveSetting): Remedy {
  const { bucket, asker } = question;
  const tainting = new Set(restriction?.status.tainting.map(({ index }) => index));
  const name = awsNameOf(setting.setting);
  if (asker.account !== undefined && bucket.policy !== undefined && bucket.policy !== 'unknown') {
    const { statements } = compiledPolicy(bucket.policy, { name: BUCKET_POLICY, at: bucket.address });
    const named = statements.some(
      ({ index, effect, principal }) =>
        effect === 'Allow' &&
        !tainting.has(index) &&
        principal?.entries.some(({ account }) => account === asker.account) === true,
    );
    if (named) return withoutPublicStatements(view, bucket, bucket.policy, tainting, name);
  }
  const { by } = setting;
  const account =
    by?.level === 'organization'
      ? (view.definition.top.organization?.managementAccount?.name ?? 'the management account')
      : bucket.account;
  const at = by?.at ?? bucket.address;
  return {
    account,
    at,
    says: `turn ${name} (${by?.level ?? 'bucket'}) off, which keeps everybody outside ${bucket.account} away from a public bucket (${account} must do it)`,
    change: switchedOff(view, bucket, by, setting.setting),
  };
}

function withoutPublicStatements(
  view: S3View,
  bucket: Bucket,
  policy: Node,
  tainting: ReadonlySet<number>,
  name: string,
): Remedy {
  const { Statement: given, ...rest } = plain(policy) as { readonly [key: string]: Json };
  const statements = Array.isArray(given) ? given : [given ?? {}];
  const path = bucketPath(view, bucket);
  const says = 'take what makes the bucket policy public out of it';
  return {
    account: bucket.account,
    at: bucket.address,
    says: `${says}: while it is public, ${name} keeps out even the accounts it names (${bucket.account} must do it)`,
    change:
      path === undefined
        ? undefined
        : {
            says,
            path: `${path}.policy`,
            value: { ...rest, Statement: statements.filter((_, at) => !tainting.has(at)) },
          },
  };
}

function switchedOff(view: S3View, bucket: Bucket, by: BlockLevel | undefined, setting: Setting): Remedy['change'] {
  const path =
    by?.level === 'account'
      ? `${pathPart(bucket.account)}.s3`
      : by?.level === 'bucket'
        ? bucketPath(view, bucket)
        : undefined;
  if (path === undefined) return undefined;
  const value = Object.fromEntries(
    SETTINGS.map((one) => [one, one !== setting && by?.block?.settings[one].on === true]),
  );
  return { says: `${by?.at}: - ${awsNameOf(setting)}`, path: `${path}.publicAccessBlock`, value };
}

/** Only the object's owner can share it, or the bucket's owner by disabling ACLs. */
function byObjectOwner(view: S3View, { question, decider }: ResourceSide): Remedy {
  const { bucket, object, asker, key = '' } = question;
  const account = accountById(view.definition, decider)?.name ?? decider;
  const at = `${bucket.address}/${key}/acl`;
  const toOwner = asker.account === bucket.owner;
  const acl = toOwner ? 'bucket-owner-full-control' : `a grant to ${asker.account ?? 'AllUsers'}`;
  const path = bucketPath(view, bucket);
  const value: Json = toOwner
    ? 'bucket-owner-full-control'
    : [`FULL_CONTROL to ${decider}`, `READ to ${asker.account ?? 'AllUsers'}`];
  const hasPath = path !== undefined && object !== undefined && isAccount(decider);
  return {
    account,
    at,
    says: `put ${acl} into the ACL of the object (${account} must do it), or disable ACLs with BucketOwnerEnforced (${bucket.account} must do it)`,
    change: hasPath ? { says: `${at}: ${acl}`, path: `${path}.objects.${pathPart(key)}.acl`, value } : undefined,
  };
}
