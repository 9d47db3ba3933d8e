import type { Simulation } from '../../../core/simulation.ts';
import { formatInstant, type Instant } from '../../../core/time.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import { ApiError, invalid, invalidValue } from '../api-error.ts';
import type { BillingMode, IndexDefinition } from '../definition.ts';
import { named } from '../events/notes.ts';
import { entry } from '../explain/entries.ts';
import { beginCreating, beginDeleting } from '../online-index/build.ts';
import { type IndexUpdate, readCreate, type UpdateTable } from '../online-index/read-create.ts';
import type { GlobalIndexState, TableState } from '../state/table-state.ts';

/** The index that UpdateTable is to create or to delete. */
export type IndexChange = { readonly create: IndexDefinition } | { readonly remove: GlobalIndexState };

/** Whether a change is under way that no other may join. */
export function isUpdating({ control }: TableState, now: Instant): boolean {
  return (control.updatingUntil ?? 0) > now || control.online.underWay !== undefined;
}

/** What AWS answers about an index that a table does not have. */
export function indexNotFound({ definition }: TableState, name: string | undefined): ApiError {
  const what = `Requested resource not found: Index ${name} for table ${definition.name}`;
  return new ApiError('ResourceNotFoundException', what);
}

/** Reads which index is to be created or deleted: one in a call, and one at a time. */
export function readIndexChange(
  table: TableState,
  parameters: UpdateTable,
  now: Instant,
): IndexChange | ApiError | undefined {
  const { globalSecondaryIndexUpdates: updates = [] } = parameters;
  const empty = updates.find((update) => actionsOf(update).length !== 1);
  if (empty !== undefined) return invalidValue('An index update must be one of Create, Update and Delete');
  const online = updates.filter(({ update }) => update === undefined);
  const [change] = online;
  if (change === undefined) return undefined;
  const problem = online.length > 1 ? onlyOne() : stillBusy(table, change, now);
  if (problem !== undefined) return problem;
  if (parameters.provisionedThroughput !== undefined && parameters.billingMode === undefined) {
    return invalid('You cannot create or delete index while updating table IOPS');
  }
  if (parameters.warmThroughput !== undefined) {
    return invalid('Create global secondary index cannot be specified when updating WarmThroughput');
  }
  if (change.delete !== undefined) {
    const remove = globalIndex(table, change.delete.indexName);
    return remove === undefined ? indexNotFound(table, change.delete.indexName) : { remove };
  }
  if (change.create === undefined) return undefined;
  const mode = (parameters.billingMode as BillingMode | undefined) ?? table.capacity.mode;
  const create = readCreate(table, change.create, parameters.attributeDefinitions, mode);
  return create instanceof ApiError ? create : { create };
}

function actionsOf(update: IndexUpdate): readonly unknown[] {
  return [update.create, update.update, update.delete].filter((action) => action !== undefined);
}

function globalIndex({ globalIndexes }: TableState, name: string | undefined): GlobalIndexState | undefined {
  return globalIndexes.find(({ definition }) => definition.name === name);
}

function onlyOne(): ApiError {
  const rule = 'Only 1 online index can be created or deleted simultaneously per table';
  return new ApiError('LimitExceededException', `Subscriber limit exceeded: ${rule}`);
}

/** What stands in the way of a change: another index on its way, or a change of the table. */
function stillBusy(table: TableState, change: IndexUpdate, now: Instant): ApiError | undefined {
  const { definition, control } = table;
  const inUse = (what: string) =>
    new ApiError('ResourceInUseException', `Attempt to change a resource which is still in use: ${what}`);
  const { underWay } = control.online;
  const removed = change.delete?.indexName;
  if (underWay?.phase === 'allocating' && underWay.definition.name === removed) {
    const rule = 'Retry deletion during backfilling phase or when the index is active';
    const phase = 'Index creation is in resource allocation phase';
    return inUse(`${phase}. ${rule}. Table: ${definition.name} Index: ${removed}`);
  }
  const filling = table.globalIndexes.find(({ backfill }) => backfill !== undefined);
  // An index that is being filled may be given up.
  if (underWay !== undefined || (filling !== undefined && filling.definition.name !== removed)) return onlyOne();
  return (control.updatingUntil ?? 0) > now
    ? inUse(`Can't create or delete indexes while table IOPS are being updated. Table: ${definition.name}`)
    : undefined;
}

/** Begins what was read. */
export function beginIndexChange(simulation: Simulation, table: TableState, change: IndexChange): TraceEntry {
  const { name } = 'create' in change ? change.create : change.remove.definition;
  const until =
    'create' in change
      ? beginCreating(simulation, table, change.create)
      : beginDeleting(simulation, table, change.remove);
  const { of, at } = named(table, name);
  const reason = 'create' in change ? 'index-creating' : 'index-deleting';
  return entry(reason, at, 'pass', { of, until: formatInstant(until) });
}
