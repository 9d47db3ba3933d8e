import type { Adapters } from './contract.ts';
import { assignment, byCount } from './kinesis/assignment.ts';
import { checkpoints, cleanup } from './kinesis/checkpoints.ts';
import { lambdaEsm } from './kinesis/esm.ts';
import { kpl } from './kinesis/kpl.ts';
import { availability } from './kinesis/leases.ts';
import { limits } from './kinesis/limits.ts';
import { reshard } from './kinesis/reshard.ts';
import { routing } from './kinesis/routing.ts';
import { shardSync } from './kinesis/sync.ts';
import { taker } from './kinesis/taker.ts';
import { timers } from './kinesis/timers.ts';
import { wordly } from './kinesis/words.ts';
import { writes } from './kinesis/writes.ts';

/** Kinesis Data Streams, the producer library and the client library. */
export const adapters: Adapters = {
  'kinesis/routing': wordly(routing),
  'kinesis/reshard': wordly(reshard),
  'kinesis/limits': wordly(limits),
  'kinesis/kpl': wordly(kpl),
  'kinesis/lambda-esm': wordly(lambdaEsm),
  'kinesis/kcl-timers': wordly(timers),
  'kinesis/lease-taker': wordly(taker),
  'kinesis/lease': wordly(availability),
  'kinesis/lease-write': wordly(writes),
  'kinesis/shard-sync': wordly(shardSync),
  'kinesis/checkpoint': wordly(checkpoints),
  'kinesis/cleanup': wordly(cleanup),
  'kinesis/lam-count': wordly(byCount),
  'kinesis/lam': wordly(assignment),
};
