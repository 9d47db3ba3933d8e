import { type InitialPosition, isShardEnd, sentinelOf } from '../../../src/services/kcl/checkpoint.ts';
import { DEFAULT_INITIAL_POSITION } from '../../../src/services/kcl/config.ts';
import {
  auditLeases,
  findHole,
  HASH_RANGE_MOST,
  type HashRange,
  type HoleMemory,
} from '../../../src/services/kcl/hash-range.ts';
import { newLease } from '../../../src/services/kcl/lease.ts';
import {
  type ListedShard,
  leaseOfChild,
  leasesForEmptyTable,
  leasesToCreate,
  shardsAtStart,
} from '../../../src/services/kcl/shard-sync.ts';
import { shardSyncLeader } from '../../../src/services/kcl/shard-sync-leader.ts';
import {
  AUDITOR_FIRST_MS,
  AUDITOR_INTERVAL_MS,
  BOOTSTRAP_CHECK_MS,
  BOOTSTRAP_WAIT_LEAST_MS,
  BOOTSTRAP_WAIT_MOST_MS,
  HOLE_CONFIDENCE,
} from '../../../src/services/kcl/timers.ts';
import { agrees, isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { has, listOf, pick, pickNumber, pickText, pickTruth, rangeOf, records, texts } from './input.ts';
import { checkpointOf, wordOf } from './rows.ts';

export const shardSync: Adapter = {
  // A case with several looks may list what each of them came to.
  matches: (expected, actual) => {
    const each = isList(own(expected, 'syncTriggered')) ? { syncTriggered: own(actual, 'syncs') ?? null } : {};
    const holes = isList(own(expected, 'hole')) ? { hole: own(actual, 'holes') ?? null } : {};
    return agrees(expected, isRecord(actual) ? { ...actual, ...each, ...holes } : actual);
  },
  answer: (input) => {
    const graph = pick(input, 'graph', 'shardGraph');
    if (isRecord(graph)) return rowsFor(graph, input);
    const listed = listOf(input, 'shards');
    if (listed?.every((one) => isRecord(one) && (has(one, 'ShardId') || has(one, 'id'))) === true)
      return rowsForListed(records(listed), input);
    const looks = looksOf(input);
    if (looks !== undefined) return audited(looks);
    const owners = listOf(input, 'owners') ?? listOf(input, 'leaseOwners');
    if (owners !== undefined)
      return { leader: shardSyncLeader(texts(owners)) ?? null, everyWorkerIsLeader: owners.length === 0 };
    return defaults(input);
  },
};

/** One look of the auditor: the ranges of unfinished leases, and how many rows there are. */
interface Look {
  readonly ranges: readonly HashRange[];
  readonly rows: number;
}

/** The checkpoint of a lease, or the third part of `["4", "23", "SHARD_END"]`. */
const checkpointIn = (one: Json): Json => (isList(one) ? one[2] : own(one, 'checkpoint')) ?? 'TRIM_HORIZON';

/** A table with one hole, another for every name. */
function withHole(name: string, names: readonly string[]): Look {
  const at = BigInt(names.indexOf(name) + 1) * 10n;
  return {
    rows: 2,
    ranges: [
      { start: 0n, end: at },
      { start: at + 2n, end: HASH_RANGE_MOST },
    ],
  };
}

function lookAt(value: Json | undefined): Look | undefined {
  if (value === null || value === undefined) return { ranges: [], rows: 0 };
  const list = isList(value) ? value : (listOf(value, 'ranges') ?? listOf(value, 'leases'));
  if (list === undefined) return undefined;
  const ended = new Set(listOf(isList(value) ? null : value, 'shardEnd') ?? []);
  const open = list.filter((one, at) => !ended.has(at) && !isShardEnd(checkpointOf(checkpointIn(one))));
  return { ranges: open.flatMap((one) => rangeOf(one) ?? []), rows: list.length };
}

/** The looks of a case: one, one repeated, or one after another. */
function looksOf(input: Json): readonly Look[] | undefined {
  const several = ['runs', 'scans', 'looks', 'audits', 'sequence']
    .map((name) => listOf(input, name))
    .find((one) => one !== undefined);
  if (several !== undefined) {
    return several.flatMap((one) => {
      const look = lookAt(one);
      const times = isRecord(one) ? (pickNumber(one, 'times', 'repeat', 'consecutive') ?? 1) : 1;
      return look === undefined ? [] : Array.from({ length: times }, () => look);
    });
  }
  const holes = listOf(input, 'holes') ?? listOf(input, 'holesSeen');
  if (holes !== undefined) {
    const names = holes.map((one) => JSON.stringify(one));
    return names.map((hole) => withHole(hole, names));
  }
  const seen = pickNumber(input, 'sameHoleSeen', 'sameHoleTimes', 'consecutiveHoles', 'sameHole');
  if (seen !== undefined && !has(input, 'ranges')) return Array.from({ length: seen }, () => withHole('A', ['A']));
  const name = ['ranges', 'leases', 'shards', 'hashRanges', 'hashKeyRanges'].find((one) => has(input, one));
  const look = name === undefined ? undefined : lookAt(own(input, name));
  if (look === undefined) return undefined;
  const times =
    pickNumber(
      input,
      'consecutive',
      'times',
      'runs',
      'consecutiveRuns',
      'consecutiveHoles',
      'checks',
      'repeat',
      'scans',
    ) ?? 1;
  return Array.from({ length: times }, () => look);
}

function audited(looks: readonly Look[]): Json {
  let memory: HoleMemory | undefined;
  const syncs: boolean[] = [];
  for (const look of looks) {
    const audit = auditLeases(look.ranges, look.rows, memory, HOLE_CONFIDENCE);
    memory = audit.memory;
    syncs.push(audit.sync);
  }
  const last = looks.at(-1);
  const hole = last === undefined ? undefined : findHole(last.ranges);
  const side = (range: HashRange | undefined) =>
    range === undefined ? null : [String(range.start), String(range.end)];
  return {
    hole: hole !== undefined,
    holes: looks.map((look) => findHole(look.ranges) !== undefined),
    complete: hole === undefined,
    holeBetween: hole === undefined ? null : [side(hole.before), side(hole.after)],
    syncTriggered: syncs.at(-1) ?? false,
    shouldDoShardSync: syncs.at(-1) ?? false,
    syncs,
    triggered: syncs,
    triggeredAt: syncs.indexOf(true) + 1 || null,
    syncAfter: syncs.indexOf(true) + 1 || null,
    timesSeen: memory?.times ?? 0,
  };
}

function positionOf(input: Json): InitialPosition {
  const given = pick(input, 'initialPosition', 'initialPositionInStream', 'position');
  const text = typeof given === 'string' ? given : isRecord(given) ? 'AT_TIMESTAMP' : '';
  return text === 'TRIM_HORIZON' || text === 'AT_TIMESTAMP' || text === 'LATEST' ? text : DEFAULT_INITIAL_POSITION;
}

function rowsFor(graph: { readonly [key: string]: Json }, input: Json): Json {
  const open = new Set((listOf(graph, 'open') ?? listOf(input, 'open') ?? []).map(String));
  const shards = Object.keys(graph)
    .filter((name) => name !== 'open')
    .map(
      (shardId): ListedShard => ({
        shardId,
        parents: (listOf(graph, shardId) ?? []).map(String),
        open: open.has(shardId),
      }),
    );
  return rowsOf(shards, input);
}

function rowsForListed(list: readonly Json[], input: Json): Json {
  const shards = list.map((one): ListedShard => {
    const parents = [pickText(one, 'ParentShardId'), pickText(one, 'AdjacentParentShardId')].filter(
      (id) => id !== undefined,
    );
    const range = rangeOf(one);
    return {
      shardId: pickText(one, 'ShardId', 'id') ?? '',
      parents: parents.length > 0 ? parents : texts(listOf(one, 'parents')),
      open: pickTruth(one, 'closed') !== true && pickTruth(one, 'open') !== false,
      ...(range === undefined ? {} : { hashRange: range }),
    };
  });
  return rowsOf(shards, input);
}

function rowsOf(shards: readonly ListedShard[], input: Json): Json {
  const ended = pickText(input, 'shardEnd', 'ended', 'ends');
  const existing = pick(input, 'existingLeases', 'leases', 'have', 'existing');
  const rows = new Set(
    (isList(existing) ? existing : []).map((one) =>
      isRecord(one) ? (pickText(one, 'leaseKey', 'key') ?? '') : String(one),
    ),
  );
  const position = positionOf(input);
  const empty = pickTruth(input, 'emptyTable', 'emptyLeaseTable') === true;
  const created =
    ended !== undefined
      ? shards.filter((shard) => shard.parents.includes(ended) && !rows.has(shard.shardId)).map(leaseOfChild)
      : empty
        ? leasesForEmptyTable(shardsAtStart(shards, position), position)
        : leasesToCreate(shards, rows, position);
  const words = created.map(
    (lease) => [lease.leaseKey, sentinelOf(lease.checkpoint) ?? wordOf(lease.checkpoint)] as const,
  );
  const keys = created.map((lease) => lease.leaseKey).sort((one, other) => Number(one) - Number(other));
  return {
    create: Object.fromEntries(words),
    created: keys,
    createKeys: keys,
    leases: keys,
    count: keys.length,
    parents: Object.fromEntries(
      created.map((lease) => [lease.leaseKey, newLease(lease.leaseKey, lease.checkpoint, lease).parentShardIds]),
    ),
  };
}

function defaults(input: Json): Json | undefined {
  const about = isRecord(input) ? JSON.stringify(input) : '';
  if (!/default|auditor|bootstrap|confidence/i.test(about)) return undefined;
  return {
    initialPosition: DEFAULT_INITIAL_POSITION,
    default: DEFAULT_INITIAL_POSITION,
    firstRunMs: AUDITOR_FIRST_MS,
    firstMs: AUDITOR_FIRST_MS,
    initialDelayMs: AUDITOR_FIRST_MS,
    intervalMs: AUDITOR_INTERVAL_MS,
    everyMs: AUDITOR_INTERVAL_MS,
    confidence: HOLE_CONFIDENCE,
    consecutiveHoles: HOLE_CONFIDENCE,
    minWaitMs: BOOTSTRAP_WAIT_LEAST_MS,
    maxWaitMs: BOOTSTRAP_WAIT_MOST_MS,
    checkEveryMs: BOOTSTRAP_CHECK_MS,
  };
}
