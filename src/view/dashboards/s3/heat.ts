import { visible } from '../../../core/text.ts';
import { type AccessColumn, type AccessTable, accessTable } from '../../../services/s3/index.ts';
import type { Pane, Scene } from '../../dashboard.ts';
import { outcomeMark } from '../../glyphs.ts';
import { type Content, seg } from '../../segment.ts';
import type { Column } from '../../table.ts';
import { shortName } from '../identity/names.ts';
import type { Subject } from './subject.ts';

/** What the columns of the map stand for. */
export type HeatMode = 'objects' | 'actions';

/** Objects that get a column; more would be too narrow to read. */
const objectsMost = 12;

/** The actions of the other form, each on the bucket or on all objects, under a title that fits a narrow column. */
const ACTIONS: readonly (AccessColumn & { readonly title: string })[] = [
  { title: 'list', action: 's3:ListBucket' },
  { title: 'get', action: 's3:GetObject', key: '*' },
  { title: 'put', action: 's3:PutObject', key: '*' },
  { title: 'delete', action: 's3:DeleteObject', key: '*' },
  { title: 'get policy', action: 's3:GetBucketPolicy' },
  { title: 'put policy', action: 's3:PutBucketPolicy' },
  { title: 'put ACL', action: 's3:PutBucketAcl' },
  { title: 'put block', action: 's3:PutBucketPublicAccessBlock' },
];

/** Principals × objects (or actions): who may, explicitly may not, or is not allowed. */
export function heatPane(scene: Scene, { bucket, before, object }: Subject, mode: HeatMode): Pane {
  const keys = [...bucket.objects.keys()];
  const shown = object === undefined ? keys : [object.key, ...keys.filter((key) => key !== object.key)];
  const columns =
    mode === 'actions' ? ACTIONS : shown.slice(0, objectsMost).map((key) => ({ action: 's3:GetObject', key }));
  const table = accessTable(scene.world, bucket, columns);
  const was = before === undefined ? undefined : accessTable(scene.before, before, columns);
  const rows = outsidersFirst(table, bucket.account);
  const readers = rows.filter(([, decisions]) => decisions.includes('allowed')).length;
  return {
    id: 'heat',
    title: mode === 'actions' ? 'Who may do what' : 'Who can read which object',
    corner: cornerOf(mode, readers, rows.length, keys.length - columns.length),
    height: { least: 4, wanted: Math.max(4, Math.min(14, rows.length + 1)) },
    body: {
      kind: 'table',
      columns: [{ title: 'who', priority: 100, min: 14, max: 30, cut: 'middle' }, ...columns.map(columnOf)],
      count: columns.length === 0 ? 0 : rows.length,
      rows: table,
      empty: 'no object in it yet: :call s3:PutObject BUCKET/KEY makes one',
      at: (index) => {
        const [who = '', decisions = []] = rows[index] ?? [];
        const old = was?.rows.get(who);
        const cells = decisions.map((decision, at) =>
          decisionCell(decision, old !== undefined && old[at] !== decision),
        );
        const says = columns.map(
          ({ action, key }, at) =>
            `${shortAction(action)}${key === undefined ? '' : ` ${key}`}: ${decisions[at] ?? ''}`,
        );
        return {
          key: who,
          cells: [shortName(who), ...cells],
          changed: old !== undefined && decisions.some((decision, at) => decision !== old[at]),
          item: { says: visible(`${who}: ${says.slice(0, 4).join(', ')}`), copy: who },
        };
      },
    },
  };
}

function cornerOf(mode: HeatMode, readers: number, callers: number, more: number): Content {
  const rest = mode === 'objects' && more > 0 ? `, ${more} more objects` : '';
  return seg(`${readers} of ${callers} have access${rest}`, 'dim');
}

function columnOf({ action, key }: AccessColumn, at: number): Column {
  const title = ACTIONS.find((one) => one.action === action && one.key === key)?.title ?? visible(key ?? '');
  return { title, priority: 50 - at, min: 7, max: Math.max(7, Math.min(22, title.length)), cut: 'middle' };
}

function shortAction(action: string): string {
  return action.slice(action.indexOf(':') + 1);
}

/** A glyph and, where the verdict is new, a mark; a word would not fit where twelve columns stand side by side. */
function decisionCell(decision: string, isNew: boolean): Content {
  const mark = decision.endsWith('deny') ? outcomeMark('denied', decision) : outcomeMark(decision);
  return seg(`${mark.glyph}${isNew ? ' ◆' : ''}`, isNew ? 'changed' : mark.style);
}

const sorted = new WeakMap<AccessTable, readonly (readonly [string, readonly string[]])[]>();

/** Callers without credentials, then other accounts, then the owner's: the first ones are what one is afraid of. */
function outsidersFirst(table: AccessTable, account: string): readonly (readonly [string, readonly string[]])[] {
  let rows = sorted.get(table);
  if (rows === undefined) {
    const rank = (who: string) => (who === 'anonymous' ? 0 : who.startsWith(`${account}/`) ? 2 : 1);
    rows = [...table.rows].sort(([one], [other]) => rank(one) - rank(other));
    sorted.set(table, rows);
  }
  return rows;
}
