import { itemSize } from '../../src/services/dynamodb/value/item-size.ts';
import { attributesJson } from '../../src/services/dynamodb/value/write-value.ts';
import { isList, own } from './compare.ts';
import type { Adapter, Adapters, Json } from './contract.ts';
import { admission } from './dynamodb/admission.ts';
import { readCapacity, writeCapacity } from './dynamodb/capacity.ts';
import { scanOrder, scanSegment, sortOrder } from './dynamodb/keys.ts';
import { itemCollection, partition } from './dynamodb/partitions.ts';
import { plainTypes, request } from './dynamodb/request.ts';
import { ApiError, errorJson, expanded, itemOf } from './dynamodb/values.ts';
import { autoScaling, contributors } from './dynamodb/watchers.ts';

const size: Adapter = {
  answer: (raw) => {
    const input = expanded(raw);
    const items = own(input, 'Items');
    if (isList(items)) return { sizesBytes: items.map((one) => own(measured(one), 'sizeBytes') ?? null) };
    return own(input, 'Item') === undefined ? undefined : measured(own(input, 'Item'));
  },
};

function measured(json: Json | undefined): Json {
  const item = itemOf(json);
  return item instanceof ApiError ? errorJson(item) : { outcome: 'ok', sizeBytes: itemSize(item) };
}

/** Numbers as they are stored. */
const numbers: Adapter = {
  answer: (raw) => {
    const input = expanded(raw);
    const values = own(input, 'values') ?? own(input, 'numbers');
    if (isList(values)) return { accepted: values.map((one) => own(numberJson(one), 'outcome') === 'ok') };
    const bare = own(input, 'N') ?? own(input, 'value') ?? own(input, 'number');
    if (bare !== undefined) return numberJson(bare);
    const item = itemOf(own(input, 'Item'));
    if (item instanceof ApiError) return errorJson(item);
    return { outcome: 'ok', stored: plainTypes(attributesJson(item) as Json) };
  },
};

function numberJson(text: Json): Json {
  const item = itemOf({ value: { N: String(text) } });
  if (item instanceof ApiError) return errorJson(item);
  return { outcome: 'ok', stored: own(plainTypes(attributesJson(item) as Json), 'value') ?? null };
}

/** A case that brings a whole request is answered by making it, whatever its kind. */
function orRequest(adapter: Adapter): Adapter {
  return {
    answer: (input, surroundings) => request.answer(input, surroundings) ?? adapter.answer(input, surroundings),
    ...(request.matches === undefined ? {} : { matches: request.matches }),
  };
}

const KINDS: Readonly<Record<string, Adapter>> = {
  item_size: size,
  number_range: numbers,
  size_limit: request,
  validation: request,
  read_capacity: readCapacity,
  write_capacity: writeCapacity,
  index_write_capacity: request,
  sort_order: sortOrder,
  scan_order: scanOrder,
  hash: scanOrder,
  scan_segment: scanSegment,
  item_collection: itemCollection,
  partition,
  admission,
  throttle_reason: admission,
  capacity_mode: admission,
  auto_scaling: autoScaling,
  contributor_insights: contributors,
  query: request,
  scan: request,
  paging: request,
  condition: request,
  expression: request,
  transaction: request,
  batch: request,
  index: request,
  gsi: request,
  lsi: request,
  consistency: request,
};

/** DynamoDB: sizes, units, keys, limits, and whole requests. */
export const adapters: Adapters = Object.fromEntries(
  Object.entries(KINDS).map(([kind, adapter]) => [`dynamodb/${kind}`, orRequest(adapter)]),
);
