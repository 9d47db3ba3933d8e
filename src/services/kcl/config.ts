import type { Milliseconds } from '../../core/time.ts';
import type { AssignmentConfig } from './assignment/view.ts';
import { EMA_ALPHA } from './assignment/worker-metrics.ts';
import type { InitialPosition } from './checkpoint.ts';
import type { ApplicationDefinition, CheckpointPolicy } from './definition.ts';
import {
  EPSILON_MS,
  IDLE_READ_V1_MS,
  IDLE_READ_V2_MS,
  LEADER_HEARTBEAT_MS,
  LEADER_LEASE_MS,
  type LeaseTimers,
  leaseTimers,
  METRICS_REPORT_MS,
} from './timers.ts';
import { featuresOf, type KclFeatures, type KclVersion, parseVersion } from './version.ts';

/** Everything an application is set to, the library's defaults filled in. */
export interface KclConfig {
  readonly version: KclVersion;
  readonly features: KclFeatures;
  readonly timers: LeaseTimers;
  readonly failoverTime: Milliseconds;
  readonly initialPosition: InitialPosition;
  readonly initialTimestamp: number;
  readonly maxLeasesForWorker: number;
  readonly maxLeasesToStealAtOneTime: number;
  readonly priorityAssignment: boolean;
  readonly retrieval: 'polling' | 'fanOut';
  readonly idleTimeBetweenReads: Milliseconds;
  readonly maxRecords: number;
  readonly strategy: 'WORKER_UTILIZATION_AWARE' | 'LEASE_COUNT_BASED';
  readonly assignment: AssignmentConfig;
  readonly balancingFrequency: number;
  readonly handoff: { readonly enabled: boolean; readonly timeout: Milliseconds };
  /** The leader's lock: how long it lasts without a heartbeat, and how often there is one. */
  readonly leader: { readonly lease: Milliseconds; readonly heartbeat: Milliseconds };
  /** 3.x: whether the fleet is on its way from 2.x; `3X` where it is not. */
  readonly clientVersion: ClientVersionSetting;
  readonly scanTime: Milliseconds;
  readonly randomIds: boolean;
  readonly perRecord: Milliseconds;
  readonly checkpointPolicy: CheckpointPolicy;
  readonly checkpointOnShutdown: boolean;
  readonly checkpointAtShardEnd: boolean;
  readonly twoPhase: Milliseconds | undefined;
  readonly idempotent: boolean;
  /** More than one stream: lease keys name the stream too. */
  readonly multiStream: boolean;
}

/** Where reading begins when nothing is said, with one stream. */
export const DEFAULT_INITIAL_POSITION: InitialPosition = 'LATEST';
const FAILOVER_DEFAULT_MS = 10_000;
/** No limit, as the library's `Integer.MAX_VALUE`. */
const UNLIMITED = 2 ** 31 - 1;

/** How a leader of 3.x assigns when nothing is said (`WorkerUtilizationAwareAssignmentConfig`). */
export const ASSIGNMENT_DEFAULTS = {
  maxThroughputPerHostKBps: Number.MAX_VALUE,
  dampeningPercentage: 60,
  reBalanceThresholdPercentage: 10,
  allowThroughputOvershoot: true,
  balancingFrequency: 3,
  reportEveryMs: METRICS_REPORT_MS,
} as const;

const configs = new WeakMap<ApplicationDefinition, KclConfig>();

/** The configuration of an application. */
export function configOf(definition: ApplicationDefinition): KclConfig {
  let config = configs.get(definition);
  if (config === undefined) {
    config = makeConfig(definition);
    configs.set(definition, config);
  }
  return config;
}

const SETTINGS = {
  CLIENT_VERSION_CONFIG_COMPATIBLE_WITH_2X_PHASE1: 'phase1',
  CLIENT_VERSION_CONFIG_COMPATIBLE_WITH_2X: 'compatible',
  CLIENT_VERSION_CONFIG_3X: '3X',
} as const;

/** Phase 1 behaves as 2.x and stays so; phase 2 does until every owner of a lease emits metrics; then there is 3.x. */
export type ClientVersionSetting = (typeof SETTINGS)[keyof typeof SETTINGS];

const NEWEST = parseVersion('3.x');

function makeConfig(definition: ApplicationDefinition): KclConfig {
  const version = definition.version ?? NEWEST;
  if (version === undefined) throw new Error('3.x is a version');
  const features = featuresOf(version);
  const failoverTime = definition.failoverTime ?? FAILOVER_DEFAULT_MS;
  const processing = definition.processing;
  const initial = definition.initialPosition;
  return {
    version,
    features,
    failoverTime,
    timers: leaseTimers(failoverTime, EPSILON_MS, definition.leaseAssignmentInterval),
    initialPosition: initial?.position ?? DEFAULT_INITIAL_POSITION,
    initialTimestamp: initial?.position === 'AT_TIMESTAMP' ? initial.timestamp : 0,
    maxLeasesForWorker: definition.maxLeasesForWorker ?? UNLIMITED,
    maxLeasesToStealAtOneTime: definition.maxLeasesToStealAtOneTime ?? 1,
    priorityAssignment:
      features.priorityAssignment && (!features.prioritySwitch || definition.enablePriorityLeaseAssignment !== false),
    retrieval: definition.retrieval ?? (features.fanOutByDefault ? 'fanOut' : 'polling'),
    idleTimeBetweenReads: definition.idleTimeBetweenReads ?? (version.major === 1 ? IDLE_READ_V1_MS : IDLE_READ_V2_MS),
    maxRecords: definition.maxRecords ?? 10_000,
    strategy: definition.leaseAssignmentStrategy ?? 'WORKER_UTILIZATION_AWARE',
    assignment: assignmentOf(definition),
    balancingFrequency:
      definition.workerUtilizationAware?.varianceBalancingFrequency ?? ASSIGNMENT_DEFAULTS.balancingFrequency,
    handoff: {
      enabled: definition.gracefulLeaseHandoff?.enabled ?? true,
      timeout: definition.gracefulLeaseHandoff?.timeout ?? 30_000,
    },
    leader: {
      lease: definition.leaderLease?.duration ?? LEADER_LEASE_MS,
      heartbeat: definition.leaderLease?.heartbeat ?? LEADER_HEARTBEAT_MS,
    },
    clientVersion: SETTINGS[definition.clientVersionConfig ?? 'CLIENT_VERSION_CONFIG_3X'],
    scanTime: definition.scanTime ?? 0,
    randomIds: definition.workerIds === 'random',
    perRecord: processing?.perRecord ?? 0,
    checkpointPolicy: processing?.checkpointEvery ?? { kind: 'batch' },
    checkpointOnShutdown: processing?.checkpointOnShutdown ?? true,
    checkpointAtShardEnd: processing?.checkpointAtShardEnd ?? true,
    twoPhase: processing?.twoPhase,
    idempotent: processing?.idempotent ?? false,
    multiStream: definition.sources.length > 1,
  };
}

function assignmentOf(definition: ApplicationDefinition): AssignmentConfig {
  const given = definition.workerUtilizationAware;
  const defaults = ASSIGNMENT_DEFAULTS;
  return {
    maxLeasesForWorker: definition.maxLeasesForWorker ?? UNLIMITED,
    maxThroughputPerHostKBps: given?.maxThroughputPerHostKBps ?? defaults.maxThroughputPerHostKBps,
    dampeningPercentage: given?.dampeningPercentage ?? defaults.dampeningPercentage,
    reBalanceThresholdPercentage: given?.reBalanceThresholdPercentage ?? defaults.reBalanceThresholdPercentage,
    allowThroughputOvershoot: given?.allowThroughputOvershoot ?? defaults.allowThroughputOvershoot,
    emaAlpha: EMA_ALPHA,
    reportEveryMs: defaults.reportEveryMs,
  };
}
