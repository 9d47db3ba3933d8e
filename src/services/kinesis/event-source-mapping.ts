/** Parameters of a Kinesis event source mapping ("Lambda parameters for Amazon Kinesis", Lambda Developer Guide). */
export interface EventSourceMapping {
  /** Records in one invocation. */
  readonly batchSize: number;
  readonly maximumBatchingWindowInSeconds: number;
  /** Batches of one shard in flight at a time; order is kept per partition key. */
  readonly parallelizationFactor: number;
  readonly bisectBatchOnFunctionError: boolean;
  /** −1: until the records expire. Function errors count, throttles do not. */
  readonly maximumRetryAttempts: number;
  /** −1: no limit. */
  readonly maximumRecordAgeInSeconds: number;
  readonly tumblingWindowInSeconds: number;
}

export const EVENT_SOURCE_DEFAULTS: EventSourceMapping = {
  batchSize: 100,
  maximumBatchingWindowInSeconds: 0,
  parallelizationFactor: 1,
  bisectBatchOnFunctionError: false,
  maximumRetryAttempts: -1,
  maximumRecordAgeInSeconds: -1,
  tumblingWindowInSeconds: 0,
};

/** A mapping without a fan-out consumer polls each shard once a second ("Using AWS Lambda with Amazon Kinesis"). */
export const POLLS_PER_SECOND = 1;

/** Lowest and highest value of each numeric parameter. */
export const EVENT_SOURCE_BOUNDS = {
  batchSize: [1, 10_000],
  maximumBatchingWindowInSeconds: [0, 300],
  parallelizationFactor: [1, 10],
  maximumRetryAttempts: [-1, 10_000],
  maximumRecordAgeInSeconds: [60, 604_800],
  tumblingWindowInSeconds: [0, 900],
} as const;

/** A parameter outside its bounds. An age of −1 means no limit; otherwise it is 60 seconds to seven days. */
export function wrongParameter(mapping: EventSourceMapping): keyof typeof EVENT_SOURCE_BOUNDS | undefined {
  const names = Object.keys(EVENT_SOURCE_BOUNDS) as (keyof typeof EVENT_SOURCE_BOUNDS)[];
  return names.find((name) => {
    const [least, most] = EVENT_SOURCE_BOUNDS[name];
    const value = mapping[name];
    return !(value >= least && value <= most) && !(name === 'maximumRecordAgeInSeconds' && value === -1);
  });
}

/** `IteratorAge`: how old the last record of a batch is when the function has finished with it. */
export function iteratorAge(lastRecordAt: number, finishedAt: number): number {
  return finishedAt - lastRecordAt;
}

/** Most invocations at a time: shards × factor. */
export function maxConcurrentInvocations(
  shards: number,
  mapping: Pick<EventSourceMapping, 'parallelizationFactor'>,
): number {
  return shards * mapping.parallelizationFactor;
}

/** What is sent next after an invocation of records [from, to) failed. */
export type AfterFailure =
  | { readonly retry: readonly (readonly [number, number])[] }
  | { readonly discarded: readonly [number, number]; readonly because: 'retries' | 'age' };

/**
 * What happens to a batch whose function failed: too old or too often tried, its metadata go to the on-failure
 * destination; else it is sent again, in halves where bisecting is on (a split does not count as a retry). A function
 * that reports failures is sent everything from the lowest reported record on ("Using AWS Lambda with Amazon Kinesis").
 */
export function afterFailure(
  mapping: EventSourceMapping,
  batch: { readonly from: number; readonly to: number; readonly attempts: number; readonly ageSeconds: number },
  lowestReported?: number,
): AfterFailure {
  const from = lowestReported ?? batch.from;
  if (mapping.maximumRecordAgeInSeconds !== -1 && batch.ageSeconds > mapping.maximumRecordAgeInSeconds) {
    return { discarded: [from, batch.to], because: 'age' };
  }
  if (mapping.bisectBatchOnFunctionError && lowestReported === undefined && batch.to - batch.from > 1) {
    const middle = (batch.from + batch.to) >> 1;
    return {
      retry: [
        [batch.from, middle],
        [middle, batch.to],
      ],
    };
  }
  if (mapping.maximumRetryAttempts !== -1 && batch.attempts > mapping.maximumRetryAttempts) {
    return { discarded: [from, batch.to], because: 'retries' };
  }
  return { retry: [[from, batch.to]] };
}
