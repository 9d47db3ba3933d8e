import { nodeFrom } from '../../src/schema/node.ts';
import type { ContextValue, Principal } from '../../src/services/iam/index.ts';
import { authorizationOf, authorize, contextOf, PolicySet, principalKeys } from '../../src/services/iam/index.ts';
import { askerOfPrincipal } from '../../src/services/s3/access/asker.ts';
import { accessPointKeys, accessPointPolicies } from '../../src/services/s3/actions/access-point-check.ts';
import type { BlockLevel } from '../../src/services/s3/block/block-public-access.ts';
import type { AccessPoint, Bucket } from '../../src/services/s3/bucket.ts';
import { compiledPolicy } from '../../src/services/s3/policy/document.ts';
import { isRecord, own } from './compare.ts';
import type { Json } from './contract.ts';
import { PLACE, text } from './iam/input.ts';
import { callerPolicies } from './iam/policies.ts';

/** Whether what a case says of an access point makes it one that is reached from a VPC only. */
export function isVpcOrigin(point: Json | undefined): boolean {
  const origin = own(point, 'networkOrigin') ?? own(point, 'NetworkOrigin');
  return (typeof origin === 'string' && origin.toUpperCase() === 'VPC') || vpcOf(point) !== undefined;
}

function vpcOf(point: Json | undefined): string | undefined {
  const configuration = own(point, 'vpcConfiguration') ?? own(point, 'VpcConfiguration');
  const stated = own(point, 'vpc') ?? own(point, 'vpcId') ?? own(point, 'VpcId') ?? configuration;
  return text(stated) ?? text(own(stated, 'vpcId')) ?? text(own(stated, 'VpcId'));
}

/** The access point of a case, by its parts or by its ARN; undefined where the request goes to the bucket itself. */
export function accessPointFrom(input: Json | undefined, bucket: Bucket): AccessPoint | undefined {
  if (!isRecord(input) && typeof input !== 'string') return undefined;
  const stated = text(own(input, 'arn')) ?? text(input);
  const isArn = stated?.startsWith('arn:') === true;
  const owner =
    text(own(input, 'account')) ??
    text(own(input, 'ownerAccount')) ??
    text(own(input, 'owner')) ??
    (isArn ? stated.split(':')[4] : undefined) ??
    bucket.owner;
  const name = text(own(input, 'name')) ?? (isArn ? stated.split('/').at(-1) : stated) ?? 'point';
  const policy = own(input, 'policy');
  return {
    name,
    account: owner,
    owner,
    address: 'access-point',
    arn: isArn ? stated : `arn:aws:s3:${bucket.region}:${owner}:accesspoint/${name}`,
    bucket: bucket.name,
    vpc: isVpcOrigin(input) ? (vpcOf(input) ?? 'vpc-1') : undefined,
    policy: isRecord(policy) ? nodeFrom(policy, PLACE) : undefined,
    place: PLACE,
  };
}

interface Asking {
  readonly request: Json;
  readonly principal: Principal;
  readonly context: Readonly<Record<string, ContextValue>>;
  readonly bucket: Bucket;
  readonly levels: readonly BlockLevel[];
  readonly key: string | undefined;
}

/** What the access point itself says to a request; the bucket is asked as well. */
export function decideAtPoint(point: AccessPoint, action: string, asking: Asking): string {
  const { request, principal, context, bucket, levels, key } = asking;
  const asker = askerOfPrincipal(principal);
  const applied = accessPointPolicies({ asker, bucket, levels }, point, point.vpc);
  const policies = applied.map(({ document, at }) => compiledPolicy(document, { name: 'access point policy', at }));
  return authorize(
    authorizationOf({
      principal,
      action,
      resource: `${point.arn}${key === undefined ? '' : `/object/${key}`}`,
      resourceAccount: point.owner,
      context: contextOf(principalKeys(principal), accessPointKeys(point), context),
      policies: {
        ...callerPolicies(request),
        resource: policies.length === 0 ? undefined : new PolicySet(policies),
      },
    }),
  );
}
