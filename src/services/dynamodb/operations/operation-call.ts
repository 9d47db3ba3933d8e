import type { Facts, Json } from '../../../core/result.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { Instant } from '../../../core/time.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import type { Node } from '../../../schema/node.ts';
import { type Ref, targetOf } from '../../../schema/reader.ts';
import type { ApiFailure, ApiReply, ApiRequest } from '../../service.ts';
import { ApiError, type ErrorCode } from '../api-error.ts';
import { type Consumed, consumedJson } from '../capacity/consumed.ts';
import { throttlingError, throttlingMessage } from '../capacity/throttling-reason.ts';
import { noteActivity } from '../events/handlers.ts';
import { entry, throttleFacts } from '../explain/entries.ts';
import { parseCondition } from '../expression/parse-condition.ts';
import { Substitutions } from '../expression/substitutions.ts';
import type { Condition, ExpressionKind } from '../expression/syntax.ts';
import type { DynamoDbFacts } from '../reasons.ts';
import { type DynamoDbDraft, draftOf } from '../runtime.ts';
import type { TableState } from '../state/table-state.ts';
import { type Refusal, reasonOf } from '../throughput/admission.ts';
import type { AttributeMap } from '../value/attribute-value.ts';
import { readAttributes } from '../value/read-value.ts';
import { checkLength, checkPattern, missing } from './checks.ts';

/** One call of an operation. */
export interface OperationCall {
  readonly simulation: Simulation;
  readonly draft: DynamoDbDraft;
  readonly request: ApiRequest;
  readonly at: Instant;
}

/** What the code of an error is among our reasons. */
const REASONS: Readonly<Partial<Record<ErrorCode, keyof DynamoDbFacts>>> = {
  ResourceNotFoundException: 'table-not-found',
  ConditionalCheckFailedException: 'condition-failed',
  ItemCollectionSizeLimitExceededException: 'collection-too-big',
  TransactionCanceledException: 'transaction-canceled',
  TransactionConflictException: 'transaction-conflict',
  IdempotentParameterMismatchException: 'token-mismatch',
  LimitExceededException: 'limit-exceeded',
};

/** A call as it reaches the service. */
export function operationCall(simulation: Simulation, request: ApiRequest): OperationCall {
  const draft = draftOf(simulation);
  noteActivity(simulation, draft);
  return { simulation, draft, request, at: simulation.now };
}

/** The table a parameter or the call's target names. */
export function tableOf(call: OperationCall, name: Ref | undefined): TableState | ApiError {
  if (name === undefined) return tableNamed(call, call.request.target);
  return call.draft.table(targetOf(name).address) ?? unknownTable(name.text);
}

/** The table of that name, as batches name theirs. */
export function tableNamed(call: OperationCall, name: string | undefined): TableState | ApiError {
  const { directory } = call.simulation.definition;
  const resolution = directory.resolve(name ?? '', { account: call.request.caller.account, kinds: ['table'] });
  const table = 'found' in resolution ? call.draft.table(resolution.found.address) : undefined;
  return table ?? unknownTable(name);
}

const NAME_CHARACTERS_LEAST = 3;
const NAME_CHARACTERS_MOST = 255;

/** What AWS answers where there is no such table, or where the name could be none ("Naming rules", Developer Guide). */
export function unknownTable(name: string | undefined): ApiError {
  if (name === undefined) return missing('tableName');
  if (name !== '' && [...name].length < NAME_CHARACTERS_LEAST) {
    const bounds = `at least ${NAME_CHARACTERS_LEAST} characters long and at most ${NAME_CHARACTERS_MOST} characters long`;
    return new ApiError('ValidationException', `TableName must be ${bounds}`);
  }
  const problem =
    checkLength('tableName', name, 1, NAME_CHARACTERS_MOST) ?? checkPattern('tableName', name, '[a-zA-Z0-9_.-]+');
  return problem ?? new ApiError('ResourceNotFoundException', 'Requested resource not found');
}

/** The names and values that a request's expressions use. */
export interface SubstitutionParameters {
  readonly expressionAttributeNames?: ReadonlyMap<string, string>;
  readonly expressionAttributeValues?: Node;
}

/** Reads names and values; `expressions` are those of the request, present or not, that may use them. */
export function readSubstitutions(
  { expressionAttributeNames: names, expressionAttributeValues: values }: SubstitutionParameters,
  expressions: Readonly<Record<string, string | undefined>>,
): Substitutions | ApiError {
  const none = Object.values(expressions).every((text) => text === undefined);
  const rule = 'can only be specified when using expressions';
  if (names !== undefined && none) return new ApiError('ValidationException', `ExpressionAttributeNames ${rule}`);
  if (values !== undefined && none) {
    const absent = Object.keys(expressions);
    const which = `${absent.join(' and ')} ${absent.length === 1 ? 'is' : 'are'} null`;
    return new ApiError('ValidationException', `ExpressionAttributeValues ${rule}: ${which}`);
  }
  if (names?.size === 0) return new ApiError('ValidationException', 'ExpressionAttributeNames must not be empty');
  const read = values === undefined ? {} : readAttributes(values);
  if (read instanceof ApiError) {
    return new ApiError(read.code, `ExpressionAttributeValues contains invalid value: ${read.message}`);
  }
  if (values !== undefined && Object.keys(read).length === 0) {
    return new ApiError('ValidationException', 'ExpressionAttributeValues must not be empty');
  }
  const found = new Substitutions(names, read);
  return found.malformed() ?? found;
}

/** Reads an expression that may be absent. */
export function optionalCondition(
  kind: ExpressionKind,
  text: string | undefined,
  substitutions: Substitutions,
): Condition | ApiError | undefined {
  return text === undefined ? undefined : parseCondition(kind, text, substitutions);
}

/** Reads attributes that must be there. */
export function requiredAttributes(parameter: string, node: Node | undefined): AttributeMap | ApiError {
  return node === undefined ? missing(parameter) : readAttributes(node);
}

/** The answer of a call that was done. */
export function succeeded(response: Facts, consumed: Facts | undefined, trace: readonly TraceEntry[]): ApiReply {
  return { ok: { response: response as Json, trace, facts: consumed === undefined ? {} : { consumed } } };
}

/** What a request asked to be told of its consumption. */
export function consumedResponse(detail: string | undefined, consumed: Consumed): Facts {
  return detail === 'TOTAL' || detail === 'INDEXES' ? { consumedCapacity: consumedJson(consumed, detail) } : {};
}

/** The answer of a call that AWS answers with an error. */
export function refused(
  error: ApiError,
  at: string | undefined,
  trace: readonly TraceEntry[] = [],
  more: Partial<ApiFailure> = {},
): ApiReply {
  const reason = REASONS[error.code] ?? 'validation-failed';
  const own =
    trace.length > 0
      ? trace
      : [entry('validation-failed', at ?? 'dynamodb', 'block', { code: error.code, message: error.message })];
  return {
    failed: { awsCode: error.code, httpStatus: 400, message: error.message, reason, at, trace: own, ...more },
  };
}

/** The answer of a throttled call. */
export function throttled(table: TableState, refusal: Refusal, trace: readonly TraceEntry[]): ApiReply {
  const reason = reasonOf(refusal);
  const { demand, gate } = refusal;
  const facts = throttleFacts(table, refusal);
  const { address } = table.definition;
  const at = demand.index === undefined ? address : `${address}/${demand.index}`;
  return {
    failed: {
      awsCode: throttlingError(gate.limitType, table.capacity.mode),
      httpStatus: 400,
      message: throttlingMessage(demand.resource, gate.limitType),
      reason,
      at,
      outcome: 'throttled',
      trace: [...trace, entry(reason, at, 'block', facts)],
      facts: { throttlingReasons: [{ reason, resource: facts.arn }], gate: gate.gate, partition: facts.partition },
    },
  };
}
