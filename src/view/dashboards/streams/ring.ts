import { visible } from '../../../core/text.ts';
import { recentPoints, type ShardView, type Stream, shardsOf } from '../../../services/kinesis/index.ts';
import { fitRow, fitText, widthOf } from '../../cells.ts';
import type { Scene, Spot } from '../../dashboard.ts';
import { type Row, row, type Segment, type Style, seg } from '../../segment.ts';
import { count, counted, percent } from './numbers.ts';
import { shortLease } from './subject.ts';

/** Records of this long ago are dots on the ring, at most so many of each shard. */
const DOTS_MS = 1000;
const DOTS_MOST = 200;
/** What a shard takes in a second. */
const BYTES_MOST = 1024 * 1024;
const RECORDS_MOST = 1000;
const WARM = 0.4;
const HOT = 0.7;
const FULL = 0.95;

/** An open shard on the bar: its first cell, how many it got, how full it is. */
interface Stretch {
  readonly view: ShardView;
  readonly column: number;
  readonly width: number;
  readonly heat: number;
}

export interface Ring {
  readonly rows: readonly Row[];
  readonly spots: readonly Spot[];
}

/** The ring of hash keys cut open at 0: shards as wide as their ranges, the newest records as dots, and how full each is. */
export function drawRing(stream: Stream, scene: Scene, width: number): Ring {
  const views = shardsOf(stream, scene.world.now);
  const open = views.filter(({ state }) => state === 'OPEN').sort((one, other) => (one.start < other.start ? -1 : 1));
  const shards = width < 70 ? '' : `  ${counted(open.length, 'shard')}`;
  const head = `  ${visible(stream.name)}${shards} `;
  const label = fitText(head, Math.min(widthOf(head), Math.max(12, width >> 2)));
  const left = widthOf(label) + 1;
  const inner = Math.max(8, width - left - 6);
  const stretches = layOut(open, inner);
  const bar = stretches.length > inner / 2 ? folded(stretches, inner) : stretches.map(stretchOf);
  return {
    rows: [
      row(seg(label, 'strong'), seg('0', 'dim'), ...bar, seg('┤', 'border'), seg('2^128', 'dim')),
      row(' '.repeat(left), ...dots(stream, scene, inner)),
      loadRow(stretches, left),
    ],
    spots: stretches
      .filter(({ width: cells }) => cells >= 5)
      .map(({ view, column, width: cells }) => ({
        key: `ring/${view.id}`,
        row: 0,
        column: left + column + nameStart(view, cells),
        width: widthOf(shortLease(view.id)),
        item: { says: saysOf(view), copy: view.id },
      })),
  };
}

/** Each shard gets the cells of its share, one at the least. */
function layOut(open: readonly ShardView[], inner: number): readonly Stretch[] {
  const spare = Math.max(0, inner - open.length);
  let share = 0;
  return open.map((view, at) => {
    const column = Math.min(inner, at + Math.round(share * spare));
    share += view.share;
    const next = Math.min(inner, at + 1 + Math.round(Math.min(1, share) * spare));
    return { view, column, width: Math.max(0, next - column), heat: heatOf(view) };
  });
}

function heatOf({ writeBytesPerSecond, writeRecordsPerSecond }: ShardView): number {
  return Math.max(writeBytesPerSecond / BYTES_MOST, writeRecordsPerSecond / RECORDS_MOST);
}

function nameStart(view: ShardView, cells: number): number {
  return 1 + Math.max(0, (cells - 1 - widthOf(shortLease(view.id))) >> 1);
}

function stretchOf({ view, width, heat }: Stretch): Row {
  const name = shortLease(view.id);
  const { line, style } = shadeOf(heat);
  const room = width - 1;
  if (room < widthOf(name) + 1) return row(seg('├', 'border'), seg(line.repeat(Math.max(0, room)), style));
  const before = nameStart(view, width) - 1;
  const after = room - before - widthOf(name);
  return row(seg('├', 'border'), seg(line.repeat(before), style), seg(name, 'accent'), seg(line.repeat(after), style));
}

function shadeOf(heat: number): { readonly line: string; readonly fill: string; readonly style: Style } {
  if (heat >= FULL) return { line: '█', fill: '█', style: 'block' };
  if (heat >= HOT) return { line: '▓', fill: '▓', style: 'unknown' };
  if (heat >= WARM) return { line: '═', fill: '▒', style: 'bar' };
  return { line: '─', fill: heat > 0 ? '░' : '·', style: heat > 0 ? 'bar' : 'border' };
}

/** Too many shards to name: a cell is as hot as the hottest of those it stands for. */
function folded(stretches: readonly Stretch[], inner: number): readonly Segment[] {
  return Array.from({ length: inner }, (_, at) => {
    const from = Math.floor((at * stretches.length) / inner);
    const to = Math.max(from + 1, Math.floor(((at + 1) * stretches.length) / inner));
    const { fill, style } = shadeOf(Math.max(0, ...stretches.slice(from, to).map(({ heat }) => heat)));
    return seg(fill, style);
  });
}

function dots(stream: Stream, scene: Scene, inner: number): readonly Segment[] {
  const hits = new Array<number>(inner).fill(0);
  for (const point of recentPoints(stream, scene.world.now, DOTS_MS, DOTS_MOST)) {
    const at = Math.min(inner - 1, Math.floor(point * inner));
    hits[at] = (hits[at] ?? 0) + 1;
  }
  if (hits.every((each) => each === 0)) return [seg('no record in the last second', 'dim')];
  return hits.map((each) => (each === 0 ? seg(' ') : seg(each > 3 ? '●' : each > 1 ? '•' : '·', 'series1')));
}

/** How much each shard takes: in numbers, with how full it is where there is room; in shades where not even numbers fit. */
function loadRow(stretches: readonly Stretch[], left: number): Row {
  if (stretches.every(({ heat }) => heat === 0)) return row();
  const number = ({ view, heat }: Stretch) => `${heat >= FULL ? '✗' : ''} ${count(view.writeRecordsPerSecond)}/s`;
  const whole = (stretch: Stretch) => `${number(stretch)} ${percent(stretch.heat)}`;
  const fitsAll = (text: (stretch: Stretch) => string) => stretches.every((one) => widthOf(text(one)) < one.width);
  const text = fitsAll(whole) ? whole : fitsAll(number) ? number : undefined;
  const label = text === whole ? 'records, fullness' : text === number ? 'records' : 'fullness';
  return row(
    seg(fitText(left > widthOf(label) + 2 ? `  ${label}` : '', left), 'dim'),
    ...stretches.map((stretch) => {
      const { width, heat } = stretch;
      if (text === undefined) return seg(`${shadeOf(heat).fill.repeat(Math.max(0, width - 1))} `, shadeOf(heat).style);
      return row(...fitRow(seg(text(stretch), heat >= FULL ? 'block' : 'dim'), width));
    }),
  );
}

function saysOf(view: ShardView): string {
  const load = `${count(view.writeRecordsPerSecond)} records/s and ${count(view.writeBytesPerSecond / 1024)} KB/s in the last ten seconds`;
  return `${view.id}: ${percent(view.share)} of the hash keys, ${counted(view.records, 'record')}; ${load}, of 1,000 and 1,024`;
}
