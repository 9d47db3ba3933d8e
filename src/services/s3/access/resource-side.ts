import type { Acl, Grant } from '../acl/acl.ts';
import { isPublicGrant } from '../acl/acl.ts';
import { type BlockLevel, type EffectiveSetting, effectiveSetting } from '../block/block-public-access.ts';
import type { Bucket, S3Object, Unknown } from '../bucket.ts';
import { aclsEnabled, ownerOfObject } from '../ownership.ts';
import { isAccount, type Party } from '../party.ts';
import { statusOfDocument } from '../policy/document.ts';
import type { PolicyStatus } from '../policy/status.ts';
import type { Asker } from './asker.ts';
import { isKeptForRoot, isObjectOwners } from './scope.ts';

/** One question about a bucket or an object in it. */
export interface S3Question {
  readonly bucket: Bucket;
  /** Block Public Access around the bucket, from the widest level to the narrowest. */
  readonly levels: readonly BlockLevel[];
  /** With prefix. */
  readonly action: string;
  /** Absent for an operation on the bucket itself. */
  readonly key?: string | undefined;
  /** The object of that key, where there is one. */
  readonly object?: S3Object | undefined;
  /**
   * Set for the ACL that comes with an upload: the writer's account decides about it.
   * @modelChoice AWS's examples let others upload with an ACL by `s3:PutObject` alone in the bucket policy, while
   * PutObject's own page asks for `s3:PutObjectAcl` as well: so the writer's own account must allow that.
   */
  readonly uploader?: Party | undefined;
  readonly asker: Asker;
}

/**
 * How much of the bucket policy counts.
 * - `denies`: an object of another owner: the bucket's owner may deny access to it, not grant it
 * - `set-aside`: the owner's root user, whom it cannot keep out
 */
export type PolicyPart = 'none' | 'whole' | 'denies' | 'set-aside';

/** What RestrictPublicBuckets does to a request. */
export interface Restriction {
  /** `unknown` where it rests on something the scenario leaves open. */
  readonly applies: true | Unknown;
  readonly setting: EffectiveSetting;
  readonly status: PolicyStatus;
}

/** The ACL that has a say in a request. */
export interface ApplyingAcl {
  readonly on: 'bucket' | 'object';
  readonly grants: Acl | Unknown;
  /** Public grants that IgnorePublicAcls takes out of it. */
  readonly ignored: readonly Grant[];
  readonly ignoring: EffectiveSetting;
}

/** Everything the owner's side of a request is decided from, before any policy is evaluated. */
export interface ResourceSide {
  readonly question: S3Question;
  /** The account whose permission is needed beside the caller's own. */
  readonly decider: Party;
  readonly policy: PolicyPart;
  readonly restriction?: Restriction | undefined;
  /** Absent while ACLs are disabled, and for what no ACL is about. */
  readonly acl?: ApplyingAcl | undefined;
  /** The scenario leaves Object Ownership open, and it makes a difference here. */
  readonly ownershipMatters: boolean;
}

/** Works out what counts on the owner's side (S3 User Guide, How Amazon S3 authorizes a request for an object operation). */
export function resourceSide(question: S3Question): ResourceSide {
  const { bucket, asker, action } = question;
  const ownershipMatters = bucket.ownership === 'unknown' && !isIndifferent(question);
  const decider = deciderOf(question);
  const setAside = asker.isRoot && asker.account === bucket.owner && isKeptForRoot(action);
  const policy: PolicyPart =
    bucket.policy === undefined
      ? 'none'
      : setAside
        ? 'set-aside'
        : decider === bucket.owner && !ownershipMatters
          ? 'whole'
          : 'denies';
  return {
    question,
    decider,
    policy,
    restriction: setAside ? undefined : restrictionOf(question),
    acl: applyingAcl(question),
    ownershipMatters,
  };
}

/** The object whose owner decides about the operation; undefined where the bucket's owner does. */
function decidingObject({ action, object, uploader }: S3Question): S3Object | undefined {
  return uploader === undefined && isObjectOwners(action) ? object : undefined;
}

function deciderOf(question: S3Question): Party {
  const { bucket, uploader, asker } = question;
  const { ownership, owner: bucketOwner } = bucket;
  if (uploader !== undefined && isAccount(uploader)) return uploader;
  const object = decidingObject(question);
  if (object === undefined) return bucketOwner;
  if (ownership !== 'unknown') return ownerOfObject(ownership, object.owner, bucketOwner);
  // Whoever it is, one of two accounts decides. That the caller's own would do so must not be assumed.
  return asker.account === object.owner ? bucketOwner : object.owner;
}

/** Whether Object Ownership makes no difference: everything belongs to the bucket's owner and no ACL says more. */
function isIndifferent(question: S3Question): boolean {
  const { bucket } = question;
  const object = decidingObject(question);
  const own = (acl: Acl | Unknown) =>
    acl !== 'unknown' && acl.every(({ grantee }) => 'party' in grantee && grantee.party === bucket.owner);
  return object === undefined ? own(bucket.acl) : object.owner === bucket.owner && own(object.acl);
}

/**
 * RestrictPublicBuckets: while the policy is public, only AWS services and the owner's own account have access. AWS
 * reports it as an explicit deny of a resource-based policy (S3 User Guide, Troubleshoot access denied errors).
 */
function restrictionOf({ bucket, levels, asker }: S3Question): Restriction | undefined {
  if (asker.kind === 'service' || asker.account === bucket.owner) return undefined;
  const setting = effectiveSetting(levels, 'restrictPublicBuckets');
  if (setting.on === false) return undefined;
  const status = statusOfDocument(bucket.policy, bucket.address);
  if (status.isPublic === false) return undefined;
  const applies = setting.on === true && status.isPublic === true ? true : 'unknown';
  return { applies, setting, status };
}

/**
 * The ACL that is asked, without the grants that IgnorePublicAcls neutralises.
 * @modelChoice Of a public ACL only the public grants are ignored; those to single accounts stay.
 */
function applyingAcl(question: S3Question): ApplyingAcl | undefined {
  const { bucket, levels, uploader } = question;
  if (uploader !== undefined || (bucket.ownership !== 'unknown' && !aclsEnabled(bucket.ownership))) return undefined;
  const object = decidingObject(question);
  const acl = object === undefined ? bucket.acl : object.acl;
  const on = object === undefined ? 'bucket' : 'object';
  const ignoring = effectiveSetting(levels, 'ignorePublicAcls');
  if (acl === 'unknown') return { on, grants: acl, ignored: [], ignoring };
  const ignored = ignoring.on === false ? NONE : acl.filter(isPublicGrant);
  return { on, grants: ignored.length === 0 ? acl : remaining(acl), ignored, ignoring };
}

const NONE: readonly Grant[] = [];
const remainders = new WeakMap<Acl, Acl>();

/** The grants of an ACL that are not public; the same list each time, so that what is made of it can be kept. */
function remaining(acl: Acl): Acl {
  let rest = remainders.get(acl);
  if (rest === undefined) {
    rest = acl.filter((grant) => !isPublicGrant(grant));
    remainders.set(acl, rest);
  }
  return rest;
}
