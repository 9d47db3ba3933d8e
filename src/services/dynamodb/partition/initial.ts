import type { Units } from '../definition.ts';

/** What one partition serves a second and holds ("Partitions and data distribution", Developer Guide). */
export const PARTITION_UNITS: Units = { read: 3000, write: 1000 };
export const PARTITION_BYTES_MOST = 10 * 1024 ** 3;
/** A new on-demand table serves 4,000 writes a second, which takes four partitions. */
const ON_DEMAND_PARTITIONS_LEAST = 4;

/**
 * Partitions a provisioned table needs.
 *
 * @modelChoice The formula AWS published until 2018; today it says only that partitions are added as needed.
 */
export function provisionedPartitions(provisioned: Units, bytes: number): number {
  const forThroughput = provisioned.read / PARTITION_UNITS.read + provisioned.write / PARTITION_UNITS.write;
  return Math.max(1, Math.ceil(Math.max(forThroughput, bytes / PARTITION_BYTES_MOST)));
}

/**
 * Partitions an on-demand table needs to serve its level.
 *
 * @modelChoice As many as serve reads and writes each by themselves, at least four.
 */
export function onDemandPartitions(level: Units, bytes: number): number {
  const forThroughput = Math.max(level.read / PARTITION_UNITS.read, level.write / PARTITION_UNITS.write);
  return Math.max(ON_DEMAND_PARTITIONS_LEAST, Math.ceil(Math.max(forThroughput, bytes / PARTITION_BYTES_MOST)));
}
