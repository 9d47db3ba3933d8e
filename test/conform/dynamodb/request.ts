import type { AccountDefinition } from '../../../src/core/definition.ts';
import { Directory } from '../../../src/core/directory.ts';
import type { RunningService } from '../../../src/core/service.ts';
import { firstWorld, Simulation } from '../../../src/core/simulation.ts';
import { nodeFrom } from '../../../src/schema/node.ts';
import { Reader } from '../../../src/schema/reader.ts';
import { actions } from '../../../src/services/dynamodb/actions.ts';
import type { DynamoDbDefinition } from '../../../src/services/dynamodb/definition.ts';
import { service } from '../../../src/services/dynamodb/index.ts';
import type { ApiReply } from '../../../src/services/service.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { expanded, NOWHERE } from './values.ts';

const ACCOUNT = { name: 'case', id: '111122223333', region: 'us-east-1' };
const START = Date.UTC(2026, 0, 1);
const noFiles = () => ({ problem: 'cases have no files' });

/** A running service with one table, made of what CreateTable takes. */
export function simulationOf(table: Json | undefined, existing: Json | undefined, more: Json = {}): Simulation {
  const directory = new Directory();
  const reader = new Reader(noFiles, directory);
  reader.account = ACCOUNT;
  const name = String(own(table, 'TableName') ?? 'T');
  const tree = { tables: { [name]: { ...tableTree(table), ...(isRecord(more) ? more : {}), items: existing ?? [] } } };
  const part = service.account?.read(nodeFrom(tree, NOWHERE), reader) as DynamoDbDefinition;
  const account: AccountDefinition = { ...ACCOUNT, place: NOWHERE, parts: { dynamodb: part } };
  const definition = {
    seed: 1,
    start: START,
    accounts: new Map([[ACCOUNT.name, account]]),
    top: {},
    model: {},
    directory,
  };
  return new Simulation(firstWorld(definition, new Map<string, RunningService>([[service.name, service]])));
}

/** CreateTable's words as the scenario has them. */
function tableTree(table: Json | undefined): { readonly [key: string]: Json } {
  const types = new Map(
    listOf(own(table, 'AttributeDefinitions')).map((one) => [own(one, 'AttributeName'), own(one, 'AttributeType')]),
  );
  const keys = (schema: Json | undefined, kind: string) =>
    listOf(schema)
      .filter((one) => own(one, 'KeyType') === kind)
      .map((one) => `${own(one, 'AttributeName')}:${types.get(own(one, 'AttributeName')) ?? 'S'}`);
  const index = (one: Json, local: boolean): Json => {
    const partition = keys(own(one, 'KeySchema'), 'HASH');
    const sort = keys(own(one, 'KeySchema'), 'RANGE');
    const projection = own(one, 'Projection');
    const type = own(projection, 'ProjectionType') ?? 'ALL';
    return {
      ...(local ? {} : { partitionKey: partition }),
      ...(sort.length === 0 ? {} : { sortKey: local ? (sort[0] ?? '') : sort }),
      projection: type === 'INCLUDE' ? (own(projection, 'NonKeyAttributes') ?? []) : type,
    };
  };
  const indexes = (list: Json | undefined, local: boolean) =>
    Object.fromEntries(listOf(list).map((one) => [String(own(one, 'IndexName')), index(one, local)]));
  const [partitionKey = 'pk:S'] = keys(own(table, 'KeySchema'), 'HASH');
  const [sortKey] = keys(own(table, 'KeySchema'), 'RANGE');
  const throughput = own(table, 'ProvisionedThroughput');
  return {
    partitionKey,
    ...(sortKey === undefined ? {} : { sortKey }),
    billingMode: own(table, 'BillingMode') ?? (throughput === undefined ? 'PAY_PER_REQUEST' : 'PROVISIONED'),
    ...(throughput === undefined
      ? {}
      : {
          provisionedThroughput: {
            readCapacityUnits: own(throughput, 'ReadCapacityUnits') ?? 1,
            writeCapacityUnits: own(throughput, 'WriteCapacityUnits') ?? 1,
          },
        }),
    globalSecondaryIndexes: indexes(own(table, 'GlobalSecondaryIndexes'), false),
    localSecondaryIndexes: indexes(own(table, 'LocalSecondaryIndexes'), true),
  };
}

function listOf(json: Json | undefined): readonly Json[] {
  return isList(json) ? json : [];
}

/** A request against a table: what AWS answers, in AWS's words. */
export const request: Adapter = {
  answer: (raw) => {
    const input = expanded(raw);
    const asked = own(input, 'Request');
    const operation = String(own(asked, 'Operation'));
    if (asked === undefined || !Object.hasOwn(actions, operation)) return undefined;
    const simulation = simulationOf(own(input, 'Table'), own(input, 'Existing'));
    return replyJson(performed(simulation, operation, own(asked, 'Parameters') ?? {}));
  },
};

function performed(simulation: Simulation, operation: string, parameters: Json): ApiReply {
  const action = actions[operation];
  const reader = new Reader(noFiles, simulation.definition.directory);
  const written = lowered(parameters, PARAMETER_DEPTH[operation] ?? 1) as { readonly [key: string]: Json };
  const { tableName, ...rest } = written;
  const node = nodeFrom(rest, NOWHERE);
  const read = action?.parameters.read(node, reader);
  const caller = { account: ACCOUNT.name, accountId: ACCOUNT.id };
  const target = tableName === undefined ? undefined : String(tableName);
  const call = {
    action: `dynamodb:${operation}`,
    caller,
    region: ACCOUNT.region,
    target,
    parameters: read,
    place: NOWHERE,
  };
  const reply = read === undefined ? undefined : action?.perform(simulation, call, []);
  reader.link();
  if (reply === undefined) throw new Error(reader.diagnostics.map(({ message }) => message).join('; '));
  return reply;
}

/** How many levels of a request's parameters are structures of the API; what lies deeper belongs to the user. */
const PARAMETER_DEPTH: Readonly<Record<string, number>> = { TransactWriteItems: 3, TransactGetItems: 3 };

function lowered(json: Json, depth: number): Json {
  if (depth === 0) return json;
  if (isList(json)) return json.map((one) => lowered(one, depth));
  if (!isRecord(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const inner = key === 'RequestItems' ? byTable(value) : lowered(value, depth - 1);
      return [key.charAt(0).toLowerCase() + key.slice(1), inner];
    }),
  );
}

/** `RequestItems` has the names of tables at its first level. */
function byTable(json: Json): Json {
  if (!isRecord(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([table, value]) => [table, lowered(value, isList(value) ? 2 : 1)]),
  );
}

function replyJson(reply: ApiReply): Json {
  if ('failed' in reply) {
    const { awsCode, message, facts } = reply.failed;
    const reasons = facts?.['cancellationReasons'];
    const more = reasons === undefined ? {} : { CancellationReasons: raised(reasons as Json, '') };
    return { outcome: 'error', __type: awsCode, message, ...more };
  }
  const response = raised(reply.ok.response as Json, '');
  return { outcome: 'ok', ...(isRecord(response) ? response : {}), absentIndexArmsMustBeAbsent: true };
}

/** Members whose inside has the user's own names. */
const USERS_OWN = ['item', 'items', 'attributes', 'lastEvaluatedKey', 'itemCollectionKey', 'key', 'keys'];
/** Members that map the user's names to structures. */
const NAMED = ['globalSecondaryIndexes', 'localSecondaryIndexes', 'responses', 'unprocessedItems', 'unprocessedKeys'];

function raised(json: Json, under: string): Json {
  if (USERS_OWN.includes(under)) return json;
  if (isList(json)) return json.map((one) => raised(one, ''));
  if (!isRecord(json)) return json;
  const named = NAMED.includes(under);
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const inner = raised(value, named ? (under === 'responses' ? 'items' : '') : key);
      return [named ? key : key.charAt(0).toUpperCase() + key.slice(1), inner];
    }),
  );
}
