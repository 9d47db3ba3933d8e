import { nodeFrom } from '../../src/schema/node.ts';
import { authorizationOf, authorize, contextOf, type Principal, principalKeys } from '../../src/services/iam/index.ts';
import { askerOfPrincipal } from '../../src/services/s3/access/asker.ts';
import { appliedSet } from '../../src/services/s3/access/policies.ts';
import { resourceSide, type S3Question } from '../../src/services/s3/access/resource-side.ts';
import { grantsOf, type Owners } from '../../src/services/s3/acl/acl.ts';
import { twoWaysProblem } from '../../src/services/s3/acl/ways.ts';
import { accessPointKeys } from '../../src/services/s3/actions/access-point-check.ts';
import {
  awsNameOf,
  type BlockLevel,
  blockWith,
  effectiveSetting,
  type PublicAccessBlock,
  wholeBlock,
} from '../../src/services/s3/block/block-public-access.ts';
import { arnOf, type Bucket, type S3Object } from '../../src/services/s3/bucket.ts';
import { ERRORS, type ErrorCode } from '../../src/services/s3/errors.ts';
import { DEFAULT_OWNERSHIP, OBJECT_OWNERSHIPS, type ObjectOwnership } from '../../src/services/s3/ownership.ts';
import { ANONYMOUS_PARTY } from '../../src/services/s3/party.ts';
import { statusOfDocument } from '../../src/services/s3/policy/document.ts';
import { reasons } from '../../src/services/s3/reasons.ts';
import {
  createBucketRuling,
  ownershipRuling,
  policyRuling,
  type Ruling,
  setAclRuling,
  uploadRuling,
} from '../../src/services/s3/rulings.ts';
import { isList, isRecord, own } from './compare.ts';
import type { Adapters, Json } from './contract.ts';
import { contextFrom, PLACE, principalFrom, text } from './iam/input.ts';
import { callerPolicies, organizationPolicies } from './iam/policies.ts';
import { accessPointFrom, decideAtPoint, isVpcOrigin } from './s3-access-point.ts';
import { aclOf, aclWays, partyIn } from './s3-acl.ts';

/** The account of buckets whose owner a case does not name. */
const SOME_ACCOUNT = '111122223333';

export const adapters: Adapters = {
  'iam/s3-policy-is-public': { answer: policyIsPublic },
  'iam/s3-access': { answer: access },
  'iam/s3-put': { answer: put },
};

function policyIsPublic(input: Json): Json | undefined {
  const policy = own(input, 'policy');
  if (!isRecord(policy)) return undefined;
  const point = own(input, 'accessPoint');
  // An access point with a VPC origin is never public, whatever its policy says.
  if (isVpcOrigin(point)) return { isPublic: false, statements: [] };
  const host = point === undefined || point === false ? 'bucket' : 'accessPoint';
  const status = statusOfDocument(nodeFrom(policy, PLACE), 'case', host);
  return { isPublic: status.isPublic, statements: status.tainting.map(({ index }) => index) };
}

/** Which permission an operation needs, where it is not called like it. */
const PERMISSIONS_OF: Readonly<Record<string, string>> = {
  's3:HeadObject': 's3:GetObject',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjects': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListObjectVersions': 's3:ListBucketVersions',
  's3:ListBuckets': 's3:ListAllMyBuckets',
};

/** Operations that do not mind whether the object is there. */
const WITHOUT_OBJECT: ReadonlySet<string> = new Set(['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload']);

function access(input: Json): Json | undefined {
  const [bucketInput, request] = [own(input, 'bucket'), own(input, 'request') ?? input];
  const context = contextFrom(request);
  const principal = principalFrom(own(request, 'principal'), context);
  if (bucketInput === null || own(bucketInput, 'exists') === false || own(input, 'bucketExists') === false)
    return { allowed: false, ...answerOf('NoSuchBucket') };
  const action = actionOf(request);
  if (!isRecord(bucketInput) || action === undefined || principal === undefined) return undefined;
  const key = text(own(request, 'key'));
  const bucket = bucketFrom(bucketInput);
  const given = objectInput(input, bucketInput, key);
  const isMissing = given === null;
  const writes = WITHOUT_OBJECT.has(action);
  const object =
    key === undefined || isMissing || (writes && given === undefined)
      ? undefined
      : objectFrom(given, key, bucket.owner);
  const pointInput = own(input, 'accessPoint') ?? own(request, 'accessPoint');
  const point = accessPointFrom(pointInput, bucket);
  const levels = levelsOf(bucketInput, bucket, point === undefined ? undefined : pointInput);
  const ask = (asked: string, about: Pick<S3Question, 'key' | 'object'>) => {
    const asker = askerOfPrincipal(principal);
    const through = point === undefined ? {} : accessPointKeys(point);
    const atBucket = decide(
      { bucket, levels, action: asked, asker, ...about },
      { request, principal, context: { ...through, ...context } },
    );
    if (point === undefined || atBucket === 'explicit-deny') return atBucket;
    const atPoint = decideAtPoint(point, asked, { request, principal, context, bucket, levels, key: about.key });
    return atPoint === 'allowed' ? atBucket : atPoint;
  };
  const decision = ask(action, { key, object });
  const may = decision === 'allowed';
  if (may && key !== undefined && isMissing && !writes) {
    const mayList = ask('s3:ListBucket', {}) === 'allowed';
    return { allowed: mayList, ...answerOf(mayList ? 'NoSuchKey' : 'AccessDenied') };
  }
  return { allowed: may, decision, ...(may ? { status: 200 } : answerOf('AccessDenied')) };
}

function actionOf(request: Json): string | undefined {
  const action = text(own(request, 'action')) ?? text(own(request, 'operation'));
  if (action === undefined) return undefined;
  const prefixed = action.includes(':') ? action : `s3:${action}`;
  return PERMISSIONS_OF[prefixed] ?? prefixed;
}

/** The object of the case: null where it says that there is none, undefined where it does not say. */
function objectInput(input: Json, bucket: Json, key: string | undefined): Json | undefined {
  const object = own(input, 'object');
  const stated = [own(input, 'objectExists'), own(own(input, 'request'), 'objectExists'), own(input, 'keyExists')];
  if (object === null || own(object, 'exists') === false || stated.includes(false)) return null;
  const objects = own(bucket, 'objects');
  if (object !== undefined || key === undefined) return object;
  if (isList(objects)) return objects.find((one) => one === key || own(one, 'key') === key) ?? null;
  return isRecord(objects) ? (own(objects, key) ?? null) : undefined;
}

interface Asking {
  readonly request: Json;
  readonly principal: Principal;
  readonly context: ReturnType<typeof contextFrom>;
}

function decide(question: S3Question, { request, principal, context }: Asking): string {
  const side = resourceSide(question);
  return authorize(
    authorizationOf({
      principal,
      action: question.action,
      resource: arnOf(question.bucket.name, question.key),
      resourceAccount: side.decider,
      context: contextOf(principalKeys(principal), context),
      policies: {
        ...callerPolicies(request),
        ...organizationPolicies(request, principal, question.bucket.owner),
        resource: appliedSet(side),
      },
    }),
  );
}

function put(input: Json): Json | undefined {
  const bucketOwner = text(own(input, 'bucketOwner')) ?? SOME_ACCOUNT;
  const stated = own(input, 'writer');
  const nobody = stated === null || stated === '*' || stated === 'anonymous';
  const writer = nobody ? ANONYMOUS_PARTY : (partyIn(text(stated)) ?? bucketOwner);
  const ownership = ownershipOf(own(input, 'newObjectOwnership') ?? own(input, 'ObjectOwnership'));
  const levels = levelsOf(input, { address: 'bucket' });
  const acl = aclOf(
    own(input, 'cannedAcl') ??
      own(input, 'acl') ??
      own(input, 'grants') ??
      own(own(input, 'headers') ?? input, 'x-amz-acl'),
  );
  const both = twoWaysProblem(aclWays(input));
  if (both?.awsCode !== undefined) return { ok: false, ...answerOf(both.awsCode) };
  const blockPublicAcls = effectiveSetting(levels, 'blockPublicAcls').on;
  const setting = { ownership, bucketOwner, blockPublicAcls };
  switch (own(input, 'operation')) {
    case 'PutObject':
    case 'CopyObject':
      return answered(uploadRuling(setting, { writer, acl }), ({ owner }) => ({ objectOwner: owner }));
    case 'PutObjectAcl':
      return (
        acl && answered(setAclRuling(setting, { on: 'object', owner: text(own(input, 'objectOwner')) ?? writer, acl }))
      );
    case 'PutBucketAcl':
      return acl && answered(setAclRuling(setting, { on: 'bucket', owner: bucketOwner, acl }));
    case 'CreateBucket':
      return answered(createBucketRuling({ owner: bucketOwner, ownership, acl, blockPublicAcls }));
    case 'PutBucketOwnershipControls': {
      const owners = { owner: bucketOwner, bucketOwner };
      const current = aclOf(own(input, 'bucketAcl')) ?? acl;
      return answered(ownershipRuling(ownership, { acl: grantsOf(current, owners, 'bucket'), owner: bucketOwner }));
    }
    case 'PutAccessPointPolicy':
    case 'PutBucketPolicy': {
      const host = own(input, 'operation') === 'PutBucketPolicy' ? 'bucket' : 'accessPoint';
      if (host === 'accessPoint' && (isVpcOrigin(own(input, 'accessPoint')) || isVpcOrigin(input)))
        return { ok: true, status: 200 };
      const status = statusOfDocument(nodeFrom(own(input, 'policy') ?? {}, PLACE), 'case', host);
      return answered(policyRuling(status, effectiveSetting(levels, 'blockPublicPolicy').on));
    }
    default:
      return undefined;
  }
}

function answered<T>(ruling: Ruling<T>, more: (taken: T) => { [key: string]: Json } = () => ({})): Json {
  if ('taken' in ruling) return { ok: true, status: 200, ...more(ruling.taken) };
  const reason = reasons[ruling.refused];
  return { ok: false, ...answerOf(('awsCode' in reason ? reason.awsCode : 'AccessDenied') as ErrorCode) };
}

function answerOf(code: ErrorCode): { readonly code: string; readonly status: number } {
  return { code, status: ERRORS[code].httpStatus };
}

function bucketFrom(input: Json): Bucket {
  const name = text(own(input, 'name')) ?? 'bucket';
  const owner = text(own(input, 'ownerAccount')) ?? SOME_ACCOUNT;
  const policy = own(input, 'policy');
  return {
    name,
    owner,
    account: owner,
    address: name,
    arn: arnOf(name),
    region: 'us-east-1',
    ownership: ownershipOf(own(input, 'ObjectOwnership')),
    acl: grantsOf(aclOf(own(input, 'acl')), { owner, bucketOwner: owner }, 'bucket'),
    policy: isRecord(policy) ? nodeFrom(policy, PLACE) : undefined,
    objects: new Map(),
    created: 0,
    place: PLACE,
  };
}

function objectFrom(input: Json | undefined, key: string, bucketOwner: string): S3Object {
  const owners: Owners = { owner: text(own(input, 'owner')) ?? bucketOwner, bucketOwner };
  const acl = grantsOf(aclOf(own(input, 'acl')), owners, 'object');
  return { key, size: 0, owner: owners.owner, acl, lastModified: 0, place: PLACE };
}

function levelsOf(input: Json, { address }: Pick<Bucket, 'address'>, point?: Json): readonly BlockLevel[] {
  const organization = own(input, 'OrganizationPublicAccessBlock') ?? own(input, 'OrgPublicAccessBlock');
  return [
    {
      level: 'organization',
      at: 'organization',
      block: organization === true || organization === 'all' ? wholeBlock(true) : blockFrom(organization),
    },
    { level: 'account', at: 'account', block: blockFrom(own(input, 'AccountPublicAccessBlock')) },
    { level: 'bucket', at: address, block: blockFrom(own(input, 'PublicAccessBlock')) },
    {
      level: 'accessPoint',
      at: 'access-point',
      block: blockFrom(own(point, 'PublicAccessBlock') ?? own(input, 'AccessPointPublicAccessBlock')),
    },
  ];
}

function blockFrom(input: Json | undefined): PublicAccessBlock {
  return blockWith((setting) => ({ on: own(input, awsNameOf(setting)) === true }));
}

function ownershipOf(input: Json | undefined): ObjectOwnership {
  return OBJECT_OWNERSHIPS.find((known) => known === input) ?? DEFAULT_OWNERSHIP;
}
