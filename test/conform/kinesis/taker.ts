import { Belief, NEVER } from '../../../src/services/kcl/belief.ts';
import { LeaseTable } from '../../../src/services/kcl/lease-table.ts';
import {
  computeLeaseCounts,
  decideTake,
  type TakeOptions,
  type TakePass,
  targetLeases,
} from '../../../src/services/kcl/lease-taker.ts';
import { takeLease } from '../../../src/services/kcl/lease-write.ts';
import { VERY_OLD_MULTIPLIER } from '../../../src/services/kcl/timers.ts';
import { featuresOf } from '../../../src/services/kcl/version.ts';
import { agrees, isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { listOf, pick, pickNumber, pickText, pickTruth, texts } from './input.ts';
import { rowOf } from './rows.ts';
import { ageOf, failoverIn, versionOf } from './timers.ts';

const NOW = 1_767_603_600_000;

/** What a case may call the way a pass went. */
const WORDS: Readonly<Record<TakePass['branch'], RegExp>> = {
  'no-leases': /^(none|nothing|noop)$/i,
  'at-target': /^(none|nothing|noop|at.?target|balanced)$/i,
  'no-steal': /^(none|nothing|noop|no.?steal)$/i,
  'very-old': /^(take|very.?old|take.?very.?old|priority|take.?all)$/i,
  available: /^(take|available|take.?available|take.?expired|expired|unowned)$/i,
  steal: /^steal$/i,
};

/** Leases as `[{ owner, count }]`, or as `{ A: 8, B: 0 }`. */
function groupsOf(input: Json): readonly Json[] | undefined {
  const given = pick(input, 'leases', 'workers', 'counts', 'owners');
  if (isList(given)) return given.every(isRecord) ? given : undefined;
  if (!isRecord(given)) return undefined;
  return Object.entries(given).map(([owner, count]) => ({ owner: owner === 'null' ? null : owner, count }));
}

/** The mode of all leases of a group: never renewed, some time ago, or now. */
function sinceOf(lease: Json, failoverTime: number): number {
  if (pickTruth(lease, 'neverRenewed', 'new', 'neverSeen') === true) return NEVER;
  const age = ageOf(lease);
  if (age !== undefined) return NOW - age;
  if (pickTruth(lease, 'veryOld') === true) return NOW - VERY_OLD_MULTIPLIER * failoverTime - 1;
  return pickTruth(lease, 'expired', 'available') === true ? NOW - failoverTime - 1 : NOW;
}

interface Seen {
  readonly table: LeaseTable;
  readonly belief: Belief;
}

function tableOf(groups: readonly Json[], failoverTime: number): Seen {
  const table = new LeaseTable();
  const belief = new Belief();
  for (const [group, one] of groups.entries()) {
    for (let at = 0; at < (pickNumber(one, 'count', 'leases') ?? 1); at += 1) {
      const row = rowOf(one, pickText(one, 'key', 'leaseKey') ?? `${group}-${String(at).padStart(6, '0')}`);
      table.put(row);
      belief.set(table.slotOf(row.leaseKey) ?? 0, row.leaseCounter, sinceOf(one, failoverTime));
    }
  }
  return { table, belief };
}

function optionsOf(input: Json): TakeOptions {
  const features = featuresOf(versionOf(input));
  return {
    worker: pickText(input, 'me', 'worker', 'workerId') ?? 'foo',
    failoverTime: failoverIn(input),
    maxLeasesForWorker: pickNumber(input, 'maxLeasesForWorker') ?? Number.MAX_SAFE_INTEGER,
    maxLeasesToStealAtOneTime: pickNumber(input, 'maxLeasesToStealAtOneTime', 'maxLeasesToSteal') ?? 1,
    priorityAssignment: pickTruth(input, 'enablePriorityLeaseAssignment', 'priority') ?? features.priorityAssignment,
    veryOldMultiplier:
      pickNumber(input, 'veryOldLeaseDurationNanosMultiplier', 'veryOldMultiplier') ?? VERY_OLD_MULTIPLIER,
    unownedAvailable: features.unownedAvailable,
  };
}

/** The target alone, from two numbers. */
function targetOnly(input: Json): Json | undefined {
  const leases = pickNumber(input, 'N', 'leases', 'leaseCount', 'numLeases', 'totalLeases');
  const workers = pickNumber(input, 'W', 'workers', 'workerCount', 'numWorkers');
  if (leases === undefined || workers === undefined) return undefined;
  const { target, spillover } = targetLeases(leases, workers, optionsOf(input).maxLeasesForWorker);
  const mine = pickNumber(input, 'mine', 'myLeases', 'owned', 'have');
  return { target, spillover, leaseSpillover: spillover, ...(mine === undefined ? {} : { need: target - mine }) };
}

/** Several passes of the same worker, each written and seen before the next. */
function passesOf(input: Json, groups: readonly Json[], passes: number): Json {
  const options = optionsOf(input);
  const { table, belief } = tableOf(groups, options.failoverTime);
  const others = [...new Set(groups.flatMap((one) => rowOf(one, '').leaseOwner ?? []))].filter(
    (one) => one !== options.worker,
  );
  const counts: number[][] = [];
  let took = 0;
  for (let at = 0; at < passes; at += 1) {
    const pass = decideTake(table, belief, NOW, options, undefined);
    for (const slot of pass.take) {
      const row = table.at(slot);
      const written = takeLease(row, row?.leaseCounter ?? -1, options.worker);
      if (!('row' in written)) continue;
      table.put(written.row);
      belief.set(slot, written.row.leaseCounter, NOW);
      took += 1;
    }
    const owned = (owner: string) => [...table.rows()].filter((row) => row.leaseOwner === owner).length;
    counts.push([...others, options.worker].map(owned));
  }
  return { counts, final: counts.at(-1) ?? [], passes, taken: took, count: took };
}

export const taker: Adapter = {
  matches: (expected, actual) => {
    const action = own(expected, 'action');
    const branch = own(actual, 'branch');
    if (typeof action !== 'string' || !isRecord(expected) || typeof branch !== 'string')
      return agrees(expected, actual);
    const { action: _, ...rest } = expected;
    const word = own(actual, 'count') === 0 ? WORDS['no-steal'] : WORDS[branch as TakePass['branch']];
    return agrees(rest, actual) && (word.test(action) || WORDS[branch as TakePass['branch']].test(action));
  },
  answer: (input) => {
    const groups = groupsOf(input);
    if (groups === undefined) return targetOnly(input);
    const passes = pickNumber(input, 'passes', 'runs');
    if (passes !== undefined) return passesOf(input, groups, passes);
    const options = optionsOf(input);
    const { table, belief } = tableOf(groups, options.failoverTime);
    const available = listOf(input, 'available') ?? listOf(input, 'expired');
    const counts =
      available === undefined
        ? undefined
        : computeLeaseCounts([...table.rows()], new Set(texts(available)), options.worker);
    const pass = decideTake(table, belief, NOW, options, undefined);
    const keys = pass.take.map((slot) => table.at(slot)?.leaseKey ?? '');
    return {
      take: keys.length,
      taken: keys.length,
      count: keys.length,
      steal: pass.branch === 'steal' ? keys.length : 0,
      stolen: pass.branch === 'steal' ? keys.length : 0,
      keys,
      target: pass.target,
      need: pass.need,
      mine: pass.mine,
      workers: pass.workers,
      leases: pass.leases,
      available: pass.available,
      spillover: pass.spillover,
      branch: pass.branch,
      action: keys.length === 0 ? 'none' : pass.branch === 'steal' ? 'steal' : 'take',
      victim: pass.branch === 'steal' ? (pass.victim?.worker ?? null) : null,
      veryOld: pass.veryOld,
      counts: counts === undefined ? null : Object.fromEntries(counts),
    };
  },
};
