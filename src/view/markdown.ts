import { visible } from '../core/text.ts';
import { wrapRow } from './cells.ts';
import { blank, type Row, row, type Segment, seg } from './segment.ts';
import { smallTable } from './table.ts';

/** The little Markdown that `about` texts are written in: headings, lists, tables, code, emphasis; the rest as it stands. */
export function markdown(text: string, width: number): readonly Row[] {
  const rows: Row[] = [];
  let code = false;
  let table: string[] = [];
  const endTable = () => {
    if (table.length > 0) rows.push(...tableRows(table, width));
    table = [];
  };
  for (const block of paragraphs(text)) {
    if (!code && block.startsWith('|')) {
      table.push(block);
      continue;
    }
    endTable();
    if (block.startsWith('```')) {
      code = !code;
      continue;
    }
    if (code) rows.push(row(seg(`  ${visible(block)}`, 'accent')));
    else rows.push(...blockRows(block, width));
  }
  endTable();
  while (rows.at(-1)?.length === 0) rows.pop();
  return rows;
}

/** Lines of one paragraph joined, everything else line by line. */
function paragraphs(text: string): readonly string[] {
  const blocks: string[] = [];
  let open = false;
  let code = false;
  for (const line of text.trim().split(/\r?\n/)) {
    if (line.startsWith('```')) code = !code;
    const starts =
      code || line.startsWith('```') || line.trim() === '' || /^\s*(?:[-*]|\d+\.)\s|^#|^\||^\s{4}/.test(line);
    if (!starts && open) blocks.push(`${blocks.pop()} ${line.trim()}`);
    else blocks.push(line);
    open = !code && line.trim() !== '' && !/^#|^```|^\|/.test(line);
  }
  return blocks;
}

function blockRows(block: string, width: number): readonly Row[] {
  if (block.trim() === '') return [blank];
  const heading = /^#+\s+(.*)$/.exec(block);
  if (heading !== null) return wrapRow(seg(visible(heading[1] ?? ''), 'title'), width);
  const item = /^(\s*)(?:([-*])|(\d+\.))\s+(.*)$/.exec(block);
  if (item === null) return wrapRow(inline(block.trim()), width);
  const [, indent = '', bullet, number = '', rest = ''] = item;
  const mark = `${indent}${bullet === undefined ? number : '•'} `;
  return wrapRow(inline(rest), width - mark.length).map((line, index) =>
    row(seg(index === 0 ? mark : ' '.repeat(mark.length), 'dim'), line),
  );
}

/** A table between bars: its titles, then its rows; the line between them says nothing that is shown. */
function tableRows(lines: readonly string[], width: number): readonly Row[] {
  const [titles = [], ...cells] = lines
    .filter((line) => !/^[\s|:-]*$/.test(line))
    .map((line) =>
      line
        .replace(/^\||\|\s*$/g, '')
        .split('|')
        .map((cell) => cell.trim()),
    );
  return smallTable(
    titles.map(visible),
    cells.map((line) => line.map(inline)),
    width,
  );
}

/** `code`, **strong** and *emphasis* inside a line. */
function inline(text: string): Row {
  const out: Segment[] = [];
  let at = 0;
  for (const match of text.matchAll(/`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*/g)) {
    out.push(seg(visible(text.slice(at, match.index))));
    const [whole, code, strong, soft] = match;
    out.push(seg(visible(code ?? strong ?? soft ?? ''), code === undefined ? 'strong' : 'accent'));
    at = match.index + whole.length;
  }
  out.push(seg(visible(text.slice(at))));
  return row(...out);
}
