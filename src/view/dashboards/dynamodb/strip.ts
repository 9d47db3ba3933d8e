import { visible } from '../../../core/text.ts';
import {
  PARTITION_UNITS,
  type PartitionView,
  partitionViews,
  splitQuestion,
} from '../../../services/dynamodb/index.ts';
import { fitRow, fitText, shorten, widthOf } from '../../cells.ts';
import { type Content, join, type Row, row, type Style, seg } from '../../segment.ts';
import type { Growing } from './growing.ts';
import { count, percent } from './numbers.ts';
import { nameOf, type Subject, scalableOf } from './subject.ts';

/** A partition on the strip: the cells it got and what it did. */
interface Stretch {
  readonly view: PartitionView;
  readonly column: number;
  readonly width: number;
  readonly read: number;
  readonly write: number;
  readonly heat: number;
  readonly isNew: boolean;
}

/** Cells a stretch needs for its border, the cursor and its name. */
const stretchLeast = 6;
const left = 1;
/** From this width on the ends of the key space stand beside the title. */
const titleAndRange = 64;
/** Shares of a partition's limits from which on it is drawn denser. */
const WARM = 0.4;
const HOT = 0.7;
export const FULL = 0.95;

/** The key space from the lowest hash to the highest, cut into partitions, shaded by heat, with the last key's mark. */
export function drawStrip(growing: Growing, subject: Subject): void {
  const { scene } = subject;
  const views = partitionViews(scalableOf(subject).space, scene.now);
  const inner = growing.width - left - 2;
  growing.rows.push(titleRow(subject, views, growing.width));
  const most = Math.max(1, Math.floor(inner / stretchLeast));
  const shown = views.length <= most ? views : [];
  if (shown.length === 0) {
    growing.rows.push(
      foldedRow(views, inner),
      markerRow(subject, inner, (point) => Math.floor(point * inner)),
    );
    return;
  }
  const stretches = layOut(shown, inner, subject);
  const last = stretches.at(-1);
  for (const { view, column } of stretches) {
    const name = `P${view.id}`;
    const partition = scalableOf(subject).space.partitions.find(({ id }) => id === view.id);
    growing.spots.push({
      key: `strip/${name}`,
      row: growing.rows.length,
      column: left + column + 2,
      width: widthOf(name),
      item: {
        why: partition && splitQuestion(subject.table, subject.index, partition).why,
        copy: `${nameOf(subject)} ${name}`,
      },
    });
  }
  const end = left + (last === undefined ? 0 : last.column + last.width);
  growing.rows.push(row(fitRow(row(' ', ...stretches.map(bodyOf)), end), seg('│', 'border')));
  growing.rows.push(row(' ', ...stretches.map((one) => fitRow(loadOf(one), one.width))));
  if (stretches.length > 1)
    growing.rows.push(row(' ', ...stretches.map((one, at) => fitRow(cutOf(one, at), one.width))));
  growing.rows.push(markerRow(subject, inner, (point) => columnOf(point, stretches)));
}

function titleRow(subject: Subject, views: readonly PartitionView[], width: number): Row {
  const fresh = views.filter(({ id }) => isNew(subject, id)).length;
  const range = '0x00000000 … 0xffffffff';
  const title = row(
    '  ',
    seg('key space of ', 'dim'),
    visible(nameOf(subject)),
    seg(`  ${views.length} ${views.length === 1 ? 'partition' : 'partitions'}`, 'dim'),
    fresh === 0 ? '' : seg(`  ◆ ${fresh} new`, 'changed'),
  );
  if (width < titleAndRange) return title;
  return row(fitRow(title, Math.max(0, width - widthOf(range) - 2)), seg(range, 'dim'));
}

function isNew({ before, scene }: Subject, id: number): boolean {
  if (before === undefined || scene.world === scene.before) return false;
  return !scalableOf(before).space.partitions.some((partition) => partition.id === id);
}

/** Each partition gets its least cells; the rest is shared by how much of the key space it covers. */
function layOut(views: readonly PartitionView[], inner: number, subject: Subject): readonly Stretch[] {
  const spare = inner - views.length * stretchLeast;
  let share = 0;
  return views.map((view, at) => {
    const column = at * stretchLeast + Math.round(share * spare);
    share += view.to - view.from;
    const next = (at + 1) * stretchLeast + Math.round(Math.min(1, share) * spare);
    const read = Math.max(view.read, PARTITION_UNITS.read - view.readLeft);
    const write = Math.max(view.write, PARTITION_UNITS.write - view.writeLeft);
    const heat = Math.max(read / PARTITION_UNITS.read, write / PARTITION_UNITS.write);
    return { view, column, width: next - column, read, write, heat, isNew: isNew(subject, view.id) };
  });
}

/** The cell in which a point of the key space lies. */
function columnOf(point: number, stretches: readonly Stretch[]): number {
  const found = stretches.findLast(({ view }) => view.from <= point) ?? stretches[0];
  if (found === undefined) return 0;
  const { from, to } = found.view;
  const within = to > from ? (point - from) / (to - from) : 0;
  return found.column + 1 + Math.floor(within * (found.width - 1));
}

/** How heat is drawn: a darker block the fuller the partition, never by colour alone. */
export function shadeOf(heat: number): { readonly glyph: string; readonly style: Style } {
  if (heat >= FULL) return { glyph: '█', style: 'block' };
  if (heat >= HOT) return { glyph: '▓', style: 'unknown' };
  if (heat >= WARM) return { glyph: '▒', style: 'bar' };
  return heat > 0 ? { glyph: '░', style: 'bar' } : { glyph: '·', style: 'dim' };
}

function bodyOf({ view, width, heat, isNew: fresh }: Stretch): Row {
  const name = shorten(`P${view.id}`, Math.max(1, width - 3));
  const { glyph, style } = shadeOf(heat);
  const border = fresh ? seg('◆', 'changed') : seg('│', 'border');
  const room = Math.max(0, width - widthOf(name) - 3);
  return row(border, ' ', seg(name, heat >= FULL ? 'block' : 'strong'), ' ', seg(glyph.repeat(room), style));
}

function loadOf({ read, write, heat, width }: Stretch): Content {
  if (read === 0 && write === 0) return seg('  idle', 'dim');
  const units = join(
    [...(write > 0 ? [`${count(write)} W`] : []), ...(read > 0 ? [`${count(read)} R`] : [])],
    seg(' ', 'dim'),
  );
  const share = width >= 18 ? seg(` ${percent(heat)}`, 'dim') : '';
  return row('  ', heat >= FULL ? seg('✗ ', 'block') : '', units, share, heat >= FULL && width >= 24 ? ' full' : '');
}

function cutOf({ view, width, isNew: fresh }: Stretch, at: number): Content {
  const hash = width >= 12 ? view.lowHash : view.lowHash.slice(0, 4);
  const inside = view.cutInCollection && width >= 26 ? ' in a collection' : '';
  if (fresh) return seg(`◆ ${hash} new${inside}`, 'changed');
  if (view.splitAt !== undefined) return seg('◇ cut soon', 'changed');
  return at === 0 ? '' : seg(`${hash}${inside}`, 'dim');
}

/** Many partitions: each cell is as hot as the hottest of those it stands for. */
function foldedRow(views: readonly PartitionView[], inner: number): Row {
  const cells = Array.from({ length: inner }, (_, at) => {
    const from = Math.floor((at * views.length) / inner);
    const to = Math.max(from + 1, Math.floor(((at + 1) * views.length) / inner));
    const { glyph, style } = shadeOf(Math.max(...views.slice(from, to).map(({ heat }) => heat)));
    return seg(glyph, style);
  });
  return row(' ', ...cells);
}

function markerRow({ key, index }: Subject, inner: number, columnAt: (point: number) => number): Row {
  if (key === undefined) {
    const hint =
      index === undefined ? 'no key has been named yet' : 'index keys are placed by the index key of the item';
    return row('  ', seg(fitText(hint, inner), 'dim'));
  }
  const at = columnAt(Number(key.hash) / 2 ** 32);
  const mark = seg('▲', 'accent');
  const room = inner - at - 2;
  const text = shorten(`${visible(key.text)} → ${key.hash}`, Math.max(room, at - 1));
  if (widthOf(text) <= room) return row(' '.repeat(left + at), mark, ' ', seg(text, 'accent'));
  return row(fitText(' ', left + at - 1 - widthOf(text)), seg(text, 'accent'), ' ', mark);
}
