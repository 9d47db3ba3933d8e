import { type Node, nodeFrom } from '../../../schema/node.ts';
import { type Policy, PolicySet } from '../../iam/index.ts';
import type { AppliedPolicy } from '../../service.ts';
import { aclDocument } from '../acl/document.ts';
import { type EffectiveSetting, placeOfSetting } from '../block/block-public-access.ts';
import type { Bucket } from '../bucket.ts';
import { BUCKET_POLICY, compiledPolicy, deniesOnly } from '../policy/document.ts';
import type { ResourceSide } from './resource-side.ts';

/**
 * The resource policies that the owner's side of a request amounts to: what RestrictPublicBuckets cuts off, the bucket
 * policy as far as it counts, the ACL as a policy. To be evaluated together, as S3 does.
 */
export function appliedPolicies(side: ResourceSide): readonly AppliedPolicy[] {
  const { bucket } = side.question;
  const applied: AppliedPolicy[] = [];
  const add: Add = (name, at, document) => {
    if (document !== undefined) applied.push({ name, at, document });
  };
  const { restriction } = side;
  if (restriction !== undefined) {
    add('Block Public Access', restriction.setting.by?.at ?? bucket.address, restrictionDocument(side));
  }
  add(BUCKET_POLICY, bucket.address, policyDocument(side));
  addAcl(side, add);
  if (side.ownershipMatters) add('Object Ownership', bucket.address, 'unknown');
  return applied;
}

type Add = (name: string, at: string, document: Node | 'unknown' | undefined) => void;

/** The same, compiled into one set; undefined where nothing applies. */
export function appliedSet(side: ResourceSide): PolicySet | undefined {
  const policies: Policy[] = appliedPolicies(side).map(({ name = BUCKET_POLICY, at, document }) =>
    compiledPolicy(document, { name, at }),
  );
  return policies.length === 0 ? undefined : new PolicySet(policies);
}

function policyDocument({ policy, question }: ResourceSide): Node | 'unknown' | undefined {
  const { policy: document } = question.bucket;
  if (document === undefined || policy === 'none' || policy === 'set-aside') return undefined;
  return policy === 'whole' || document === 'unknown' ? document : deniesOnly(document);
}

function addAcl(side: ResourceSide, add: Add): void {
  const { acl, question } = side;
  if (acl === undefined) return;
  const { bucket, object, asker, key } = question;
  const name = `ACL of the ${acl.on}`;
  const at = `${bucket.address}${acl.on === 'object' ? `/${key}` : ''}/acl`;
  if (acl.grants === 'unknown') {
    add(name, at, 'unknown');
    return;
  }
  const reader = {
    on: acl.on,
    authenticated: asker.kind === 'account',
    ownsBucket: asker.account === bucket.owner,
    ownsObject: object !== undefined && asker.account === object.owner,
    exists: object !== undefined,
  };
  add(name, at, aclDocument(acl.grants, reader, object?.place ?? bucket.place));
  if (acl.ignoring.on === 'unknown' && acl.ignored.length > 0) add(name, at, 'unknown');
}

const documentsByBlock = new WeakMap<object, Node>();

/** What RestrictPublicBuckets amounts to for somebody outside: a Deny of everything, standing where the setting stands. */
function restrictionDocument({ restriction, question }: ResourceSide): Node | 'unknown' | undefined {
  if (restriction === undefined) return undefined;
  if (restriction.applies === 'unknown') return question.bucket.policy === 'unknown' ? undefined : 'unknown';
  const owner: object = restriction.setting.by?.block ?? restriction;
  let document = documentsByBlock.get(owner);
  if (document === undefined) {
    document = denyAll(restriction.setting, question.bucket);
    documentsByBlock.set(owner, document);
  }
  return document;
}

function denyAll(setting: EffectiveSetting, bucket: Bucket): Node {
  const statement = { Sid: 'RestrictPublicBuckets', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };
  return nodeFrom({ Version: '2012-10-17', Statement: [statement] }, placeOfSetting(setting) ?? bucket.place);
}
