import type { Simulation } from '../../core/simulation.ts';
import type { Node } from '../../schema/node.ts';
import type { Read, Schema } from '../../schema/schema.ts';
import { type ApiAction, type ApiReply, type ApiRequest, defineAction } from '../service.ts';
import { loadGetItem, loadQuery } from './load/read-runners.ts';
import { loadTransactWrite } from './load/transaction-runner.ts';
import { loadDeleteItem, loadPutItem, loadUpdateItem } from './load/write-runners.ts';
import { accessChecks, type Touched } from './operations/access.ts';
import { batchGetItem } from './operations/batch-get.ts';
import { batchWriteItem } from './operations/batch-write.ts';
import { describeTable } from './operations/describe-table.ts';
import { getItem } from './operations/get-item.ts';
import { type OperationCall, operationCall } from './operations/operation-call.ts';
import { query, scan } from './operations/page-operations.ts';
import * as parameters from './operations/parameters.ts';
import { transactGetItems } from './operations/transact-get.ts';
import { transactWriteItems } from './operations/transact-write.ts';
import { updateTable } from './operations/update-table.ts';
import { deleteItem, putItem, updateItem } from './operations/write-operations.ts';

/** An action from its parameters, what it touches, and what it does. */
function action<Parameters>(
  schema: Schema<Parameters>,
  touched: (parameters: Parameters) => readonly Touched[],
  perform: (call: OperationCall, parameters: Parameters) => ApiReply,
  load?: ApiAction<Parameters>['load'],
): ApiAction {
  return defineAction<Parameters>({
    parameters: schema,
    describe: (simulation: Simulation, request: ApiRequest<Parameters>) =>
      accessChecks(simulation, request, touched(request.parameters)),
    perform: (simulation, request) => perform(operationCall(simulation, request), request.parameters),
    ...(load === undefined ? {} : { load }),
  });
}

type Named = Pick<Read<typeof parameters.getItemParameters>, 'tableName'>;

/** One table and the keys of the items that are named. */
function one({ tableName }: Named, ...keys: readonly (Node | undefined)[]): readonly Touched[] {
  return [{ table: tableName, keys }];
}

/** A Query or Scan is of a table or of one of its indexes. */
function pageOf({
  tableName,
  indexName,
  select,
}: Named & { readonly indexName?: string; readonly select?: string }): readonly Touched[] {
  return [{ table: tableName, index: indexName, context: select === undefined ? {} : { 'dynamodb:Select': select } }];
}

/** The actions of a transaction are authorized each as the call it stands for. */
function transacted({ transactItems = [] }: Read<typeof parameters.transactWriteParameters>): readonly Touched[] {
  return transactItems.flatMap(({ put, update, delete: remove, conditionCheck }) => [
    ...(put ? [{ table: put.tableName, keys: [put.item], action: 'dynamodb:PutItem' }] : []),
    ...(update ? [{ table: update.tableName, keys: [update.key], action: 'dynamodb:UpdateItem' }] : []),
    ...(remove ? [{ table: remove.tableName, keys: [remove.key], action: 'dynamodb:DeleteItem' }] : []),
    ...(conditionCheck
      ? [{ table: conditionCheck.tableName, keys: [conditionCheck.key], action: 'dynamodb:ConditionCheckItem' }]
      : []),
  ]);
}

/** The API actions of the service, for `call` and `load`. */
export const actions: Readonly<Record<string, ApiAction>> = {
  PutItem: action(parameters.putItemParameters, (given) => one(given, given.item), putItem, loadPutItem),
  GetItem: action(parameters.getItemParameters, (given) => one(given, given.key), getItem, loadGetItem),
  UpdateItem: action(parameters.updateItemParameters, (given) => one(given, given.key), updateItem, loadUpdateItem),
  DeleteItem: action(parameters.deleteItemParameters, (given) => one(given, given.key), deleteItem, loadDeleteItem),
  Query: action(parameters.queryParameters, pageOf, query, loadQuery),
  Scan: action(parameters.scanParameters, pageOf, scan),
  BatchGetItem: action(
    parameters.batchGetParameters,
    ({ requestItems }) => [...(requestItems ?? [])].map(([table, { keys = [] }]) => ({ table, keys })),
    batchGetItem,
  ),
  BatchWriteItem: action(
    parameters.batchWriteParameters,
    ({ requestItems }) =>
      [...(requestItems ?? [])].map(([table, requests]) => ({
        table,
        keys: requests.map(({ putRequest, deleteRequest }) => putRequest?.item ?? deleteRequest?.key),
      })),
    batchWriteItem,
  ),
  TransactWriteItems: action(parameters.transactWriteParameters, transacted, transactWriteItems, loadTransactWrite),
  TransactGetItems: action(
    parameters.transactGetParameters,
    ({ transactItems = [] }) =>
      transactItems.flatMap(({ get }) =>
        get === undefined ? [] : [{ table: get.tableName, keys: [get.key], action: 'dynamodb:GetItem' }],
      ),
    transactGetItems,
  ),
  DescribeTable: action(parameters.describeParameters, (given) => one(given), describeTable),
  UpdateTable: action(parameters.updateTableParameters, (given) => one(given), updateTable),
};
