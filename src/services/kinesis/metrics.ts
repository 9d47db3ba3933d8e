import type { MetricId } from '../../core/metrics.ts';

/** What CloudWatch counts of a stream ("Monitor the Amazon Kinesis Data Streams service with Amazon CloudWatch"). */
interface StreamMetrics {
  readonly incomingRecords: MetricId;
  readonly incomingBytes: MetricId;
  readonly writesThrottled: MetricId;
  readonly recordsThrottled: MetricId;
  readonly readRecords: MetricId;
  readonly readBytes: MetricId;
  readonly readsThrottled: MetricId;
  readonly iteratorAge: MetricId;
}

const known = new Map<string, StreamMetrics>();

/** CloudWatch's ids of a stream's metrics. */
export function metricsOf(stream: string): StreamMetrics {
  let metrics = known.get(stream);
  if (metrics === undefined) {
    const dimensions = { StreamName: stream };
    const id = (name: string, unit = 'Count'): MetricId => ({ namespace: 'AWS/Kinesis', name, dimensions, unit });
    metrics = {
      incomingRecords: id('IncomingRecords'),
      incomingBytes: id('IncomingBytes', 'Bytes'),
      writesThrottled: id('WriteProvisionedThroughputExceeded'),
      recordsThrottled: id('PutRecords.ThrottledRecords'),
      readRecords: id('GetRecords.Records'),
      readBytes: id('GetRecords.Bytes', 'Bytes'),
      readsThrottled: id('ReadProvisionedThroughputExceeded'),
      iteratorAge: id('GetRecords.IteratorAgeMilliseconds', 'Milliseconds'),
    };
    known.set(stream, metrics);
  }
  return metrics;
}
