import { visible } from '../../../core/text.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import { widthOf } from '../../cells.ts';
import type { Pane, StaticBody, TableLine } from '../../dashboard.ts';
import { verdictMarks } from '../../glyphs.ts';
import { seg } from '../../segment.ts';
import type { HopView } from './hops.ts';

/** What a row of a consulted table looked at, as far as it is drawn. */
interface RowLooked {
  readonly rule?: string;
  readonly route?: string;
  readonly target?: string;
  readonly group?: string;
  readonly from?: string;
  readonly to?: string;
  readonly why?: string;
  readonly because?: string;
}

/** The rows a hop tried, in the order it tried them, and the one that matched. */
export function rowsPane(hop: HopView | undefined): Pane {
  const rows = hop?.entry.children ?? [];
  const lines = rows.map(lineOf);
  const widest = lines.reduce((most, line) => Math.max(most, widthOf(line.what)), 12);
  return {
    id: 'rows',
    title:
      hop === undefined ? 'Tables consulted' : `${hop.label}: ${hop.leg === 'request' ? 'the request' : 'the reply'}`,
    height: { least: 3, wanted: Math.max(3, Math.min(10, rows.length + 1)) },
    body: {
      kind: 'table',
      columns: [
        { title: 'tried', priority: 3, min: 10, max: 10 },
        { title: 'in order', priority: 4, min: 14, max: Math.min(60, widest) },
        { title: 'because', priority: 2, min: 12, max: 60 },
      ],
      count: lines.length,
      rows,
      empty: hop === undefined ? 'no packet in this step' : 'no table is consulted here',
      home: String(
        Math.max(
          0,
          rows.findIndex((entry) => entry.verdict === 'match'),
        ),
      ),
      at: (index) => tableLine(rows[index], lines[index], index),
    },
  };
}

interface Line {
  readonly what: string;
  readonly why: string;
}

function lineOf(entry: TraceEntry): Line {
  const looked = (entry.looked ?? {}) as RowLooked;
  const { rule, route, target, group, from, to, why, because } = looked;
  const parts = [
    group,
    rule,
    route === undefined || target === undefined ? route : `${route} → ${target}`,
    from === undefined || to === undefined ? undefined : `${from} → ${to}`,
  ];
  const what = parts.filter((part) => part !== undefined).join('  ');
  return { what: visible(what === '' ? entry.at : what), why: visible(why ?? because ?? '') };
}

function tableLine(entry: TraceEntry | undefined, line: Line | undefined, index: number): TableLine {
  if (entry === undefined || line === undefined) return { key: String(index), cells: [] };
  const mark = verdictMarks[entry.verdict];
  const style = entry.verdict === 'miss' ? 'dim' : 'plain';
  return {
    key: String(index),
    cells: [seg(`${mark.glyph} ${mark.word}`, mark.style), seg(line.what, style), seg(line.why, 'dim')],
    item: { why: entry, place: entry.place, copy: line.what },
  };
}

/** The packet's header before the hop and after it. */
export function headerPane(hop: HopView | undefined): Pane {
  return {
    id: 'header',
    title: 'Header',
    corner: hop === undefined ? undefined : seg(hop.before.protocol, 'accent'),
    height: { least: 3, wanted: 7 },
    beside: 0.44,
    body: headerBody(hop),
  };
}

function headerBody(hop: HopView | undefined): StaticBody {
  const titles = ['', 'source', 'destination'];
  if (hop === undefined) return { kind: 'static', titles, rows: [] };
  const { before, after, entry } = hop;
  const went = entry.verdict === 'pass' || entry.verdict === 'note';
  const next = after ?? (went ? before : undefined);
  return {
    kind: 'static',
    titles,
    rows: [
      ['before', visible(before.source), visible(before.destination)],
      next === undefined
        ? ['after', '(dropped)', '']
        : ['after', changed(before.source, next.source), changed(before.destination, next.destination)],
    ],
  };
}

/** The same address is said to be the same, so that a translation stands out. */
function changed(before: string, after: string): string {
  return before === after ? 'the same' : visible(after);
}
