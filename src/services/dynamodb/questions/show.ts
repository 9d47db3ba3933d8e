import type { Facts, Json, Outcome } from '../../../core/result.ts';
import { type ShowProblem, type ShowQuery, shown } from '../../../core/service.ts';
import type { Simulation } from '../../../core/simulation.ts';
import { formatInstant, type Instant } from '../../../core/time.ts';
import { keyText } from '../explain/entries.ts';
import { tableDescription } from '../operations/describe-table.ts';
import { draftOf } from '../runtime.ts';
import { keptRecords } from '../state/stream-log.ts';
import type { GlobalIndexState, TableState } from '../state/table-state.ts';
import { attributesJson } from '../value/write-value.ts';
import { capacityView, type DirectionView, quotasOf } from './capacity-view.ts';
import { contributorRules, topContributors } from './contributors.ts';
import { partitionViews } from './partitions.ts';
import { hottestPartition, splitQuestion } from './split-help.ts';
import { collectionItems, landing, typedKey } from './where.ts';

/** Items that one `show` lists at most. */
const ITEMS_MOST = 100;
const PARTS = [
  'partitions',
  'capacity',
  'contributors',
  'contributors/RULE',
  'items',
  'stream',
  'scaling',
  'item-collection KEY',
];
/** Contributor Insights shows so many keys. */
const CONTRIBUTORS_MOST = 10;
const QUESTIONS = ['can-split-help', 'where-is'];

/** Answers `show:` for tables, their indexes and their parts, and the questions of the service. */
export function show(simulation: Simulation, query: ShowQuery): Outcome | ShowProblem | undefined {
  const [first = '', second = '', ...rest] = query.words;
  if (QUESTIONS.includes(first)) return answer(simulation, first, second, rest);
  if (query.entry?.kind !== 'table') return undefined;
  const table = draftOf(simulation).table(query.entry.address);
  if (table === undefined) return { problem: `there is no table ${query.entry.address}` };
  const [head = '', ...more] = (query.part ?? '').split('/');
  const index = table.globalIndexes.find(({ definition }) => definition.name === head);
  const part = index === undefined ? head : (more[0] ?? '');
  const key = [...(index === undefined ? more : more.slice(1)), ...query.words.slice(1)].join('/');
  return showPart(table, index, part, key, simulation);
}

function showPart(
  table: TableState,
  index: GlobalIndexState | undefined,
  part: string,
  key: string,
  simulation: Simulation,
): Outcome | ShowProblem {
  const scalable = index ?? table;
  const { now, definition } = simulation;
  switch (part) {
    case '':
      return shown(tableDescription(table));
    case 'partitions':
      return shown(
        partitionViews(scalable.space, now).map((view) => ({
          ...view,
          bornAt: formatInstant(view.bornAt),
          splitAt: moment(view.splitAt),
        })),
      );
    case 'capacity': {
      const { mode, read, write } = capacityView(scalable.capacity, quotasOf(definition, table.definition), now);
      return shown({ mode, read: directionJson(read), write: directionJson(write) });
    }
    case 'contributors':
      return showContributors(table, index, key);
    case 'items':
      return shown(firstItems(table, index).map(attributesJson));
    case 'item-collection':
      return showCollection(table, index, key);
    case 'stream':
      return shown(
        keptRecords(table.stream, now)
          .slice(-ITEMS_MOST)
          .map((record) => streamJson(table, record)),
      );
    case 'scaling':
      return shown(
        Object.fromEntries(
          [...table.control.scaling].map(([name, state]) => [
            name.replace(/^\//, ''),
            {
              ...state,
              pending:
                state.pending === undefined
                  ? null
                  : { at: formatInstant(state.pending.at), value: state.pending.value },
            },
          ]),
        ),
      );
    default:
      return { problem: `a table has no ${part}`, known: PARTS };
  }
}

/** The top of one of Contributor Insights' rules; the most accessed partition keys where none is named. */
function showContributors(table: TableState, index: GlobalIndexState | undefined, name: string): Outcome | ShowProblem {
  const rules = contributorRules((index ?? table).definition.key.sort.length > 0, '');
  const rule = name === '' ? 'PKC' : rules.find((one) => one === name);
  if (rule === undefined) return { problem: `${name} is no rule of Contributor Insights here`, known: rules };
  return shown(topContributors(table, index, CONTRIBUTORS_MOST, rule).map((one) => ({ ...one })));
}

function moment(at: Instant | undefined): string | null {
  return at === undefined ? null : formatInstant(at);
}

function directionJson({ direction: _, raiseAt, nextRaiseAt, ...view }: DirectionView): Facts {
  return { ...view, raiseAt: moment(raiseAt), nextRaiseAt: moment(nextRaiseAt) };
}

function firstItems(table: TableState, index: GlobalIndexState | undefined) {
  const items: Parameters<typeof attributesJson>[0][] = [];
  (index ?? { entries: table.items }).entries.visit('', '\uffff', (_, item) => items.push(item) < ITEMS_MOST);
  return items;
}

function showCollection(table: TableState, index: GlobalIndexState | undefined, text: string): Outcome | ShowProblem {
  const { key } = (index ?? table).definition;
  const [attribute] = key.partition;
  const value = attribute === undefined ? undefined : typedKey(text, attribute);
  if (value === undefined) return { problem: `${text} is no partition key of this table` };
  const items = collectionItems(index?.entries ?? table.items, [value], ITEMS_MOST);
  return shown(items.map(attributesJson));
}

function streamJson(table: TableState, record: TableState['stream']['records'][number]): Json {
  const { sequence, at, partition, event, keys, oldImage, newImage, byTimeToLive } = record;
  return {
    sequenceNumber: String(sequence).padStart(21, '0'),
    at: formatInstant(at),
    shard: `shard-P${partition}`,
    eventName: event,
    key: keyText(keys, table.definition.key),
    ...(oldImage === undefined ? {} : { oldImage: attributesJson(oldImage) }),
    ...(newImage === undefined ? {} : { newImage: attributesJson(newImage) }),
    ...(byTimeToLive ? { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } } : {}),
  };
}

function answer(
  simulation: Simulation,
  question: string,
  name: string,
  rest: readonly string[],
): Outcome | ShowProblem {
  const resolution = simulation.definition.directory.resolve(name, { kinds: ['table'] });
  if (!('found' in resolution)) return { problem: `${question} asks about a table; there is no table ${name}` };
  const table = draftOf(simulation).table(resolution.found.address);
  if (table === undefined) return { problem: `there is no table ${name}` };
  const index = table.globalIndexes.find(({ definition }) => definition.name === resolution.part);
  return question === 'where-is' ? whereIs(table, index, rest.join(' ')) : canSplitHelp(table, index, rest[0]);
}

function canSplitHelp(
  table: TableState,
  index: GlobalIndexState | undefined,
  name: string | undefined,
): Outcome | ShowProblem {
  const { space } = index ?? table;
  const partition = name === undefined ? hottestPartition(space) : space.partitions.find(({ id }) => `P${id}` === name);
  if (partition === undefined) {
    return { problem: `there is no partition ${name}`, known: space.partitions.map(({ id }) => `P${id}`) };
  }
  const { answer: value, why } = splitQuestion(table, index, partition);
  return shown({ answer: value, partition: `P${partition.id}` }, { reason: value, at: why.at, trace: [why] });
}

function whereIs(table: TableState, index: GlobalIndexState | undefined, text: string): Outcome | ShowProblem {
  const { key } = (index ?? table).definition;
  const values = text.split('/').map((piece, at) => {
    const attribute = key.partition[at];
    return attribute === undefined ? undefined : typedKey(piece, attribute);
  });
  const known = values.filter((value) => value !== undefined);
  if (known.length !== key.partition.length) return { problem: `${text} is no partition key of this table` };
  const { hash, partition } = landing((index ?? table).space, known);
  return shown({ hash, partition: `P${partition.id}` });
}
