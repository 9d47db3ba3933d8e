import type { Instant } from '../../core/time.ts';
import { KIB, MODE_SWITCHES_PER_DAY } from './quotas.ts';
import { type Refusal, refuse } from './reasons.ts';
import type { StreamMode } from './stream.ts';

const DAY = 86_400_000;

/** Shards of a new on-demand stream: 4 MB/s of writes, 8 MB/s of reads ("Choose the right mode", Developer Guide). */
export const ON_DEMAND_SHARDS = 4;
export const ON_DEMAND_WRITE_MBPS = 4;
export const ON_DEMAND_READ_MBPS = 8;
/** On demand, a shard above this is split within 15 minutes. */
export const ON_DEMAND_SPLIT_BYTES_PER_SECOND = 500 * KIB;
/** Most `WarmThroughputMiBps` of an on-demand stream ("UpdateStreamWarmThroughput", API Reference). */
export const WARM_MIBPS_MOST = 10_240;

/** Shards that the traffic needs: max(⌈in ÷ 1 MB⌉, ⌈out ÷ 2 MB⌉), both in KB per second ("Choose the right mode"). */
export function shardsNeeded(incomingKbPerSecond: number, outgoingKbPerSecond: number): number {
  return Math.max(1, Math.ceil(incomingKbPerSecond / 1024), Math.ceil(outgoingKbPerSecond / 2048));
}

/** What an on-demand stream takes: twice the peak of the last 30 days, and never less than at its start. */
export function onDemandWriteMBps(peakMBps: number, mostMBps: number): number {
  return Math.min(Math.max(ON_DEMAND_WRITE_MBPS, 2 * peakMBps), mostMBps);
}

/** Whether the capacity mode may be switched now. */
export function checkModeSwitch(
  mode: StreamMode,
  wanted: StreamMode,
  switches: readonly Instant[],
  now: Instant,
): Refusal | undefined {
  if (mode === wanted) return refuse('mode-unchanged', { mode });
  const recent = switches.filter((at) => now - at < DAY).length;
  return recent < MODE_SWITCHES_PER_DAY
    ? undefined
    : refuse('mode-switches', { switches: recent, limit: MODE_SWITCHES_PER_DAY });
}
