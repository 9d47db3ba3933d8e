import type { Instant, Milliseconds } from '../../../core/time.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import type { Read } from '../../../schema/schema.ts';
import type { ApiReply } from '../../service.ts';
import { ApiError, invalid, invalidValue } from '../api-error.ts';
import { addConsumed, type Consumed, consumedJson } from '../capacity/consumed.ts';
import { itemReadUnits } from '../capacity/units.ts';
import { entry, throttleEntry } from '../explain/entries.ts';
import { writeTrace } from '../explain/write-trace.ts';
import { holds } from '../expression/evaluate.ts';
import { latencyStream, requestLatency } from '../latency.ts';
import { countConflict, countConsumed, countEvent, countSucceeded, countThrottled } from '../metrics.ts';
import { limitsOf, writeEffects } from '../runtime.ts';
import { CONFLICT_MESSAGE, isHeld } from '../state/held-items.ts';
import type { TableState } from '../state/table-state.ts';
import { admit, type Refusal, type SeenGates } from '../throughput/admission.ts';
import { itemSize } from '../value/item-size.ts';
import { attributesJson } from '../value/write-value.ts';
import { applyWrite } from '../write/apply-write.ts';
import { consumedBy, type WriteOutcome } from '../write/single-write.ts';
import { checkCollection, checkItemBytes } from '../write/size-rules.ts';
import { planWrite, type WritePlan } from '../write/write-plan.ts';
import { type Cancellation, throttledCancellation } from './cancellation.ts';
import { checkDetail, checkLength, missing } from './checks.ts';
import { type OperationCall, refused, succeeded, tableOf } from './operation-call.ts';
import type { transactWriteParameters } from './parameters.ts';
import { canonicalText, knownToken, rememberToken } from './request-token.ts';
import { type ReadWrite, readDelete, readPut, readUpdate } from './write-operations.ts';

type TransactWrite = Read<typeof transactWriteParameters>;
export type Action = NonNullable<TransactWrite['transactItems']>[number];

/** "Transactions" under "Quotas in Amazon DynamoDB". */
export const ACTIONS_MOST = 100;
export const TRANSACTION_BYTES_MOST = 4 * 1024 * 1024;

/** One action of a transaction, worked out. */
export interface PlannedAction extends ReadWrite {
  readonly table: TableState;
  /** A check leaves its item as it is. */
  readonly check: boolean;
  readonly returnsOld: boolean;
  readonly plan: WritePlan;
  readonly held: boolean;
  readonly problem: ApiError | undefined;
}

/** TransactWriteItems: all actions or none. */
export function transactWriteItems(call: OperationCall, parameters: TransactWrite): ApiReply {
  const { transactItems, clientRequestToken: token, returnConsumedCapacity: detail } = parameters;
  if (transactItems === undefined) return refused(missing('transactItems'), undefined);
  const problem = checkDetail(detail) ?? checkLength('transactItems', transactItems.length, 1, ACTIONS_MOST);
  const actions = problem ?? planActions(call, transactItems);
  if (actions instanceof ApiError) return refused(actions, undefined);
  const request = canonicalText(transactItems);
  if (token !== undefined) {
    const known = knownToken(call, token);
    if (known !== undefined && known.request !== request) {
      const error = new ApiError(
        'IdempotentParameterMismatchException',
        'The provided client request token was used before with other parameters',
      );
      return refused(error, undefined, [entry('token-mismatch', '', 'block', { token })]);
    }
    if (known !== undefined) return replay(call, actions, token, detail);
  }
  const { reply } = performTransaction(call, actions, { detail, explained: true });
  if (token !== undefined && 'ok' in reply) rememberToken(call, token, request);
  return reply;
}

/** Works out the actions of a transaction, or what AWS refuses of them before anything is done. */
export function planActions(call: OperationCall, items: readonly Action[]): readonly PlannedAction[] | ApiError {
  const planned: PlannedAction[] = [];
  for (const item of items) {
    const action = planAction(call, item);
    if (action instanceof ApiError) return action;
    planned.push(action);
  }
  const places = planned.map(({ table, plan }) => `${table.definition.address} ${plan.place}`);
  if (new Set(places).size < places.length) {
    return invalid('Transaction request cannot include multiple operations on one item');
  }
  const bytes = planned.reduce((sum, { plan }) => sum + Math.max(plan.beforeBytes ?? 0, plan.afterBytes ?? 0), 0);
  return bytes > TRANSACTION_BYTES_MOST ? invalidValue('Aggregated size of items exceeds 4 MB') : planned;
}

function planAction(call: OperationCall, item: Action): PlannedAction | ApiError {
  const { put, update, delete: remove, conditionCheck: check } = item;
  const given = [put, update, remove, check].filter((one) => one !== undefined);
  const [only] = given;
  if (only === undefined || given.length > 1) {
    return invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const table = tableOf(call, only.tableName);
  if (table instanceof ApiError) return table;
  if (check !== undefined && check.conditionExpression === undefined)
    return missing('transactItems.conditionCheck.conditionExpression');
  const read = put
    ? readPut(table, put)
    : update
      ? readUpdate(table, update)
      : readDelete(table, remove ?? check ?? {});
  if (read instanceof ApiError) return read;
  const { write } = read;
  const before = table.items.get(write.place);
  const after = check === undefined ? write.after(before) : before;
  const next = after instanceof ApiError ? before : after;
  const plan = planWrite({ table, place: write.place, key: write.key, before, after: next, transactional: true });
  const tooBig = check === undefined ? (checkItemBytes(plan) ?? checkCollection(plan)) : undefined;
  return {
    ...read,
    table,
    check: check !== undefined,
    returnsOld: only.returnValuesOnConditionCheckFailure === 'ALL_OLD',
    plan,
    held: write.condition === undefined || holds(write.condition, before ?? {}),
    problem: after instanceof ApiError ? after : tooBig,
  };
}

/** What a transaction came to. */
export interface TransactionDone {
  readonly reply: ApiReply;
  readonly latency: Milliseconds;
  readonly refusal?: Refusal | undefined;
  /** Set where a transaction under way stood in the way of an action. */
  readonly conflict?: boolean;
}

/** Does a transaction; one that is done is explained only where that was asked for. */
export function performTransaction(
  call: OperationCall,
  actions: readonly PlannedAction[],
  { detail, explained }: { readonly detail?: string | undefined; readonly explained: boolean },
): TransactionDone {
  const { simulation, at } = call;
  const limits = (table: TableState) => limitsOf(simulation.definition, table.definition);
  const seen: SeenGates[] = [];
  const refusal = admitAll(actions, limits, at, seen);
  const trace = () => actions.flatMap((action) => actionTrace(action, seen, refusal?.refusal));
  const cancellations = actions.map((action) => cancellationOf(action, refusal, at));
  for (const { table, plan } of actions) {
    if (refusal === undefined) countConsumed(simulation, table.definition, 'write', consumedBy(plan), at);
  }
  if (cancellations.some(({ code }) => code !== 'None')) {
    const reply = canceled(call, actions, cancellations, refusal, trace());
    const conflict = cancellations.some(({ code }) => code === 'TransactionConflict');
    return { reply, latency: 0, refusal: refusal?.refusal, conflict };
  }
  const effects = writeEffects(simulation);
  for (const { plan, check } of actions) if (!check) applyWrite(plan, at, effects);
  const latency = countDone(call, actions);
  const consumed = actions.map(({ plan }) => ({ ...consumedBy(plan), transaction: 'write' as const }));
  return { reply: answered(consumed, detail, explained ? trace() : []), latency };
}

/** Counts a transaction that is done, for each of its tables; how long it took. */
function countDone({ simulation, at }: OperationCall, actions: readonly PlannedAction[]): Milliseconds {
  let longest = 0;
  for (const { definition } of new Set(actions.map((action) => action.table))) {
    const latency = requestLatency(latencyStream(simulation, definition), 'transaction');
    countSucceeded(simulation, definition, 'TransactWriteItems', latency, at);
    longest = Math.max(longest, latency);
  }
  return longest;
}

/** Admits the actions table by table; none is charged where one is refused. */
function admitAll(
  actions: readonly PlannedAction[],
  limits: (table: TableState) => Parameters<typeof admit>[1],
  at: number,
  seen: SeenGates[],
): { readonly action: PlannedAction; readonly refusal: Refusal } | undefined {
  const [first] = actions;
  if (first === undefined) return undefined;
  const demands = actions.flatMap(({ plan }) => plan.demands);
  // The tables of one call belong to one account and Region, and so have the same limits.
  const refusal = admit(demands, limits(first.table), at, seen);
  if (refusal === undefined) return undefined;
  const action = actions.find(({ plan }) => plan.demands.includes(refusal.demand)) ?? first;
  return { action, refusal };
}

function cancellationOf(
  action: PlannedAction,
  refused: { readonly action: PlannedAction; readonly refusal: Refusal } | undefined,
  at: Instant,
): Cancellation {
  if (refused !== undefined) {
    if (refused.action !== action) return { code: 'None' };
    return throttledCancellation(action.table, refused.refusal);
  }
  if (isHeld(action.table, action.plan.place, at)) return { code: 'TransactionConflict', message: CONFLICT_MESSAGE };
  if (!action.held) {
    const item = action.returnsOld ? action.plan.before : undefined;
    return { code: 'ConditionalCheckFailed', message: 'The conditional request failed', item };
  }
  const { problem } = action;
  if (problem === undefined) return { code: 'None' };
  const full = problem.code === 'ItemCollectionSizeLimitExceededException';
  return { code: full ? 'ItemCollectionSizeLimitExceeded' : 'ValidationError', message: problem.message };
}

function canceled(
  { simulation, at }: OperationCall,
  actions: readonly PlannedAction[],
  cancellations: readonly Cancellation[],
  refusal: { readonly action: PlannedAction; readonly refusal: Refusal } | undefined,
  trace: readonly TraceEntry[],
): ApiReply {
  const codes = cancellations.map(({ code }) => code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  const address = actions[cancellations.findIndex(({ code }) => code !== 'None')]?.table.definition.address ?? '';
  if (refusal !== undefined) {
    countThrottled(simulation, refusal.action.table.definition, 'TransactWriteItems', refusal.refusal, at);
  }
  for (const [index, { code }] of cancellations.entries()) {
    const table = actions[index]?.table.definition;
    if (code === 'ConditionalCheckFailed' && table) countEvent(simulation, table, 'ConditionalCheckFailedRequests', at);
    if (code === 'TransactionConflict' && table) countConflict(simulation, table, at);
  }
  const reasons = cancellations.map(({ code, message: why, item }) => ({
    code,
    ...(why === undefined ? {} : { message: why }),
    ...(item === undefined ? {} : { item: attributesJson(item) }),
  }));
  return refused(
    new ApiError('TransactionCanceledException', message),
    address,
    [
      ...trace,
      ...(refusal === undefined ? [] : [throttleEntry(refusal.action.table, refusal.refusal)]),
      entry('transaction-canceled', address, 'block', { reasons: codes }),
    ],
    { facts: { cancellationReasons: reasons }, outcome: refusal === undefined ? 'error' : 'throttled' },
  );
}

/** An action's bill, and the limits it met after the actions before it. */
function actionTrace(
  { plan, held, conditionText, problem }: PlannedAction,
  seen: readonly SeenGates[],
  refusal: Refusal | undefined,
): readonly TraceEntry[] {
  const gates = seen.filter(({ demand }) => plan.demands.includes(demand));
  const outcome = (): WriteOutcome => {
    if (refusal !== undefined) return { kind: 'throttled', plan, gates, refusal };
    if (!held) return { kind: 'condition-failed', plan, gates };
    return problem === undefined ? { kind: 'written', plan, gates } : { kind: 'refused', plan, gates, error: problem };
  };
  return writeTrace(outcome(), true, conditionText);
}

/** The same request again within ten minutes of the first: nothing changes, and it is billed as a read. */
function replay(
  call: OperationCall,
  actions: readonly PlannedAction[],
  token: string,
  detail: string | undefined,
): ApiReply {
  const trace = [entry('token-replayed', actions[0]?.table.definition.address ?? '', 'note', { token })];
  const consumed = actions.map(({ table, plan }): Consumed => {
    const bytes = plan.after === undefined ? 0 : itemSize(plan.after);
    const units = itemReadUnits(Math.max(plan.beforeBytes ?? 0, bytes), 'transactional');
    const own: Consumed = {
      table: table.definition.name,
      own: units,
      local: new Map(),
      global: new Map(),
      transaction: 'read',
    };
    countConsumed(call.simulation, table.definition, 'read', own, call.at);
    return own;
  });
  return answered(consumed, detail, trace);
}

function answered(consumed: readonly Consumed[], detail: string | undefined, trace: readonly TraceEntry[]): ApiReply {
  const byTable = new Map<string, Consumed>();
  for (const one of consumed) {
    const known = byTable.get(one.table);
    byTable.set(one.table, known === undefined ? one : addConsumed(known, one));
  }
  const json = [...byTable.values()].map((one) => consumedJson(one, detail === 'INDEXES' ? 'INDEXES' : 'TOTAL'));
  const asked = detail === 'TOTAL' || detail === 'INDEXES';
  return succeeded(asked ? { consumedCapacity: json } : {}, { tables: json }, trace);
}
