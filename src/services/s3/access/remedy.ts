import type { Json } from '../../../core/result.ts';
import { type Node, plain } from '../../../schema/node.ts';
import { accountById, pathPart } from '../../iam/index.ts';
import type { Remedy } from '../../service.ts';
import { actionsOfGrant } from '../acl/actions.ts';
import {
  awsNameOf,
  type BlockLevel,
  type EffectiveSetting,
  effectiveSetting,
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
    if (question.uploader !== undefined) return undefined;
    if (side.acl !== undefined && isGrantIgnored(side)) return withoutSetting(view, question.bucket, side.acl.ignoring);
    if (decider !== question.bucket.owner) return byObjectOwner(view, side);
    return question.asker.kind === 'anonymous' ? forEverybody(view, question) : undefined;
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
  return withoutSetting(view, bucket, setting);
}

const EFFECTS: Readonly<Partial<Record<Setting, string>>> = {
  restrictPublicBuckets: 'cuts everybody outside off from a public bucket',
  ignorePublicAcls: 'takes public grants out of the ACL',
};

/** A setting that stands in the way, turned off where it is on. */
function withoutSetting(view: S3View, bucket: Bucket, { setting, by }: EffectiveSetting): Remedy {
  const management = view.definition.top.organization?.managementAccount?.name ?? 'the management account';
  const account = by?.level === 'organization' ? management : bucket.account;
  const level = by?.level ?? 'bucket';
  return {
    account,
    at: by?.at ?? bucket.address,
    says: `turn ${awsNameOf(setting)} (${level}) off, which ${EFFECTS[setting] ?? ''} (${account} must do it)`,
    change: switchedOff(view, bucket, by, setting),
  };
}

/** Whether a grant that IgnorePublicAcls takes away would have allowed the request. */
function isGrantIgnored({ acl, question }: ResourceSide): boolean {
  const { asker, bucket, object, action } = question;
  const standing = { ownsBucket: asker.account === bucket.owner, ownsObject: false, exists: object !== undefined };
  return (acl?.ignored ?? []).some((grant) => {
    const reaches = 'group' in grant.grantee && (grant.grantee.group === 'AllUsers' || asker.kind === 'account');
    return reaches && actionsOfGrant(grant, acl?.on ?? 'bucket', standing).includes(action);
  });
}

/** A statement for everybody would itself be cut off while RestrictPublicBuckets is on. */
function forEverybody(view: S3View, { bucket, levels, action }: ResourceSide['question']): Remedy | undefined {
  const setting = effectiveSetting(levels, 'restrictPublicBuckets');
  if (setting.on !== true) return undefined;
  const { account, at, says } = withoutSetting(view, bucket, setting);
  return { account, at, says: `allow everybody ${action} in the bucket policy, and ${says}` };
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
