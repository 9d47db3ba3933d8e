import type { MetricId } from '../../../core/metrics.ts';
import type { Run } from './run.ts';

/** A metric the client library publishes: under an operation, of a worker, of a shard, or of the application. */
interface KclMetric {
  readonly name: string;
  readonly operation: string;
  readonly dimension?: 'WorkerIdentifier' | 'ShardId';
  readonly unit?: string;
}

const takes = (name: string): KclMetric => ({ name, operation: 'TakeLeases', dimension: 'WorkerIdentifier' });
const renews = (name: string): KclMetric => ({ name, operation: 'RenewAllLeases', dimension: 'WorkerIdentifier' });
const assigns = (name: string): KclMetric => ({ name, operation: 'LeaseAssignmentManager' });

/** The metrics of the client library ("Monitor the KCL with CloudWatch", Kinesis Data Streams Developer Guide). */
export const METRICS = {
  currentLeases: renews('CurrentLeases'),
  lostLeases: renews('LostLeases'),
  takenLeases: takes('TakenLeases'),
  expiredLeases: takes('ExpiredLeases'),
  neededLeases: takes('NeededLeases'),
  leasesToTake: takes('LeasesToTake'),
  workers: takes('NumWorkers'),
  leases: takes('TotalLeases'),
  veryOldLeases: takes('VeryOldLeases'),
  leaseSpillover: takes('LeaseSpillover'),
  assignedWorkers: assigns('NumWorkers'),
  assignedLeases: assigns('TotalLeases'),
  leasesToAssign: assigns('ExpiredLeases'),
  assignmentSpillover: assigns('LeaseSpillover'),
  reassignedLeases: assigns('NumOfLeasesReassignment'),
  failedAssignments: assigns('FailedAssignmentCount'),
  forcedRelease: assigns('ForceLeaderRelease'),
  untakenLeases: takes('UntakenLeases'),
  partialStreams: { name: 'NumStreamsWithPartialLeases', operation: 'PeriodicShardSyncManager' },
  streamsToSync: { name: 'NumStreamsToSync', operation: 'PeriodicShardSyncManager' },
  workerMetricsReady: { name: 'WorkerMetricsReadyStatus', operation: 'ClientVersionMigration' },
  compatibleWorkers: {
    name: 'CurrentState:2xCompatibleWorker',
    operation: 'ClientVersionMigration',
    dimension: 'WorkerIdentifier',
  },
  behindLatest: { name: 'MillisBehindLatest', operation: 'ProcessTask', dimension: 'ShardId', unit: 'Milliseconds' },
} as const satisfies Readonly<Record<string, KclMetric>>;

const known = new Map<KclMetric, Map<string, Map<string, MetricId>>>();

/** Publishes a value of a metric; `of` is the worker or the shard. */
export function publish(run: Run, metric: KclMetric, value: number, of = ''): void {
  run.simulation.metric(idOf(metric, run.definition.name, of), value);
}

function idOf(metric: KclMetric, namespace: string, of: string): MetricId {
  let byNamespace = known.get(metric);
  if (byNamespace === undefined) {
    byNamespace = new Map();
    known.set(metric, byNamespace);
  }
  let byOwner = byNamespace.get(namespace);
  if (byOwner === undefined) {
    byOwner = new Map();
    byNamespace.set(namespace, byOwner);
  }
  let id = byOwner.get(of);
  if (id === undefined) {
    const { name, operation, dimension, unit = 'Count' } = metric;
    const dimensions = { Operation: operation, ...(dimension === undefined ? {} : { [dimension]: of }) };
    id = { namespace, name, dimensions, unit };
    byOwner.set(of, id);
  }
  return id;
}
