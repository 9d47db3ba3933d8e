import { addressOf } from '../../../core/directory.ts';
import type { Simulation } from '../../../core/simulation.ts';
import { type Fields, type ObjectOf, object, optional, required } from '../../../schema/collections.ts';
import { document } from '../../../schema/document.ts';
import { text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import { accountById } from '../../iam/index.ts';
import { type ApiAction, type ApiReply, type ApiRequest, defineAction } from '../../service.ts';
import { settingFacts } from '../access/trace.ts';
import { awsNameOf, effectiveSetting, placeOfSetting, wholeBlock } from '../block/block-public-access.ts';
import { type AccessPoint, aliasOf } from '../bucket.ts';
import { ACCESS_POINT } from '../kinds.ts';
import { statusOfDocument } from '../policy/document.ts';
import { policyProblems } from '../policy/problems.ts';
import type { PolicyStatus } from '../policy/status.ts';
import { statusEntries } from '../policy/trace.ts';
import { policyRuling } from '../rulings.ts';
import { publicAccessBlock } from '../schema/block.ts';
import { blockLevels } from '../store/levels.ts';
import { type S3View, viewDuring } from '../store/view.ts';
import { controlCli } from './cli.ts';
import { deniedText, replied } from './define.ts';
import { entry, refuse } from './refusal.ts';

const TARGET = {
  name: optional(text({ description: 'the name of the access point', min: 1 })),
  accountId: optional(text({ description: 'the account it belongs to, by name or id; the caller’s own unless given' })),
};
interface PointParameters {
  readonly name?: string;
  readonly accountId?: string;
}
type Parameters<F extends Fields> = PointParameters & ObjectOf<F>;

interface PointCall<F extends Fields> {
  readonly simulation: Simulation;
  readonly request: ApiRequest<Parameters<F>>;
  readonly parameters: Parameters<F>;
  readonly view: S3View;
  readonly point: AccessPoint;
}

/** The access point a request names, as it would be: whether there is one is looked at once it is allowed. */
function namedPoint(
  simulation: Simulation,
  request: ApiRequest<PointParameters>,
): Pick<AccessPoint, 'name' | 'arn' | 'owner' | 'address' | 'account'> {
  const { definition } = simulation;
  const { parameters, caller, region, target } = request;
  const stated = parameters.accountId ?? caller.accountId ?? '';
  const account = definition.accounts.get(stated) ?? accountById(definition, stated);
  const owner = account?.id ?? stated;
  const name = (parameters.name ?? target ?? '').split('/').at(-1) ?? '';
  return {
    name,
    owner,
    account: account?.name ?? '',
    arn: `arn:aws:s3:${region}:${owner}:accesspoint/${name}`,
    address: addressOf(account?.name, ACCESS_POINT.name, name),
  };
}

function pointAction<F extends Fields>(
  command: string,
  fields: F,
  act: (simulation: Simulation, request: ApiRequest<Parameters<F>>) => ApiReply,
): ApiAction {
  const parameters = object({ ...TARGET, ...fields }) as unknown as Schema<Parameters<F>>;
  return defineAction<Parameters<F>>({
    parameters,
    describe: (simulation, request) => {
      const { arn, owner, address } = namedPoint(simulation, request);
      return [{ action: request.action, resource: arn, at: address, resourceAccount: owner }];
    },
    perform: act,
    cli: controlCli(command, 'name'),
    denied: deniedText,
  });
}

/** An operation on an access point that must exist. */
function onPoint<F extends Fields>(command: string, fields: F, perform: (call: PointCall<F>) => ApiReply): ApiAction {
  return pointAction(command, fields, (simulation, request) => {
    const view = viewDuring(simulation);
    const { arn, name, address } = namedPoint(simulation, request);
    const point = view.accessPoints.get(arn);
    if (point === undefined) return { failed: refuse('no-such-access-point', { accessPoint: name }, { at: address }) };
    return perform({ simulation, request, parameters: request.parameters, view, point });
  });
}

const CREATE = {
  bucket: optional(text({ description: 'the name of the bucket', min: 1 })),
  publicAccessBlockConfiguration: optional(publicAccessBlock),
  vpcConfiguration: optional(object({ vpcId: required(text({ min: 1 })) })),
};

/** Its Block Public Access settings are fixed from then on; all four are on unless the request says otherwise. */
const createAccessPoint = pointAction('create-access-point', CREATE, (simulation, request) => {
  const { parameters, place } = request;
  const view = viewDuring(simulation);
  const named = namedPoint(simulation, request);
  if (view.accessPoints.has(named.arn)) {
    return { failed: refuse('access-point-exists', { accessPoint: named.name }, { at: named.address }) };
  }
  const bucket = view.buckets.get(parameters.bucket ?? '');
  if (bucket === undefined) {
    return { failed: refuse('no-such-bucket', { bucket: parameters.bucket ?? '' }, { at: named.address }) };
  }
  const block = parameters.publicAccessBlockConfiguration ?? wholeBlock(true);
  put(simulation, {
    ...named,
    bucket: bucket.name,
    vpc: parameters.vpcConfiguration?.vpcId,
    block: block === 'none' ? undefined : block,
    place,
  });
  const what = `${named.name} is made for ${bucket.name}`;
  return replied(
    { accessPointArn: named.arn, alias: aliasOf(named) },
    { trace: [entry('changed', { what }, named.address)] },
  );
});

function put(simulation: Simulation, point: AccessPoint): void {
  const state = simulation.runtime('s3');
  simulation.setRuntime('s3', { ...state, accessPoints: new Map(state.accessPoints).set(point.arn, point) });
}

/** An access point with a VPC origin is never public (S3 User Guide, Blocking public access: Access points). */
function statusOf({ policy, vpc, address }: AccessPoint): PolicyStatus {
  return vpc === undefined ? statusOfDocument(policy, address, 'accessPoint') : { isPublic: false, tainting: [] };
}

const putAccessPointPolicy = onPoint(
  'put-access-point-policy',
  { policy: optional(document('an access point policy')) },
  (call) => {
    const { simulation, point, view, parameters } = call;
    const { name, address, arn } = point;
    const { policy } = parameters;
    if (policy === undefined) return { failed: refuse('missing-target', { what: 'which policy' }, { at: address }) };
    const target = { name, at: address, arnPrefix: arn.slice(0, arn.length - name.length) };
    const errors = policyProblems(policy, target).filter(({ severity }) => severity === 'error');
    const [first] = errors;
    if (first !== undefined) {
      const looked = { problems: errors.map(({ message }) => message) };
      return {
        failed: refuse('malformed-policy', looked, { at: address, place: first.place, message: first.message }),
      };
    }
    const next: AccessPoint = { ...point, policy };
    const bucket = view.buckets.get(point.bucket);
    const setting = effectiveSetting(bucket === undefined ? [] : blockLevels(view, bucket, point), 'blockPublicPolicy');
    const status = statusOf(next);
    const ruling = policyRuling(status, setting.on);
    if ('refused' in ruling) {
      const { at = address } = setting.by ?? {};
      if (ruling.refused === 'rests-on-unknown') {
        return { failed: refuse(ruling.refused, { what: awsNameOf('blockPublicPolicy') }, { at }) };
      }
      const children = statusEntries(status, address);
      return {
        failed: refuse('public-policy-blocked', settingFacts(setting), {
          at,
          place: placeOfSetting(setting),
          children,
        }),
      };
    }
    put(simulation, next);
    const what = `the policy of ${name} is put`;
    return replied(null, { trace: [entry('changed', { what }, address)], facts: { isPublic: status.isPublic } });
  },
);

const getAccessPointPolicyStatus = onPoint('get-access-point-policy-status', {}, ({ point }) => {
  const status = statusOf(point);
  if (status.isPublic === 'unknown') {
    return { failed: refuse('rests-on-unknown', { what: 'the access point policy' }, { at: point.address }) };
  }
  const what = status.isPublic ? 'the policy is public' : 'the policy is not public';
  const read = { ...entry('read', { what }, point.address), children: statusEntries(status, point.address) };
  return replied({ policyStatus: { isPublic: status.isPublic } }, { trace: [read] });
});

/** Operations on access points. */
export const accessPointActions: Readonly<Record<string, ApiAction>> = {
  CreateAccessPoint: createAccessPoint,
  PutAccessPointPolicy: putAccessPointPolicy,
  GetAccessPointPolicyStatus: getAccessPointPolicyStatus,
};
