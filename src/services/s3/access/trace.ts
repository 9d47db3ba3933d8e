import { type Acl, grantsOutside } from '../acl/acl.ts';
import { sidOf } from '../acl/document.ts';
import { awsNameOf, type EffectiveSetting, placeOfSetting } from '../block/block-public-access.ts';
import { isAccount } from '../party.ts';
import { statusEntries } from '../policy/trace.ts';
import type { S3Entry } from '../reasons.ts';
import type { ResourceSide } from './resource-side.ts';

/** What S3 found out on the owner's side: ownership, Block Public Access, the ACL. The policies' own gates follow it. */
export function sideTrace(side: ResourceSide): readonly S3Entry[] {
  return [...ownershipEntries(side), ...restrictionEntries(side), ...aclEntries(side)];
}

function ownershipEntries(side: ResourceSide): S3Entry[] {
  const { question, decider, policy, ownershipMatters, acl } = side;
  const { bucket, action, uploader } = question;
  const shared = { service: 's3', at: bucket.address, place: bucket.place } as const;
  if (policy === 'set-aside') {
    return [{ ...shared, reason: 'root-keeps-policy', verdict: 'note', looked: { action } }];
  }
  if (ownershipMatters) return [{ ...shared, reason: 'ownership-unknown', verdict: 'unknown', looked: {} }];
  if (uploader !== undefined && isAccount(uploader)) {
    return [{ ...shared, reason: 'acl-needs-permission', verdict: 'note', looked: { writer: uploader } }];
  }
  if (bucket.ownership === 'BucketOwnerEnforced') {
    return [{ ...shared, reason: 'acls-disabled', verdict: 'note', looked: { owner: bucket.owner } }];
  }
  if (acl?.on !== 'object') return [];
  const at = `${bucket.address}/${question.key}`;
  const place = question.object?.place;
  if (decider === bucket.owner) {
    const looked = { owner: decider, ownership: bucket.ownership };
    return [{ ...shared, at, place, reason: 'object-of-bucket-owner', verdict: 'note', looked }];
  }
  const looked = { owner: decider, bucketOwner: bucket.owner, hasPolicy: bucket.policy !== undefined };
  return [{ ...shared, at, place, reason: 'object-of-another', verdict: 'note', looked }];
}

/** A setting in the words of sentences. */
export function settingFacts({ setting, by }: EffectiveSetting): { readonly setting: string; readonly level: string } {
  return { setting: awsNameOf(setting), level: by?.level ?? 'bucket' };
}

function restrictionEntries({ restriction, question }: ResourceSide): S3Entry[] {
  if (restriction === undefined) return [];
  const { applies, setting, status } = restriction;
  const shared = {
    service: 's3',
    at: setting.by?.at ?? question.bucket.address,
    place: placeOfSetting(setting),
    children: statusEntries(status, question.bucket.address),
  } as const;
  return applies === true
    ? [{ ...shared, reason: 'policy-cut-off', verdict: 'deny', looked: settingFacts(setting) }]
    : [{ ...shared, reason: 'cut-off-unknown', verdict: 'unknown', looked: {} }];
}

function aclEntries({ acl, question, decider }: ResourceSide): S3Entry[] {
  if (acl === undefined || acl.grants === 'unknown') return [];
  const entries: S3Entry[] = [];
  if (acl.ignored.length > 0 && acl.ignoring.on === true) {
    entries.push({
      service: 's3',
      reason: 'public-grants-ignored',
      at: acl.ignoring.by?.at ?? question.bucket.address,
      verdict: 'block',
      looked: { ...settingFacts(acl.ignoring), grants: words(acl.ignored) },
      place: placeOfSetting(acl.ignoring),
    });
  }
  // What the owner grants to itself says nothing new.
  if (!grantsOutside(acl.grants, decider)) return entries;
  const subject = acl.on === 'object' ? `${question.bucket.address}/${question.key}` : question.bucket.address;
  entries.push({
    service: 's3',
    reason: 'acl-applies',
    at: `${subject}/acl`,
    verdict: 'note',
    looked: { on: acl.on, grants: words(acl.grants) },
    place: acl.grants[0]?.place,
  });
  return entries;
}

/** Grants in one line each. */
export function words(grants: Acl): readonly string[] {
  return grants.map(sidOf);
}
