/** A release of the Kinesis Client Library, as far as its behaviour differs. */
export interface KclVersion {
  /** As written (`2.x`, `1.14`, `3.5.1`). */
  readonly text: string;
  readonly major: 1 | 2 | 3;
  readonly minor: number;
  readonly patch: number;
}

/** The last release of each line that the rules here were read from. */
const LATEST: Readonly<Record<1 | 2 | 3, readonly [number, number]>> = { 1: [15, 1], 2: [7, 0], 3: [5, 1] };

/** Reads `2.x`, `1.14`, `3.4.3`; a left-out or `x` part means the newest of that line. Undefined for anything else. */
export function parseVersion(text: string): KclVersion | undefined {
  const match = /^([123])(?:\.(x|\d{1,3})(?:\.(x|\d{1,3}))?)?$/.exec(text.trim());
  if (match === null) return undefined;
  const major = Number(match[1]) as 1 | 2 | 3;
  const [minor, patch] = LATEST[major];
  const open = match[2] === undefined || match[2] === 'x';
  return {
    text: text.trim(),
    major,
    minor: open ? minor : Number(match[2]),
    patch: open ? patch : match[3] === undefined || match[3] === 'x' ? 999 : Number(match[3]),
  };
}

function since(version: KclVersion, major: number, minor: number, patch = 0): boolean {
  if (version.major !== major) return version.major > major;
  if (version.minor !== minor) return version.minor > minor;
  return version.patch >= patch;
}

/** What a release does and writes. */
export interface KclFeatures {
  /** Leases that nobody has renewed for three failover times are taken first, whatever the target. */
  readonly priorityAssignment: boolean;
  /** `enablePriorityLeaseAssignment` can switch that off. */
  readonly prioritySwitch: boolean;
  /** An unowned lease is available at once; before, one that was seen owned had to age first. */
  readonly unownedAvailable: boolean;
  /** One elected worker assigns all leases; the others only discover theirs. */
  readonly leaderAssignment: boolean;
  /** How long the leader's lock lasts can be set. */
  readonly leaderLeaseSetting: boolean;
  /** The strategy LEASE_COUNT_BASED exists. */
  readonly leaseCountStrategy: boolean;
  /** The first, passive phase of a migration from 2.x exists. */
  readonly migrationPhase1: boolean;
  /** Leases, worker metrics and coordinator state share one table. */
  readonly singleTable: boolean;
  /** Enhanced fan-out is the default way to read. */
  readonly fanOutByDefault: boolean;
  /** Records are fetched ahead of the processor. */
  readonly prefetch: boolean;
  /** A leader looks for holes in the leases' hash ranges. */
  readonly leaseAuditor: boolean;
}

/** The features of a release (release notes and sources of amazon-kinesis-client). */
export function featuresOf(version: KclVersion): KclFeatures {
  return {
    priorityAssignment: since(version, 2, 3),
    prioritySwitch: since(version, 2, 6),
    unownedAvailable: since(version, 2, 6),
    leaderAssignment: since(version, 3, 0),
    leaderLeaseSetting: since(version, 3, 2),
    leaseCountStrategy: since(version, 3, 4, 3),
    migrationPhase1: since(version, 3, 5),
    singleTable: since(version, 3, 5),
    fanOutByDefault: since(version, 2, 0),
    prefetch: since(version, 2, 0),
    leaseAuditor: since(version, 2, 3) || (version.major === 1 && since(version, 1, 14)),
  };
}

/** The columns of the lease table that a release writes, in the order people read them. */
export function columnsOf(version: KclVersion): readonly string[] {
  const auditor = featuresOf(version).leaseAuditor;
  const columns = [
    'leaseKey',
    'leaseOwner',
    'leaseCounter',
    'ownerSwitchesSinceCheckpoint',
    'checkpoint',
    'checkpointSubSequenceNumber',
    'parentShardId',
  ];
  if (since(version, 1, 8)) columns.push('pendingCheckpoint', 'pendingCheckpointSubSequenceNumber');
  if (since(version, 2, 3)) columns.push('pendingCheckpointState');
  if (auditor) columns.push('childShardIds', 'startingHashKey', 'endingHashKey');
  if (since(version, 3, 0)) columns.push('throughputKBps', 'checkpointOwner');
  if (since(version, 3, 5)) columns.push('entityType');
  return columns;
}

/** The tables an application keeps in DynamoDB. */
export function tablesOf(version: KclVersion, application: string): readonly string[] {
  const features = featuresOf(version);
  if (!features.leaderAssignment || features.singleTable) return [application];
  return [application, `${application}-WorkerMetricStats`, `${application}-CoordinatorState`];
}

/** Names of the reasons a record processor is shut down for, and of the callbacks that say so. */
export const SHUTDOWN_NAMES = {
  requested: { rank: 1, v1: 'REQUESTED', v2: 'shutdownRequested' },
  shardEnd: { rank: 2, v1: 'TERMINATE', v2: 'shardEnded' },
  leaseLost: { rank: 3, v1: 'ZOMBIE', v2: 'leaseLost' },
} as const;
export type ShutdownReason = keyof typeof SHUTDOWN_NAMES;

/** The reason of any of its names: `LEASE_LOST` and `ZOMBIE`, `SHARD_END` and `TERMINATE`, or the callback's. */
export function shutdownReasonOf(name: string): ShutdownReason | undefined {
  const wanted = name.replaceAll('_', '').toLowerCase();
  const reasons = Object.keys(SHUTDOWN_NAMES) as ShutdownReason[];
  return reasons.find((reason) => {
    const { v1, v2 } = SHUTDOWN_NAMES[reason];
    return [reason, v1, v2].some((one) => one.toLowerCase() === wanted);
  });
}

/** Whether the processor may checkpoint when it is shut down for this reason, must, or must not. */
export const CHECKPOINT_AT_SHUTDOWN: Readonly<Record<ShutdownReason, 'may' | 'must' | 'must not'>> = {
  requested: 'may',
  shardEnd: 'must',
  leaseLost: 'must not',
};

/** The reason that stands when a second one comes: only a higher rank replaces. */
export function higherReason(one: ShutdownReason | undefined, other: ShutdownReason): ShutdownReason {
  return one === undefined || SHUTDOWN_NAMES[other].rank > SHUTDOWN_NAMES[one].rank ? other : one;
}

/** What the release calls a shutdown for this reason: 1.x passes the reason to `shutdown`, later ones have callbacks. */
export function shutdownName(version: KclVersion, reason: ShutdownReason): string {
  return version.major === 1 ? `shutdown(${SHUTDOWN_NAMES[reason].v1})` : SHUTDOWN_NAMES[reason].v2;
}
