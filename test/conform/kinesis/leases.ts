import { Belief } from '../../../src/services/kcl/belief.ts';
import { actualOwner, isAvailable, isBlockedByHandoff, isEligibleForHandoff } from '../../../src/services/kcl/lease.ts';
import { LeaseTable } from '../../../src/services/kcl/lease-table.ts';
import { isExpiredLease, isVeryOldLease } from '../../../src/services/kcl/timers.ts';
import { featuresOf } from '../../../src/services/kcl/version.ts';
import { isRecord } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { listOf, pick, pickNumber, pickText, pickTime, pickTruth, records } from './input.ts';
import { rowOf } from './rows.ts';
import { ageOf, failoverIn, versionOf } from './timers.ts';

/** Whether a lease may be taken, whether it is expired, and who works on it. */
export const availability: Adapter = {
  answer: (input) => {
    const scans = listOf(input, 'scans');
    if (scans !== undefined) return afterScans(records(scans), input);
    const cases = listOf(input, 'cases') ?? listOf(input, 'leases');
    const { unownedAvailable } = featuresOf(versionOf(input));
    const judge = (lease: Json) => judged(lease, input, unownedAvailable);
    if (cases === undefined) {
      const lease = pick(input, 'lease', 'row') ?? input;
      return isRecord(lease) ? judge(lease) : undefined;
    }
    const all = cases.map((one) => judge(isRecord(one) ? (pick(one, 'lease') ?? one) : one));
    return Object.fromEntries(Object.keys(all[0] ?? {}).map((name) => [name, all.map((one) => one[name] ?? null)]));
  },
};

function judged(lease: Json, input: Json, unownedAvailable: boolean): { readonly [key: string]: Json } {
  const age = ageOf(lease) ?? ageOf(input);
  const failoverTime = failoverIn(
    isRecord(lease) && pickTime(lease, 'failovertime', 'leaseduration') !== undefined ? lease : input,
  );
  const expired =
    pickTruth(lease, 'expired') ??
    pickTruth(input, 'expired') ??
    (age === undefined ? false : isExpiredLease(0, age, failoverTime));
  const row = rowOf(lease, 'lease');
  const owner = actualOwner(row);
  const handoff = row.checkpointOwner !== undefined;
  const waiting = expired || owner === undefined;
  return {
    expired,
    veryOld: age !== undefined && isVeryOldLease(0, age, failoverTime),
    available: isAvailable(row, expired, unownedAvailable),
    unassigned: owner === undefined,
    actualOwner: owner ?? null,
    shutdownRequested: handoff,
    pendingHandoff: handoff,
    eligibleForGracefulShutdown: isEligibleForHandoff(row, waiting),
    eligibleForHandoff: isEligibleForHandoff(row, waiting),
    blocked: isBlockedByHandoff(row, waiting, pickNumber(lease, 'handoffTimeoutAt') ?? Number.POSITIVE_INFINITY, 0),
  };
}

/** What a worker believes after scans of one row. */
function afterScans(scans: readonly Json[], input: Json): Json {
  const table = new LeaseTable();
  const belief = new Belief();
  const { unownedAvailable } = featuresOf(versionOf(input));
  const start = 1_767_603_600_000;
  const seen = scans.map((scan) => {
    const now = start + (pickTime(scan, 'at', 't', 'time', 'scan') ?? 0);
    const row = rowOf(scan, 'lease');
    table.put(row);
    belief.scan(table, now);
    const since = belief.since(table.slotOf('lease') ?? 0) ?? now;
    const expired = isExpiredLease(since, now, failoverIn(input));
    return {
      expired,
      available: isAvailable(row, expired, unownedAvailable),
      believedAgeMs: since === 0 ? null : now - since,
    };
  });
  const last = seen.at(-1) ?? { expired: false, available: false, believedAgeMs: null };
  const wantsEach = pickText(input, 'answer') === 'each';
  return wantsEach ? { available: seen.map((one) => one.available) } : { ...last, perScan: seen };
}
