import type { Simulation } from '../../core/simulation.ts';
import type { TableDefinition } from './definition.ts';
import { firstItems } from './items/first-items.ts';
import { type KeySchema, keyAttributes } from './key/key-schema.ts';
import { withOnlineIndexes } from './online-index/build.ts';
import { addPartitions, cuttableTable } from './partition/reshape.ts';
import { draftOf } from './runtime.ts';
import { applyChange } from './scaling/capacity-change.ts';
import { indexOver, newTable } from './state/new-table.ts';
import { bytesWithin, newGlobalIndex, type TableState } from './state/table-state.ts';

/**
 * Fits the running tables to a changed definition. Items, partitions and history stay; a table whose key changed is a
 * new table. What a change says of capacity is in force at once, for the scenario says so, not UpdateTable.
 */
export function reconcileTables(
  simulation: Simulation,
  begin: (simulation: Simulation, address: string) => void,
): void {
  const draft = draftOf(simulation);
  const wanted = new Map<string, TableDefinition>();
  for (const { parts } of simulation.definition.accounts.values()) {
    for (const table of parts.dynamodb?.tables.values() ?? []) wanted.set(table.address, table);
  }
  for (const address of draft.addresses()) if (!wanted.has(address)) draft.setTable(address, undefined);
  for (const [address, declared] of wanted) {
    const known = draft.table(address);
    const definition = withOnlineIndexes(declared, known);
    if (known?.definition === definition) continue;
    const same = known !== undefined && sameKey(known.definition.key, definition.key);
    const table = same
      ? changedTable(known, definition, simulation.now)
      : newTable(declared, firstItems(declared, simulation.definition), simulation.now);
    draft.setTable(address, table);
    if (!same || (!hadScaling(known) && hadScaling(table))) begin(simulation, address);
  }
}

function sameKey(one: KeySchema, other: KeySchema): boolean {
  const text = (key: KeySchema) =>
    keyAttributes(key)
      .map(({ name, type }) => `${name}:${type}`)
      .join(' ');
  return text(one) === text(other) && one.sort.length === other.sort.length;
}

function hadScaling({ definition }: TableState): boolean {
  return [definition, ...definition.indexes].some(
    ({ capacity: { autoScaling } }) => autoScaling.read !== undefined || autoScaling.write !== undefined,
  );
}

function changedTable(table: TableState, definition: TableDefinition, now: number): TableState {
  const before = table.definition;
  const local = definition.indexes
    .filter(({ kind }) => kind === 'local')
    .map((index) => {
      const known = table.localIndexes.find((one) => one.definition.name === index.name);
      return known !== undefined && sameKey(known.definition.key, index.key)
        ? { ...known, definition: index }
        : indexOver(table.items, index, definition);
    });
  const global = definition.indexes
    .filter(({ kind }) => kind === 'global')
    .map((index) => {
      const known = table.globalIndexes.find((one) => one.definition.name === index.name);
      if (known !== undefined && sameKey(known.definition.key, index.key)) return { ...known, definition: index };
      return newGlobalIndex(index, table.capacity.mode, indexOver(table.items, index, definition).entries, now);
    });
  const changed: TableState = { ...table, definition, localIndexes: local, globalIndexes: global };
  for (const partition of changed.space.partitions) {
    partition.bytes = bytesWithin(changed, partition.low, partition.high);
  }
  applyCapacity(changed, before, definition, now);
  addPartitions(cuttableTable(changed), now);
  return changed;
}

/** Only what the change says anew: what auto scaling or UpdateTable have done since stays otherwise. */
function applyCapacity(table: TableState, before: TableDefinition, after: TableDefinition, now: number): void {
  const differs = (one: object, other: object) => JSON.stringify(one) !== JSON.stringify(other);
  const mode = before.billingMode === after.billingMode ? undefined : after.billingMode;
  const provisioned = differs(before.capacity.provisioned, after.capacity.provisioned) || mode !== undefined;
  applyChange(
    table,
    undefined,
    {
      mode,
      provisioned: provisioned ? after.capacity.provisioned : undefined,
      maximum: { read: after.capacity.maximum.read, write: after.capacity.maximum.write },
      warm: after.capacity.warm,
    },
    now,
  );
  for (const index of after.indexes.filter(({ kind }) => kind === 'global')) {
    const known = before.indexes.find(({ name }) => name === index.name);
    if (known !== undefined && differs(known.capacity.provisioned, index.capacity.provisioned)) {
      applyChange(table, index.name, { provisioned: index.capacity.provisioned }, now);
    }
  }
}
