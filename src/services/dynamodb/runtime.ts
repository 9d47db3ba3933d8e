import type { Definition } from '../../core/definition.ts';
import type { Simulation } from '../../core/simulation.ts';
import type { Instant } from '../../core/time.ts';
import { DEFAULT_QUOTAS, type TableDefinition } from './definition.ts';
import { forkTable, type TableState } from './state/table-state.ts';
import type { Limits } from './throughput/gates.ts';
import type { WriteEffects } from './write/apply-write.ts';

declare module '../../core/world.ts' {
  interface Runtimes {
    dynamodb: DynamoDbRuntime;
  }
}

/** What the service remembers of a transaction's token. */
export interface TokenRecord {
  /** The request in canonical text: the same token may only repeat it. */
  readonly request: string;
  readonly until: Instant;
}

/** Everything of DynamoDB that runs: tables by address, tokens by account and token. */
export interface DynamoDbRuntime {
  readonly tables: ReadonlyMap<string, TableState>;
  readonly tokens: ReadonlyMap<string, TokenRecord>;
  /** Up to when the seconds and minutes with requests are sure to be looked at. */
  readonly nextSecond: Instant;
  readonly nextMinute: Instant;
}

/** The service while one step runs: tables are forked when they are first touched. */
export class DynamoDbDraft {
  readonly #tables: Map<string, TableState>;
  readonly #forked = new Set<string>();
  readonly tokens: Map<string, TokenRecord>;
  nextSecond: Instant;
  nextMinute: Instant;

  constructor(runtime: DynamoDbRuntime) {
    this.#tables = new Map(runtime.tables);
    this.tokens = new Map(runtime.tokens);
    this.nextSecond = runtime.nextSecond;
    this.nextMinute = runtime.nextMinute;
  }

  /** A table that may be changed. */
  table(address: string): TableState | undefined {
    const table = this.#tables.get(address);
    if (table === undefined || this.#forked.has(address)) return table;
    const own = forkTable(table);
    this.#forked.add(address);
    this.#tables.set(address, own);
    return own;
  }

  /** Puts a table in place, or takes it away. */
  setTable(address: string, table: TableState | undefined): void {
    this.#forked.add(address);
    if (table === undefined) this.#tables.delete(address);
    else this.#tables.set(address, table);
  }

  addresses(): readonly string[] {
    return [...this.#tables.keys()];
  }

  close(): DynamoDbRuntime {
    const { nextSecond, nextMinute } = this;
    return { tables: this.#tables, tokens: this.tokens, nextSecond, nextMinute };
  }
}

/** The draft of the running step. */
export function draftOf(simulation: Simulation): DynamoDbDraft {
  return simulation.draft<DynamoDbDraft>('dynamodb');
}

/** The limits all requests of a table meet. */
export function limitsOf(definition: Definition, table: TableDefinition): Limits {
  const quotas = definition.accounts.get(table.account)?.parts.dynamodb?.quotas ?? DEFAULT_QUOTAS;
  return { quota: quotas.table, adaptive: definition.model.dynamodbAdaptive ?? true };
}

/** When expired items are swept: at the next full multiple of this. */
export const SWEEP_INTERVAL = 6 * 3_600_000;

/** What writes set in motion during one step. */
export function writeEffects(simulation: Simulation, byTimeToLive = false): WriteEffects {
  return {
    byTimeToLive,
    propagateAt: (table, index, seenAt) => {
      const payload = { table: table.definition.address, index: index.definition.name, seenAt };
      simulation.schedule(Math.max(seenAt, simulation.now), 'dynamodb', 'propagate', payload);
    },
    sweepExpired: (table) => {
      const next = (Math.floor(simulation.now / SWEEP_INTERVAL) + 1) * SWEEP_INTERVAL;
      simulation.schedule(next, 'dynamodb', 'sweep', { table: table.definition.address });
    },
  };
}
