import { visible } from '../../../core/text.ts';
import { formatClock } from '../../../core/time.ts';
import {
  type AskedApplication,
  entriesSince,
  hasLeader,
  type JournalEntry,
  type KclFacts,
  type PassFacts,
} from '../../../services/kcl/index.ts';
import { fitText, wrapRow } from '../../cells.ts';
import type { Pane, Picture, Spot } from '../../dashboard.ts';
import { type Content, join, type Row, row, seg } from '../../segment.ts';
import { counted, seconds } from './numbers.ts';
import { type Reading, shortLease } from './subject.ts';

type Taken = 'take-no-leases' | 'take-very-old' | 'take-at-target' | 'take-available' | 'take-steal' | 'take-no-steal';

const passes: ReadonlySet<string> = new Set<Taken | 'assignment-run'>([
  'take-no-leases',
  'take-very-old',
  'take-at-target',
  'take-available',
  'take-steal',
  'take-no-steal',
  'assignment-run',
]);

/** The newest pass of a taker, or run of a leader. */
export function lastPass(app: AskedApplication): JournalEntry | undefined {
  return entriesSince(app.state.journal, 0).findLast((entry) => passes.has(entry.reason));
}

/** A pass in one line: the formula with its numbers, and what came of it. */
export function passWords(entry: JournalEntry, { app, scene }: Reading): readonly Content[] {
  const clock = seg(`${formatClock(entry.time - scene.world.definition.start)} `, 'dim');
  if (entry.reason === 'assignment-run') return [clock, runWords(entry.looked as KclFacts['assignment-run'])];
  const pass = entry.looked as PassFacts;
  return [clock, ...formula(pass), seg(' → ', 'dim'), branchWords(entry.reason as Taken, pass, app)];
}

function formula(pass: PassFacts): readonly Content[] {
  return [
    `${visible(pass.worker)}: ⌈${pass.leases} ÷ ${pass.workers}⌉ = `,
    seg(String(pass.target), 'strong'),
    seg(', has ', 'dim'),
    String(pass.mine),
    seg(', needs ', 'dim'),
    seg(String(Math.max(0, pass.need)), 'strong'),
  ];
}

function branchWords(reason: Taken, pass: PassFacts, app: AskedApplication): Content {
  const taken = join(
    pass.taken.map(({ lease, from, ageMs }) =>
      row(
        seg(shortLease(lease), 'accent'),
        seg(` of ${from === null ? 'nobody' : visible(from)}${ageMs === null ? '' : `, ${seconds(ageMs)}`}`, 'dim'),
      ),
    ),
    ', ',
  );
  const lost =
    pass.raceLost.length === 0 ? '' : seg(`  ✗ lost the race for ${pass.raceLost.map(shortLease).join(', ')}`, 'block');
  switch (reason) {
    case 'take-no-leases':
      return seg('the table is empty', 'dim');
    case 'take-at-target':
      return seg('takes none', 'dim');
    case 'take-no-steal':
      return row(seg(`nobody has more than ${pass.target}: off by one stays`, 'unknown'));
    case 'take-steal':
      return row(`robs ${visible(pass.victim ?? '')} of `, taken, lost);
    case 'take-very-old':
      return pass.taken.length === 0 && pass.raceLost.length === 0
        ? row(seg(`${pass.veryOld} very old, but holds its most (${app.config.maxLeasesForWorker})`, 'unknown'))
        : row('takes the very old ', taken, lost);
    case 'take-available':
      return row('takes ', taken, lost);
  }
}

function runWords(run: KclFacts['assignment-run']): Content {
  const changes = run.changes.map(({ lease, to, how }) =>
    row(seg(shortLease(lease), 'accent'), ` → ${visible(to)}`, how === 'assign' ? '' : seg(` ${how}`, 'dim')),
  );
  const load =
    run.metric === null || run.average === null
      ? ''
      : `, average ${run.metric === 'C' ? 'CPU' : run.metric} ${run.average}%`;
  return row(
    `leader ${visible(run.worker)}: ${counted(run.leases, 'lease')}, ${run.active.length} active, ${run.todo} to assign${load}${run.balanced ? ', balances' : ''}`,
    seg(' → ', 'dim'),
    changes.length === 0 ? seg('nothing moves', 'dim') : join(changes, ', '),
  );
}

/** The newest pass of every worker, branch by branch: what was asked, what was taken, what was not reached. */
export function passPane(reading: Reading): Pane {
  const entries = newestPasses(reading.app);
  return {
    id: 'passes',
    title: hasLeader(reading.app) ? 'The leader’s runs' : 'The formula of each pass',
    height: { least: 6, wanted: Math.min(18, 6 * Math.max(1, entries.length)) },
    body: { kind: 'picture', draw: ({ width }) => drawPasses(entries, reading, width) },
  };
}

/** One pass of each worker, those that took something first; of a leader its newest three. */
function newestPasses(app: AskedApplication): readonly JournalEntry[] {
  const entries = entriesSince(app.state.journal, 0).filter((entry) => passes.has(entry.reason));
  if (hasLeader(app)) return entries.slice(-3).reverse();
  const newest = new Map(entries.map((entry) => [entry.at, entry]));
  return [...newest.values()].sort((one, other) => other.time - one.time);
}

function drawPasses(entries: readonly JournalEntry[], reading: Reading, width: number): Picture {
  const rows: Row[] = [];
  const spots: Spot[] = [];
  for (const entry of entries) {
    spots.push({ key: `pass/${entry.at}/${entry.time}`, row: rows.length, column: 2, width: 12, item: { why: entry } });
    for (const [at, line] of wrapRow(row(...passWords(entry, reading)), width - 4).entries()) {
      rows.push(row(at === 0 ? '  ' : '    ', line));
    }
    if (entry.reason !== 'assignment-run')
      rows.push(...branches(entry.reason as Taken, entry.looked as PassFacts, reading.app));
  }
  if (rows.length === 0) rows.push(row(seg('  no pass yet: let time go by', 'dim')));
  return { rows, spots };
}

const order: readonly Taken[] = ['take-very-old', 'take-at-target', 'take-available', 'take-steal'];

/** The questions of a pass in their order: `●` where it ended, `○` asked and passed by, `·` never reached. */
function branches(reason: Taken, pass: PassFacts, { config }: AskedApplication): readonly Row[] {
  const reached = order.indexOf(reason === 'take-no-steal' ? 'take-steal' : reason);
  return order.map((branch, at) => {
    const mark = at === reached ? seg('●', 'accent') : seg(at < reached ? '○' : '·', 'dim');
    const style = at === reached ? 'plain' : 'dim';
    const title = fitText(titles[branch], 11);
    const says =
      at > reached ? 'not reached' : questionOf(branch, pass, config.priorityAssignment, config.failoverTime);
    return row('    ', mark, ' ', seg(title, style), seg(says, style));
  });
}

const titles = {
  'take-no-leases': 'empty',
  'take-very-old': 'very old',
  'take-at-target': 'at target',
  'take-available': 'available',
  'take-steal': 'steal',
  'take-no-steal': 'steal',
} as const satisfies Record<Taken, string>;

function questionOf(branch: Taken, pass: PassFacts, priority: boolean, failoverTime: number): string {
  switch (branch) {
    case 'take-very-old':
      return priority
        ? `${counted(pass.veryOld, 'lease')} not renewed for ${seconds(3 * failoverTime)}`
        : 'not asked in this version or setting';
    case 'take-at-target':
      return `${pass.target} − ${pass.mine} = ${pass.need}: ${pass.need > 0 ? 'needs more' : 'has its share'}${pass.spillover > 0 ? `, ${pass.spillover} over its most` : ''}`;
    case 'take-available':
      return `${counted(pass.available, 'lease')} unowned or not renewed for ${seconds(failoverTime)}`;
    default:
      return pass.victim === undefined
        ? 'nobody to rob'
        : `the richest, ${visible(pass.victim)}, has ${pass.victimLeases}: min(${pass.need}, ${pass.victimLeases} − ${pass.target})${pass.victimLeases === pass.target && pass.need > 1 ? ', at least one' : ''} → ${pass.taken.length + pass.raceLost.length}`;
  }
}
