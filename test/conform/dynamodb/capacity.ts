import {
  type Consistency,
  fetchReadUnits,
  itemReadUnits,
  itemWriteUnits,
  pageReadUnits,
  type WriteSizes,
} from '../../../src/services/dynamodb/capacity/units.ts';
import { TOKEN_LIFE } from '../../../src/services/dynamodb/operations/request-token.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { expanded, flagged, found, foundNumber, foundSizes } from './values.ts';

type Sizes = readonly (number | null)[];

const SIZES = /^(item|entry|index|total|requested|result)?(Item|Entry)?Sizes?(In)?(Bytes|KB|MB)?$/i;
const FETCHED = /fetched|tableItemSizes|baseItemSizes/i;
const ENTRIES = /indexEntr|entrySizes|projectedSizes/i;
const TOTAL = /^(total|evaluated|scanned|sum)/i;

/** What a read of items of certain sizes costs. */
export const readCapacity: Adapter = {
  answer: (raw) => {
    const input = expanded(raw);
    const operation = own(input, 'Operation');
    const consistency = consistencyOf(input);
    switch (operation) {
      case 'GetItem':
        return readJson(itemReadUnits(sizesOf(input)[0] ?? 0, consistency));
      case 'BatchGetItem':
        return readJson(summed(slots(input), consistency));
      case 'TransactGetItems':
        return readJson(summed(slots(input), 'transactional'));
      case 'Query':
      case 'Scan':
        return page(input, consistency);
      default:
        return undefined;
    }
  },
};

function readJson(units: number, more: { readonly [key: string]: Json } = {}): Json {
  return { CapacityUnits: units, ReadCapacityUnits: units, ...more };
}

function consistencyOf(input: Json): Consistency {
  if (flagged(input, /transaction/i) || own(input, 'consistency') === 'transactional') return 'transactional';
  const strong = own(input, 'ConsistentRead') === true || /strong/i.test(String(own(input, 'consistency')));
  return strong ? 'strong' : 'eventual';
}

function sizesOf(input: Json): Sizes {
  return foundSizes(input, ENTRIES) ?? foundSizes(input, SIZES) ?? itemsWithSizes(input) ?? [];
}

/** Items that are given as objects, or as so many of one size. */
function itemsWithSizes(input: Json): Sizes | undefined {
  const items = own(input, 'items') ?? own(input, 'Items');
  if (isList(items)) return items.map((item) => foundSizes(item, SIZES)?.[0] ?? null);
  return undefined;
}

/** The sizes asked for, missing items among them as 0; at least one item is asked for. */
function slots(input: Json): Sizes {
  const sizes = repeated(input, sizesOf(input));
  return sizes.length === 0 ? [0] : sizes;
}

/** One size and how many items have it. */
function repeated(input: Json, sizes: Sizes): Sizes {
  const count = foundNumber(input, /^(item)?count$|^items$|^numberOfItems$/i);
  const [only] = sizes;
  return sizes.length === 1 && count !== undefined ? Array.from({ length: count }, () => only ?? null) : sizes;
}

function summed(sizes: Sizes, consistency: Consistency): number {
  return sizes.reduce<number>((sum, size) => sum + itemReadUnits(size ?? 0, consistency), 0);
}

/** A page of a table or index: the index's part, and what is fetched from the table for a local one. */
function page(input: Json, consistency: Consistency): Json {
  const evaluated = repeated(input, sizesOf(input)).reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const total = foundSizes(input, TOTAL)?.[0] ?? evaluated;
  const fetched = (foundSizes(input, FETCHED) ?? []).map((size) => size ?? 0);
  const [pageUnits, fetchUnits] = [pageReadUnits(total, consistency), fetchReadUnits(fetched, consistency)];
  return readJson(pageUnits + fetchUnits, arms(input, pageUnits, fetchUnits));
}

function arms(input: Json, pageUnits: number, fetchUnits: number): { readonly [key: string]: Json } {
  const name = String(own(input, 'IndexName') ?? 'index');
  const index = { [name]: { CapacityUnits: pageUnits } };
  switch (own(input, 'IndexType')) {
    case 'LSI':
      return {
        chargedTo: 'Table',
        Table: { CapacityUnits: fetchUnits },
        LocalSecondaryIndexes: index,
        tableUnits: fetchUnits,
        indexUnits: pageUnits,
      };
    case 'GSI':
      return { chargedTo: 'Index', GlobalSecondaryIndexes: index, indexUnits: pageUnits, tableUnits: 0 };
    default:
      return { chargedTo: 'Table', Table: { CapacityUnits: pageUnits }, tableUnits: pageUnits };
  }
}

/** What a write of items of certain sizes costs the table. */
export const writeCapacity: Adapter = {
  answer: (raw) => {
    const input = expanded(raw);
    switch (own(input, 'Operation')) {
      case 'PutItem':
      case 'UpdateItem':
      case 'DeleteItem':
        return writeJson(itemWriteUnits(conditionFails(input) ? failedSizes(input) : writeSizes(input)));
      case 'BatchWriteItem':
        return writeJson(batchUnits(input));
      case 'TransactWriteItems':
        return transactionUnits(input);
      default:
        return undefined;
    }
  },
};

function writeJson(units: number): { readonly [key: string]: Json } {
  return { CapacityUnits: units, WriteCapacityUnits: units };
}

function conditionFails(input: Json): boolean {
  const outcome = found(input, /^condition(Result|Outcome|Holds|Met|Passes|Succeeds|Evaluates)|^outcome$|^result$/i);
  const fails = outcome === false || /fail|false/i.test(String(outcome ?? ''));
  return fails || flagged(input, /condition.*fail|fail.*condition|^conditionFails$/i);
}

/** Sizes before and after; one size without more is the item's after a put and before a delete. */
function writeSizes(json: Json): WriteSizes {
  const size = (name: RegExp) => foundSizes(json, name)?.[0] ?? undefined;
  const [before, after] = [size(/^(old|before|existing|current)/i), size(/^(new|after|attempted|updated)/i)];
  const only = size(/^(item|deletedItem|read)?(Item)?Size(In)?(Bytes|KB)?$/i);
  return before === undefined && after === undefined ? { before: only, after: only } : { before, after };
}

/** A failing condition is charged for the item that is there, or the larger of it and the new one. */
function failedSizes(json: Json): WriteSizes {
  const sizes = writeSizes(json);
  return sizes.before === undefined ? { before: undefined, after: undefined } : sizes;
}

function batchUnits(input: Json): number {
  const listed = (name: RegExp, sizes: (size: number | null) => WriteSizes): readonly WriteSizes[] => {
    const value = isRecord(input) ? Object.entries(input).find(([key]) => name.test(key))?.[1] : undefined;
    if (isList(value) && value.some(isRecord)) return value.map((one) => actionSizes(one));
    return (foundSizes(input, name) ?? []).map(sizes);
  };
  const writes = [
    ...listed(/^delete/i, (size) => ({ before: size ?? undefined, after: undefined })),
    ...listed(/^(put|new|item)/i, (size) => ({ before: undefined, after: size ?? undefined })),
    ...listed(/^(requests|actions)$/i, () => ({ before: undefined, after: undefined })),
  ];
  return writes.reduce((sum, sizes) => sum + itemWriteUnits(sizes), 0);
}

/** An action with its sizes, perhaps inside its own name (`{ Put: { … } }`). */
function actionSizes(action: Json): WriteSizes {
  const inner = isRecord(action) ? Object.values(action).find(isRecord) : undefined;
  return writeSizes(inner ?? action);
}

function transactionUnits(input: Json): Json | undefined {
  const listed = own(input, 'actions') ?? own(input, 'TransactItems');
  const bare = foundSizes(input, SIZES) ?? foundSizes(input, /^(put|new)/i);
  const sizes = isList(listed)
    ? listed.map(actionSizes)
    : bare?.map((size) => ({ before: undefined, after: size ?? undefined }));
  if (sizes === undefined) return undefined;
  const first = sizes.reduce((sum, one) => sum + itemWriteUnits(one, true), 0);
  const again = sizes.reduce(
    (sum, one) => sum + itemReadUnits(Math.max(one.before ?? 0, one.after ?? 0), 'transactional'),
    0,
  );
  const calls = {
    firstCall: writeJson(first),
    first,
    replay: again,
    replayedCall: readJson(again),
    secondCall: readJson(again),
  };
  return { ...(replayed(input) ? (readJson(again) as object) : writeJson(first)), ...calls };
}

/** Whether the same token has been here before, within its ten minutes. */
function replayed(input: Json): boolean {
  const again = flagged(input, /replay|repeat|retry|same.*token|second.*call/i);
  const attempt = foundNumber(input, /^(attempt|call)(Number)?$/i) ?? 1;
  const seconds =
    foundNumber(input, /seconds(Since|After|Later)/i) ?? (foundNumber(input, /minutes(Since|After|Later)/i) ?? 0) * 60;
  return (again || attempt > 1 || seconds > 0) && seconds * 1000 < TOKEN_LIFE;
}
