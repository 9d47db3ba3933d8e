import { visible } from '../../../core/text.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import { fitText, shorten, widthOf } from '../../cells.ts';
import type { Pane, Picture, Spot } from '../../dashboard.ts';
import { shortWhere } from '../../excerpt.ts';
import { verdictMarks } from '../../glyphs.ts';
import { type Row, row, seg } from '../../segment.ts';
import type { Rung } from './request.ts';

interface StatementLooked {
  readonly policy: string;
  readonly statement: string;
}
interface ElementLooked {
  readonly element: string;
  readonly expected: readonly string[];
  readonly actual: string;
}

/** The statements of the gate under the cursor, each taken apart. */
export function statementPane(rung: Rung | undefined): Pane {
  const statements = rung?.entry.children ?? [];
  const elements = statements.reduce((sum, { children }) => sum + (children?.length ?? 0), 0);
  return {
    id: 'statements',
    title: rung === undefined ? 'Statements' : `Statements of the ${rung.looked.policyType}`,
    height: { least: 4, wanted: Math.min(16, Math.max(3, statements.length + elements + 1)) },
    body: { kind: 'picture', draw: ({ width }) => draw(rung, statements, width) },
  };
}

function draw(rung: Rung | undefined, statements: readonly TraceEntry[], width: number): Picture {
  if (rung === undefined) return { rows: [row(seg(' no policy was asked in this step', 'dim'))] };
  const { others = 0, because } = rung.looked;
  if (statements.length === 0) {
    const text = because ?? noneOf(others);
    return { rows: [row(seg(` ${visible(text)}`, 'dim'))] };
  }
  const rows: Row[] = [];
  const spots: Spot[] = [];
  for (const [index, statement] of statements.entries()) {
    const key = `${rung.key}/${index}`;
    spots.push(spotOf(key, rows.length, width, statement));
    rows.push(statementRow(statement, width));
    for (const [at, element] of (statement.children ?? []).entries()) {
      spots.push(spotOf(`${key}/${at}`, rows.length, width, element));
      rows.push(elementRow(element, width));
    }
  }
  if (others > 0)
    rows.push(row(seg(` and ${others} ${others === 1 ? 'statement' : 'statements'} about other actions`, 'dim')));
  return { rows, spots, home: spots[0]?.key };
}

function noneOf(others: number): string {
  if (others === 0) return 'there is no policy of this type';
  return others === 1
    ? 'its one statement is not about the action'
    : `none of its ${others} statements is about the action`;
}

function spotOf(key: string, at: number, width: number, entry: TraceEntry): Spot {
  return {
    key,
    row: at,
    column: 1,
    width: Math.max(1, width - 2),
    item: { why: entry, place: entry.place, copy: entry.at },
  };
}

function statementRow(entry: TraceEntry, width: number): Row {
  const { policy, statement } = entry.looked as StatementLooked;
  const mark = verdictMarks[entry.verdict];
  const where = shortWhere(entry.place);
  const name = fitText(visible(`${policy}, ${statement}`), Math.max(8, width - widthOf(where) - 5));
  return row(
    ' ',
    seg(mark.glyph, mark.style),
    ' ',
    seg(name, entry.verdict === 'match' ? 'strong' : 'plain'),
    ' ',
    seg(where, 'accent'),
  );
}

/** One element: what the policy lists, and what the request brings. */
function elementRow(entry: TraceEntry, width: number): Row {
  const { element, expected, actual } = entry.looked as ElementLooked;
  const mark = verdictMarks[entry.verdict === 'match' ? 'pass' : entry.verdict === 'unknown' ? 'unknown' : 'block'];
  const label = fitText(
    element.replace(/^Condition /, ''),
    Math.min(34, Math.max(12, Math.floor(width * 0.34))),
    'left',
    'middle',
  );
  const room = Math.max(8, Math.floor((width - widthOf(label) - 14) / 2));
  const wanted = shorten(visible(expected.join(', ')), room, 'middle');
  return row(
    '   ',
    seg(visible(label), 'dim'),
    ' ',
    seg(mark.glyph, mark.style),
    ' ',
    wanted,
    seg('  is ', 'dim'),
    shorten(visible(actual), room, 'middle'),
  );
}
