import type { Adapters } from './contract.ts';
import { assignment, byCount } from './kinesis/assignment.ts';
import { availability, checkpoints, cleanup, shardSync, taker, timers, writes } from './kinesis/kcl.ts';
import { kpl, lambdaEsm, limits, reshard, routing } from './kinesis/streams.ts';

/** Kinesis Data Streams, the producer library and the client library. */
export const adapters: Adapters = {
  'kinesis/routing': routing,
  'kinesis/reshard': reshard,
  'kinesis/limits': limits,
  'kinesis/kpl': kpl,
  'kinesis/lambda-esm': lambdaEsm,
  'kinesis/kcl-timers': timers,
  'kinesis/lease-taker': taker,
  'kinesis/lease': availability,
  'kinesis/lease-write': writes,
  'kinesis/shard-sync': shardSync,
  'kinesis/checkpoint': checkpoints,
  'kinesis/cleanup': cleanup,
  'kinesis/lam-count': byCount,
  'kinesis/lam': assignment,
};
