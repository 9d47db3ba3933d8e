import type { Facts, Json, Outcome, OutcomeWord } from '../../core/result.ts';
import type { Simulation } from '../../core/simulation.ts';
import type { Place } from '../../core/source.ts';
import type { TraceEntry } from '../../core/trace.ts';
import { type ContextValue, decidingAddress } from '../iam/index.ts';
import type { ApiAction, ApiFailure, ApiRequest, RequestPath } from '../service.ts';
import { sessionRestriction } from '../sts/index.ts';
import { adviseFor } from './advice.ts';
import { type Answered, answerCheck, areRelated } from './answer.ts';
import type { Surroundings } from './authorization.ts';
import { credentialsOf, type KnownCaller, resolveCaller } from './caller.ts';
import { credentialsCode, deniedCode } from './denied.ts';
import { adviceFacts, decisionFacts } from './facts.ts';
import { pathOf } from './path.ts';
import { entry } from './reasons.ts';

/** What is asked of a service. */
export interface Requested {
  /** With prefix, as AWS writes it. */
  readonly action: string;
  readonly target?: string | undefined;
  readonly parameters: unknown;
  readonly place: Place;
}

/** A call, read and checked. */
export interface Call extends Requested {
  /** The service's own handling; absent for what is not simulated. */
  readonly api?: ApiAction | undefined;
  /** The parameters as the step writes them. */
  readonly given: { readonly [key: string]: Json | undefined };
  readonly as?: string | undefined;
  readonly from?: string | undefined;
  /** The step's own condition keys; `null` takes one away. */
  readonly context: Readonly<Record<string, ContextValue | null>>;
}

/** The way of an API call: credentials → network path → what must be authorized → policies → the service's behaviour. */
export function performCall(simulation: Simulation, call: Call, handling: ApiAction): Outcome {
  const known = resolveCaller(simulation, call.as ?? ownCredentials(simulation, call.from), handling.proof);
  if ('awsCode' in known) return failed(inServiceWords(known, call.action), {}, []);
  const request = requestOf(simulation, call, known);
  const trace: TraceEntry[] = [callerEntry(known)];
  const facts: Facts = { caller: request.caller.arn ?? callerName(known) };
  const path =
    call.from === undefined
      ? NO_PATH
      : pathOf(simulation, { from: call.from, service: serviceOf(call), region: request.region });
  if ('unreachable' in path) return unreachable(path.unreachable, facts, trace);
  trace.push(...path.trace);
  const restricted = known.caller.identity?.session && sessionRestriction(known.caller.identity.session, call.action);
  if (restricted !== undefined) return failed(restricted, facts, trace);
  const checks = handling.describe(simulation, request);
  if ('awsCode' in checks) return failed(checks, facts, trace);
  const around = {
    path: path.context,
    stated: call.context,
    endpointPolicy: path.endpointPolicy,
    anybody: call.as === undefined,
  };
  const answers = checks.map((check) => answerCheck(simulation, request, check, around));
  for (const answer of answers) trace.push(...answer.trace);
  const stopping = answers.find(({ check, decision }) => decision !== 'allowed' && check.optional !== true);
  if (stopping !== undefined) return refused(simulation, { call, request, handling, answer: stopping, facts, trace });
  return performed(simulation, { call, request, handling, answers, facts, trace });
}

const NO_PATH: Exclude<RequestPath, { unreachable: unknown }> & Pick<Surroundings, 'endpointPolicy'> = {
  context: {},
  trace: [],
};

/** Each service has its own error code for credentials that do not work. */
function inServiceWords(failure: ApiFailure, action: string): ApiFailure {
  if (failure.reason === 'expired-token') return { ...failure, ...credentialsCode(action, 'expired-token') };
  return failure.awsCode === 'InvalidClientTokenId'
    ? { ...failure, ...credentialsCode(action, 'invalid-key') }
    : failure;
}

/** Who is not named calls with the credentials of the thing the call comes from, where that has some. */
function ownCredentials(simulation: Simulation, from: string | undefined): string | undefined {
  return from !== undefined && credentialsOf(simulation, from) !== undefined ? from : undefined;
}

function serviceOf({ action }: Call): string {
  return action.slice(0, action.indexOf(':')).toLowerCase();
}

/** A call as the request that the service sees. */
export function requestOf({ definition }: Simulation, call: Requested, { caller }: KnownCaller): ApiRequest {
  const [first] = definition.accounts.values();
  const account = caller.account === undefined ? first : definition.accounts.get(caller.account);
  const { action, target, parameters, place } = call;
  return { action, caller, region: account?.region ?? 'us-east-1', target, parameters, place };
}

function callerName({ caller }: KnownCaller): string {
  const principal = caller.identity?.principal;
  if (principal?.kind === 'service') return principal.name;
  return caller.arn ?? 'anonymous';
}

function callerEntry(known: KnownCaller): TraceEntry {
  const { owner, accessKeyId } = known.caller.identity ?? {};
  const looked = { arn: callerName(known), with: known.credentials, accessKeyId };
  return { ...entry('caller', owner?.address ?? callerName(known), looked), place: owner?.place };
}

interface Going {
  readonly call: Call;
  readonly request: ApiRequest;
  readonly handling: ApiAction;
  readonly facts: Facts;
  readonly trace: readonly TraceEntry[];
}

/** A check was not allowed; `unknown` where it rests on something the scenario leaves open. */
function refused(
  simulation: Simulation,
  { request, handling, answer, facts, trace }: Going & { answer: Answered },
): Outcome {
  const { explanation, decision, check } = answer;
  const shared = {
    reason: decision === 'unknown' ? 'undecided' : decision,
    at: explanation && decidingAddress(explanation),
    trace,
  };
  const decided = explanation === undefined ? {} : decisionFacts(explanation);
  if (decision === 'unknown') return { outcome: 'unknown', ...shared, facts: { ...facts, ...decided } };
  const words = {
    ...deniedCode(request.action),
    message: answer.message,
    ...handling.denied?.({ answer, related: areRelated(simulation, request, check) }),
  };
  const advice = explanation === undefined ? [] : adviseFor(simulation, request.caller, check, explanation);
  return {
    outcome: 'denied',
    ...shared,
    awsCode: words.awsCode,
    facts: {
      ...facts,
      ...decided,
      checked: check.action,
      httpStatus: words.httpStatus,
      message: words.message,
      ...adviceFacts(advice),
    },
  };
}

function performed(
  simulation: Simulation,
  { call, request, handling, answers, facts, trace }: Going & { answers: readonly Answered[] },
): Outcome {
  const decisions = answers
    .flatMap(({ explanation }) => explanation ?? [])
    .slice(0, 1)
    .map(decisionFacts);
  const decided = decisions[0] ?? { decision: 'allowed' };
  const reply = handling.perform(simulation, request, answers);
  if ('failed' in reply) return failed(reply.failed, { ...facts, ...decided }, trace);
  const { response, httpStatus = 200, value, facts: more = {} } = reply.ok;
  const last =
    call.api === undefined
      ? [entry('not-simulated', call.action, { action: call.action })]
      : (reply.ok.trace ?? [entry('performed', call.action, { action: call.action }, 'pass')]);
  return {
    outcome: 'allowed',
    facts: {
      ...facts,
      ...decided,
      httpStatus,
      ...(call.api === undefined ? { simulated: false } : { response }),
      ...more,
    },
    trace: [...trace, ...last],
    value,
  };
}

/** AWS refuses for another reason than the policies. */
function failed(failure: ApiFailure, facts: Facts, trace: readonly TraceEntry[]): Outcome {
  const { outcome = 'error', reason, awsCode, at, httpStatus, message } = failure;
  const word: OutcomeWord = outcome;
  return {
    outcome: word,
    reason,
    awsCode,
    at,
    facts: { ...facts, httpStatus, message, ...failure.facts },
    trace: [...trace, ...(failure.trace ?? [])],
  };
}

type Unreachable = Extract<RequestPath, { unreachable: unknown }>['unreachable'];

function unreachable(stopped: Unreachable, facts: Facts, trace: readonly TraceEntry[]): Outcome {
  const { reason, at, awsCode, outcome = 'unreachable', facts: more, trace: steps = [] } = stopped;
  return { outcome, reason, at, awsCode, facts: { ...facts, ...more }, trace: [...trace, ...steps] };
}
