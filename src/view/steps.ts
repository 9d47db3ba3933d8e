import { awsCommandOf } from '../app/keys.ts';
import { type Session, type State, selectedStep } from '../app/state.ts';
import { holds, type Result } from '../core/result.ts';
import type { RunningStep } from '../core/step.ts';
import { visible } from '../core/text.ts';
import { formatClock } from '../core/time.ts';
import { fitRow, rowWidth, wrap } from './cells.ts';
import type { Pane, TableLine } from './dashboard.ts';
import { outcomeMark } from './glyphs.ts';
import { markdown } from './markdown.ts';
import { type Content, type Row, row, seg } from './segment.ts';

/** What a step is called in one line. */
export function stepTitle(step: RunningStep): string {
  return visible(step.verb.title(step.input));
}

/**
 * How a step came out: its mark, or a space while it is still to come. A failed expectation is marked apart, but not in
 * a what-if, where things come out differently on purpose (`asked`).
 */
function verdictOf(result: Result | undefined, asked: boolean): Content {
  if (result === undefined) return ' ';
  if (asked && !holds(result)) return seg('!', 'error');
  const mark = outcomeMark(result.outcome, result.reason);
  return seg(mark.glyph, mark.style);
}

/** The step list: what was done, how it came out, what is still to come. */
export function stepsPane(session: Session, playing: boolean): Pane {
  const { steps, results } = session.timeline;
  const added = new Set(session.added.map(({ at }) => at));
  const digits = String(steps.length).length;
  return {
    id: 'steps',
    title: session.whatIf === undefined ? 'Steps' : 'Steps (what-if)',
    height: { least: 3, wanted: Number.MAX_SAFE_INTEGER },
    body: {
      kind: 'table',
      bare: true,
      columns: [{ title: '', priority: 1, min: 8, max: 400 }],
      count: steps.length + 1,
      rows: session.timeline,
      empty: 'no steps',
      at: (index): TableLine => {
        const step = steps[index - 1];
        if (step === undefined) return { key: '0', cells: [seg(`  ${'0'.padStart(digits)} start`, 'dim')] };
        const result = results[index - 1];
        const mark =
          playing && index === session.at ? seg('▶', 'changed') : verdictOf(result, session.whatIf === undefined);
        const title = seg(stepTitle(step), result === undefined ? 'dim' : 'plain');
        const number = seg(` ${String(index).padStart(digits)} `, 'dim');
        return { key: String(index), cells: [row(mark, number, title)], changed: added.has(index - 1) };
      },
    },
  };
}

/** The step list folded to one line, for screens without room for it. */
export function foldedSteps({ session, play }: State, width: number, focused: boolean): Row {
  if (session === undefined) return row();
  const step = selectedStep(session);
  const result = play === undefined ? session.timeline.results[session.at - 1] : undefined;
  const asked = session.whatIf === undefined;
  const head = row(
    seg(focused ? '▸' : ' ', 'focus'),
    seg(session.whatIf === undefined ? 'step ' : 'what-if ', 'dim'),
    seg(`${session.at}/${session.timeline.steps.length} `, 'strong'),
    play === undefined ? verdictOf(result, asked) : seg('▶', 'changed'),
    ' ',
    step === undefined ? seg('start', 'dim') : stepTitle(step),
  );
  const tail = result === undefined ? row() : outcomeWords(result, asked);
  const room = width - rowWidth(tail) - 2;
  return row(fitRow(head, Math.max(0, room)), ' ', tail, ' ');
}

function outcomeWords(result: Result, asked: boolean): Row {
  const mark = outcomeMark(result.outcome, result.reason);
  return row(seg(mark.word, mark.style), !asked || holds(result) ? '' : seg('  not as expected', 'error'));
}

/** The selected step in full: its note, its outcome, what was expected, the same as an `aws` command. */
export function stepCard(state: State, session: Session, width: number): readonly Row[] {
  const step = selectedStep(session);
  const result = session.timeline.results[session.at - 1];
  if (step === undefined || result === undefined) {
    return paragraph(session.scenario.title, width, 'strong');
  }
  const start = session.timeline.worlds[0]?.definition.start ?? 0;
  const asked = session.whatIf === undefined;
  const outcome = state.play === undefined ? outcomeWords(result, asked) : row(seg('under way', 'changed'));
  const rows: Row[] = [
    ...(result.id === undefined ? [] : [row(seg(visible(result.id), 'title'))]),
    // When it ends is not known while it is under way.
    row(outcome, state.play === undefined ? seg(`  at ${formatClock(result.time - start)}`, 'dim') : ''),
  ];
  if (result.reason !== undefined && state.play === undefined) rows.push(...paragraph(result.reason, width, 'dim'));
  for (const { path, expected, actual, passed } of result.expectations ?? []) {
    if (passed || !asked || state.play !== undefined) continue;
    rows.push(
      ...paragraph(`! ${path}: expected ${expected}, is ${JSON.stringify(actual) ?? 'absent'}`, width, 'error'),
    );
  }
  if (step.note !== undefined) rows.push(row(), ...markdown(step.note, width));
  const command = awsCommandOf(state);
  if (command !== undefined) rows.push(row(), ...paragraph(`$ ${command}`, width, 'dim'));
  return rows;
}

function paragraph(text: string, width: number, style: 'plain' | 'dim' | 'strong' | 'error'): readonly Row[] {
  return wrap(text.trim(), width).map((line) => row(seg(line, style)));
}
