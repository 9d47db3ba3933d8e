import type { Definition } from '../../core/definition.ts';
import { type Reader, targetOf } from '../../schema/reader.ts';
import { STREAM } from '../kinesis/index.ts';
import { configOf } from './config.ts';
import type { ApplicationDefinition } from './definition.ts';
import { applicationsOf } from './engine/run.ts';
import type { KclFeatures } from './version.ts';

/** Settings that only some releases know. */
const SINCE: readonly {
  readonly setting: keyof ApplicationDefinition;
  readonly known: (features: KclFeatures) => boolean;
  readonly from: string;
}[] = [
  { setting: 'enablePriorityLeaseAssignment', known: (features) => features.prioritySwitch, from: '2.6' },
  { setting: 'workerUtilizationAware', known: (features) => features.leaderAssignment, from: '3.0' },
  { setting: 'gracefulLeaseHandoff', known: (features) => features.leaderAssignment, from: '3.0' },
  { setting: 'leaderLease', known: (features) => features.leaderLeaseSetting, from: '3.2' },
  { setting: 'clientVersionConfig', known: (features) => features.leaderAssignment, from: '3.0' },
  { setting: 'leaseAssignmentInterval', known: (features) => features.leaderAssignment, from: '3.0' },
];

/** What only the whole application shows to be wrong. */
export function checkKcl(definition: Definition, reader: Reader): void {
  for (const application of applicationsOf(definition).values()) {
    const { features, version } = configOf(application);
    if (application.leaseAssignmentStrategy !== undefined && !features.leaseCountStrategy) {
      reader.error('wrong-value', `KCL ${version.text} has no lease assignment strategies`, application.place, {
        expected: 'version 3.4.3 or later',
      });
    }
    if (application.retrieval === 'fanOut' && !features.fanOutByDefault) {
      reader.error('wrong-value', `KCL ${version.text} only polls`, application.place, {
        expected: 'retrieval: polling',
      });
    }
    checkMigration(application, reader);
    const { lease, heartbeat } = configOf(application).leader;
    if (heartbeat >= lease) {
      reader.error('wrong-value', 'the leader would lose its lock before its next heartbeat', application.place, {
        expected: 'leaderLease with a heartbeat shorter than its duration',
      });
    }
    for (const { setting, known, from } of SINCE) {
      if (application[setting] === undefined || known(features)) continue;
      reader.warn(
        'without-effect',
        `KCL ${version.text} does not know ${setting}: it has no effect`,
        application.place,
        {
          expected: `version ${from} or later`,
        },
      );
    }
    // A lease table that could not be read has said so, and would have named workers.
    const isWhole = reader.diagnostics.every(({ severity }) => severity !== 'error');
    if (application.workers.size === 0 && isWhole) {
      reader.warn('no-workers', `application ${application.name} has no workers: nothing is read`, application.place);
    }
    checkRows(definition, application, reader);
  }
}

/** The phases of a migration, and workers that still run an older release than the application names. */
function checkMigration(application: ApplicationDefinition, reader: Reader): void {
  const { features, version, clientVersion } = configOf(application);
  if (clientVersion === 'phase1' && features.leaderAssignment && !features.migrationPhase1) {
    reader.error('wrong-value', `KCL ${version.text} has no first phase of a migration`, application.place, {
      expected: 'version 3.5 or later, or CLIENT_VERSION_CONFIG_COMPATIBLE_WITH_2X',
    });
  }
  for (const worker of application.workers.values()) {
    if (worker.version === undefined) continue;
    if (!features.leaderAssignment || clientVersion === '3X') {
      reader.error('wrong-value', `${worker.name} can have a version of its own only in a migration`, worker.place, {
        expected: 'an application of 3.x with clientVersionConfig: CLIENT_VERSION_CONFIG_COMPATIBLE_WITH_2X',
      });
    } else if (worker.version.major !== 2) {
      reader.error(
        'wrong-value',
        `${worker.name} is migrated from 2.x, not from ${worker.version.text}`,
        worker.place,
        {
          expected: 'version: "2.x"',
        },
      );
    }
  }
}

/** Rows that no shard of the application's streams stands behind: passes count them, but nothing is read from them. */
function checkRows(definition: Definition, application: ApplicationDefinition, reader: Reader): void {
  const several = application.sources.length > 1;
  const ids = new Set<string>();
  for (const ref of application.sources) {
    const { account, name } = targetOf(ref);
    const stream = definition.accounts.get(account ?? '')?.parts.kinesis?.streams?.get(name);
    // How many shards an on-demand stream has is not the file's to say.
    if (stream?.shards === undefined) return;
    for (let at = 0; at < stream.shards; at += 1) ids.add(`shardId-${String(at).padStart(12, '0')}`);
  }
  const strange = (application.leases?.leases ?? []).filter(
    ({ leaseKey }) => leaseKey.includes(':') !== several || !ids.has(leaseKey.slice(leaseKey.lastIndexOf(':') + 1)),
  );
  const [first] = strange;
  if (first === undefined) return;
  const count =
    strange.length === 1 ? 'one row of the lease table has' : `${strange.length} rows of the lease table have`;
  reader.warn(
    'row-without-shard',
    `${count} no shard in the file (${first.leaseKey}): passes count them, nothing is read from them`,
    application.place,
    { expected: expectedKeys(first.leaseKey.includes(':'), several) },
  );
}

function expectedKeys(namesStream: boolean, several: boolean): string {
  if (namesStream === several) return `a ${STREAM.label} with that many shards`;
  return several
    ? 'lease keys ACCOUNT:STREAM:EPOCH:SHARD, as an application of several streams writes them'
    : 'shard ids as lease keys, as an application of one stream writes them';
}
