import { addressOf } from '../../../core/directory.ts';
import type { Facts, Json } from '../../../core/result.ts';
import type { Simulation } from '../../../core/simulation.ts';
import { type Fields, object, optional } from '../../../schema/collections.ts';
import { text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import {
  type AccessCheck,
  type ApiAction,
  type ApiFailure,
  type ApiReply,
  type ApiRequest,
  defineAction,
} from '../../service.ts';
import { STREAM } from '../definition.ts';
import {
  errorCode,
  isRefusal,
  type KinesisEntry,
  type KinesisFacts,
  type KinesisReason,
  kinesisReasons,
  type Refusal,
  refuse,
} from '../reasons.ts';
import { type KinesisDraft, kinesisDraft } from '../runtime.ts';
import type { Stream } from '../stream.ts';

/** How AWS lets a call name its stream. */
export const STREAM_FIELDS = {
  streamName: optional(text({ expected: 'a stream name', pattern: /^[a-zA-Z0-9_.-]{1,128}$/ })),
  streamARN: optional(text({ expected: 'a stream ARN' })),
} as const;

interface StreamParameters {
  readonly streamName?: string | undefined;
  readonly streamARN?: string | undefined;
  /** The ARN of a consumer names its stream too. */
  readonly consumerARN?: string | undefined;
}

/** A call at work on one stream. */
export interface StreamCall<Parameters> {
  readonly simulation: Simulation;
  readonly draft: KinesisDraft;
  readonly request: ApiRequest<Parameters>;
  readonly parameters: Parameters;
  readonly address: string;
  readonly stream: Stream;
}

/** What a call's work comes to: a response, with the decisions on the way, or a refusal. */
export type Done =
  | { readonly response: Json; readonly entries?: readonly KinesisEntry[]; readonly facts?: Facts }
  | Refusal;

/** The ARN that a call names its stream by. */
function arnIn({ streamARN, consumerARN }: StreamParameters): string | undefined {
  return streamARN ?? (consumerARN?.startsWith('arn:') === true ? consumerARN : undefined);
}

/** The account that a call means: the one of the ARN, else the caller's. */
export function targetAccount(
  simulation: Simulation,
  request: ApiRequest<StreamParameters>,
): { readonly name: string; readonly id: string } | undefined {
  const id = arnIn(request.parameters)?.split(':')[4] ?? request.caller.accountId;
  for (const account of simulation.definition.accounts.values()) if (account.id === id) return account;
  // A call without credentials (a scenario without identities) means the only account there is.
  const [only] = simulation.definition.accounts.values();
  return request.caller.accountId === undefined ? only : undefined;
}

/** The stream's name, by any of the ways a call may give it. */
export function streamNameOf(request: ApiRequest<StreamParameters>): string | undefined {
  return request.parameters.streamName ?? arnIn(request.parameters)?.split('/')[1] ?? request.target?.split(/[\s/]/)[0];
}

/** The full address of the stream a call means. */
export function streamAddressOf(simulation: Simulation, request: ApiRequest<StreamParameters>): string {
  return addressOf(targetAccount(simulation, request)?.name, STREAM.name, streamNameOf(request) ?? '');
}

/** One decision as a trace entry. */
export function entry<Reason extends KinesisReason>(
  reason: Reason,
  looked: KinesisFacts[Reason],
  at: string,
  verdict: KinesisEntry['verdict'] = 'pass',
): KinesisEntry {
  return { service: 'kinesis', reason, at, verdict, looked } as KinesisEntry;
}

/** A refusal as AWS's error. */
export function failed(refusal: Refusal, at: string, trace: readonly KinesisEntry[] = []): ApiFailure {
  const awsCode = errorCode(refusal);
  const { says } = kinesisReasons[refusal.refused] as { says: (looked: never, at: string) => string };
  return {
    awsCode,
    httpStatus: 400,
    message: says(refusal.looked as never, at),
    reason: refusal.refused,
    at,
    outcome:
      awsCode === 'ProvisionedThroughputExceededException' || awsCode === 'LimitExceededException'
        ? 'throttled'
        : 'error',
    trace: [...trace, entry(refusal.refused, refusal.looked as never, at, 'block')],
  };
}

/** Turns what the work came to into a reply. */
export function replyOf(done: Done, at: string): ApiReply {
  if (isRefusal(done)) return { failed: failed(done, at) };
  return { ok: { response: done.response, trace: done.entries ?? [], facts: done.facts ?? {} } };
}

function accessTo(
  simulation: Simulation,
  request: ApiRequest<StreamParameters>,
  resource?: string,
): readonly AccessCheck[] {
  const account = targetAccount(simulation, request);
  const name = streamNameOf(request) ?? '*';
  return [
    {
      action: request.action,
      resource: resource ?? `arn:aws:kinesis:${request.region}:${account?.id ?? ''}:stream/${name}`,
      at: streamAddressOf(simulation, request),
      resourceAccount: account?.id ?? '',
    },
  ];
}

/** An action on a stream that must exist. */
export function streamAction<F extends Fields, Parameters extends StreamParameters>(
  fields: F,
  perform: (call: StreamCall<Parameters>) => Done,
): ApiAction {
  const parameters = object({ ...STREAM_FIELDS, ...fields }) as unknown as Schema<Parameters>;
  return defineAction<Parameters>({
    parameters,
    describe: (simulation, request) => accessTo(simulation, request),
    perform: (simulation, request) => {
      const draft = kinesisDraft(simulation);
      const address = streamAddressOf(simulation, request);
      const stream = draft.own(address);
      const name = streamNameOf(request);
      if (name === undefined)
        return { failed: failed(refuse('parameter-missing', { parameter: 'StreamName' }), address) };
      if (stream === undefined) return { failed: failed(refuse('stream-not-found', { stream: name }), address) };
      return replyOf(perform({ simulation, draft, request, parameters: request.parameters, address, stream }), address);
    },
  });
}

/** A call at work on an account. */
export interface AccountCall<Parameters> extends Omit<StreamCall<Parameters>, 'stream'> {
  readonly account: { readonly name: string; readonly id: string };
}

/** An action that needs no stream to exist. */
export function accountAction<F extends Fields, Parameters extends StreamParameters>(
  fields: F,
  perform: (call: AccountCall<Parameters>) => Done,
): ApiAction {
  const parameters = object({ ...STREAM_FIELDS, ...fields }) as unknown as Schema<Parameters>;
  return defineAction<Parameters>({
    parameters,
    describe: (simulation, request) => accessTo(simulation, request),
    perform: (simulation, request) => {
      const address = streamAddressOf(simulation, request);
      const account = targetAccount(simulation, request) ?? { name: '', id: '' };
      const draft = kinesisDraft(simulation);
      return replyOf(
        perform({ simulation, draft, request, parameters: request.parameters, address, account }),
        address,
      );
    },
  });
}
