import { addressOf } from '../../core/directory.ts';
import type { Place } from '../../core/source.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import { either, list, mapEntries, object, optional, record, refine } from '../../schema/collections.ts';
import type { ScalarNode } from '../../schema/node.ts';
import type { Reader, Ref } from '../../schema/reader.ts';
import { declare, type Kind, type Resource, reference } from '../../schema/resources.ts';
import { boolean, duration, instant, integer, number, oneOf, scalar } from '../../schema/scalars.ts';
import type { Read, Schema } from '../../schema/schema.ts';
import { STREAM } from '../kinesis/index.ts';
import { leaseRows } from './lease-rows.ts';
import { type KclVersion, parseVersion } from './version.ts';

/** A consuming application, in addresses `kcl/billing`. */
export const APPLICATION: Kind = { service: 'kcl', name: 'kcl', label: 'KCL application' };
/** One of its workers, `kcl/billing/w2`, and its lease table, `kcl/billing/table`: things that can fail. */
export const WORKER_KIND = 'kclWorker';
export const TABLE_KIND = 'kclTable';
export const TABLE_NAME = 'table';

const version: Schema<KclVersion> = scalar({
  expected: 'a KCL version such as 1.x, "2.6" or 3.x',
  json: { type: ['string', 'number'], pattern: String.raw`^[123](\.(x|\d+)){0,2}$` },
  parse: (node) => parseVersion(node.raw),
});

/** `clientVersionConfig` of 3.x: the three phases of a migration from 2.x ("Migrate from KCL 2.x to KCL 3.x", Developer Guide). */
export const CLIENT_VERSION_CONFIGS = [
  'CLIENT_VERSION_CONFIG_COMPATIBLE_WITH_2X_PHASE1',
  'CLIENT_VERSION_CONFIG_COMPATIBLE_WITH_2X',
  'CLIENT_VERSION_CONFIG_3X',
] as const;

/** When a processor checkpoints: after so many records, so much time, every batch, or never. */
export type CheckpointPolicy =
  | { readonly kind: 'records'; readonly every: number }
  | { readonly kind: 'time'; readonly every: Milliseconds }
  | { readonly kind: 'batch' }
  | { readonly kind: 'never' };

const everyRecords = integer({ min: 1 });
const everyTime = duration({ min: 1 });
const checkpointPolicy: Schema<CheckpointPolicy> = {
  json: () => ({ anyOf: [everyRecords.json(), everyTime.json(), { enum: ['batch', 'never'] }] }),
  read: (node, reader) => {
    if (node.kind === 'scalar' && (node.raw === 'batch' || node.raw === 'never')) return { kind: node.raw };
    const counted = node.kind === 'scalar' && typeof node.value === 'number';
    const every = (counted ? everyRecords : everyTime).read(node, reader);
    return every === undefined ? undefined : { kind: counted ? 'records' : 'time', every };
  },
};

/** A duration that may be negative (`-90s`): how far a clock is off. */
const clockSkew: Schema<Milliseconds> = {
  json: () => ({ type: 'string', pattern: String.raw`^-?(\d+(\.\d+)?(ms|s|m|h|d))+$` }),
  read: (node, reader) => {
    if (node.kind !== 'scalar' || !node.raw.startsWith('-')) return duration().read(node, reader);
    const rest: ScalarNode = { ...node, raw: node.raw.slice(1) };
    const value = duration().read(rest, reader);
    return value === undefined ? undefined : -value;
  },
};

const processing = object({
  perRecord: optional(duration({ bareUnitMs: 1 })),
  checkpointEvery: optional(checkpointPolicy),
  checkpointOnShutdown: optional(boolean),
  checkpointAtShardEnd: optional(boolean),
  twoPhase: optional(duration({ min: 1, description: 'a checkpoint is prepared, and committed this much later' })),
  idempotent: optional(boolean),
});

const worker = object({
  version: optional(version),
  startsAt: optional(duration()),
  speed: optional(number({ min: 0.001, description: '0.5: takes twice as long for every record' })),
  cores: optional(number({ min: 0.1 })),
  cpu: optional(number({ min: 0, max: 100, description: 'a fixed CPU metric, in percent' })),
  workerMetrics: optional(boolean),
  clockSkew: optional(clockSkew),
  maxLeasesForWorker: optional(integer({ min: 1 })),
});

type InitialPositionSetting =
  | { readonly position: 'LATEST' | 'TRIM_HORIZON' }
  | { readonly position: 'AT_TIMESTAMP'; readonly timestamp: Instant };

const initialPosition: Schema<InitialPositionSetting> = either<InitialPositionSetting>(
  refine(oneOf(['LATEST', 'TRIM_HORIZON']), (position) => ({ position })),
  refine(object({ timestamp: optional(instant) }), (read) => ({
    position: 'AT_TIMESTAMP' as const,
    timestamp: read.timestamp ?? 0,
  })),
);

const application = object({
  stream: optional(reference(STREAM)),
  streams: optional(list(reference(STREAM), { min: 1 })),
  version: optional(version),
  failoverTime: optional(duration({ min: 300, max: 86_400_000 })),
  initialPosition: optional(initialPosition),
  maxLeasesForWorker: optional(integer({ min: 1 })),
  maxLeasesToStealAtOneTime: optional(integer({ min: 1 })),
  enablePriorityLeaseAssignment: optional(boolean),
  retrieval: optional(oneOf(['polling', 'fanOut'])),
  idleTimeBetweenReads: optional(duration({ min: 200 })),
  maxRecords: optional(integer({ min: 1, max: 10_000 })),
  leaseAssignmentInterval: optional(
    duration({
      min: 300,
      max: 86_400_000,
      description: '3.x: how often the leader assigns; two failover times by default',
    }),
  ),
  leaseAssignmentStrategy: optional(oneOf(['WORKER_UTILIZATION_AWARE', 'LEASE_COUNT_BASED'])),
  workerUtilizationAware: optional(
    object({
      dampeningPercentage: optional(integer({ min: 1, max: 100 })),
      reBalanceThresholdPercentage: optional(integer({ min: 0, max: 100 })),
      varianceBalancingFrequency: optional(integer({ min: 1 })),
      allowThroughputOvershoot: optional(boolean),
      maxThroughputPerHostKBps: optional(number({ min: 0 })),
    }),
  ),
  gracefulLeaseHandoff: optional(object({ enabled: optional(boolean), timeout: optional(duration({ min: 1 })) })),
  leaderLease: optional(
    object({
      duration: optional(
        duration({ min: 1000, description: '3.2 and later: how long a silent leader keeps its lock' }),
      ),
      heartbeat: optional(duration({ min: 100 })),
    }),
  ),
  clientVersionConfig: optional(oneOf(CLIENT_VERSION_CONFIGS, 'how a fleet of 3.x that comes from 2.x behaves')),
  scanTime: optional(duration({ description: 'how long a scan of the lease table takes' })),
  workerIds: optional(oneOf(['stable', 'random'])),
  processing: optional(processing),
  leases: optional(leaseRows),
  workers: optional(record(worker, { description: 'workers by name' })),
});

type ReadApplication = Read<typeof application>;

/** One worker of an application. */
export type WorkerDefinition = Read<typeof worker> & { readonly name: string; readonly address: string };

/** A consuming application as the file describes it. */
export type ApplicationDefinition = Omit<ReadApplication, 'workers' | 'stream' | 'streams'> &
  Resource & { readonly sources: readonly Ref[]; readonly workers: ReadonlyMap<string, WorkerDefinition> };

/** The `kcl` part of an account. */
export interface KclDefinition {
  readonly applications: ReadonlyMap<string, ApplicationDefinition>;
}

/** Applications by name; workers and lease tables get addresses of their own. */
const applications: Schema<ReadonlyMap<string, ApplicationDefinition>> = {
  json: () => ({ type: 'object', additionalProperties: application.json(), description: 'KCL applications by name' }),
  read: (node, reader) => {
    const entries = mapEntries(node, reader);
    if (entries === undefined) return undefined;
    const read = new Map<string, ApplicationDefinition>();
    for (const [name, entry] of entries) {
      const resource = declare(APPLICATION, name, entry.key, reader);
      declarePart(reader, resource, TABLE_KIND, TABLE_NAME, entry.key);
      const settings = application.read(entry.value, reader);
      if (settings !== undefined) read.set(name, applicationOf(resource, settings, reader));
    }
    return read;
  },
};

function applicationOf(resource: Resource, settings: ReadApplication, reader: Reader): ApplicationDefinition {
  const { workers: given, stream, streams, ...rest } = settings;
  const workers = new Map<string, WorkerDefinition>();
  for (const [name, one] of given ?? ownersAsWorkers(settings)) {
    workers.set(name, { ...one, name, address: declarePart(reader, resource, WORKER_KIND, name, one.place) });
  }
  if ((stream === undefined) === (streams === undefined)) {
    reader.error('missing-key', `application ${resource.name} needs stream or streams`, settings.place, {
      expected: 'stream: clicks',
    });
  }
  const sources = stream === undefined ? (streams ?? []) : [stream];
  return { ...rest, ...resource, sources, workers };
}

/** A table without workers beside it is a real one: whoever owns a row in it is taken to be running. */
function ownersAsWorkers(settings: ReadApplication): ReadonlyMap<string, Read<typeof worker>> {
  const owners = (settings.leases?.leases ?? []).flatMap((lease) => lease.leaseOwner ?? []);
  return new Map([...new Set(owners)].sort().map((owner) => [owner, { place: settings.place }]));
}

/** Gives a part of an application an address that can fail and recover. */
function declarePart(reader: Reader, resource: Resource, kind: string, name: string, place: Place): string {
  const whole = `${resource.name}/${name}`;
  const address = addressOf(resource.account, APPLICATION.name, whole);
  const entry = { service: 'kcl', kind, account: resource.account, name: whole, address, place };
  const aliases = [`${APPLICATION.name}/${whole}`, ...(kind === WORKER_KIND ? [name] : [])];
  if (!reader.directory.add(entry, aliases)) {
    reader.error('duplicate-name', `${resource.name} already has a ${name}`, place, { expected: 'another name' });
  }
  return address;
}

/** How the `kcl` part of an account is read. */
export const kclPart: Schema<KclDefinition> = refine(
  object({ applications: optional(applications) }),
  (read): KclDefinition => ({ applications: read.applications ?? new Map() }),
);

/** How leases are picked where Java shuffles: with seeded draws, or the lowest keys first. */
export const TAKING_MODES = ['shuffled', 'lowestKey'] as const;

declare module '../../core/definition.ts' {
  interface AccountParts {
    kcl: KclDefinition;
  }
  interface ModelChoices {
    kclTaking: (typeof TAKING_MODES)[number];
  }
}
