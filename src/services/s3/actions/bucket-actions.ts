import type { AccountDefinition } from '../../../core/definition.ts';
import { addressOf } from '../../../core/directory.ts';
import type { Simulation } from '../../../core/simulation.ts';
import { formatInstant } from '../../../core/time.ts';
import { type ObjectOf, object, optional, required } from '../../../schema/collections.ts';
import { oneOf, text } from '../../../schema/scalars.ts';
import {
  type ApiAction,
  type ApiFailure,
  type ApiReply,
  type ApiRequest,
  type AwsCliForm,
  defineAction,
} from '../../service.ts';
import { settingFacts } from '../access/trace.ts';
import { type EffectiveSetting, effectiveSetting, placeOfSetting, wholeBlock } from '../block/block-public-access.ts';
import { arnOf, type Bucket } from '../bucket.ts';
import { bucketNameProblem } from '../bucket-name.ts';
import { BUCKET } from '../kinds.ts';
import { DEFAULT_OWNERSHIP, OBJECT_OWNERSHIPS } from '../ownership.ts';
import { createBucketRuling, ownershipRuling, type Refusal } from '../rulings.ts';
import { accountLevels } from '../store/levels.ts';
import { viewDuring } from '../store/view.ts';
import { ACL_HEADERS, aclKeys, aclOf, bringsAcl } from './acl-parameters.ts';
import { bucketCli } from './cli.ts';
import { changedReply, deniedText, readReply, replied, s3Action } from './define.ts';
import { entry, refuse } from './refusal.ts';
import { refusedAcl } from './refused.ts';
import { requestedTarget } from './request.ts';

const CREATE_FIELDS = {
  bucket: optional(text({ min: 1 })),
  ...ACL_HEADERS,
  objectOwnership: optional(oneOf(OBJECT_OWNERSHIPS)),
  createBucketConfiguration: optional(object({ locationConstraint: optional(text()) })),
};
type CreateRequest = ApiRequest<ObjectOf<typeof CREATE_FIELDS>>;

/** A new bucket has ACLs disabled and all public access blocked, unless the request says otherwise. */
const createBucket = defineAction<ObjectOf<typeof CREATE_FIELDS>>({
  parameters: object(CREATE_FIELDS),
  describe: (simulation, request) => {
    const { parameters, caller } = request;
    const name = requestedTarget(viewDuring(simulation), request).bucket;
    const at = `bucket/${name}`;
    const problem = bucketNameProblem(name);
    if (problem !== undefined) return refuse('bucket-name-invalid', { bucket: name, because: problem }, { at });
    const needed = [
      's3:CreateBucket',
      ...(bringsAcl(parameters) && parameters.acl !== 'private' ? ['s3:PutBucketAcl'] : []),
      ...(parameters.objectOwnership === undefined ? [] : ['s3:PutBucketOwnershipControls']),
    ];
    const context = createKeys(request);
    return needed.map((action) => ({
      action,
      resource: arnOf(name),
      at,
      resourceAccount: caller.accountId ?? '',
      context,
    }));
  },
  perform: (simulation, request) => {
    const made = newBucket(simulation, request);
    if ('awsCode' in made) return { failed: made };
    const state = simulation.runtime('s3');
    simulation.setRuntime('s3', { ...state, buckets: new Map(state.buckets).set(made.name, made) });
    const what = `${made.name} is made, ${made.ownership}, with all public access blocked`;
    return replied({ location: `/${made.name}` }, { trace: [entry('changed', { what }, made.address)] });
  },
  cli: bucketCli(),
  denied: deniedText,
});

function createKeys({ parameters, region }: CreateRequest): Readonly<Record<string, string>> {
  const { objectOwnership, createBucketConfiguration } = parameters;
  return {
    ...aclKeys(parameters),
    's3:locationconstraint': createBucketConfiguration?.locationConstraint ?? region,
    ...(objectOwnership === undefined ? {} : { 's3:x-amz-object-ownership': objectOwnership }),
  };
}

function newBucket(simulation: Simulation, request: CreateRequest): Bucket | ApiFailure {
  const { parameters, caller, region, place } = request;
  const view = viewDuring(simulation);
  const name = requestedTarget(view, request).bucket;
  const there = view.buckets.get(name);
  const at = there?.address ?? `bucket/${name}`;
  const account = accountOf(simulation, caller.account);
  if (account === undefined) return refuse('missing-target', { what: 'whose bucket it is to be' }, { at });
  if (there?.owner === account.id) return refuse('bucket-owned-by-you', { bucket: name }, { at });
  if (there !== undefined) return refuse('bucket-exists', { bucket: name }, { at });
  const requested = aclOf(parameters, simulation.definition);
  if ('problem' in requested) {
    const { problem, awsCode } = requested;
    return refuse('malformed-acl', { problem }, { at, message: problem, awsCode });
  }
  const ownership = parameters.objectOwnership ?? DEFAULT_OWNERSHIP;
  const blocking = effectiveSetting(accountLevels(view, account), 'blockPublicAcls');
  const ruling = createBucketRuling({ owner: account.id, ownership, acl: requested.acl, blockPublicAcls: blocking.on });
  if ('refused' in ruling) return refusedAtCreation(ruling.refused, parameters.acl ?? 'the ACL', at, blocking);
  return {
    name,
    account: account.name,
    owner: account.id,
    address: addressOf(account.name, BUCKET.name, name),
    arn: arnOf(name),
    region: parameters.createBucketConfiguration?.locationConstraint ?? region,
    ownership,
    acl: ruling.taken,
    block: wholeBlock(true),
    objects: new Map(),
    created: simulation.now,
    place,
  };
}

function refusedAtCreation(refused: Refusal, acl: string, at: string, blocking: EffectiveSetting): ApiFailure {
  switch (refused) {
    case 'bucket-acl-with-ownership':
      return refuse(refused, { grants: [acl] }, { at });
    case 'public-acl-blocked': {
      const details = { at: blocking.by?.at ?? at, place: placeOfSetting(blocking) };
      return refuse(refused, { ...settingFacts(blocking), acl }, details);
    }
    default:
      return refuse('public-acl-blocked-on-create', { acl }, { at });
  }
}

function accountOf({ definition }: Simulation, name: string | undefined): AccountDefinition | undefined {
  return name === undefined ? undefined : definition.accounts.get(name);
}

const deleteBucket = s3Action({
  on: 'bucket',
  permission: 'DeleteBucket',
  perform: ({ bucket, simulation }) => {
    const { size } = bucket.objects;
    if (size > 0) return { failed: refuse('bucket-not-empty', { objects: size }, { at: bucket.address }) };
    const state = simulation.runtime('s3');
    const buckets = new Map(state.buckets);
    buckets.delete(bucket.name);
    simulation.setRuntime('s3', { ...state, buckets });
    const what = `${bucket.name} is deleted`;
    return { ok: { response: null, httpStatus: 204, trace: [entry('changed', { what }, bucket.address)] } };
  },
});

/** Lists the buckets of the caller's account: an action on no bucket in particular. */
const listBuckets = defineAction({
  parameters: object({}),
  describe: (_, { caller }) => [
    { action: 's3:ListAllMyBuckets', resource: '*', resourceAccount: caller.accountId ?? '' },
  ],
  perform: (simulation, { caller }) => {
    const own = [...simulation.runtime('s3').buckets.values()].filter(({ owner }) => owner === caller.accountId);
    const buckets = own.map(({ name, created }) => ({ name, creationDate: formatInstant(created) }));
    return readReply({ buckets }, caller.account ?? '', `${own.length} buckets are listed`);
  },
  cli: { command: 's3api list-buckets' },
  denied: deniedText,
});

const getBucketLocation = s3Action({
  on: 'bucket',
  permission: 'GetBucketLocation',
  perform: ({ bucket }) => {
    // us-east-1 is the one Region that is shown as nothing (S3 API Reference, GetBucketLocation).
    const locationConstraint = bucket.region === 'us-east-1' ? null : bucket.region;
    return readReply({ locationConstraint }, bucket.address, `the bucket is in ${bucket.region}`);
  },
});

const rules = object({ rules: required(object({ objectOwnership: required(oneOf(OBJECT_OWNERSHIPS)) })) });

const getOwnership = s3Action({
  on: 'bucket',
  permission: 'GetBucketOwnershipControls',
  perform: ({ bucket }) => {
    const { ownership, address } = bucket;
    if (ownership === 'unknown')
      return { failed: refuse('rests-on-unknown', { what: 'Object Ownership' }, { at: address }) };
    return readReply({ ownershipControls: { rules: [{ objectOwnership: ownership }] } }, address, ownership);
  },
});

/** The CLI takes the setting as a list of rules with one rule. */
const ownershipCli: AwsCliForm = {
  options: (target, { objectOwnership, ...given }) => ({
    ...bucketCli().options?.(target, given),
    ...(objectOwnership === undefined
      ? {}
      : { ownershipControls: `Rules=[{ObjectOwnership=${String(objectOwnership)}}]` }),
  }),
};

const putOwnership: ApiAction = {
  ...s3Action({
    on: 'bucket',
    permission: 'PutBucketOwnershipControls',
    fields: { objectOwnership: optional(oneOf(OBJECT_OWNERSHIPS)), ownershipControls: optional(rules) },
    perform: (call): ApiReply => {
      const { bucket, parameters } = call;
      const wanted = parameters.objectOwnership ?? parameters.ownershipControls?.rules.objectOwnership;
      if (wanted === undefined) {
        return { failed: refuse('missing-target', { what: 'which Object Ownership' }, { at: bucket.address }) };
      }
      const ruling = ownershipRuling(wanted, bucket);
      if ('refused' in ruling) return refusedAcl(call, ruling.refused, undefined);
      return changedReply(call, { ...bucket, ownership: wanted }, `Object Ownership is ${wanted}`);
    },
  }),
  cli: ownershipCli,
};

/**
 * Without ownership controls a bucket is as all were before they existed (S3 API Reference,
 * DeleteBucketOwnershipControls).
 */
const deleteOwnership = s3Action({
  on: 'bucket',
  permission: 'PutBucketOwnershipControls',
  perform: (call) =>
    changedReply(call, { ...call.bucket, ownership: 'ObjectWriter' }, 'Object Ownership is ObjectWriter', {
      httpStatus: 204,
    }),
});

/** Operations on buckets themselves. */
export const bucketActions: Readonly<Record<string, ApiAction>> = {
  CreateBucket: createBucket,
  DeleteBucket: deleteBucket,
  ListBuckets: listBuckets,
  ListAllMyBuckets: listBuckets,
  GetBucketLocation: getBucketLocation,
  GetBucketOwnershipControls: getOwnership,
  PutBucketOwnershipControls: putOwnership,
  DeleteBucketOwnershipControls: deleteOwnership,
};
