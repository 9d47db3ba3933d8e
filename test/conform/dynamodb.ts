import { consumedThroughputUnits } from '../../src/services/dynamodb/questions/contributors.ts';
import { isScalingTarget } from '../../src/services/dynamodb/scaling/target-tracking.ts';
import { itemSize } from '../../src/services/dynamodb/value/item-size.ts';
import { attributesJson } from '../../src/services/dynamodb/value/write-value.ts';
import { isList, own } from './compare.ts';
import type { Adapter, Adapters } from './contract.ts';
import { admission } from './dynamodb/admission.ts';
import { readCapacity, writeCapacity } from './dynamodb/capacity.ts';
import { itemCollection, partition, scanOrder, scanSegment, sortOrder } from './dynamodb/keys.ts';
import { request } from './dynamodb/request.ts';
import { ApiError, errorJson, expanded, itemOf, numberOf } from './dynamodb/values.ts';

const size: Adapter = {
  answer: (input) => {
    const item = itemOf(own(expanded(input), 'Item'));
    return item instanceof ApiError ? errorJson(item) : { sizeBytes: itemSize(item) };
  },
};

/** Numbers as they are stored; a request that stores them, where there is one. */
const numbers: Adapter = {
  answer: (input, surroundings) => {
    if (own(input, 'Request') !== undefined) return request.answer(input, surroundings);
    const item = itemOf(own(expanded(input), 'Item'));
    if (item instanceof ApiError) return errorJson(item);
    const stored = Object.entries(attributesJson(item)).map(([name, typed]) => [name, Object.values(typed)[0] ?? null]);
    return { outcome: 'ok', stored: Object.fromEntries(stored) };
  },
};

const autoScaling: Adapter = {
  answer: (input) => {
    const targets = own(input, 'targets');
    return isList(targets) ? { valid: targets.map((target) => isScalingTarget(Number(target))) } : undefined;
  },
};

const contributors: Adapter = {
  answer: (input) => {
    const [write, read] = [numberOf(own(input, 'writeUnitsPerSecond')), numberOf(own(input, 'readUnitsPerSecond'))];
    const seconds = numberOf(own(input, 'seconds')) ?? 1;
    return { ConsumedThroughputUnits: consumedThroughputUnits(read ?? 0, write ?? 0) * seconds };
  },
};

/** DynamoDB: sizes, units, keys, limits, and whole requests. */
export const adapters: Adapters = {
  'dynamodb/item_size': size,
  'dynamodb/number_range': numbers,
  'dynamodb/size_limit': request,
  'dynamodb/validation': request,
  'dynamodb/read_capacity': readCapacity,
  'dynamodb/write_capacity': writeCapacity,
  'dynamodb/index_write_capacity': request,
  'dynamodb/sort_order': sortOrder,
  'dynamodb/scan_order': scanOrder,
  'dynamodb/scan_segment': scanSegment,
  'dynamodb/item_collection': itemCollection,
  'dynamodb/partition': partition,
  'dynamodb/admission': admission,
  'dynamodb/auto_scaling': autoScaling,
  'dynamodb/contributor_insights': contributors,
};
