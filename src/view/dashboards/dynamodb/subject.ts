import type { Result } from '../../../core/result.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import {
  type DynamoDbEntry,
  type GlobalIndexState,
  hottestPartition,
  type SplitHelp,
  splitQuestion,
  type TableState,
} from '../../../services/dynamodb/index.ts';
import type { Scene } from '../../dashboard.ts';

/** A table, or one of its global indexes. */
export interface Target {
  readonly table: TableState;
  readonly index: GlobalIndexState | undefined;
}

/** One request of the step: a call's own, or the one of a load that tells most. */
export interface Request {
  readonly title: string;
  readonly entries: readonly DynamoDbEntry[];
  /** The whole of it in the trace. */
  readonly whole: TraceEntry | undefined;
}

/** What the dashboard is about: the table or index that the selected step met. */
export interface Subject extends Target {
  readonly scene: Scene;
  /** The same before the step, where it was there. */
  readonly before: Target | undefined;
  /** The table and its global indexes. */
  readonly family: readonly Target[];
  /** The step's own result, where the step was about this table. */
  readonly result: Result | undefined;
  readonly request: Request | undefined;
  /** Where the last key landed that a request named. */
  readonly key: { readonly text: string; readonly hash: string } | undefined;
  readonly split: SplitHelp;
}

/** What is asked of a table and of its indexes alike. */
export function scalableOf({ table, index }: Target): Pick<TableState, 'capacity' | 'space'> {
  return index ?? table;
}

export function nameOf({ table, index }: Target): string {
  return index === undefined ? table.definition.name : index.definition.name;
}

export function addressOf({ table, index }: Target): string {
  return index === undefined ? table.definition.address : index.definition.address;
}

export function entriesOf({ table, index }: Target): TableState['items'] {
  return index?.entries ?? table.items;
}

/** Every table with its global indexes. */
export function targetsOf({ runtimes }: Scene['world']): readonly Target[] {
  return [...(runtimes.dynamodb?.tables.values() ?? [])].flatMap(familyOf);
}

function familyOf(table: TableState): readonly Target[] {
  return [undefined, ...table.globalIndexes].map((index) => ({ table, index }));
}

/** The table or index of the selected step, or of the last one before it that had one; `further` ones on from there. */
export function subjectOf(scene: Scene, further: number): Subject | undefined {
  const targets = targetsOf(scene.world);
  const named = scene.results.findLast((result) => namedIn(result, targets) !== undefined);
  const first = named === undefined ? undefined : namedIn(named, targets);
  const start = first === undefined ? 0 : targets.indexOf(first);
  const target = targets[(start + further) % Math.max(1, targets.length)];
  if (target === undefined) return undefined;
  const isOwn = named === scene.result && first?.table === target.table;
  const request = isOwn && named !== undefined ? requestOf(named, target.table) : undefined;
  return {
    ...target,
    scene,
    before: targetsOf(scene.before).find((one) => addressOf(one) === addressOf(target)),
    family: familyOf(target.table),
    result: isOwn ? named : undefined,
    request,
    key: lastKey(scene.results, target),
    split: splitOf(target, request),
  };
}

/** What a result was about: the index that refused, or else the table. */
function namedIn(result: Result, targets: readonly Target[]): Target | undefined {
  const entries = entriesIn(result.trace);
  const refusing = entries.findLast(({ verdict, reason }) => verdict === 'block' && reason.startsWith('gate-'));
  const at = refusing?.at ?? entries.find((entry) => targets.some((target) => isOf(entry, target.table)))?.at;
  if (at !== undefined) {
    return targets.find((target) => addressOf(target) === at) ?? targets.find(({ table }) => isOf({ at }, table));
  }
  if (result.verb !== 'show') return undefined;
  const words = result.title.split(/[ /]/);
  return targets.find(({ table }) => words.includes(table.definition.name));
}

function isOf({ at }: Pick<TraceEntry, 'at'>, { definition }: TableState): boolean {
  return at === definition.address || at.startsWith(`${definition.address}/`);
}

/** All decisions of DynamoDB in a trace, those inside others too. */
function entriesIn(trace: readonly TraceEntry[]): readonly DynamoDbEntry[] {
  return trace.flatMap((entry) => [
    ...(entry.service === 'dynamodb' ? [entry as unknown as DynamoDbEntry] : []),
    ...entriesIn(entry.children ?? []),
  ]);
}

function requestOf(result: Result, table: TableState): Request | undefined {
  if (result.verb === 'load' || result.verb === 'stop') {
    const samples = result.trace.filter(({ reason }) => reason === 'load-request');
    const sample = samples.findLast(({ verdict }) => verdict === 'block') ?? samples.at(-1);
    if (sample === undefined) return undefined;
    const { number, title } = sample.looked as { readonly number: number; readonly title: string };
    return { title: `request ${number}: ${title}`, entries: entriesIn([sample]), whole: sample };
  }
  if (result.verb !== 'call') return undefined;
  const entries = entriesIn(result.trace).filter((entry) => isOf(entry, table));
  return entries.length === 0 ? undefined : { title: result.title, entries, whole: result.trace.at(-1) };
}

function lastKey(results: readonly Result[], { table, index }: Target): Subject['key'] {
  if (index !== undefined) return undefined;
  for (let at = results.length - 1; at >= 0; at -= 1) {
    const entries = requestOf(results[at] as Result, table)?.entries ?? [];
    for (const entry of entries) {
      if (entry.reason === 'key-placed' && isOf(entry, table)) {
        return { text: entry.looked.key, hash: entry.looked.hash };
      }
    }
  }
  return undefined;
}

/** Whether a split can help: the partition that refused, or else the fullest one. */
function splitOf(target: Target, request: Request | undefined): SplitHelp {
  const { partitions } = scalableOf(target).space;
  const refused = request?.entries.find(({ reason, verdict, at }) => {
    return reason === 'gate-partition' && verdict === 'block' && at === addressOf(target);
  });
  const name = refused?.reason === 'gate-partition' ? refused.looked.partition : undefined;
  const partition = partitions.find(({ id }) => `P${id}` === name) ?? hottestPartition(scalableOf(target).space);
  return splitQuestion(target.table, target.index, partition);
}
