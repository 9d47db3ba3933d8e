import {
  awsNameOf,
  type BlockLevel,
  blockMatrix,
  type EffectiveSetting,
  placeOfSetting,
  SETTINGS,
  type Switch,
} from '../../../services/s3/index.ts';
import { fitText, rowWidth } from '../../cells.ts';
import type { Spot } from '../../dashboard.ts';
import { type Content, type Row, row, type Style, seg } from '../../segment.ts';
import type { Subject } from './subject.ts';
import { whereIn } from './where.ts';

const labelWidth = 13;

const LEVELS: Readonly<Record<BlockLevel['level'], string>> = {
  organization: 'organization',
  account: 'account',
  bucket: 'bucket',
  accessPoint: 'access point',
};

/** Titles of the four columns, for narrower and narrower screens. */
const TITLES: readonly (readonly string[])[] = [
  SETTINGS.map(awsNameOf),
  ['BlockAcls', 'IgnoreAcls', 'BlockPolicy', 'Restrict'],
  ['BlkAcls', 'IgnAcls', 'BlkPol', 'Restr'],
];
const cellWidth = 7;

/** Block Public Access as levels × settings, with what they come to; a setting the step turned is marked. */
export function drawSettings(
  subject: Subject,
  width: number,
  start: number,
): { rows: readonly Row[]; spots: readonly Spot[] } {
  const { view, bucket, before, beforeView } = subject;
  const now = blockMatrix(view, bucket);
  const was = before === undefined ? undefined : blockMatrix(beforeView, before);
  const titles = TITLES.find((four) => labelWidth + 2 + four.join('  ').length + 6 <= width) ?? TITLES.at(-1) ?? [];
  const widths = titles.map((title) => Math.max(title.length, cellWidth));
  const rows: Row[] = [
    row(
      ' '.repeat(labelWidth + 2),
      seg(titles.map((title, at) => fitText(title, widths[at] ?? cellWidth)).join('  '), 'dim'),
    ),
  ];
  const spots: Spot[] = [];
  for (const [at, level] of now.levels.entries()) {
    const cells = SETTINGS.map((setting) => level.block?.settings[setting].on ?? false);
    const old = was?.levels[at];
    const turned = SETTINGS.map(
      (setting, index) => (old?.block?.settings[setting].on ?? false) !== cells[index] && was !== undefined,
    );
    const label = seg(fitText(LEVELS[level.level], labelWidth), level.overridden === true ? 'dim' : 'plain');
    const where = whereIn(level.block?.place, width);
    spots.push(
      spotOf(level.level, start + rows.length, levelSays(level), { place: level.block?.place, copy: level.at }),
    );
    rows.push(settingsRow(label, cells, turned, widths, { where, width, dim: level.overridden === true }));
  }
  const effective = now.effective.map(({ on }) => on);
  const turned = now.effective.map(({ on }, at) => was !== undefined && was.effective[at]?.on !== on);
  spots.push(spotOf('effective', start + rows.length, effectiveSays(now.effective), { place: placeOf(now.effective) }));
  rows.push(
    settingsRow(seg(fitText('effective', labelWidth), 'strong'), effective, turned, widths, {
      where: '',
      width,
      dim: false,
    }),
  );
  return { rows, spots };
}

function spotOf(key: string, at: number, says: string, item: NonNullable<Spot['item']>): Spot {
  return { key: `block/${key}`, row: at, column: 2, width: labelWidth, item: { says, ...item } };
}

function placeOf(effective: readonly EffectiveSetting[]) {
  const [first] = effective.filter(({ by }) => by !== undefined);
  return first && placeOfSetting(first);
}

function levelSays({ level, block, overridden, at }: BlockLevel): string {
  if (block === undefined) return `${at}: nothing configured at the level of the ${LEVELS[level]}`;
  const on = SETTINGS.filter((setting) => block.settings[setting].on === true).map(awsNameOf);
  const state = on.length === 0 ? 'all four are off' : `on: ${on.join(', ')}`;
  return `${at}: ${state}${overridden === true ? '; the organization manages it, so that this has no effect' : ''}`;
}

function effectiveSays(effective: readonly EffectiveSetting[]): string {
  const on = effective.filter(({ on: state }) => state === true);
  if (on.length === 0) return 'no level turns a setting on: nothing public is refused and nothing is cut off';
  return `one level is enough: ${on.map(({ setting, by }) => `${awsNameOf(setting)} by the ${LEVELS[by?.level ?? 'bucket']}`).join(', ')}`;
}

interface RowShape {
  readonly where: string;
  readonly width: number;
  readonly dim: boolean;
}

function settingsRow(
  label: Content,
  cells: readonly Switch[],
  turned: readonly boolean[],
  widths: readonly number[],
  { where, width, dim }: RowShape,
): Row {
  const parts = cells.flatMap((on, at): Content[] => [
    at === 0 ? '' : '  ',
    switchCell(on, turned[at] === true, widths[at] ?? cellWidth, dim),
  ]);
  const left = row('  ', label, ...parts);
  const room = width - rowWidth(left) - 2;
  return where.length > 0 && where.length <= room
    ? row(left, ' '.repeat(room - where.length + 1), seg(where, 'accent'))
    : left;
}

/** `on`, `–`, or `?`; what the step turned has a triangle. */
function switchCell(on: Switch, turned: boolean, width: number, dim: boolean): Content {
  const word = on === 'unknown' ? '?' : on ? 'on' : '–';
  const style: Style = turned ? 'changed' : dim ? 'dim' : on === 'unknown' ? 'unknown' : on ? 'pass' : 'dim';
  return seg(fitText(turned ? `${word} ${on === true ? '▴' : '▾'}` : word, width), style);
}
