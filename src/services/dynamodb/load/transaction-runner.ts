import type { Simulation } from '../../../core/simulation.ts';
import type { Instant } from '../../../core/time.ts';
import { type Node, nodeFrom } from '../../../schema/node.ts';
import type { Ref } from '../../../schema/reader.ts';
import type { Read } from '../../../schema/schema.ts';
import type { LoadExplanation, LoadOrder, LoadProblem, LoadReply, LoadRunner } from '../../load/index.ts';
import type { ApiFailure } from '../../service.ts';
import { ApiError } from '../api-error.ts';
import { noteActivity } from '../events/handlers.ts';
import { entry, keyText } from '../explain/entries.ts';
import { isNumericKey, itemMaker } from '../items/item-maker.ts';
import { type KeySchema, keyAttributes } from '../key/key-schema.ts';
import type { OperationCall } from '../operations/operation-call.ts';
import type { transactWriteParameters } from '../operations/parameters.ts';
import { type Action, type PlannedAction, performTransaction, planActions } from '../operations/transact-write.ts';
import { draftOf } from '../runtime.ts';
import { holdItem } from '../state/held-items.ts';
import type { TableState } from '../state/table-state.ts';
import { reasonOf } from '../throughput/admission.ts';
import type { Item } from '../value/attribute-value.ts';
import { readAttributes } from '../value/read-value.ts';
import { attributesJson } from '../value/write-value.ts';
import { keyOfPlan } from '../write/write-plan.ts';
import { loadTable, notUnderLoad } from './runner.ts';

type TransactWrite = Read<typeof transactWriteParameters>;
type Body = NonNullable<Action['put'] | Action['update'] | Action['delete'] | Action['conditionCheck']>;
type Done = { readonly reply: LoadReply; readonly explanation: LoadExplanation };

/**
 * TransactWriteItems under load: the actions that `with` lists, over and over. What an action does not say of its item or
 * key comes from the distributions. Requests that come while another still holds one of their items conflict with it.
 */
export function loadTransactWrite(simulation: Simulation, order: LoadOrder<TransactWrite>): LoadRunner | LoadProblem {
  const { transactItems = [] } = order.parameters;
  const draft = draftOf(simulation);
  const wrong = notUnderLoad(order.parameters, ['clientRequestToken']);
  const tables = wrong ?? tablesOf(transactItems, (name) => loadTable(draft, name));
  if ('problem' in tables) return tables;
  const make = maker(order, tables);
  const request = { action: order.action, caller: { account: order.account }, region: '', place: order.place };
  const run = (index: number, at: Instant, explained: boolean): Done => {
    noteActivity(simulation, draft);
    const call: OperationCall = { simulation, draft, at, request: { ...request, parameters: order.parameters } };
    const made = make(index, at);
    const actions = planActions(
      call,
      transactItems.map((action, which) => filledIn(action, made, tables[which] as TableState)),
    );
    if (actions instanceof ApiError) return invalidDone(actions, tables[0]?.definition.address ?? '');
    return performed(call, actions, explained);
  };
  let last: Done | undefined;
  return {
    perform: (index, at) => {
      last = run(index, at, false);
      return last.reply;
    },
    explain: (index, at) => {
      last = run(index, at, true);
      return { ...last.reply, ...last.explanation };
    },
    explainRefusal: () => {
      if (last === undefined) throw new Error('nothing has been refused');
      return last.explanation;
    },
  };
}

function tablesOf(
  actions: readonly Action[],
  find: (name: Ref | undefined) => TableState | LoadProblem,
): readonly TableState[] | LoadProblem {
  const tables: TableState[] = [];
  for (const action of actions) {
    const table = find(bodyOf(action)?.tableName);
    if ('problem' in table) return { problem: 'with.transactItems names the table of each action' };
    tables.push(table);
  }
  return tables.length === 0 ? { problem: 'with.transactItems lists the actions of each transaction' } : tables;
}

function bodyOf({ put, update, delete: remove, conditionCheck }: Action): Body | undefined {
  return put ?? update ?? remove ?? conditionCheck;
}

/** The attributes that distributions give a request. */
function maker(order: LoadOrder, tables: readonly TableState[]): (index: number, at: Instant) => Item {
  const keys: readonly KeySchema[] = tables.flatMap(({ definition }) => [
    definition.key,
    ...definition.indexes.map((index) => index.key),
  ]);
  const generators = order.attributes.map(
    (name) => [name, order.generator(name, { numeric: isNumericKey(name, keys) })] as const,
  );
  return itemMaker({ keys, generators, size: order.size });
}

/** An action with what the request brings; what it says itself stays. */
function filledIn(action: Action, made: Item, { definition }: TableState): Action {
  const { put, update, delete: remove, conditionCheck: check } = action;
  const key = Object.fromEntries(
    keyAttributes(definition.key)
      .filter(({ name }) => Object.hasOwn(made, name))
      .map(({ name }) => [name, made[name]]),
  ) as Item;
  if (put !== undefined) return { ...action, put: { ...put, item: over(made, put.item, put) } };
  if (update !== undefined) return { ...action, update: { ...update, key: over(key, update.key, update) } };
  if (remove !== undefined) return { ...action, delete: { ...remove, key: over(key, remove.key, remove) } };
  return check === undefined ? action : { ...action, conditionCheck: { ...check, key: over(key, check.key, check) } };
}

/** Attributes laid over others; what cannot be read is left for AWS to refuse. */
function over(made: Item, given: Node | undefined, { place }: Body): Node {
  const own = given === undefined ? {} : readAttributes(given);
  if (own instanceof ApiError && given !== undefined) return given;
  return nodeFrom(attributesJson({ ...made, ...(own as Item) }), place);
}

function invalidDone(error: ApiError, address: string): Done {
  return {
    reply: { outcome: 'failed', reason: 'validation-failed', latency: 0 },
    explanation: { title: 'TransactWriteItems', trace: [entry('validation-failed', address, 'block', { ...error })] },
  };
}

function performed(call: OperationCall, actions: readonly PlannedAction[], explained: boolean): Done {
  const { reply, latency, refusal, conflict } = performTransaction(call, actions, { explained });
  const title = titleOf(actions);
  if ('ok' in reply) {
    for (const { table, plan } of actions) holdItem(table, plan.place, call.at, call.at + latency);
    return { reply: { outcome: 'succeeded', latency }, explanation: { title, trace: reply.ok.trace ?? [] } };
  }
  const { trace = [] }: ApiFailure = reply.failed;
  const reason =
    refusal === undefined ? (conflict ? 'transaction-conflict' : 'transaction-canceled') : reasonOf(refusal);
  const outcome = refusal === undefined ? 'failed' : 'throttled';
  return { reply: { outcome, reason, latency: 0 }, explanation: { title, trace } };
}

/** Items that a title names. */
const NAMED_MOST = 3;

/** The items of a transaction in one line (`bank + order-7`). */
function titleOf(actions: readonly PlannedAction[]): string {
  const keys = actions.slice(0, NAMED_MOST).map(({ table, plan }) => keyText(keyOfPlan(plan), table.definition.key));
  return [...keys, ...(actions.length > NAMED_MOST ? [`${actions.length - NAMED_MOST} more`] : [])].join(' + ');
}
