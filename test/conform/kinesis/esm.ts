import { readBatchAnswer } from '../../../src/services/kinesis/batch-response.ts';
import {
  type AfterFailure,
  afterFailure,
  EVENT_SOURCE_BOUNDS,
  EVENT_SOURCE_DEFAULTS,
  type EventSourceMapping,
  iteratorAge,
  maxConcurrentInvocations,
  POLLS_PER_SECOND,
  wrongParameter,
} from '../../../src/services/kinesis/event-source-mapping.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { has, listOf, pick, pickNumber, pickText, pickTime, pickTruth } from './input.ts';

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** The parameters given, the defaults for the rest. */
function mappingOf(input: Json): EventSourceMapping {
  const source = pick(input, 'EventSourceMapping') ?? input;
  const given = Object.keys(EVENT_SOURCE_DEFAULTS).flatMap((name) => {
    const value =
      pick(source, name) ??
      (Array.isArray(own(input, 'batch')) && name === 'batchSize' ? undefined : pick(input, name));
    return typeof value === 'number' || typeof value === 'boolean' ? [[name, value] as const] : [];
  });
  return { ...EVENT_SOURCE_DEFAULTS, ...Object.fromEntries(given) };
}

/** A consuming Lambda function: its parameters, and what follows an invocation. */
export const lambdaEsm: Adapter = {
  answer: (input) => {
    const mapping = mappingOf(input);
    const numbers = numbersOf(input, mapping);
    const invoked = invocation(input, mapping);
    return { ...numbers, ...(validity(input, mapping) as object), ...(invoked as object) };
  },
};

function numbersOf(input: Json, mapping: EventSourceMapping): { readonly [key: string]: Json } {
  const shards = pickNumber(input, 'shards', 'shardCount', 'openShards');
  const concurrency = shards === undefined ? null : maxConcurrentInvocations(shards, mapping);
  const bounds = Object.entries(EVENT_SOURCE_BOUNDS).map(
    ([name, [least, most]]) => [capital(name), { min: least, max: most }] as const,
  );
  const about = pickText(input, 'default', 'parameter', 'limit');
  const limits = about === undefined ? undefined : bounds.find(([name]) => name === about)?.[1];
  return {
    ...Object.fromEntries(Object.entries(mapping).map(([name, value]) => [capital(name), value])),
    ...(limits === undefined ? {} : limits),
    bounds: Object.fromEntries(bounds),
    maxConcurrentInvocations: concurrency,
    concurrency,
    concurrentInvocations: concurrency,
    maxConcurrency: concurrency,
    invocations: concurrency,
    pollsPerSecond: POLLS_PER_SECOND,
    pollsPerSecondPerShard: POLLS_PER_SECOND,
    pollIntervalMs: 1000 / POLLS_PER_SECOND,
    ...ageOf(input),
  };
}

/** The iterator's age once a batch is finished. */
function ageOf(input: Json): { readonly [key: string]: Json } {
  const finished = pickTime(input, 'batchfinishedat', 'finishedat', 'processedat', 'batchfinished');
  const arrived = pickTime(input, 'lastrecordat', 'lastrecordtimestamp', 'lastrecordarrivedat', 'lastrecord');
  return finished === undefined || arrived === undefined ? {} : { IteratorAgeMs: iteratorAge(arrived, finished) };
}

/** Whether the parameters are within their bounds; a list of values is judged one by one. */
function validity(input: Json, mapping: EventSourceMapping): Json {
  const source = pick(input, 'EventSourceMapping') ?? input;
  for (const name of Object.keys(EVENT_SOURCE_DEFAULTS)) {
    const value = pick(source, name);
    if (!isList(value)) continue;
    const valid = value.map((one) => wrongParameter({ ...mapping, [name]: one }) === undefined);
    return { valid, allowed: valid };
  }
  const missing = has(input, 'StartingPosition') && pick(input, 'StartingPosition') === null;
  const wrong = missing ? 'startingPosition' : wrongParameter(mapping);
  return {
    valid: wrong === undefined,
    allowed: wrong === undefined,
    wrong: wrong === undefined ? null : capital(wrong),
    error: wrong === undefined ? null : 'InvalidParameterValueException',
  };
}

/** What becomes of a batch after the function's answer. */
function invocation(input: Json, mapping: EventSourceMapping): Json {
  const listed = listOf(input, 'batch') ?? listOf(input, 'records') ?? listOf(input, 'sequenceNumbers');
  const size = listed?.length ?? pickNumber(input, 'batch', 'batchRecords', 'recordsInBatch', 'batchSize') ?? 2;
  const names = listed === undefined ? Array.from({ length: size }, (_, at) => String(at + 1)) : listed.map(String);
  const reported = reportedBy(input, names);
  const failures = listOf(input, 'failures') ?? listOf(input, 'errors') ?? listOf(input, 'attempts');
  const functionErrors = failures?.filter((one) => !/throttl/i.test(String(one))).length;
  const attempts =
    pickNumber(input, 'functionErrors', 'failedAttempts', 'attempts', 'invocations', 'errors') ??
    functionErrors ??
    (pickNumber(input, 'throttles') === undefined ? undefined : 0);
  const age = pickTime(input, 'recordage', 'age', 'recordageseconds');
  const ageSeconds = age === undefined ? 0 : age / (age >= 1000 ? 1000 : 1);
  const fails =
    pickTruth(input, 'error', 'functionError', 'fails', 'failed') === true ||
    attempts !== undefined ||
    age !== undefined;
  if (reported === 'success')
    return { ...outcome({ retry: [] }, names), result: 'success', success: true, checkpoint: names.at(-1) ?? null };
  if (reported === undefined && !fails) return {};
  const from = isRecord(reported) ? reported.retryFrom : undefined;
  const after = afterFailure(mapping, { from: 0, to: names.length, attempts: attempts ?? 1, ageSeconds }, from);
  return {
    ...outcome(after, names),
    ...(from === undefined ? {} : { retryFrom: names[from] ?? null }),
    result: from === undefined ? 'failure' : 'partial',
    success: false,
  };
}

function reportedBy(input: Json, names: readonly string[]) {
  const response = has(input, 'response') ? pick(input, 'response') : undefined;
  const failures = listOf(input, 'batchItemFailures') ?? listOf(response, 'batchItemFailures');
  if (response === undefined && failures === undefined) return undefined;
  const items = failures?.map((one) =>
    isRecord(one) ? { itemIdentifier: own(one, 'itemIdentifier') as string } : { itemIdentifier: one as string },
  );
  return readBatchAnswer(names, items === undefined ? (isRecord(response) ? {} : null) : { batchItemFailures: items });
}

function outcome(after: AfterFailure, names: readonly string[]): { readonly [key: string]: Json } {
  if ('discarded' in after) {
    const [from, to] = after.discarded;
    const metadata = {
      startSequenceNumber: names[from] ?? null,
      endSequenceNumber: names[to - 1] ?? null,
      batchSize: to - from,
    };
    return { discarded: true, because: after.because, retry: [], destination: metadata, onFailure: metadata };
  }
  const parts = after.retry.map(([from, to]) => names.slice(from, to));
  const only = parts.length === 1 ? parts[0] : undefined;
  return {
    discarded: false,
    retry: only ?? parts,
    retries: only ?? parts,
    retried: only ?? parts,
    batches: parts.map((part) => part.length),
    halves: parts,
  };
}
