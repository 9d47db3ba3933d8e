import type { ApiFailure, ApiReply } from '../../../src/services/service.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Json } from '../contract.ts';

type Tree = { readonly [key: string]: Json };

/** The answer of a call in AWS's words. */
export function replyJson(reply: ApiReply): Json {
  if ('failed' in reply) return failureJson(reply.failed);
  const response = raised(reply.ok.response as Json, '');
  return {
    outcome: 'ok',
    ...(isRecord(response) ? response : {}),
    ...totals(own(response, 'ConsumedCapacity')),
    absentIndexArmsMustBeAbsent: true,
  };
}

function failureJson({ awsCode, message, facts, outcome }: ApiFailure): Json {
  const more = (name: string, member: string): Tree => {
    const value = facts?.[member] as Json | undefined;
    return value === undefined ? {} : { [name]: raised(value, '') };
  };
  const response = raised((facts?.['response'] ?? {}) as Json, '');
  const reasons = (facts?.['throttlingReasons'] ?? []) as Json;
  const [first] = isList(reasons) ? reasons : [];
  return {
    outcome: 'error',
    __type: awsCode,
    message: message ?? null,
    throttled: outcome === 'throttled',
    ...more('CancellationReasons', 'cancellationReasons'),
    ...(isRecord(response) ? response : {}),
    ...(first === undefined ? {} : { ThrottlingReasons: reasons, ...(isRecord(first) ? first : {}) }),
  };
}

/** All units together, for cases that ask for no more. */
function totals(consumed: Json | undefined): Tree {
  const each = (isList(consumed) ? consumed : [consumed]).map((one) => own(one, 'CapacityUnits'));
  const units = each.filter((one) => typeof one === 'number');
  return units.length === 0 ? {} : { CapacityUnits: units.reduce((sum, one) => sum + one, 0) };
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
