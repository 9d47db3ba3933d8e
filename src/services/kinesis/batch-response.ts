/**
 * What a function answered under `ReportBatchItemFailures`: everything was right, everything failed, or what comes from
 * the lowest reported record on is sent again. Nothing, and an empty list, are success; an empty, missing or unknown
 * identifier makes the whole batch fail ("Using AWS Lambda with Amazon Kinesis", Lambda Developer Guide).
 */
export type BatchAnswer = 'success' | 'failure' | { readonly retryFrom: number };

interface ResponseGiven {
  readonly batchItemFailures?: readonly ({ readonly itemIdentifier?: string | null } | null)[] | null;
}

/** Reads an answer for a batch of records with these sequence numbers. */
export function readBatchAnswer(batch: readonly string[], response: ResponseGiven | null | undefined): BatchAnswer {
  const failures = response?.batchItemFailures;
  if (failures === undefined || failures === null || failures.length === 0) return 'success';
  const positions = failures.map((failure) => batch.indexOf(failure?.itemIdentifier ?? ''));
  return positions.includes(-1) ? 'failure' : { retryFrom: Math.min(...positions) };
}
