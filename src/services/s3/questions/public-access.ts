import type { Place } from '../../../core/source.ts';
import { type Acl, isPublicGrant } from '../acl/acl.ts';
import { sidOf } from '../acl/document.ts';
import { awsNameOf, type EffectiveSetting, effectiveSetting, placeOfSetting } from '../block/block-public-access.ts';
import type { Bucket, Unknown } from '../bucket.ts';
import { statusOfDocument } from '../policy/document.ts';
import type { TaintingStatement } from '../policy/status.ts';
import { taintingEntry } from '../policy/trace.ts';
import type { S3Entry } from '../reasons.ts';
import { blockLevels } from '../store/levels.ts';
import type { S3View } from '../store/view.ts';

/** One thing by which a bucket is public, or would be. */
export interface PublicWay {
  readonly kind: 'policy' | 'bucket-acl' | 'object-acl' | 'access-point';
  /** Full address of what grants it. */
  readonly at: string;
  /** The statement or grant. */
  readonly by: string;
  readonly place?: Place | undefined;
  /** A statement's own analysis. */
  readonly statement?: TaintingStatement | undefined;
  /** What takes its effect away; absent where it is in force. */
  readonly cutBy?: Cut | undefined;
}

/** What keeps a public grant from having an effect. */
export interface Cut {
  /** AWS's name of the setting. */
  readonly setting: string;
  readonly at: string;
  readonly place?: Place | undefined;
}

/** Whether a bucket is public, and through what. */
export interface PublicAccess {
  readonly bucket: Bucket;
  /** `unknown` where it rests on something the scenario leaves open. */
  readonly isPublic: boolean | Unknown;
  /** Everything that grants to everybody, in force or cut off. */
  readonly ways: readonly PublicWay[];
}

/**
 * Whether a bucket is public and through what: its policy, its ACL, the ACLs of its objects, the policies of its access
 * points; each with the setting that takes the effect away, where one does.
 */
export function publicAccess(view: S3View, bucket: Bucket): PublicAccess {
  const policy = policyWays(view, bucket);
  const acls = aclWays(view, bucket);
  const points = accessPointWays(view, bucket);
  const ways = [...policy.ways, ...acls.ways, ...points.ways];
  const isOpen = policy.open || acls.open || points.open;
  const isPublic = ways.some(({ cutBy }) => cutBy === undefined) ? true : isOpen ? 'unknown' : false;
  return { bucket, isPublic, ways };
}

/** Ways that were found, and whether there may be more that nobody can know of. */
interface Found {
  readonly ways: readonly PublicWay[];
  readonly open: boolean;
}

function policyWays(view: S3View, bucket: Bucket): Found {
  const status = statusOfDocument(bucket.policy, bucket.address);
  const setting = effectiveSetting(blockLevels(view, bucket), 'restrictPublicBuckets');
  return statementWays(status, setting, { kind: 'policy', at: bucket.address });
}

function statementWays(
  status: ReturnType<typeof statusOfDocument>,
  setting: EffectiveSetting,
  what: Pick<PublicWay, 'kind' | 'at'>,
): Found {
  if (setting.on === 'unknown') return { ways: [], open: status.isPublic !== false };
  const cutBy = cutOf(setting);
  const ways = status.tainting.map((statement) => ({
    ...what,
    by: statement.statement,
    place: statement.place,
    statement,
    cutBy,
  }));
  return { ways, open: status.isPublic === 'unknown' && setting.on === false };
}

function cutOf(setting: EffectiveSetting): Cut | undefined {
  if (setting.on !== true) return undefined;
  return { setting: awsNameOf(setting.setting), at: setting.by?.at ?? '', place: placeOfSetting(setting) };
}

function aclWays(view: S3View, bucket: Bucket): Found {
  const levels = blockLevels(view, bucket);
  const ignoring = effectiveSetting(levels, 'ignorePublicAcls');
  const disabled: Cut | undefined =
    bucket.ownership === 'BucketOwnerEnforced'
      ? { setting: 'BucketOwnerEnforced', at: bucket.address, place: bucket.place }
      : undefined;
  const cutBy = disabled ?? cutOf(ignoring);
  const isUndecided = cutBy === undefined && (bucket.ownership === 'unknown' || ignoring.on === 'unknown');
  const ways: PublicWay[] = [];
  let open = false;
  const look = (acl: Acl | Unknown, what: Pick<PublicWay, 'kind' | 'at'>) => {
    if (acl === 'unknown') open ||= cutBy === undefined;
    else {
      for (const grant of acl.filter(isPublicGrant)) {
        if (isUndecided) open = true;
        else ways.push({ ...what, by: sidOf(grant), place: grant.place, cutBy });
      }
    }
  };
  look(bucket.acl, { kind: 'bucket-acl', at: `${bucket.address}/acl` });
  for (const { key, acl } of bucket.objects.values())
    look(acl, { kind: 'object-acl', at: `${bucket.address}/${key}/acl` });
  return { ways, open };
}

function accessPointWays(view: S3View, bucket: Bucket): Found {
  const ways: PublicWay[] = [];
  let open = false;
  for (const point of view.accessPoints.values()) {
    // An access point with a VPC origin is never public (S3 User Guide, Blocking public access: Access points).
    if (point.bucket !== bucket.name || point.vpc !== undefined) continue;
    const status = statusOfDocument(point.policy, point.address, 'accessPoint');
    const setting = effectiveSetting(blockLevels(view, bucket, point), 'restrictPublicBuckets');
    const found = statementWays(status, setting, { kind: 'access-point', at: point.address });
    ways.push(...found.ways);
    open ||= found.open;
  }
  return { ways, open };
}

/** A way as a trace entry, below it what takes its effect away. */
export function wayEntry({ at, by, place, statement, cutBy }: PublicWay): S3Entry {
  const found: S3Entry =
    statement === undefined
      ? { service: 's3', reason: 'acl-public', at, verdict: 'match', looked: { grant: by }, place }
      : taintingEntry(statement, at);
  if (cutBy === undefined) return found;
  const cut: S3Entry = {
    service: 's3',
    reason: 'public-way-cut',
    at: cutBy.at,
    verdict: 'block',
    looked: { setting: cutBy.setting, at: cutBy.at },
    place: cutBy.place,
  };
  return { ...found, children: [...(found.children ?? []), cut] };
}
