import {
  GET_RECORDS_MOST_RECORDS,
  RECORD_KIB_LEAST,
  RECORD_KIB_MOST,
  RETENTION_HOURS_LEAST,
  RETENTION_HOURS_MOST,
  STREAMS_CREATING,
} from './quotas.ts';
import { type Refusal, refuse } from './reasons.ts';
import type { DistributionStrategy, StreamMode } from './stream.ts';

/** Only an on-demand stream spreads records by itself ("CreateStream", API Reference). */
export function checkStrategy(mode: StreamMode, strategy: DistributionStrategy): Refusal | undefined {
  return mode === 'PROVISIONED' && strategy === 'AUTO' ? refuse('strategy-provisioned', {}) : undefined;
}

/** Hours of retention: 24 to 8,760 ("IncreaseStreamRetentionPeriod", API Reference). */
export function checkRetention(hours: number): Refusal | undefined {
  const [least, most] = [RETENTION_HOURS_LEAST, RETENTION_HOURS_MOST];
  return hours < least || hours > most ? refuse('retention-out-of-range', { hours, least, most }) : undefined;
}

/** `MaxRecordSizeInKiB`: 1,024 to 10,240 ("UpdateMaxRecordSize", API Reference). */
export function checkRecordSize(kib: number): Refusal | undefined {
  const [least, most] = [RECORD_KIB_LEAST, RECORD_KIB_MOST];
  return kib < least || kib > most ? refuse('record-size-out-of-range', { kib, least, most }) : undefined;
}

/** `Limit` of one GetRecords call ("GetRecords", API Reference). */
export function checkReadLimit(limit: number): Refusal | undefined {
  return limit < 1 || limit > GET_RECORDS_MOST_RECORDS ? refuse('read-limit-out-of-range', { limit }) : undefined;
}

/** Streams that are being created at the same time ("CreateStream", API Reference). */
export function checkCreating(creating: number): Refusal | undefined {
  return creating >= STREAMS_CREATING ? refuse('streams-creating', { creating, limit: STREAMS_CREATING }) : undefined;
}
