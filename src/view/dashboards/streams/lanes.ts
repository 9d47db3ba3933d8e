import { visible } from '../../../core/text.ts';
import { formatClock, type Instant } from '../../../core/time.ts';
import {
  entriesSince,
  hasLeader,
  type JournalEntry,
  type PassFacts,
  type Span,
  workerSpans,
} from '../../../services/kcl/index.ts';
import { fitText, shorten } from '../../cells.ts';
import type { Pane, Picture, Spot } from '../../dashboard.ts';
import { type Row, row, type Segment, type Style, seg } from '../../segment.ts';
import { seconds } from './numbers.ts';
import type { Reading } from './subject.ts';

const nameWidth = 10;
/** Lanes that are drawn; a larger fleet shows those in which something happens. */
const LANES_MOST = 12;

interface Cell {
  readonly glyph: string;
  readonly style: Style;
}

/** A moment on a lane: what is drawn, and which of two in one cell stays. */
interface Mark extends Cell {
  readonly rank: number;
  readonly entry: JournalEntry;
}

/** How a stretch of a worker's life is drawn. */
const stretches: Readonly<Record<Span['status'], Cell>> = {
  waiting: { glyph: ' ', style: 'dim' },
  starting: { glyph: '┄', style: 'dim' },
  running: { glyph: '─', style: 'border' },
  hung: { glyph: '░', style: 'unknown' },
  'cut-off': { glyph: '╌', style: 'unknown' },
  stopping: { glyph: '┄', style: 'note' },
  stopped: { glyph: ' ', style: 'dim' },
  crashed: { glyph: ' ', style: 'dim' },
};

const zombie: Cell = { glyph: '▓', style: 'block' };

/** Time from left to right, a lane for each worker: scans, takes, losses, pauses, and two at work on one shard, shaded. */
export function lanesPane(reading: Reading): Pane {
  const { app, scene } = reading;
  const lanes = lanesOf(reading, windowOf(reading));
  return {
    id: 'lanes',
    title: `The last ${seconds(scene.world.now - windowOf(reading))}`,
    corner: seg(
      `take every ${seconds(hasLeader(app) ? app.config.timers.assign : app.config.timers.take)}, renew every ${seconds(app.config.timers.renew)}`,
      'dim',
    ),
    height: { least: 4, wanted: lanes.length + 3 },
    body: { kind: 'picture', draw: ({ width }) => draw(reading, lanes, width) },
  };
}

/** Long enough for a whole failover: six failover times, but not from before the start. */
function windowOf({ app, scene }: Reading): Instant {
  return Math.max(scene.world.definition.start, scene.world.now - 6 * app.config.failoverTime);
}

interface Lane {
  readonly worker: string;
  readonly spans: readonly Span[];
  readonly marks: readonly Mark[];
}

function lanesOf({ app, scene }: Reading, from: Instant): readonly Lane[] {
  const spans = workerSpans(app, scene.world.now).filter((span) => span.to >= from);
  const entries = entriesSince(app.state.journal, from);
  const lanes = [...app.state.workers.values()].map(({ name, address }): Lane => {
    const own = entries.filter((entry) => entry.at === address);
    const marks = own.flatMap((entry) => markOf(entry) ?? []);
    return { worker: name, spans: spans.filter((span) => span.worker === name), marks };
  });
  if (lanes.length <= LANES_MOST) return lanes;
  const busy = lanes.filter((lane) => lane.marks.some((mark) => mark.rank > 1));
  return [...busy, ...lanes.filter((lane) => !busy.includes(lane))].slice(0, LANES_MOST);
}

function markOf(entry: JournalEntry): Mark | undefined {
  const mark = (glyph: string, style: Style, rank: number): Mark => ({ glyph, style, rank, entry });
  switch (entry.reason) {
    case 'take-no-leases':
    case 'take-at-target':
    case 'take-no-steal':
    case 'lease-discovered':
      return mark('│', 'plain', 1);
    case 'take-very-old':
    case 'take-available':
    case 'take-steal':
      return (entry.looked as PassFacts).taken.length > 0 ? mark('●', 'pass', 4) : mark('│', 'plain', 1);
    case 'assignment-run':
      return entry.verdict === 'match' ? mark('◆', 'pass', 4) : mark('◇', 'plain', 1);
    case 'leader-elected':
      return mark('▲', 'accent', 5);
    case 'lease-lost':
    case 'checkpoint-refused':
    case 'scan-failed':
    case 'renew-failed':
    case 'assignment-failed':
      return mark('✗', 'block', 3);
    case 'worker-crashed':
    case 'worker-stopped':
      return mark('■', 'block', 6);
    case 'worker-resumed':
    case 'worker-started':
    case 'worker-reachable':
      return mark('▸', 'accent', 2);
    case 'handoff-done':
      return mark('→', 'changed', 4);
    default:
      return undefined;
  }
}

function draw(reading: Reading, lanes: readonly Lane[], width: number): Picture {
  const { scene, app } = reading;
  const from = windowOf(reading);
  const { now } = scene.world;
  const cells = Math.max(10, width - nameWidth - 4);
  const columnOf = (at: Instant) =>
    Math.min(cells - 1, Math.max(0, Math.floor(((at - from) / Math.max(1, now - from)) * cells)));
  const rows: Row[] = [axis(from - scene.world.definition.start, now - scene.world.definition.start, cells)];
  const spots: Spot[] = [];
  let newest: { readonly key: string; readonly time: Instant } | undefined;
  for (const lane of lanes) {
    const line = new Array<Cell>(cells).fill({ glyph: ' ', style: 'dim' });
    const fill = (start: Instant, end: Instant, cell: Cell) => {
      for (let at = columnOf(start); at <= columnOf(end); at += 1) line[at] = cell;
    };
    for (const span of lane.spans) fill(Math.max(from, span.from), span.to, stretches[span.status]);
    for (const one of app.state.overlaps) {
      if ((one.old === lane.worker || one.young === lane.worker) && one.to >= from) {
        fill(Math.max(from, one.from), Math.min(now, one.to), zombie);
      }
    }
    const shown = new Map<number, Mark>();
    for (const mark of lane.marks) {
      const column = columnOf(mark.entry.time);
      if (mark.rank >= (shown.get(column)?.rank ?? 0)) shown.set(column, mark);
    }
    for (const [column, mark] of [...shown].sort(([one], [other]) => one - other)) {
      line[column] = mark;
      const key = `lane/${lane.worker}/${mark.entry.time}/${mark.entry.reason}`;
      spots.push({ key, row: rows.length, column: nameWidth + 3 + column, width: 1, item: { why: mark.entry } });
      if (newest === undefined || mark.entry.time >= newest.time) newest = { key, time: mark.entry.time };
    }
    rows.push(
      row('  ', fitText(shorten(visible(lane.worker), nameWidth - 1, 'middle'), nameWidth), ' ', ...merged(line)),
    );
  }
  const hidden = app.state.workers.size - lanes.length;
  rows.push(legend(hidden, hasLeader(app)));
  return { rows, spots, home: newest?.key };
}

function axis(from: number, to: number, cells: number): Row {
  const right = formatClock(Math.round(to / 1000) * 1000);
  const left = formatClock(Math.round(from / 1000) * 1000);
  return row(
    ' '.repeat(nameWidth + 3),
    seg(fitText(left, Math.max(0, cells - right.length)), 'dim'),
    seg(right, 'dim'),
  );
}

/** Neighbours of one style as one segment. */
function merged(line: readonly Cell[]): readonly Segment[] {
  const out: { text: string; style: Style }[] = [];
  for (const { glyph, style } of line) {
    const last = out.at(-1);
    if (last?.style === style) last.text += glyph;
    else out.push({ text: glyph, style });
  }
  return out;
}

function legend(hidden: number, leader: boolean): Row {
  const looks = leader ? '◇ run ◆ assigns ▲ leader │ discovers' : '│ scan ● takes';
  const rest = hidden > 0 ? `   ${hidden} quiet workers not drawn` : '';
  return row(' '.repeat(nameWidth + 3), seg(`${looks} ✗ loses ■ ends ░ pause ▓ two at work${rest}`, 'dim'));
}
