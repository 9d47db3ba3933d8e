import type { MetricId } from '../../core/metrics.ts';
import type { Simulation } from '../../core/simulation.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import type { Consumed } from './capacity/consumed.ts';
import type { TableDefinition } from './definition.ts';
import { type Refusal, reasonOf } from './throughput/admission.ts';
import { unitsOf, type WritePlan } from './write/write-plan.ts';

/** "DynamoDB metrics and dimensions", Developer Guide. */
const NAMESPACE = 'AWS/DynamoDB';

/** The metrics of a table by name and further dimension, made once: the hot path asks for them with every request. */
const known = new WeakMap<TableDefinition, Map<string, Map<string, MetricId>>>();

/** A metric of a table, of one of its global indexes, or of one of its operations. */
export function tableMetric(
  table: TableDefinition,
  name: string,
  of: { readonly index?: string | undefined; readonly operation?: string | undefined } = {},
  unit = 'Count',
): MetricId {
  const { index, operation } = of;
  const further = index ?? operation ?? '';
  const names = known.get(table) ?? new Map<string, Map<string, MetricId>>();
  const ids = names.get(name) ?? new Map<string, MetricId>();
  let id = ids.get(further);
  if (id === undefined) {
    known.set(table, names);
    names.set(name, ids);
    const dimensions = {
      TableName: table.name,
      ...(index === undefined ? {} : { GlobalSecondaryIndexName: index }),
      ...(operation === undefined ? {} : { Operation: operation }),
    };
    id = { namespace: NAMESPACE, name, dimensions, unit };
    ids.set(further, id);
  }
  return id;
}

/** Pushes what a request consumed. Local indexes draw on their table. */
export function countConsumed(
  simulation: Simulation,
  table: TableDefinition,
  direction: 'read' | 'write',
  { own = 0, local, global }: Consumed,
  at: Instant,
): void {
  const name = direction === 'read' ? 'ConsumedReadCapacityUnits' : 'ConsumedWriteCapacityUnits';
  let units = own;
  for (const arm of local.values()) units += arm;
  if (units > 0) simulation.metric(tableMetric(table, name), units, 1, at);
  for (const [index, arm] of global) simulation.metric(tableMetric(table, name, { index }), arm, 1, at);
}

/** Pushes what a write consumed, without a detour. */
export function countWrite(simulation: Simulation, plan: WritePlan, at: Instant): void {
  const { definition } = plan.table;
  const name = 'ConsumedWriteCapacityUnits';
  simulation.metric(tableMetric(definition, name), plan.units + unitsOf(plan.local), 1, at);
  for (const { index, charge } of plan.global) {
    if (charge.change === 'none') continue;
    simulation.metric(tableMetric(definition, name, { index: index.definition.name }), charge.units, 1, at);
  }
}

/** Pushes a throttled request: one request, one event of the table or index whose limit it met. */
export function countThrottled(
  simulation: Simulation,
  table: TableDefinition,
  operation: string,
  refusal: Refusal,
  at: Instant,
): void {
  countThrottledRequest(simulation, table, operation, at);
  countThrottleEvent(simulation, table, refusal, at);
}

/** Pushes a request that was refused as a whole. A batch is one only where nothing of it was done. */
export function countThrottledRequest(
  simulation: Simulation,
  table: TableDefinition,
  operation: string,
  at: Instant,
): void {
  simulation.metric(tableMetric(table, 'ThrottledRequests', { operation }), 1, 1, at);
}

/** Pushes one thing of a request that met a limit: of the table, or of the index whose limit it was. */
export function countThrottleEvent(
  simulation: Simulation,
  table: TableDefinition,
  refusal: Refusal,
  at: Instant,
): void {
  const { direction, index } = refusal.demand;
  const side = direction === 'read' ? 'Read' : 'Write';
  // The metrics that tell the reasons apart leave out what the reason repeats: the resource is a dimension.
  const reason = reasonOf(refusal)
    .replace(/^(Table|Index)/, '')
    .replace(/Exceeded$/, '');
  simulation.metric(tableMetric(table, `${side}ThrottleEvents`, { index }), 1, 1, at);
  simulation.metric(tableMetric(table, `${reason}ThrottleEvents`, { index }), 1, 1, at);
}

/** Pushes a request that succeeded and how long it took. */
export function countSucceeded(
  simulation: Simulation,
  table: TableDefinition,
  operation: string,
  latency: Milliseconds,
  at: Instant,
): void {
  const id = tableMetric(table, 'SuccessfulRequestLatency', { operation }, 'Milliseconds');
  simulation.metric(id, latency, 1, at);
}

/** Pushes one event of a table that has no finer dimension. */
export function countEvent(simulation: Simulation, table: TableDefinition, name: string, at: Instant, value = 1): void {
  simulation.metric(tableMetric(table, name), value, 1, at);
}

/** Pushes a request that a transaction under way stood in the way of. */
export function countConflict(simulation: Simulation, table: TableDefinition, at: Instant): void {
  countEvent(simulation, table, 'TransactionConflict', at);
}
