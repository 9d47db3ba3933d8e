import {
  LIMIT_TYPES,
  OPERATION_TYPES,
  RESOURCE_TYPES,
  THROTTLING_REASONS,
  throttlingError,
  throttlingReason,
} from '../../../src/services/dynamodb/capacity/throttling-reason.ts';
import { itemReadUnits, itemWriteUnits } from '../../../src/services/dynamodb/capacity/units.ts';
import type { BillingMode } from '../../../src/services/dynamodb/definition.ts';
import { PARTITION_UNITS } from '../../../src/services/dynamodb/partition/initial.ts';
import type { Direction } from '../../../src/services/dynamodb/throughput/capacity-state.ts';
import { own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { burstBank, changeLimits, described } from './modes.ts';
import { ACCOUNT } from './simulation.ts';
import { tableWords } from './table-tree.ts';
import { traffic } from './traffic.ts';
import { expanded, found, foundNumber, foundSizes, numberOf } from './values.ts';

/** What is let through, and what it is called where it is not. */
export const admission: Adapter = {
  answer: (raw) => {
    const input = expanded(raw);
    const named = own(input, 'reason') ?? own(input, 'ThrottlingReason');
    if (own(input, 'LimitType') !== undefined || typeof named === 'string') return reason(input, named);
    const limits = changeLimits(input);
    if (limits !== undefined) return limits;
    if (found(input, /load|traffic|perPartition/i) !== undefined) return traffic(input);
    const partition = own(input, 'partition') ?? own(input, 'key');
    if (partition !== undefined) return steady(partition);
    if (foundSizes(input, /size/i) !== undefined && tableWords(input) === undefined) return oneKey(input);
    return burstBank(input) ?? described(input);
  },
};

/** A reason from its three parts, or taken apart, with the error that carries it. */
function reason(input: Json, named: Json | undefined): Json | undefined {
  const text = typeof named === 'string' ? named : '';
  const part = <T extends string>(parts: readonly T[], member: string, fallback: T): T =>
    parts.find((one) => one === own(input, member)) ?? parts.find((one) => text.includes(one)) ?? fallback;
  const resource = part(RESOURCE_TYPES, 'ResourceType', 'Table');
  const operation = part(OPERATION_TYPES, 'OperationType', 'Read');
  const limit = LIMIT_TYPES.find((one) => one === own(input, 'LimitType') || text.endsWith(one));
  if (limit === undefined) return undefined;
  const mode = modeOf(input) ?? (limit === 'ProvisionedThroughputExceeded' ? 'PROVISIONED' : 'PAY_PER_REQUEST');
  const exception = throttlingError(limit, mode);
  return {
    reason: throttlingReason(resource, operation, limit),
    valid: text === '' || THROTTLING_REASONS.some((one) => one === text),
    ResourceType: resource,
    OperationType: operation,
    LimitType: limit,
    allReasonsCount: THROTTLING_REASONS.length,
    allReasons: THROTTLING_REASONS,
    exception,
    exceptionType: exception,
    errorCode: exception,
    error: exception,
    __type: exception,
    httpStatus: 400,
    httpStatusCode: 400,
    resource: arnOf(input, resource),
    ResourceArn: arnOf(input, resource),
  };
}

function arnOf(input: Json, resource: string): string {
  const table = `arn:aws:dynamodb:${ACCOUNT.region}:${ACCOUNT.id}:table/${own(input, 'TableName') ?? 'T'}`;
  return resource === 'Table' ? table : `${table}/index/${own(input, 'IndexName') ?? 'index'}`;
}

/** The capacity mode a case speaks of, in whatever words. */
export function modeOf(input: Json): BillingMode | undefined {
  const text = String(found(input, /^(BillingMode|(capacity)?Mode)$/i) ?? '');
  if (/demand|request/i.test(text)) return 'PAY_PER_REQUEST';
  return /provision/i.test(text) ? 'PROVISIONED' : undefined;
}

/** One partition, or one key, under a steady load. */
function steady(load: Json): Json {
  const units = (direction: Direction) =>
    foundNumber(load, new RegExp(`${direction}.*unit|${direction}.*second`, 'i')) ?? 0;
  const over = (direction: Direction) => units(direction) > PARTITION_UNITS[direction];
  const [reads, writes] = [over('read'), over('write')];
  return { readsThrottled: reads, writesThrottled: writes, throttled: reads || writes, ...limitsOfOne() };
}

function limitsOfOne(): { readonly [key: string]: Json } {
  return {
    maxReadUnitsPerSecond: PARTITION_UNITS.read,
    maxWriteUnitsPerSecond: PARTITION_UNITS.write,
    readUnitsPerSecond: PARTITION_UNITS.read,
    writeUnitsPerSecond: PARTITION_UNITS.write,
  };
}

/** How often a second one key of items of a certain size can be read and written. */
function oneKey(input: Json): Json {
  const [bytes] = foundSizes(input, /size/i) ?? [];
  const consistency = own(input, 'ConsistentRead') === true ? 'strong' : 'eventual';
  const reads = Math.floor(PARTITION_UNITS.read / itemReadUnits(bytes ?? 0, consistency));
  const writes = Math.floor(PARTITION_UNITS.write / itemWriteUnits({ before: undefined, after: bytes ?? 0 }));
  const wanted = numberOf(found(input, /(reads|requests)PerSecond/i));
  return {
    readsPerSecond: reads,
    maxReadsPerSecond: reads,
    writesPerSecond: writes,
    maxWritesPerSecond: writes,
    ...(wanted === undefined ? {} : { throttled: wanted > reads, readsThrottled: wanted > reads }),
  };
}
