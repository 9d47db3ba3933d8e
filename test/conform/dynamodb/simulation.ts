import type { AccountDefinition, ModelChoices } from '../../../src/core/definition.ts';
import { Directory } from '../../../src/core/directory.ts';
import type { RunningService } from '../../../src/core/service.ts';
import { firstWorld, Simulation } from '../../../src/core/simulation.ts';
import { nodeFrom } from '../../../src/schema/node.ts';
import { Reader } from '../../../src/schema/reader.ts';
import type { DynamoDbDefinition } from '../../../src/services/dynamodb/definition.ts';
import { service } from '../../../src/services/dynamodb/index.ts';
import { draftOf } from '../../../src/services/dynamodb/runtime.ts';
import type { TableState } from '../../../src/services/dynamodb/state/table-state.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Json } from '../contract.ts';
import { tableTree } from './table-tree.ts';
import { NOWHERE } from './values.ts';

export const ACCOUNT = { name: 'case', id: '111122223333', region: 'us-east-1' };
const START = Date.UTC(2026, 0, 1);
export const noFiles = () => ({ problem: 'cases have no files' });

/** What a case's table is besides what CreateTable says of it. */
export interface Surrounding {
  readonly items?: Json | undefined;
  /** Further keys of the table in the scenario's words. */
  readonly more?: Json;
  readonly quotas?: Json;
  readonly model?: Partial<ModelChoices>;
  /** Whether everything that is wrong with the tables counts. */
  readonly strict?: boolean;
}

/** A running service with the tables of a case, or what is wrong with them. */
export function simulated(tables: readonly Json[], surrounding: Surrounding = {}): Simulation | string {
  const directory = new Directory();
  const reader = new Reader(noFiles, directory);
  reader.account = ACCOUNT;
  const { items, more = {}, quotas, model = {} } = surrounding;
  const trees = tables.map((table, at) => {
    const name = String(own(table, 'TableName') ?? 'T');
    // Existing items are of the first table, or are told by the names of their tables.
    const given = isRecord(items) ? own(items, name) : at === 0 ? items : undefined;
    return [
      name,
      {
        ...tableTree(table, own(more, 'burstBank')),
        ...(isRecord(more) ? more : {}),
        items: isList(given) ? given : [],
      },
    ] as const;
  });
  const tree = { tables: Object.fromEntries(trees), ...(quotas === undefined ? {} : { quotas }) };
  const part = service.account?.read(nodeFrom(tree, NOWHERE), reader) as DynamoDbDefinition | undefined;
  const [problem] = reader.diagnostics.filter(({ severity }) => severity === 'error');
  // Cases name their tables T, which is too short to be created.
  if (part === undefined || (surrounding.strict && problem !== undefined)) return problem?.message ?? 'no such table';
  const account: AccountDefinition = { ...ACCOUNT, place: NOWHERE, parts: { dynamodb: part } };
  const accounts = new Map([[ACCOUNT.name, account]]);
  const definition = { seed: 1, start: START, accounts, top: {}, model, directory };
  return new Simulation(firstWorld(definition, new Map<string, RunningService>([[service.name, service]])));
}

/** A running service with one table, made of what CreateTable takes. */
export function simulationOf(table: Json | undefined, surrounding: Surrounding = {}): Simulation {
  const simulation = simulated([table ?? {}], surrounding);
  if (typeof simulation === 'string') throw new Error(simulation);
  return simulation;
}

/** The state of a table of a simulation. */
export function tableIn(simulation: Simulation, name = 'T'): TableState {
  const table = draftOf(simulation).table(`${ACCOUNT.name}/table/${name}`);
  if (table === undefined) throw new Error(`there is no table ${name}`);
  return table;
}
