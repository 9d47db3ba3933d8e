import type { Json } from '../../../core/result.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import { type Fields, type ObjectOf, object, optional } from '../../../schema/collections.ts';
import { text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import {
  type AccessAnswer,
  type AccessCheck,
  type ApiAction,
  type ApiFailure,
  type ApiReply,
  type Denial,
  defineAction,
} from '../../service.ts';
import type { Bucket } from '../bucket.ts';
import { ERRORS } from '../errors.ts';
import { bucketCli } from './cli.ts';
import { entry, refuse } from './refusal.ts';
import { ANY_KEY, type BucketCall, type BucketParameters, bucketCall, type CheckDetails, checksOf } from './request.ts';

const TARGET = {
  bucket: optional(text({ description: 'the name, address or ARN of a bucket or access point', min: 1 })),
  key: optional(text({ description: 'the key of an object', min: 1 })),
};

/** Reads what the request is about and lets everything else stand. */
const targetAlone: Schema<BucketParameters> = {
  json: () => ({ type: 'object' }),
  read: (node, reader) => {
    if (node.kind !== 'map') return object(TARGET).read(node, reader);
    const entries = new Map([...node.entries].filter(([name]) => Object.hasOwn(TARGET, name)));
    return object(TARGET).read({ ...node, entries }, reader);
  },
};

type Parameters<F extends Fields> = BucketParameters & ObjectOf<F>;

/** What one S3 operation is. */
export interface S3Action<F extends Fields> {
  readonly on: 'bucket' | 'object';
  /** The permission it needs, without prefix (`ListBucket` for HeadBucket). */
  readonly permission: string;
  readonly fields?: F;
  /** Condition keys that follow from the parameters. */
  readonly context?: (parameters: Parameters<F>) => Readonly<Record<string, string>>;
  /** What must be authorized beside it, or is asked for besides. */
  readonly also?: (call: BucketCall<Parameters<F>>) => readonly CheckDetails[];
  /** Further checks, on another bucket. */
  readonly elsewhere?: (call: BucketCall<Parameters<F>>) => readonly AccessCheck[] | ApiFailure;
  /** Further parameters are of no interest: nothing but the authorization is simulated. */
  readonly anyParameters?: boolean;
  /** The command of the AWS CLI, where it is not named like the operation. */
  readonly command?: string;
  /** A HEAD request: its reply has no body, so that only the status tells what is wrong. */
  readonly head?: boolean;
  readonly perform: (call: BucketCall<Parameters<F>>, answers: readonly AccessAnswer[]) => ApiReply;
}

/** Declares an operation on a bucket that must exist, or on an object in it. */
export function s3Action<F extends Fields>(spec: S3Action<F>): ApiAction {
  const known = spec.anyParameters === true ? targetAlone : object({ ...TARGET, ...spec.fields });
  const parameters = known as unknown as Schema<Parameters<F>>;
  const bare = (failure: ApiFailure): ApiFailure => (spec.head === true ? withoutBody(failure) : failure);
  return defineAction<Parameters<F>>({
    parameters,
    describe: (simulation, request) => {
      const call = bucketCall(simulation, request, spec.on);
      if ('awsCode' in call) return bare(call);
      const details = { action: `s3:${spec.permission}`, on: spec.on, context: spec.context?.(request.parameters) };
      const elsewhere = spec.elsewhere?.(call) ?? [];
      if ('awsCode' in elsewhere) return bare(elsewhere);
      const also = spec.also?.(call) ?? [];
      return [...elsewhere, ...[details, ...also].flatMap((one) => checksOf(call, one))];
    },
    perform: (simulation, request, answers) => {
      const call = bucketCall(simulation, request, spec.on);
      const reply = 'awsCode' in call ? { failed: call } : performed(call, spec, answers);
      return 'failed' in reply ? { failed: bare(reply.failed) } : reply;
    },
    cli: bucketCli(spec.command),
    denied: spec.head === true ? () => ({ ...ERRORS.Forbidden, awsCode: 'Forbidden' }) : deniedText,
  });
}

function performed<F extends Fields>(
  call: BucketCall<Parameters<F>>,
  spec: S3Action<F>,
  answers: readonly AccessAnswer[],
): ApiReply {
  if (call.key !== ANY_KEY || call.object !== undefined) return spec.perform(call, answers);
  return { failed: refuse('missing-target', { what: 'which object' }, { at: call.bucket.address }) };
}

/** Only the status of a HEAD request tells what went wrong (S3 API Reference, HeadObject). */
function withoutBody(failure: ApiFailure): ApiFailure {
  if (failure.httpStatus === 404) return { ...failure, awsCode: 'NotFound', message: ERRORS.NotFound.message };
  if (failure.httpStatus === 403) return { ...failure, awsCode: 'Forbidden', message: ERRORS.Forbidden.message };
  return failure;
}

/**
 * S3 says why it denies only within one account or organization, and puts the resource in quotes (S3 User Guide,
 * Troubleshoot access denied (403 Forbidden) errors).
 */
export function deniedText({ answer, related }: Denial): Partial<ApiFailure> {
  const { message, check } = answer;
  if (!related || message === undefined) return { message: ERRORS.AccessDenied.message };
  return { message: message.replace(`on resource: ${check.resource}`, () => `on resource: "${check.resource}"`) };
}

/** A reply with what it says about itself. */
export function replied(
  response: Json,
  what: { readonly trace: readonly TraceEntry[]; readonly facts?: { readonly [key: string]: Json | undefined } },
): ApiReply {
  return { ok: { response, ...what } };
}

/** The reply of an operation that only read. */
export function readReply(response: Json, at: string, what: string): ApiReply {
  return replied(response, { trace: [entry('read', { what }, at)] });
}

/** Puts a changed bucket in place and says so. */
export function changedReply<P>(
  { simulation }: BucketCall<P>,
  bucket: Bucket,
  what: string,
  more: {
    readonly httpStatus?: number;
    readonly response?: Json;
    readonly trace?: readonly TraceEntry[];
    readonly facts?: { readonly [key: string]: Json | undefined };
  } = {},
): ApiReply {
  const state = simulation.runtime('s3');
  simulation.setRuntime('s3', { ...state, buckets: new Map(state.buckets).set(bucket.name, bucket) });
  const { response = null, trace = [entry('changed', { what }, bucket.address)], ...rest } = more;
  return { ok: { response, trace, ...rest } };
}
