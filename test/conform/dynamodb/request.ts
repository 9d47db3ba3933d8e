import type { Simulation } from '../../../src/core/simulation.ts';
import { nodeFrom } from '../../../src/schema/node.ts';
import { Reader } from '../../../src/schema/reader.ts';
import { actions } from '../../../src/services/dynamodb/actions.ts';
import { placeOf } from '../../../src/services/dynamodb/key/place.ts';
import { draftOf } from '../../../src/services/dynamodb/runtime.ts';
import { readAttributes } from '../../../src/services/dynamodb/value/read-value.ts';
import { attributesJson } from '../../../src/services/dynamodb/value/write-value.ts';
import type { ApiReply } from '../../../src/services/service.ts';
import { agrees, isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { replyJson } from './reply.ts';
import { ACCOUNT, noFiles, simulated } from './simulation.ts';
import { listOf } from './table-tree.ts';
import { ApiError, errorJson, expanded, NOWHERE, numberOf } from './values.ts';

type Tree = { readonly [key: string]: Json };

/** Requests against a table: what AWS answers, in AWS's words. Of several requests the last one's answer counts. */
export const request: Adapter = {
  answer: (raw) => {
    const input = expanded(raw);
    const asked = requestsOf(input);
    if (asked.length === 0) return undefined;
    if (operationOf(asked[0]) === 'CreateTable') return created(own(asked[0], 'Parameters') ?? {});
    if (!asked.every((one) => Object.hasOwn(actions, operationOf(one)))) return undefined;
    const simulation = simulated(tablesOf(input), { items: own(input, 'Existing') ?? own(input, 'ExistingItems') });
    if (typeof simulation === 'string') return validationError(simulation);
    const replies = asked.map((one) => answered(simulation, one));
    const last = replies.at(-1) ?? {};
    return { ...last, responses: replies, ...(replies.length < 2 ? {} : { first: replies[0] ?? {}, second: last }) };
  },
  matches: (expected, actual) => agrees(expected, actual) && noFurtherArms(expected, actual),
};

/** Where a case says so, an index that was not written to must be absent, not 0. */
function noFurtherArms(expected: Json, actual: Json): boolean {
  if (own(expected, 'absentIndexArmsMustBeAbsent') !== true) return true;
  const arms = (of: Json, kind: string) => {
    const found = own(own(of, 'ConsumedCapacity'), kind);
    return isRecord(found) ? Object.keys(found).sort().join(' ') : '';
  };
  return ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].every(
    (kind) => arms(expected, kind) === arms(actual, kind),
  );
}

function requestsOf(input: Json): readonly Json[] {
  const [one, several] = [own(input, 'Request'), own(input, 'Requests')];
  return several === undefined ? (one === undefined ? [] : [one]) : listOf(several);
}

function operationOf(asked: Json | undefined): string {
  return String(own(asked, 'Operation'));
}

function tablesOf(input: Json): readonly Json[] {
  const several = own(input, 'Tables');
  return isList(several) ? several : [own(input, 'Table') ?? {}];
}

/** CreateTable as far as it can be wrong: a table of a scenario is made by loading it. */
function created(parameters: Json): Json {
  const simulation = simulated([parameters], { strict: true });
  return typeof simulation === 'string' ? validationError(simulation) : { outcome: 'ok' };
}

function validationError(message: string): Json {
  return { outcome: 'error', __type: 'ValidationException', message };
}

function answered(simulation: Simulation, asked: Json): Tree {
  const [operation, parameters] = [operationOf(asked), own(asked, 'Parameters') ?? {}];
  const seconds = numberOf(own(asked, 'afterSeconds')) ?? 0;
  if (seconds > 0) simulation.advanceBy(seconds * 1000);
  const reply = performed(simulation, operation, parameters);
  const json = reply instanceof ApiError ? errorJson(reply) : replyJson(reply);
  return { ...(isRecord(json) ? json : {}), ...stored(simulation, parameters) };
}

function performed(simulation: Simulation, operation: string, parameters: Json): ApiReply | ApiError {
  const action = actions[operation];
  const reader = new Reader(noFiles, simulation.definition.directory);
  const written = lowered(parameters, PARAMETER_DEPTH[operation] ?? 1) as Tree;
  const { tableName, ...rest } = written;
  const read = action?.parameters.read(nodeFrom(rest, NOWHERE), reader);
  reader.link();
  // A table named inside a request that does not exist is AWS's to refuse; the scenario refuses it when it is loaded.
  const dangling = reader.diagnostics.some(({ code }) => code === 'dangling-reference');
  if (dangling) return new ApiError('ResourceNotFoundException', 'Requested resource not found');
  if (read === undefined) throw new Error(reader.diagnostics.map(({ message }) => message).join('; '));
  const call = {
    action: `dynamodb:${operation}`,
    caller: { account: ACCOUNT.name, accountId: ACCOUNT.id },
    region: ACCOUNT.region,
    target: tableName === undefined ? undefined : String(tableName),
    parameters: read,
    place: NOWHERE,
  };
  const reply = action?.perform(simulation, call, []);
  if (reply === undefined) throw new Error(`${operation} is no action`);
  return reply;
}

/** The item a request names, as it is stored afterwards. */
function stored(simulation: Simulation, parameters: Json): Tree {
  const key = own(parameters, 'Key') ?? own(parameters, 'Item');
  const table = draftOf(simulation).table(`${ACCOUNT.name}/table/${own(parameters, 'TableName')}`);
  const named = key === undefined ? undefined : readAttributes(nodeFrom(key, NOWHERE));
  if (table === undefined || named === undefined || named instanceof ApiError) return {};
  const place = placeOf(named, table.definition.key);
  const item = place === undefined ? undefined : table.items.get(place);
  return { stored: item === undefined ? null : plainTypes(attributesJson(item) as Json) };
}

/** Attributes without the names of their types. */
export function plainTypes(attributes: Json): Json {
  if (!isRecord(attributes)) return attributes;
  return Object.fromEntries(
    Object.entries(attributes).map(([name, typed]) => [
      name,
      isRecord(typed) ? (Object.values(typed)[0] ?? null) : typed,
    ]),
  );
}

/** How many levels of a request's parameters are structures of the API; what lies deeper belongs to the user. */
const PARAMETER_DEPTH: Readonly<Record<string, number>> = {
  TransactWriteItems: 3,
  TransactGetItems: 3,
  UpdateTable: 2,
};

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
