import type { Simulation } from '../../../core/simulation.ts';
import { accountById, inOrganization } from '../../iam/index.ts';
import type { AccessCheck, ApiFailure, ApiRequest } from '../../service.ts';
import { type Asker, askerOfCaller } from '../access/asker.ts';
import { appliedPolicies } from '../access/policies.ts';
import { bucketPath, remedyFor } from '../access/remedy.ts';
import { resourceSide, type S3Question } from '../access/resource-side.ts';
import { sideTrace } from '../access/trace.ts';
import type { BlockLevel } from '../block/block-public-access.ts';
import { type AccessPoint, arnOf, type Bucket, type S3Object } from '../bucket.ts';
import { ANONYMOUS_PARTY, isAccount, type Party } from '../party.ts';
import { blockLevels } from '../store/levels.ts';
import { type S3Target, targetOf } from '../store/target.ts';
import { type S3View, viewDuring } from '../store/view.ts';
import { accessPointCheck, accessPointKeys } from './access-point-check.ts';
import { refuse } from './refusal.ts';

/** Parameters that any action on a bucket has. */
export interface BucketParameters {
  readonly bucket?: string;
  readonly key?: string;
}

/** A request to S3 with what it is about. */
export interface BucketCall<Parameters> {
  readonly simulation: Simulation;
  readonly request: ApiRequest<Parameters>;
  readonly parameters: Parameters;
  readonly view: S3View;
  readonly asker: Asker;
  readonly bucket: Bucket;
  readonly key?: string | undefined;
  /** The object of that key, where there is one. */
  readonly object?: S3Object | undefined;
  readonly accessPoint?: AccessPoint | undefined;
  readonly levels: readonly BlockLevel[];
}

/** What the parameters, or else the words after the action, name. */
export function requestedTarget(view: S3View, request: ApiRequest<BucketParameters>): S3Target {
  const { parameters, target, caller } = request;
  const text = parameters.bucket ?? target ?? '';
  const found = targetOf(view, text, caller.account);
  return parameters.key === undefined ? found : { ...found, key: parameters.key };
}

/** Stands for every object where a question about objects names none. */
export const ANY_KEY = '*';

/**
 * The request with its bucket and object looked up, or S3's refusal where there is no such bucket. Who asks about
 * objects without naming one asks about all.
 */
export function bucketCall<Parameters extends BucketParameters>(
  simulation: Simulation,
  request: ApiRequest<Parameters>,
  on: 'bucket' | 'object',
): BucketCall<Parameters> | ApiFailure {
  const view = viewDuring(simulation);
  const { bucket: name, key = ANY_KEY, accessPoint } = requestedTarget(view, request);
  if (name === '') return refuse('missing-target', { what: 'which bucket' }, { at: request.action });
  const bucket = view.buckets.get(name);
  if (bucket === undefined) return refuse('no-such-bucket', { bucket: name }, { at: `bucket/${name}` });
  return {
    simulation,
    request,
    parameters: request.parameters,
    view,
    asker: askerOfCaller(request.caller),
    bucket,
    key: on === 'object' ? key : undefined,
    object: on === 'object' ? bucket.objects.get(key) : undefined,
    accessPoint,
    levels: blockLevels(view, bucket, accessPoint),
  };
}

/** What a check asks for beyond the call's own bucket and object. */
export interface CheckDetails {
  /** With prefix. */
  readonly action: string;
  readonly on: 'bucket' | 'object';
  readonly context?: Readonly<Record<string, string>> | undefined;
  readonly optional?: boolean | undefined;
  /** See `S3Question`. */
  readonly uploader?: Party | undefined;
}

/** What must be authorized on a bucket or object, and through an access point on that as well. */
export function checksOf<Parameters>(call: BucketCall<Parameters>, details: CheckDetails): readonly AccessCheck[] {
  const { accessPoint } = call;
  const check = checkOf(call, details);
  return accessPoint === undefined ? [check] : [accessPointCheck(call, accessPoint, details), check];
}

function checkOf<Parameters>(call: BucketCall<Parameters>, details: CheckDetails): AccessCheck {
  const { bucket, key, object, levels, asker, accessPoint } = call;
  const { action, on, context, optional, uploader } = details;
  const about = on === 'object' ? { key, object } : {};
  const question: S3Question = { bucket, levels, action, asker, uploader, ...about };
  const side = resourceSide(question);
  return {
    action,
    resource: arnOf(bucket.name, about.key),
    at: about.key === undefined ? bucket.address : `${bucket.address}/${about.key}`,
    resourceAccount: side.decider,
    controlAccount: side.decider === bucket.owner ? undefined : bucket.owner,
    resourcePolicies: appliedPolicies(side),
    context: { ...bucketKeys(bucket), ...(accessPoint === undefined ? {} : accessPointKeys(accessPoint)), ...context },
    optional,
    trace: sideTrace(side),
    policyPath: side.decider === bucket.owner ? policyPathOf(call) : undefined,
    remedy: remedyFor(call.view, side),
  };
}

function policyPathOf<Parameters>({ view, bucket }: BucketCall<Parameters>): string | undefined {
  const path = bucketPath(view, bucket);
  return path === undefined ? undefined : `${path}.policy`;
}

/**
 * Condition keys that every request to a bucket has (Service Authorization Reference, Amazon S3). Requests of a scenario
 * are signed in the header, with Signature Version 4.
 */
function bucketKeys(bucket: Bucket): Readonly<Record<string, string>> {
  return {
    // A request goes to the Region the bucket is in, whichever the caller's is.
    'aws:RequestedRegion': bucket.region,
    's3:ResourceAccount': bucket.owner,
    'aws:ResourceAccount': bucket.owner,
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:authType': 'REST-HEADER',
  };
}

/**
 * Whose an upload is: the caller's account, or nobody's.
 * @modelChoice What an AWS service uploads belongs to the bucket's owner; AWS's own accounts are not part of the model.
 */
export function writerOf<Parameters>({ asker, bucket }: BucketCall<Parameters>): Party {
  if (asker.account !== undefined) return asker.account;
  return asker.kind === 'service' ? bucket.owner : ANONYMOUS_PARTY;
}

/** Whether caller and bucket are of one account or organization: only then does S3 say why it denies. */
export function isRelated<Parameters>({ asker, bucket, view }: BucketCall<Parameters>): boolean {
  if (asker.account === undefined || !isAccount(asker.account)) return false;
  if (asker.account === bucket.owner) return true;
  const organizationOf = (id: string) => {
    const account = accountById(view.definition, id);
    return account && inOrganization(view.definition, account.name)?.id;
  };
  const own = organizationOf(asker.account);
  return own !== undefined && own === organizationOf(bucket.owner);
}
