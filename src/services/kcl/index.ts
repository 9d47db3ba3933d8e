/** The front of the Kinesis Client Library: the service and its questions. */
import type { Definition } from '../../core/definition.ts';
import type { Simulation } from '../../core/simulation.ts';
import { oneOf } from '../../schema/scalars.ts';
import type { Service } from '../service.ts';
import { checkKcl } from './check.ts';
import { kclPart, TABLE_KIND, TAKING_MODES, WORKER_KIND } from './definition.ts';
import { KclDraft } from './draft.ts';
import { kclEvents } from './engine/events.ts';
import { applicationsOf } from './engine/run.ts';
import { tellingEntries } from './questions/happenings.ts';
import { kclReasons } from './reasons.ts';
import { beginFault, endFault, firstRuntime, noteTableFault, reconcileKcl, startWorkers } from './runtime.ts';
import { showKcl } from './show.ts';
import type { KclRuntime } from './state.ts';

export { shortCheckpoint } from './checkpoint-text.ts';
export type { ApplicationDefinition, WorkerDefinition } from './definition.ts';
export { LOOK_MS, onlooksOf } from './engine/looking.ts';
export { entriesSince, type JournalEntry } from './journal.ts';
export { type Account, accountOf, type ShardAccount, storyOf } from './questions/accounting.ts';
export {
  type AskedApplication,
  applicationAddresses,
  applicationAt,
  hasLeader,
  shardOfLease,
} from './questions/application.ts';
export { type BeliefView, beliefsAbout, columnsOfRow, type LeaseView, leaseViews } from './questions/leases.ts';
export { predict } from './questions/prediction.ts';
export { type Span, workerSpans } from './questions/spans.ts';
export { describeApplication, describeWorker, ownersOf } from './questions/summary.ts';
export { type UnderLine, underEachLine } from './questions/versions.ts';
export type { KclFacts, PassFacts } from './reasons.ts';
export type { Application, Consumer, Overlap, Worker } from './state.ts';

export const service: Service = {
  name: 'kcl',
  account: kclPart,
  model: {
    kclTaking: oneOf(
      TAKING_MODES,
      'how leases are picked where Java shuffles: with seeded draws, or the lowest keys first',
    ),
  },
  check: checkKcl,
  start: (definition: Definition) => firstRuntime(definition),
  begin: (simulation: Simulation) => {
    for (const address of applicationsOf(simulation.definition).keys()) startWorkers(simulation, address);
  },
  reconcile: reconcileKcl,
  events: kclEvents,
  draft: {
    open: (runtime: KclRuntime) => new KclDraft(runtime),
    close: (draft: KclDraft) => draft.close(),
  },
  faults: {
    [WORKER_KIND]: {
      how: ['crash', 'hang', 'slow', 'partition', 'stop', 'throw'],
      begin: beginFault,
      end: endFault,
    },
    [TABLE_KIND]: { how: ['throttle', 'down'], begin: noteTableFault(true), end: noteTableFault(false) },
  },
  reasons: kclReasons,
  happened: tellingEntries,
  show: showKcl,
};
