import type { Place } from '../../../core/source.ts';
import { type Node, nodeFrom } from '../../../schema/node.ts';
import type { AccessCheck, AppliedPolicy } from '../../service.ts';
import { effectiveSetting, placeOfSetting } from '../block/block-public-access.ts';
import type { AccessPoint } from '../bucket.ts';
import { statusOfDocument } from '../policy/document.ts';
import type { BucketCall, CheckDetails } from './request.ts';

/** Condition keys of a request through an access point. */
export function accessPointKeys({ arn, owner, vpc }: AccessPoint): Readonly<Record<string, string>> {
  return {
    's3:DataAccessPointArn': arn,
    's3:DataAccessPointAccount': owner,
    's3:AccessPointNetworkOrigin': vpc === undefined ? 'Internet' : 'VPC',
  };
}

/**
 * What must be authorized on the access point itself; the bucket is asked as well (S3 User Guide, Configuring IAM
 * policies for using access points).
 */
export function accessPointCheck<Parameters>(
  call: BucketCall<Parameters>,
  accessPoint: AccessPoint,
  { action, on, context, optional }: CheckDetails,
): AccessCheck {
  const inside = on === 'object' && call.key !== undefined ? `/object/${call.key}` : '';
  return {
    action,
    resource: `${accessPoint.arn}${inside}`,
    at: accessPoint.address,
    resourceAccount: accessPoint.owner,
    resourcePolicies: accessPointPolicies(call, accessPoint, vpcId(call, accessPoint.vpc)),
    context: { ...accessPointKeys(accessPoint), ...context },
    optional,
  };
}

/** Who asks for what, through an access point. */
export type AccessPointAsking = Pick<BucketCall<unknown>, 'asker' | 'bucket' | 'levels'>;

/**
 * The access point's own policy, and what its network origin and Block Public Access deny beside it; `vpc` is the id of
 * the VPC it takes requests from, where it has one.
 */
export function accessPointPolicies(
  asking: AccessPointAsking,
  accessPoint: AccessPoint,
  vpc: string | undefined,
): readonly AppliedPolicy[] {
  const { address: at, policy, place } = accessPoint;
  const denials = [...(vpc === undefined ? [] : [vpcOrigin(vpc, place)]), ...restriction(asking, accessPoint)];
  return [
    ...denials.map((document) => ({ at, document })),
    ...(policy === undefined ? [] : [{ at, document: policy }]),
  ];
}

function vpcId<Parameters>({ view }: BucketCall<Parameters>, vpc: string | undefined): string | undefined {
  if (vpc === undefined) return undefined;
  const found = view.definition.directory.resolve(vpc, { kinds: ['vpc'] });
  return 'found' in found ? (found.found.id ?? vpc) : vpc;
}

/** An access point with a VPC origin takes requests from that VPC only. */
function vpcOrigin(vpc: string, place: Place): Node {
  return deny('VpcOrigin', place, { Condition: { StringNotEquals: { 'aws:SourceVpc': vpc } } });
}

/** RestrictPublicBuckets for an access point policy; one with a VPC origin is never public. */
function restriction({ asker, bucket, levels }: AccessPointAsking, point: AccessPoint): Node[] {
  if (point.vpc !== undefined || asker.kind === 'service') return [];
  if (asker.account === bucket.owner || asker.account === point.owner) return [];
  const setting = effectiveSetting(levels, 'restrictPublicBuckets');
  const isCutOff =
    setting.on === true && statusOfDocument(point.policy, point.address, 'accessPoint').isPublic === true;
  return isCutOff ? [deny('RestrictPublicBuckets', placeOfSetting(setting) ?? point.place)] : [];
}

function deny(sid: string, place: Place, more: object = {}): Node {
  const statement = { Sid: sid, Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', ...more };
  return nodeFrom({ Version: '2012-10-17', Statement: [statement] }, place);
}
