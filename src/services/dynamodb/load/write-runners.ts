import type { RandomStream } from '../../../core/random.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { Instant } from '../../../core/time.ts';
import type { Read } from '../../../schema/schema.ts';
import type { LoadOrder, LoadProblem, LoadReply, LoadRunner } from '../../load/index.ts';
import { ApiError, type ErrorCode } from '../api-error.ts';
import { entry } from '../explain/entries.ts';
import { writeTitle, writeTrace } from '../explain/write-trace.ts';
import { parseUpdate } from '../expression/parse-update.ts';
import type { Condition, UpdateAction } from '../expression/syntax.ts';
import { checkUpdatedKeys } from '../expression/update-rules.ts';
import { checkItemKeys, checkKey } from '../key/key-rules.ts';
import { type Place, placeOf } from '../key/place.ts';
import { latencyStream, requestLatency } from '../latency.ts';
import { countConflict, countEvent, countSucceeded, countWrite } from '../metrics.ts';
import { optionalCondition, readSubstitutions, type SubstitutionParameters } from '../operations/operation-call.ts';
import type { deleteItemParameters, putItemParameters, updateItemParameters } from '../operations/parameters.ts';
import { updating } from '../operations/write-operations.ts';
import { draftOf, limitsOf, writeEffects } from '../runtime.ts';
import type { TableState } from '../state/table-state.ts';
import type { Refusal } from '../throughput/admission.ts';
import type { Item } from '../value/attribute-value.ts';
import { readAttributes } from '../value/read-value.ts';
import { type SingleWrite, type WriteOutcome, writeItem } from '../write/single-write.ts';
import { bulkRunner, loadItemMaker, loadTable, notUnderLoad } from './runner.ts';

/** PutItem under load: items from distributions, laid over the attributes of `with.item`. */
export function loadPutItem(
  simulation: Simulation,
  order: LoadOrder<Read<typeof putItemParameters>>,
): LoadRunner | LoadProblem {
  const fixed = order.parameters.item === undefined ? {} : readAttributes(order.parameters.item);
  if (fixed instanceof ApiError) return { problem: fixed.message };
  return writeRunner(simulation, order, { fixed: Object.keys(fixed) }, (table, made) => {
    const item = { ...fixed, ...made };
    const { key, indexes } = table.definition;
    return checkItemKeys(item, key, indexes) ?? { after: () => item, key: item };
  });
}

/** DeleteItem under load: keys from distributions. */
export function loadDeleteItem(
  simulation: Simulation,
  order: LoadOrder<Read<typeof deleteItemParameters>>,
): LoadRunner | LoadProblem {
  return writeRunner(
    simulation,
    order,
    {},
    (table, key) => checkKey(key, table.definition.key) ?? { after: () => undefined, key },
  );
}

/** UpdateItem under load: keys from distributions, the same update for all. */
export function loadUpdateItem(
  simulation: Simulation,
  order: LoadOrder<Read<typeof updateItemParameters>>,
): LoadRunner | LoadProblem {
  const { updateExpression } = order.parameters;
  return writeRunner(simulation, order, { updateExpression }, (table, key, actions) => {
    return checkKey(key, table.definition.key) ?? { ...updating(table, key, actions), key };
  });
}

type WriteBody = Pick<SingleWrite, 'after' | 'setActions'> & { readonly key: Item };
type WriteParameters = SubstitutionParameters &
  Pick<Read<typeof putItemParameters>, 'tableName' | 'conditionExpression' | 'place'>;

/** A write that is refused before it reaches the table. */
type Done = { readonly refusal?: Refusal | undefined } & (
  | { readonly outcome: WriteOutcome }
  | { readonly error: ApiError; readonly outcome?: undefined }
);

const FAILED_CONDITION: LoadReply = { outcome: 'failed', reason: 'condition-failed', latency: 0 };
const FAILED_VALIDATION: LoadReply = { outcome: 'failed', reason: 'validation-failed', latency: 0 };
const REFUSED: Readonly<Partial<Record<ErrorCode, LoadReply>>> = {
  ItemCollectionSizeLimitExceededException: { outcome: 'failed', reason: 'collection-too-big', latency: 0 },
  TransactionConflictException: { outcome: 'failed', reason: 'transaction-conflict', latency: 0 },
};

function writeRunner(
  simulation: Simulation,
  order: LoadOrder<WriteParameters>,
  { fixed, updateExpression }: { readonly fixed?: readonly string[]; readonly updateExpression?: string | undefined },
  body: (table: TableState, made: Item, actions: readonly UpdateAction[]) => WriteBody | ApiError,
): LoadRunner | LoadProblem {
  const wrong = notUnderLoad(order.parameters, ['key']);
  const table = wrong ?? loadTable(draftOf(simulation), order.parameters.tableName);
  if ('problem' in table) return table;
  const make = loadItemMaker(table, order, fixed);
  if (typeof make !== 'function') return make;
  const read = readExpressions(table, order.parameters, updateExpression);
  if (read instanceof ApiError) return { problem: read.message };
  const { condition, actions } = read;
  const { definition } = table;
  const limits = limitsOf(simulation.definition, definition);
  const [, name = ''] = order.action.split(':');
  const effects = writeEffects(simulation);
  const luck = latencyStream(simulation, definition);
  return bulkRunner<WriteBody | ApiError, Done>(simulation, {
    name,
    table,
    request: (index, at) => body(table, make(index, at), actions),
    execute: (request, at, explained) => {
      if (request instanceof ApiError) return { error: request };
      const { key, after, setActions } = request;
      const place = placeOf(key, definition.key) as Place;
      const write: SingleWrite = { table, place, key, condition, after, setActions };
      const outcome = writeItem(write, { at, limits, effects, explained });
      return { outcome, refusal: outcome.kind === 'throttled' ? outcome.refusal : undefined };
    },
    settle: (done, at) => settleWrite(simulation, { table, name, luck }, done, at),
    title: (done) => (done.outcome === undefined ? name : writeTitle(done.outcome.plan)),
    trace: (done) =>
      done.outcome === undefined
        ? [entry('validation-failed', definition.address, 'block', { ...done.error })]
        : writeTrace(done.outcome, false, order.parameters.conditionExpression),
  });
}

/** The expressions that all requests of a load share, read once. */
function readExpressions(
  { definition }: TableState,
  parameters: WriteParameters,
  updateExpression: string | undefined,
): { readonly condition: Condition | undefined; readonly actions: readonly UpdateAction[] } | ApiError {
  const { conditionExpression } = parameters;
  const substitutions = readSubstitutions(parameters, {
    UpdateExpression: updateExpression,
    ConditionExpression: conditionExpression,
  });
  if (substitutions instanceof ApiError) return substitutions;
  const actions = updateExpression === undefined ? [] : parseUpdate(updateExpression, substitutions);
  if (actions instanceof ApiError) return actions;
  const condition = optionalCondition('ConditionExpression', conditionExpression, substitutions);
  if (condition instanceof ApiError) return condition;
  return substitutions.unused() ?? checkUpdatedKeys(definition, actions) ?? { condition, actions };
}

function settleWrite(
  simulation: Simulation,
  { table, name, luck }: { readonly table: TableState; readonly name: string; readonly luck: RandomStream },
  done: Done,
  at: Instant,
): LoadReply {
  const { definition } = table;
  const { outcome } = done;
  if (outcome === undefined) return FAILED_VALIDATION;
  countWrite(simulation, outcome.plan, at);
  if (outcome.kind === 'condition-failed') {
    countEvent(simulation, definition, 'ConditionalCheckFailedRequests', at);
    return FAILED_CONDITION;
  }
  if (outcome.kind === 'refused') {
    if (outcome.error.code === 'TransactionConflictException') countConflict(simulation, definition, at);
    return REFUSED[outcome.error.code] ?? FAILED_VALIDATION;
  }
  const latency = requestLatency(luck, 'write');
  countSucceeded(simulation, definition, name, latency, at);
  return { outcome: 'succeeded', latency };
}
