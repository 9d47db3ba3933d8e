import { visible } from '../../../core/text.ts';
import type { Instant } from '../../../core/time.ts';
import {
  accountOf,
  entriesSince,
  type JournalEntry,
  ownersOf,
  type UnderLine,
  underEachLine,
} from '../../../services/kcl/index.ts';
import { fitRow, fitText } from '../../cells.ts';
import type { Pane, Picture } from '../../dashboard.ts';
import { type Content, join, type Row, row, seg } from '../../segment.ts';
import { briefOf, shortWorker } from './brief.ts';
import { causeWord, count, counted, minutes, seconds } from './numbers.ts';
import type { Reading } from './subject.ts';

const labelWidth = 13;

/** The same file and the same faults under 1.x, 2.x and 3.x, side by side. */
export function versionsPane(reading: Reading): Pane {
  return {
    id: 'versions',
    title: `${visible(reading.app.definition.name)} under each line of the library`,
    corner: seg('same faults, same times', 'dim'),
    height: { least: 16, wanted: 24 },
    body: { kind: 'picture', draw: ({ width, height }) => draw(reading, width, height) },
  };
}

function draw({ scene, app }: Reading, width: number, height: number): Picture {
  const lines = underEachLine(scene.world, app.address);
  const cells = Math.max(12, Math.floor((width - labelWidth - 2) / Math.max(1, lines.length)));
  const table = (label: string, cell: (line: UnderLine) => Content): Row =>
    row('  ', seg(fitText(label, labelWidth), 'dim'), ...lines.map((line) => row(fitRow(cell(line), cells - 1), ' ')));
  const accounts = new Map(lines.map((line) => [line, accountOf(line.world, line.app)]));
  const rows = [
    table('', ({ line, own }) => row(seg(`KCL ${line}`, 'title'), seg(own ? '  in the file' : '', 'dim'))),
    table('leases', ({ app: there }) => ownersText(there)),
    table('leader', ({ app: there }) => shortWorker(there.state.lock.owner ?? '–')),
    table('takeover', ({ app: there }) => takeoverText(there, scene.world.definition.start)),
    table('delivered', (line) => count(accounts.get(line)?.delivered ?? 0)),
    table('again (+)', (line) => againText(accounts.get(line)?.duplicates['total'])),
    ...causeRows(lines.map((line) => accounts.get(line)?.duplicates ?? {})).map(([cause, numbers]) =>
      table(`  ${cause}`, (line) => seg(count(numbers[lines.indexOf(line)] ?? 0), 'dim')),
    ),
    table('lost', (line) => lossText(accounts.get(line)?.lost.total ?? 0)),
    table('behind', (line) => seconds(accounts.get(line)?.lagMs ?? 0)),
    table('table writes', ({ app: there }) => count(there.state.tableCalls.writes)),
    table('scans', ({ app: there }) => {
      const { scans, lostRaces } = there.state.tableCalls;
      return `${count(scans)}${lostRaces > 0 ? `, ${counted(lostRaces, 'race')} lost` : ''}`;
    }),
    row(),
  ];
  return { rows: [...rows, ...storyRows(lines, cells, Math.max(3, height - rows.length))] };
}

function ownersText(app: UnderLine['app']): Content {
  return join(
    Object.entries(ownersOf(app)).map(([owner, leases]) => row(shortWorker(owner), seg(` ${leases}`, 'strong'))),
    ', ',
  );
}

const moves: ReadonlySet<string> = new Set(['take-available', 'take-very-old', 'assignment-run']);

/** When leases of a worker that had failed were last given to others, and how long that was after it failed. */
function takeoverText({ state }: UnderLine['app'], start: Instant): Content {
  const fault = state.faults.findLast(
    ({ begins, fault: { how } }) => begins && ['crash', 'hang', 'partition', 'stop'].includes(how),
  );
  if (fault === undefined) return seg('no worker failed', 'dim');
  const worker = fault.fault.what.slice(fault.fault.what.lastIndexOf('/') + 1);
  const after = entriesSince(state.journal, fault.at);
  const taken = after.find((entry) => moves.has(entry.reason) && takesFrom(entry, worker));
  if (taken === undefined) {
    return row(seg('not yet', 'unknown'), seg(` since ${minutes(fault.at - start)}`, 'dim'));
  }
  return row(seg(seconds(taken.time - fault.at), 'strong'), seg(` after ${shortWorker(worker)}`, 'dim'));
}

function takesFrom({ reason, looked }: JournalEntry, worker: string): boolean {
  const list = reason === 'assignment-run' ? 'changes' : 'taken';
  const given = (looked as unknown as Readonly<Record<string, readonly { readonly from: string | null }[]>>)[list];
  return given?.some(({ from }) => from === worker) === true;
}

function againText(total = 0): Content {
  return total === 0 ? seg('0', 'pass') : seg(count(total), 'changed');
}

/** Causes of repetitions that some line has, with the number under each line. */
function causeRows(
  duplicates: readonly Readonly<Record<string, number>>[],
): readonly (readonly [string, readonly number[]])[] {
  const causes = new Set(duplicates.flatMap((one) => Object.keys(one).filter((cause) => (one[cause] ?? 0) > 0)));
  causes.delete('total');
  return [...causes].map((cause) => [causeWord(cause), duplicates.map((one) => one[cause] ?? 0)]);
}

function lossText(lost: number): Content {
  return lost === 0 ? seg('0', 'pass') : seg(count(lost), 'block');
}

/** What happened last under each line, the newest at the bottom. */
function storyRows(lines: readonly UnderLine[], cells: number, most: number): readonly Row[] {
  const stories = lines.map(({ app, world }) =>
    entriesSince(app.state.journal, 0)
      .flatMap((entry) => storyLine(entry, world))
      .slice(-most),
  );
  const longest = Math.max(0, ...stories.map((story) => story.length));
  return Array.from({ length: longest }, (_, at) =>
    row(
      '  ',
      seg(fitText(at === 0 ? 'happened' : '', labelWidth), 'dim'),
      ...stories.map((story) => row(fitRow(story[at] ?? '', cells - 1), ' ')),
    ),
  );
}

/** The line of an entry, as a list that may be empty. */
function storyLine(entry: JournalEntry, { definition }: UnderLine['world']): readonly Row[] {
  const brief = briefOf(entry);
  if (brief === undefined) return [];
  return [row(seg(`${minutes(entry.time - definition.start)} `, 'dim'), brief)];
}
