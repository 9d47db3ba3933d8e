import { visible } from '../../../core/text.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import { fitRow, widthOf, wrap } from '../../cells.ts';
import type { Pane, Picture, Spot } from '../../dashboard.ts';
import { verdictMarks } from '../../glyphs.ts';
import { type Row, row, seg } from '../../segment.ts';
import { type HopView, labelOf, type ShownHeader } from './hops.ts';

const whichOf = { request: 'the request', reply: 'the reply' } as const;

/** The hop under the cursor in full: the header before and after it, and the rows it tried in their order. */
export function hopPane(hop: HopView | undefined): Pane {
  const rows = hop?.entry.children ?? [];
  return {
    id: 'hop',
    title: hop === undefined ? 'Hop' : hop.leg === 'name' ? 'Name' : `${hop.label}: ${whichOf[hop.leg]}`,
    corner: hop === undefined ? undefined : verdictRow(hop.entry),
    height: { least: 3, wanted: Math.min(12, rows.length + 3) },
    body: {
      kind: 'picture',
      draw: ({ width }) =>
        hop === undefined ? { rows: [row(seg(' no packet in this step', 'dim'))] } : drawHop(hop, rows, width),
    },
  };
}

function verdictRow(entry: TraceEntry): Row {
  const mark = verdictMarks[entry.verdict];
  return row(seg(`${mark.glyph} ${mark.word}`, mark.style));
}

function drawHop(hop: HopView, rows: readonly TraceEntry[], width: number): Picture {
  if (hop.leg === 'name') return { rows: nameRows(hop, width) };
  const head = headerRows(hop);
  if (rows.length === 0) {
    const none =
      hop.entry.children === undefined ? 'no table is consulted here' : 'the table is empty: there is nothing to try';
    return { rows: [...head, row(seg(` ${none}`, 'dim'))] };
  }
  const lines = rows.map((entry) => lineOf(entry, hop));
  const widest = lines.reduce((most, line) => Math.max(most, widthOf(line.what)), 0);
  const room = Math.max(10, Math.min(widest, Math.floor(width * 0.62)));
  const spots: Spot[] = [];
  const drawn = rows.map((entry, index): Row => {
    const { what, why } = lines[index] ?? { what: '', why: '' };
    const mark = verdictMarks[entry.verdict];
    const style = entry.verdict === 'miss' ? 'dim' : 'plain';
    spots.push({
      key: `${hop.key}/${index}`,
      row: head.length + 1 + index,
      column: 1,
      width: Math.max(1, width - 2),
      item: { why: entry, place: entry.place, copy: what },
    });
    return row(' ', seg(`${mark.glyph} `, mark.style), fitRow(seg(what, style), room), '  ', seg(why, 'dim'));
  });
  const mappings = rows[0]?.reason === 'nat-mapping';
  const count =
    rows.length === 1 ? `one ${mappings ? 'mapping' : 'row'}` : `${rows.length} ${mappings ? 'mappings' : 'rows'}`;
  const title = row(seg(` ${count}${mappings ? ' in its table' : ', tried in this order'}`, 'dim'));
  const home = rows.findIndex((entry) => entry.verdict === 'match');
  return { rows: [...head, title, ...drawn], spots, home: `${hop.key}/${Math.max(0, home)}` };
}

/** What was asked of the resolver, what it answered, and why. */
function nameRows({ label, remark, because, entry }: HopView, width: number): readonly Row[] {
  const mark = verdictMarks[entry.verdict];
  return [
    row(seg(' asked   ', 'dim'), fitRow(label, width - 9)),
    row(seg(' answer  ', 'dim'), seg(`${mark.glyph} ${remark}`, mark.style)),
    ...wrap(because ?? '', width - 10).map((line) => row('         ', seg(line, 'dim'))),
  ];
}

/** The header before the hop and after it; what the hop rewrote stands out. */
function headerRows({ before, after, entry }: HopView): readonly Row[] {
  const went = entry.verdict === 'pass' || entry.verdict === 'note';
  const first = row(seg(' before  ', 'dim'), headerRow(before, undefined));
  if (after !== undefined) return [first, row(seg(' after   ', 'dim'), headerRow(after, before))];
  return [first, row(seg(` after   ${went ? 'the same' : 'nothing: the packet ends here'}`, 'dim'))];
}

function headerRow({ protocol, source, destination }: ShownHeader, before: ShownHeader | undefined): Row {
  const part = (text: string, was: string | undefined) =>
    seg(visible(text), was === undefined || was === text ? 'plain' : 'changed');
  return row(
    part(source, before?.source),
    seg(' → ', 'dim'),
    part(destination, before?.destination),
    seg(`  ${protocol}`, 'accent'),
  );
}

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
  readonly destination?: string;
  readonly idleSeconds?: number;
}

function lineOf(entry: TraceEntry, hop: HopView): { readonly what: string; readonly why: string } {
  const looked = (entry.looked ?? {}) as RowLooked;
  const { rule, route, target, group, from, to, why, because, destination, idleSeconds } = looked;
  const owner = group === undefined || labelOf(group) === hop.label ? undefined : labelOf(group);
  const parts = [
    owner,
    rule,
    route === undefined || target === undefined ? route : `${route} → ${labelOf(target)}`,
    from === undefined || to === undefined ? undefined : `${from} → ${to}`,
  ];
  const what = parts.filter((part) => part !== undefined).join('  ');
  return {
    what: visible(what === '' ? entry.at : what),
    why: visible(why ?? because ?? mappingRemark(destination, idleSeconds)),
  };
}

/** Whom a mapping is towards, and how long nothing has used it. */
function mappingRemark(destination: string | undefined, idleSeconds = 0): string {
  if (destination === undefined) return '';
  return `towards ${destination}${idleSeconds === 0 ? '' : `, idle ${idleSeconds} s`}`;
}
