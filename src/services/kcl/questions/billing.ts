import type { Json } from '../../../core/result.ts';
import { targetOf } from '../../../schema/reader.ts';
import { openShardTime, streamAt } from '../../kinesis/index.ts';
import { tablesOf } from '../version.ts';
import type { AskedApplication, KclWorld } from './application.ts';

const HOUR = 3_600_000;
const GB = 1024 ** 3;
const rounded = (value: number) => Number(value.toFixed(6));

/**
 * What an application costs beside its workers, in units and never in prices: the lease table in DynamoDB, and its part
 * of enhanced fan-out, where it reads that way.
 * @modelChoice An application with fan-out is a registered consumer of its streams as long as it exists; heartbeats of a
 * leader and rows of worker metrics are not counted.
 */
export function billingOfApplication(world: KclWorld, app: AskedApplication): { readonly [key: string]: Json } {
  const { usage, tableCalls } = app.state;
  const isPushed = app.config.retrieval === 'fanOut';
  const shardTime = app.definition.sources.reduce((total, ref) => {
    const stream = streamAt(world, targetOf(ref).address);
    const from = Math.max(usage.since, stream?.createdAt ?? 0);
    return stream === undefined ? total : total + openShardTime(stream, from, world.now, world.now);
  }, 0);
  const hours = (world.now - usage.since) / HOUR;
  return {
    tables: tablesOf(app.config.version, app.definition.name),
    leaseTable: {
      writeUnits: tableCalls.writes,
      readUnits: usage.readUnits,
      writeUnitsPerHour: hours === 0 ? 0 : rounded(tableCalls.writes / hours),
      readUnitsPerHour: hours === 0 ? 0 : rounded(usage.readUnits / hours),
    },
    fanOut: {
      consumerShardHours: isPushed ? rounded(shardTime / HOUR) : 0,
      gb: rounded(usage.pushedBytes / GB),
    },
  };
}
