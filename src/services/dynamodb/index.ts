import type { Definition } from '../../core/definition.ts';
import type { Simulation } from '../../core/simulation.ts';
import { boolean } from '../../schema/scalars.ts';
import type { Service } from '../service.ts';
import { actions } from './actions.ts';
import { checkQuotas } from './check-quotas.ts';
import { beginScaling, events } from './events/handlers.ts';
import { tableEvents } from './events/notes.ts';
import { checkFirstItems, firstItems } from './items/first-items.ts';
import { show } from './questions/show.ts';
import { reasons } from './reasons.ts';
import { reconcileTables } from './reconcile.ts';
import { DynamoDbDraft, type DynamoDbRuntime, draftOf, writeEffects } from './runtime.ts';
import { account } from './schema/account-schema.ts';
import { newTable } from './state/new-table.ts';
import type { TableState } from './state/table-state.ts';

export { keyText } from './explain/entries.ts';
export { tableMetric } from './metrics.ts';
export { progress as backfillPercent } from './online-index/build.ts';
export { PARTITION_UNITS } from './partition/initial.ts';
export { capacityView, type DirectionView, quotasOf } from './questions/capacity-view.ts';
export { topContributors } from './questions/contributors.ts';
export { type PartitionView, partitionViews } from './questions/partitions.ts';
export { hottestPartition, type SplitHelp, splitQuestion } from './questions/split-help.ts';
export { collectionItems, itemsOfHash, landing, typedKey } from './questions/where.ts';
export type { DynamoDbEntry } from './reasons.ts';
export type { GlobalIndexState, TableState } from './state/table-state.ts';
export type { Item } from './value/attribute-value.ts';
export { itemSize } from './value/item-size.ts';
export { attributesJson } from './value/write-value.ts';

/** DynamoDB: where an item lands, what it costs, and why it was throttled. */
export const service: Service = {
  name: 'dynamodb',
  reasons,
  account,
  model: { dynamodbAdaptive: boolean, dynamodbSplitForHeat: boolean },
  actions,
  events,
  start: firstRuntime,
  begin: (simulation) => {
    for (const address of draftOf(simulation).addresses()) beginTable(simulation, address);
  },
  happened: tableEvents,
  reconcile: (simulation) => reconcileTables(simulation, beginTable),
  draft: {
    open: (runtime: DynamoDbRuntime) => new DynamoDbDraft(runtime),
    close: (draft: DynamoDbDraft) => draft.close(),
  },
  check: (definition, reader) => {
    checkQuotas(definition, reader);
    for (const table of tablesOf(definition)) checkFirstItems(table, definition, reader);
  },
  show,
  completions: () => ['can-split-help', 'where-is'],
};

function tablesOf(definition: Definition) {
  return [...definition.accounts.values()].flatMap(({ parts }) => [...(parts.dynamodb?.tables.values() ?? [])]);
}

function firstRuntime(definition: Definition): DynamoDbRuntime {
  const tables = new Map<string, TableState>();
  for (const table of tablesOf(definition)) {
    tables.set(table.address, newTable(table, firstItems(table, definition), definition.start));
  }
  return { tables, tokens: new Map(), nextSecond: definition.start, nextMinute: definition.start };
}

function beginTable(simulation: Simulation, address: string): void {
  const table = draftOf(simulation).table(address);
  if (table === undefined) return;
  beginScaling(simulation, table);
  if (table.expiries.total.count > 0) writeEffects(simulation).sweepExpired(table);
}
