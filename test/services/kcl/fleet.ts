import type { Result } from '../../../src/core/result.ts';
import type { World } from '../../../src/core/world.ts';
import {
  type Account,
  type AskedApplication,
  accountOf,
  applicationAt,
  entriesSince,
  type KclFacts,
} from '../../../src/services/kcl/index.ts';
import { play } from '../play.ts';

/** A stream and an application on it, in the words of a scenario. */
export interface FleetSettings {
  readonly shards?: number;
  /** Settings of a producer; without it nothing is produced. */
  readonly producer?: string;
  /** Settings of the application, beside stream and workers. */
  readonly app?: string;
  readonly workers: string;
  readonly steps: readonly string[];
  readonly model?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** An application at the end of its steps. */
export interface Fleet {
  readonly results: readonly Result[];
  readonly world: World;
  readonly app: AskedApplication;
  readonly account: Account;
}

/** The scenario of a fleet as text. */
export function fleetText({ shards = 4, producer, app = '', workers, steps, model }: FleetSettings): string {
  return `
${model === undefined ? '' : `model: ${model}`}
accounts:
  shop:
    id: "111122223333"
    kinesis:
      streams: { clicks: { shards: ${shards} } }
      producers: ${producer === undefined ? '{}' : `{ web: { stream: clicks, ${producer} } }`}
    kcl:
      applications:
        billing: { stream: clicks, ${app === '' ? '' : `${app}, `}workers: ${workers} }
steps:
${steps.map((step) => `  - ${step}\n`).join('')}`;
}

/** Plays a fleet. */
export async function fleet(settings: FleetSettings): Promise<Fleet> {
  const { results, world } = await play(fleetText(settings), settings.files);
  return { results, world, ...billing(world) };
}

/** The application in a world. */
export function billing(world: World): { readonly app: AskedApplication; readonly account: Account } {
  const app = applicationAt(world, 'shop/kcl/billing');
  if (app === undefined) throw new Error('the application is gone');
  return { app, account: accountOf(world, app) };
}

/** What the journal has of one reason: seconds since the start, and the facts. */
export function told<Reason extends keyof KclFacts>(
  { app, world }: Pick<Fleet, 'app' | 'world'>,
  reason: Reason,
): readonly (KclFacts[Reason] & { readonly second: number })[] {
  return entriesSince(app.state.journal, 0)
    .filter((entry) => entry.reason === reason)
    .map((entry) => ({ ...(entry.looked as KclFacts[Reason]), second: (entry.time - world.definition.start) / 1000 }));
}

/** Leases by owner, as numbers: `{ w1: 4, w2: 4 }`. */
export function owners({ app }: Pick<Fleet, 'app'>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const row of app.state.table.rows()) {
    const owner = row.leaseOwner ?? 'nobody';
    counts[owner] = (counts[owner] ?? 0) + 1;
  }
  return counts;
}

/** Rows of shards [from, to) that an owner holds; without an owner unowned ones. */
export function rows(owner: string, from: number, to: number): string {
  return Array.from({ length: to - from }, (_, index) => {
    const key = `shardId-${String(from + index).padStart(12, '0')}`;
    return `${key}: { checkpoint: TRIM_HORIZON${owner === '' ? '' : `, leaseOwner: ${owner}`} }`;
  }).join(', ');
}
