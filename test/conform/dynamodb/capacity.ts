import {
  type Consistency,
  fetchReadUnits,
  itemReadUnits,
  itemWriteUnits,
  pageReadUnits,
} from '../../../src/services/dynamodb/capacity/units.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { expanded, numberOf, numbersOf } from './values.ts';

/** What a read of items of certain sizes costs. */
export const readCapacity: Adapter = {
  answer: (raw) => {
    const input = expanded(raw);
    const operation = own(input, 'Operation');
    const consistent = own(input, 'ConsistentRead') === true;
    const sizes = numbersOf(own(input, 'itemSizesBytes'));
    switch (operation) {
      case 'GetItem':
        return { CapacityUnits: itemReadUnits(sizes[0] ?? 0, consistent ? 'strong' : 'eventual') };
      case 'BatchGetItem':
        return { CapacityUnits: summed(slots(input), consistent ? 'strong' : 'eventual') };
      case 'TransactGetItems':
        return { CapacityUnits: summed(slots(input), 'transactional') };
      case 'Query':
      case 'Scan':
        return { CapacityUnits: pageUnits(input, consistent ? 'strong' : 'eventual') };
      default:
        return undefined;
    }
  },
};

/** The sizes asked for, missing items among them as 0; at least one item is asked for. */
function slots(input: Json): readonly number[] {
  const given = own(input, 'itemSizesBytes');
  const sizes = isList(given) ? given.map((size) => Number(size ?? 0)) : numbersOf(given);
  return sizes.length === 0 ? [0] : sizes;
}

function summed(sizes: readonly number[], consistency: Consistency): number {
  return sizes.reduce((sum, size) => sum + itemReadUnits(size, consistency), 0);
}

function pageUnits(input: Json, consistency: Consistency): number {
  const entries = own(input, 'indexEntrySizesBytes') ?? own(input, 'itemSizesBytes');
  const evaluated = numbersOf(entries).reduce((sum, size) => sum + size, 0);
  const total = numberOf(own(input, 'totalBytes')) ?? numberOf(own(input, 'totalSizeBytes')) ?? evaluated;
  const fetched = numbersOf(own(input, 'fetchedTableItemSizesBytes'));
  return pageReadUnits(total, consistency) + fetchReadUnits(fetched, consistency);
}

/** What a write of items of certain sizes costs the table. */
export const writeCapacity: Adapter = {
  answer: (raw) => {
    const input = expanded(raw);
    switch (own(input, 'Operation')) {
      case 'PutItem':
      case 'UpdateItem':
      case 'DeleteItem':
        return { CapacityUnits: itemWriteUnits(flagged(input, /condition/i) ? failedSizes(input) : sizesOf(input)) };
      case 'BatchWriteItem':
        return { CapacityUnits: batchUnits(input) };
      case 'TransactWriteItems':
        return transactionUnits(input);
      default:
        return undefined;
    }
  },
};

function sizesOf(json: Json): { before: number | undefined; after: number | undefined } {
  const size = numberOf(own(json, 'sizeBytes')) ?? numberOf(own(json, 'itemSizeBytes'));
  return {
    before: numberOf(own(json, 'oldSizeBytes')) ?? size,
    after: numberOf(own(json, 'newSizeBytes')),
  };
}

/** A failing condition is charged for the item that is there, or the larger of it and the new one. */
function failedSizes(json: Json): { before: number | undefined; after: number | undefined } {
  const sizes = sizesOf(json);
  return sizes.before === undefined ? { before: undefined, after: undefined } : sizes;
}

/** Whether a member of such a name is set. */
function flagged(input: Json, name: RegExp): boolean {
  return isRecord(input) && Object.entries(input).some(([key, value]) => value === true && name.test(key));
}

function batchUnits(input: Json): number {
  const deletes = own(input, 'deletes');
  const puts = own(input, 'puts');
  const deleted = (isList(deletes) ? deletes : []).map((size) => ({ before: numberOf(size), after: undefined }));
  const put = (isList(puts) ? puts : []).map((one) =>
    isRecord(one) ? sizesOf(one) : { before: undefined, after: numberOf(one) },
  );
  return [...deleted, ...put].reduce((sum, sizes) => sum + itemWriteUnits(sizes), 0);
}

function transactionUnits(input: Json): Json | undefined {
  const actions = own(input, 'actions');
  if (!isList(actions)) return undefined;
  const sizes = actions.flatMap((action) => (isRecord(action) ? Object.values(action) : [])).map(sizesOf);
  const replayed = flagged(input, /replay|repeat|token/i);
  const units = sizes.map((one) => {
    const larger = Math.max(one.before ?? 0, one.after ?? 0);
    return replayed ? itemReadUnits(larger, 'transactional') : itemWriteUnits(one, true);
  });
  return { CapacityUnits: units.reduce((sum, one) => sum + one, 0) };
}
