import type { Facts } from '../../../core/result.ts';
import type { Read } from '../../../schema/schema.ts';
import type { ApiReply } from '../../service.ts';
import { ApiError } from '../api-error.ts';
import { consumedJson } from '../capacity/consumed.ts';
import { writeTrace } from '../explain/write-trace.ts';
import { applyUpdate, updatedAttributes } from '../expression/apply-update.ts';
import { parseUpdate } from '../expression/parse-update.ts';
import type { UpdateAction } from '../expression/syntax.ts';
import { checkUpdatedKeys } from '../expression/update-rules.ts';
import { checkItemKeys, checkKey, checkUpdatedIndexKeys } from '../key/key-rules.ts';
import { collectionOf, type Place, placeOf } from '../key/place.ts';
import { latencyStream, requestLatency } from '../latency.ts';
import { countConflict, countConsumed, countEvent, countSucceeded, countThrottled } from '../metrics.ts';
import { limitsOf, writeEffects } from '../runtime.ts';
import type { TableState } from '../state/table-state.ts';
import type { AttributeMap, Item } from '../value/attribute-value.ts';
import { attributesJson } from '../value/write-value.ts';
import { consumedBy, type SingleWrite, writeItem } from '../write/single-write.ts';
import { collectionBytes } from '../write/size-rules.ts';
import { keyOfPlan, type WritePlan } from '../write/write-plan.ts';
import { checkDetail, checkWord, firstProblem } from './checks.ts';
import {
  consumedResponse,
  type OperationCall,
  optionalCondition,
  readSubstitutions,
  refused,
  requiredAttributes,
  succeeded,
  tableOf,
  throttled,
} from './operation-call.ts';
import type { deleteItemParameters, putItemParameters, updateItemParameters } from './parameters.ts';

type PutItem = Read<typeof putItemParameters>;
type DeleteItem = Read<typeof deleteItemParameters>;
type UpdateItem = Read<typeof updateItemParameters>;
type CommonParameters = Omit<PutItem, 'item'>;

/** A write read from a request, ready to be done. */
export interface ReadWrite {
  readonly write: SingleWrite;
  /** Of an update, for what it returns. */
  readonly actions?: readonly UpdateAction[];
  readonly conditionText?: string | undefined;
}

const PUT_VALUES = ['NONE', 'ALL_OLD'];
const UPDATE_VALUES = ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'];

/** PutItem: creates an item, or replaces all of it. */
export function putItem(call: OperationCall, parameters: PutItem): ApiReply {
  return singleWrite(call, parameters, 'PutItem', PUT_VALUES, (table) => readPut(table, parameters));
}

/** DeleteItem: takes an item away; a missing one is no error. */
export function deleteItem(call: OperationCall, parameters: DeleteItem): ApiReply {
  return singleWrite(call, parameters, 'DeleteItem', PUT_VALUES, (table) => readDelete(table, parameters));
}

/** UpdateItem: changes attributes of an item, or creates it. */
export function updateItem(call: OperationCall, parameters: UpdateItem): ApiReply {
  return singleWrite(call, parameters, 'UpdateItem', UPDATE_VALUES, (table) => readUpdate(table, parameters));
}

/** What PutItem and the Put of a transaction say. */
export function readPut(
  table: TableState,
  parameters: Pick<PutItem, 'item' | 'conditionExpression' | 'expressionAttributeNames' | 'expressionAttributeValues'>,
): ReadWrite | ApiError {
  const { conditionExpression } = parameters;
  const substitutions = readSubstitutions(parameters, { ConditionExpression: conditionExpression });
  if (substitutions instanceof ApiError) return substitutions;
  const item = requiredAttributes('item', parameters.item);
  if (item instanceof ApiError) return item;
  const condition = optionalCondition('ConditionExpression', conditionExpression, substitutions);
  if (condition instanceof ApiError) return condition;
  const { key, indexes } = table.definition;
  const problem = substitutions.unused() ?? checkItemKeys(item, key, indexes);
  if (problem !== undefined) return problem;
  const write = { table, place: placeOf(item, key) as Place, condition, after: () => item };
  return { write, conditionText: conditionExpression };
}

/** What DeleteItem and the Delete of a transaction say. */
export function readDelete(
  table: TableState,
  parameters: Pick<
    DeleteItem,
    'key' | 'conditionExpression' | 'expressionAttributeNames' | 'expressionAttributeValues'
  >,
): ReadWrite | ApiError {
  const { conditionExpression } = parameters;
  const substitutions = readSubstitutions(parameters, { ConditionExpression: conditionExpression });
  if (substitutions instanceof ApiError) return substitutions;
  const condition = optionalCondition('ConditionExpression', conditionExpression, substitutions);
  if (condition instanceof ApiError) return condition;
  const key = readKey(table, parameters.key);
  if (key instanceof ApiError) return key;
  const problem = substitutions.unused();
  if (problem !== undefined) return problem;
  const place = placeOf(key, table.definition.key) as Place;
  return { write: { table, place, key, condition, after: () => undefined }, conditionText: conditionExpression };
}

/** What UpdateItem and the Update of a transaction say. */
export function readUpdate(
  table: TableState,
  parameters: Pick<
    UpdateItem,
    'key' | 'updateExpression' | 'conditionExpression' | 'expressionAttributeNames' | 'expressionAttributeValues'
  >,
): ReadWrite | ApiError {
  const { updateExpression, conditionExpression } = parameters;
  const expressions = { UpdateExpression: updateExpression, ConditionExpression: conditionExpression };
  const substitutions = readSubstitutions(parameters, expressions);
  if (substitutions instanceof ApiError) return substitutions;
  const actions = updateExpression === undefined ? [] : parseUpdate(updateExpression, substitutions);
  if (actions instanceof ApiError) return actions;
  const condition = optionalCondition('ConditionExpression', conditionExpression, substitutions);
  if (condition instanceof ApiError) return condition;
  const key = readKey(table, parameters.key);
  if (key instanceof ApiError) return key;
  const problem = substitutions.unused() ?? checkUpdatedKeys(table.definition, actions);
  if (problem !== undefined) return problem;
  const place = placeOf(key, table.definition.key) as Place;
  const write = { table, place, key, condition, ...updating(table, key, actions) };
  return { write, actions, conditionText: conditionExpression };
}

/** What an update does to the item of a key. */
export function updating(
  { definition }: TableState,
  key: Item,
  actions: readonly UpdateAction[],
): Pick<SingleWrite, 'after' | 'setActions'> {
  return {
    after: (before) => {
      const updated = applyUpdate(before ?? key, actions);
      return updated instanceof ApiError ? updated : (checkUpdatedIndexKeys(updated, definition.indexes) ?? updated);
    },
    setActions: actions.filter((action) => action.kind === 'SET').length,
  };
}

/** Reads a key that must be there and fit the table. */
export function readKey(table: TableState, node: PutItem['item']): AttributeMap | ApiError {
  const key = requiredAttributes('key', node);
  if (key instanceof ApiError) return key;
  return checkKey(key, table.definition.key) ?? key;
}

function singleWrite(
  call: OperationCall,
  parameters: CommonParameters,
  operation: string,
  values: readonly string[],
  read: (table: TableState) => ReadWrite | ApiError,
): ApiReply {
  const table = tableOf(call, parameters.tableName);
  const problem = firstProblem(
    checkDetail(parameters.returnConsumedCapacity),
    checkWord('returnValues', parameters.returnValues, UPDATE_VALUES),
    checkWord('returnItemCollectionMetrics', parameters.returnItemCollectionMetrics, ['SIZE', 'NONE']),
  );
  if (problem !== undefined) return refused(problem, undefined);
  if (table instanceof ApiError) return refused(table, undefined);
  const at = table.definition.address;
  if (parameters.returnValues !== undefined && !values.includes(parameters.returnValues)) {
    return refused(new ApiError('ValidationException', 'ReturnValues can only be ALL_OLD or NONE'), at);
  }
  const ready = read(table);
  if (ready instanceof ApiError) return refused(ready, at);
  return performWrite(call, table, ready, { operation, parameters });
}

function performWrite(
  call: OperationCall,
  table: TableState,
  { write, actions = [], conditionText }: ReadWrite,
  { operation, parameters }: { readonly operation: string; readonly parameters: CommonParameters },
): ApiReply {
  const { simulation, at } = call;
  const { definition } = table;
  const limits = limitsOf(simulation.definition, definition);
  const outcome = writeItem(write, { at, limits, effects: writeEffects(simulation), explained: true });
  const trace = writeTrace(outcome, false, conditionText);
  const { plan } = outcome;
  if (outcome.kind === 'throttled') {
    countThrottled(simulation, definition, operation, outcome.refusal, at);
    return throttled(table, outcome.refusal, trace);
  }
  const consumed = consumedBy(plan);
  countConsumed(simulation, definition, 'write', consumed, at);
  if (outcome.kind === 'refused') {
    if (outcome.error.code === 'TransactionConflictException') countConflict(simulation, definition, at);
    return refused(outcome.error, definition.address, trace);
  }
  const facts = { consumed: consumedJson(consumed, 'INDEXES') };
  if (outcome.kind === 'condition-failed') {
    countEvent(simulation, definition, 'ConditionalCheckFailedRequests', at);
    const withItem = parameters.returnValuesOnConditionCheckFailure === 'ALL_OLD' && plan.before !== undefined;
    const more = withItem ? { ...facts, response: { item: attributesJson(plan.before ?? {}) } } : facts;
    const error = new ApiError('ConditionalCheckFailedException', 'The conditional request failed');
    return refused(error, definition.address, trace, { facts: more });
  }
  countSucceeded(simulation, definition, operation, requestLatency(latencyStream(simulation, definition), 'write'), at);
  const response = {
    ...returnedAttributes(plan, parameters.returnValues, actions),
    ...consumedResponse(parameters.returnConsumedCapacity, consumed),
    ...collectionMetrics(plan, parameters.returnItemCollectionMetrics),
  };
  return succeeded(response, facts.consumed, trace);
}

/** `ReturnValues`. */
function returnedAttributes(plan: WritePlan, wanted: string | undefined, actions: readonly UpdateAction[]): Facts {
  const { before, after } = plan;
  const some = (item: Item | undefined): Facts =>
    item === undefined || Object.keys(item).length === 0 ? {} : { attributes: attributesJson(item) };
  switch (wanted) {
    case 'ALL_OLD':
      return some(before);
    case 'ALL_NEW':
      return some(after);
    case 'UPDATED_OLD':
      return some(before && updatedAttributes(before, actions));
    case 'UPDATED_NEW':
      return some(after && updatedAttributes(after, actions));
    default:
      return {};
  }
}

const GB = 1024 ** 3;

/** `ReturnItemCollectionMetrics`, which only tables with a local index have. */
export function collectionMetrics(plan: WritePlan, wanted: string | undefined): Facts {
  if (wanted !== 'SIZE' || plan.table.localIndexes.length === 0) return {};
  const [partition] = plan.table.definition.key.partition;
  const key = keyOfPlan(plan);
  const name = partition?.name ?? '';
  const low = Math.floor(collectionBytes(plan.table, collectionOf(plan.place, 1)) / GB);
  return {
    itemCollectionMetrics: {
      itemCollectionKey: attributesJson({ [name]: key[name] ?? null }),
      sizeEstimateRangeGB: [low, low + 1],
    },
  };
}
