import { suggestions } from '../app/completion.ts';
import { beforeCaret } from '../app/field.ts';
import { menuItems } from '../app/menu.ts';
import type { Prompt, State } from '../app/state.ts';
import type { Surface } from '../app/update.ts';
import { visible } from '../core/text.ts';
import { fitRow, overlayRow, rowWidth, takeLastCells, widthOf } from './cells.ts';
import { frame } from './frame.ts';
import { markdown } from './markdown.ts';
import { position, scrollTo } from './scroll.ts';
import { type Content, type Row, restyle, row, seg } from './segment.ts';

/** A box laid over the screen. */
export interface Box {
  readonly rows: readonly Row[];
  readonly x: number;
  readonly y: number;
}

/** Where a text field has its caret, for the terminal's own cursor: input methods open their windows there. */
export interface Caret {
  readonly x: number;
  readonly y: number;
}

/** Rows with a box over them. */
export function lay(rows: readonly Row[], box: Box): readonly Row[] {
  return rows.map((under, y) => {
    const top = box.rows[y - box.y];
    return top === undefined ? under : overlayRow(under, top, box.x);
  });
}

function centered(rows: readonly Row[], size: State['size']): Box {
  const width = rows.reduce((most, each) => Math.max(most, rowWidth(each)), 0);
  return {
    rows,
    x: Math.max(0, (size.width - width) >> 1),
    y: Math.max(0, (size.height - 1 - rows.length) >> 1),
  };
}

/** The text about a scenario, shown when it is opened. */
export function aboutBox(state: State): Box | undefined {
  const { session, size } = state;
  if (session === undefined) return undefined;
  const width = Math.min(78, size.width - 2);
  const text = markdown(session.scenario.about, width - 4).map((line) => row(' ', line));
  const height = Math.min(text.length + 4, size.height - 1);
  const shown = text.slice(0, height - 4);
  const foot = row(seg('⏎', 'key'), seg(' begin  ', 'dim'), seg('a', 'key'), seg(' shows this again', 'dim'));
  const rows = frame(['', ...shown, ''], {
    title: visible(session.scenario.title),
    foot,
    focused: true,
    width,
    height,
  });
  return centered(rows, size);
}

/** The palette, or the list of keys: a field, and under it what fits it. */
export function menuBox(state: State, prompt: Prompt, surface: Surface): { readonly box: Box; readonly caret: Caret } {
  const { size } = state;
  const width = Math.min(76, size.width - 2);
  const height = Math.min(26, size.height - 1);
  const items = menuItems(state, surface);
  const space = height - 4;
  const filtered = prompt.field.text.trim() !== '';
  const lines: { readonly row: Row; readonly item: number }[] = [];
  for (const [index, item] of items.entries()) {
    if (!filtered && items[index - 1]?.group !== item.group)
      lines.push({ row: row(seg(` ${item.group}`, 'title')), item: -1 });
    const detail = seg(` ${visible(item.detail)} `, item.disabled === undefined ? 'key' : 'dim');
    const reason = item.disabled === undefined ? '' : seg(`  (${item.disabled})`, 'dim');
    const title = row(
      seg(
        `${index === prompt.chosen ? ' ▸' : '  '} ${visible(item.title)}`,
        item.disabled === undefined ? 'plain' : 'dim',
      ),
      reason,
    );
    const whole = row(fitRow(title, Math.max(0, width - 2 - rowWidth(detail))), detail);
    lines.push({ row: index === prompt.chosen ? restyle(whole, 'selected') : whole, item: index });
  }
  const at = Math.max(
    0,
    lines.findIndex((line) => line.item === prompt.chosen),
  );
  const top = scrollTo(Math.max(0, at - space + 3), at, space, lines.length);
  const field = fieldRow(prompt, prompt.kind === 'keys' ? 'find a key: ' : 'find: ', width - 2);
  const empty: Content[] = items.length === 0 ? [row(seg('  nothing fits', 'dim'))] : [];
  const body = [
    field.row,
    row(seg('─'.repeat(width - 2), 'border')),
    ...lines.slice(top, top + space).map((line) => line.row),
    ...empty,
  ];
  const rows = frame(body, {
    title: prompt.kind === 'keys' ? 'Keys' : 'Find anything',
    corner: items.length === 0 ? '' : position(prompt.chosen, items.length),
    foot: row(seg('⏎', 'key'), seg(' do it  ', 'dim'), seg('esc', 'key'), seg(' close', 'dim')),
    focused: true,
    scroll: { top, visible: space, count: lines.length },
    width,
    height,
  });
  const box = centered(rows, size);
  return { box, caret: { x: box.x + 1 + field.caret, y: box.y + 1 } };
}

/** A field after its label; a text that is too long shows its end. */
export function fieldRow(prompt: Prompt, label: string, width: number): { readonly row: Row; readonly caret: number } {
  const { field } = prompt;
  const before = visible(beforeCaret(field));
  const after = visible(field.text.slice(beforeCaret(field).length));
  const room = Math.max(1, width - widthOf(label) - 2);
  const shown = widthOf(before) > room ? `…${takeLastCells(before, room - 1)}` : before;
  const caret = widthOf(label) + 1 + widthOf(shown);
  return { row: fitRow(row(' ', seg(label, 'accent'), shown, after === '' ? seg('▏', 'focus') : after), width), caret };
}

const labels: { readonly [kind in Prompt['kind']]: string } = {
  command: ':',
  filter: '/',
  'what-if': 'what if ',
  palette: '',
  keys: '',
};

/** The line at the bottom that is typed in, and above it what may complete it. */
export function promptLine(
  state: State,
  prompt: Prompt,
): { readonly line: Row; readonly box: Box | undefined; readonly caret: Caret } {
  const { size } = state;
  const y = size.height - 2;
  const { row: line, caret } = fieldRow(prompt, labels[prompt.kind], size.width);
  return { line, caret: { x: caret, y }, box: suggestionBox(state, prompt, y) };
}

function suggestionBox(state: State, prompt: Prompt, bottom: number): Box | undefined {
  const offered = suggestions(state);
  if (offered.length === 0) return undefined;
  const space = Math.min(8, offered.length, Math.max(1, bottom - 4));
  const widest = offered.reduce((most, each) => Math.max(most, Math.min(44, widthOf(visible(each.text)))), 12);
  const width = state.size.width < 100 ? state.size.width : Math.min(state.size.width, Math.max(64, widest + 50), 110);
  const at = Math.max(0, prompt.chosen);
  const top = scrollTo(Math.max(0, at - space + 1), at, space, offered.length);
  const lines = offered.slice(top, top + space).map((each, index) => {
    const chosen = top + index === prompt.chosen;
    const whole = row(chosen ? '▸' : ' ', fitRow(visible(each.text), widest + 2), seg(visible(each.hint), 'dim'));
    return chosen ? restyle(fitRow(whole, width - 2), 'selected') : whole;
  });
  const rows = frame(lines, {
    title: prompt.kind === 'what-if' ? 'what would you change?' : 'completion',
    corner: `${offered.length}`,
    foot: row(seg('tab', 'key'), seg(' take  ', 'dim'), seg('↑↓', 'key'), seg(' choose', 'dim')),
    width,
    height: lines.length + 2,
    scroll: { top, visible: space, count: offered.length },
  });
  return { rows, x: 0, y: bottom - rows.length };
}
