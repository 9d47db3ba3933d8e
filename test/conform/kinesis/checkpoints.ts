import { compareCheckpoints, SENTINELS, wrongCheckpoint } from '../../../src/services/kcl/checkpoint.ts';
import { type Lease, newLease } from '../../../src/services/kcl/lease.ts';
import { unfinishedParents, whyKept } from '../../../src/services/kcl/lease-cleanup.ts';
import { TASK_BACKOFF_MS } from '../../../src/services/kcl/timers.ts';
import {
  CHECKPOINT_AT_SHUTDOWN,
  higherReason,
  SHUTDOWN_NAMES,
  type ShutdownReason,
  shutdownName,
  shutdownReasonOf,
} from '../../../src/services/kcl/version.ts';
import { agrees, isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { has, listOf, pick, pickText, pickTruth, texts } from './input.ts';
import { checkpointOf, rowOf, wordOf } from './rows.ts';
import { versionOf } from './timers.ts';

/** The order of checkpoints, what a processor may checkpoint, and why it is shut down. */
export const checkpoints: Adapter = {
  matches: (expected, actual) => {
    const compare = own(expected, 'compare');
    const plain = compare === 'a == b' || compare === 'equal' ? 'a = b' : compare;
    return agrees(isRecord(expected) && plain !== undefined ? { ...expected, compare: plain } : expected, actual);
  },
  answer: (input) => ordered(input) ?? allowed(input) ?? shutdown(input),
};

function ordered(input: Json): Json | undefined {
  const list =
    listOf(input, 'order') ?? listOf(input, 'checkpoints') ?? listOf(input, 'values') ?? listOf(input, 'unsorted');
  if (list !== undefined) {
    const sorted = list.map(checkpointOf).toSorted(compareCheckpoints);
    return {
      sorted: sorted.map(wordOf),
      order: sorted.map(wordOf),
      max: wordOf(sorted.at(-1) ?? checkpointOf(null)),
      min: wordOf(sorted[0] ?? checkpointOf(null)),
    };
  }
  if (!has(input, 'a') || !has(input, 'b')) {
    const sentinel = pickText(input, 'sentinel');
    return sentinel === undefined ? undefined : { value: SENTINELS[sentinel as keyof typeof SENTINELS] ?? null };
  }
  const order = compareCheckpoints(checkpointOf(own(input, 'a')), checkpointOf(own(input, 'b')));
  return {
    compare: order < 0 ? 'a < b' : order > 0 ? 'a > b' : 'a = b',
    result: Math.sign(order),
    sign: Math.sign(order),
    greater: order > 0 ? 'a' : order < 0 ? 'b' : null,
    max: order >= 0 ? 'a' : 'b',
  };
}

/** A checkpoint between the last one and what was delivered. */
function allowed(input: Json): Json | undefined {
  const last = pick(input, 'last', 'lastCheckpoint', 'current', 'currentCheckpoint', 'lastCheckpointValue');
  const largest = pick(
    input,
    'largestDelivered',
    'largestPermitted',
    'largestPermittedCheckpoint',
    'largestPermittedCheckpointValue',
    'delivered',
    'largest',
    'lastDelivered',
  );
  if (last === undefined && largest === undefined) return undefined;
  const wanted = pick(input, 'checkpoint', 'wanted', 'attempt', 'requested', 'value') ?? null;
  const most = checkpointOf(largest ?? 'SHARD_END');
  // Without an argument everything delivered so far is meant.
  const at = wanted === null || wanted === true ? most : checkpointOf(wanted);
  const wrong = wrongCheckpoint(at, checkpointOf(last ?? 'AT_TIMESTAMP'), most);
  return {
    allowed: wrong === undefined,
    valid: wrong === undefined,
    because: wrong ?? null,
    error: wrong === undefined ? null : 'IllegalArgumentException',
    checkpoint: [wordOf(at), at.sub],
    sequenceNumber: wordOf(at),
    subSequenceNumber: at.sub,
  };
}

const LIBRARY_NAMES: Readonly<Record<ShutdownReason, string>> = {
  requested: 'REQUESTED',
  shardEnd: 'SHARD_END',
  leaseLost: 'LEASE_LOST',
};

/** Why a processor is shut down, what it is called in the release, and what it may checkpoint then. */
function shutdown(input: Json): Json | undefined {
  const list = listOf(input, 'reasons') ?? listOf(input, 'shutdownReasons');
  const single = pickText(input, 'reason', 'shutdownReason', 'ShutdownReason', 'name', 'callback');
  const reasons = (list === undefined ? [single ?? ''] : texts(list)).flatMap((one) => shutdownReasonOf(one) ?? []);
  const [first, ...others] = reasons;
  if (first === undefined) return undefined;
  const reason = others.reduce(higherReason, first);
  const version = versionOf(input);
  const names = SHUTDOWN_NAMES[reason];
  const rule = CHECKPOINT_AT_SHUTDOWN[reason];
  const checkpointed = pickTruth(input, 'checkpointed', 'checkpoint', 'checkpoints');
  const fails = rule === 'must' && checkpointed === false;
  return {
    reason: LIBRARY_NAMES[reason],
    final: LIBRARY_NAMES[reason],
    rank: names.rank,
    name: version.major === 1 ? names.v1 : LIBRARY_NAMES[reason],
    name1x: names.v1,
    v1: names.v1,
    callback: version.major === 1 ? 'shutdown' : names.v2,
    method: version.major === 1 ? 'shutdown' : names.v2,
    call: shutdownName(version, reason),
    mayCheckpoint: rule !== 'must not',
    canCheckpoint: rule !== 'must not',
    checkpointAllowed: rule !== 'must not',
    mustCheckpoint: rule === 'must',
    taskFails: fails,
    retried: fails,
    childrenBlocked: fails,
    retryMs: fails ? TASK_BACKOFF_MS : null,
    error: rule === 'must not' && checkpointed === true ? 'ShutdownException' : null,
  };
}

const ABSENT = new Set<Json>(['not in table', 'missing', 'absent']);

/** Rows of children or parents: words, rows, or `not in table`. */
function family(
  given: Json | undefined,
  prefix: string,
  both: readonly string[],
): ReadonlyMap<string, Lease | undefined> {
  const list = isList(given)
    ? given
    : isRecord(given) && !has(given, 'checkpoint')
      ? Object.values(given)
      : both.map(() => given ?? null);
  return new Map(
    list.map((one, at) => {
      const key = `${prefix}-${at}`;
      const missing = one === null || ABSENT.has(one) || pickTruth(one, 'inTable', 'present', 'exists') === false;
      const begun =
        typeof one !== 'string' || ['present', 'in table', 'parent', 'exists'].includes(one)
          ? one
          : { checkpoint: one };
      return [key, missing ? undefined : rowOf(isRecord(begun) ? begun : null, key)];
    }),
  );
}

/** Rows of finished shards, and children that wait for their parents. */
export const cleanup: Adapter = {
  answer: (input) => {
    const child = own(input, 'child');
    const parentsGiven = pick(input, 'parents', 'parentLeases') ?? pick(child, 'parents');
    if (!has(input, 'lease') && !has(input, 'children'))
      return parentsGiven === undefined ? undefined : blocked(parentsGiven);
    const children = family(pick(input, 'children', 'childLeases'), 'child', ['left', 'right']);
    const none =
      (isList(parentsGiven) && parentsGiven.length === 0) || parentsGiven === undefined || parentsGiven === null;
    const inTable = pickTruth(
      input,
      'parentsInTable',
      'parentInTable',
      'parentsPresent',
      'parentPresent',
      'parentsStillPresent',
    );
    const parents = none
      ? family(inTable === true ? 'present' : [], 'parent', ['one'])
      : family(parentsGiven, 'parent', ['one']);
    const rows = new Map([...children, ...parents]);
    const gone = [pick(input, 'shard', 'shardExists', 'stream'), pick(input, 'error')].some(
      (one) => one === false || /not exist|ResourceNotFound|expired|gone|deleted/i.test(String(one)),
    );
    const kept = whyKept(
      { ...rowOf(own(input, 'lease') ?? { checkpoint: 'SHARD_END' }, 'shard'), parentShardIds: [...parents.keys()] },
      [...children.keys()],
      (key) => rows.get(key),
      {
        shardGone: gone || pickTruth(input, 'shardGone', 'shardExpired', 'resourceNotFound') === true,
        completedShards: pickTruth(input, 'cleanupLeasesOfCompletedShards', 'cleanupLeasesUponShardCompletion') ?? true,
      },
    );
    return { deleted: kept === undefined, kept: kept !== undefined, because: kept ?? null };
  },
};

function blocked(parents: Json): Json {
  const rows = family(parents, 'parent', ['one']);
  const child = newLease('child', checkpointOf('TRIM_HORIZON'), { parentShardIds: [...rows.keys()] });
  const waits = unfinishedParents(child, (key) => rows.get(key));
  return { blocked: waits.length > 0, childMayStart: waits.length === 0, mayStart: waits.length === 0 };
}
