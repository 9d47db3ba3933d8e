import type { Session, WhatIf } from '../app/state.ts';
import { decidingEntry, sentenceOf } from '../core/explain.ts';
import type { Result } from '../core/result.ts';
import { visible } from '../core/text.ts';
import { type Comparison, compare } from '../core/timeline.ts';
import type { World } from '../core/world.ts';
import { wrapRow } from './cells.ts';
import { sideBySide } from './compare.ts';
import type { Pane } from './dashboard.ts';
import { shortWhere } from './excerpt.ts';
import { outcomeMark } from './glyphs.ts';
import { type Content, type Row, row, seg } from './segment.ts';

/** The what-if beside the timeline it came from: each step's two outcomes, and the two reasons of the one selected. */
export function comparisonPanes(session: Session, whatIf: WhatIf, chosen: string | undefined): readonly Pane[] {
  const comparison = compare(whatIf.base, session.timeline);
  const world = session.timeline.worlds[session.at] ?? session.timeline.worlds[0];
  const home = homeOf(comparison);
  const pair = comparison.pairs[Number(chosen ?? home)] ?? comparison.pairs[0];
  return [listPane(session, whatIf, comparison, home), reasonsPane(pair, whatIf, world), summaryPane(pair)];
}

/** The cursor begins at the last step that differs. */
function homeOf(comparison: Comparison): string {
  const last = comparison.pairs.findLastIndex(
    (pair) => pair.after !== undefined && pair.before !== undefined && !pair.same,
  );
  return String(
    last >= 0
      ? last
      : Math.max(
          0,
          comparison.pairs.findLastIndex((pair) => pair.after !== undefined),
        ),
  );
}

function listPane(session: Session, whatIf: WhatIf, comparison: Comparison, home: string): Pane {
  // Steps that neither has done say nothing yet.
  const pairs = comparison.pairs.filter((pair) => pair.after !== undefined);
  const differing = pairs.filter((pair) => pair.before !== undefined && pair.after !== undefined && !pair.same).length;
  return {
    id: 'compare',
    title: 'What if',
    corner: row(
      seg(visible(whatIf.text), 'changed'),
      differing === 0 ? seg('  changes nothing so far', 'dim') : `  ${differing} differ`,
    ),
    height: { least: 4, wanted: Math.min(7, pairs.length + 1) },
    body: {
      kind: 'table',
      columns: [
        { title: 'step', priority: 3, min: 12, max: 40 },
        { title: 'as it was', priority: 2, min: 14, max: 40 },
        { title: 'what if', priority: 2, min: 14, max: 40 },
      ],
      count: pairs.length,
      rows: session.timeline,
      home,
      empty: 'the two timelines are the same',
      at: (index) => {
        const pair = pairs[index];
        const step = session.timeline.steps[comparison.shared + index];
        const title = step === undefined ? '' : visible(step.verb.title(step.input));
        const fresh = index === 0 && session.timeline.steps.length > whatIf.base.steps.length;
        return {
          key: String(index),
          cells: [
            row(seg(`${comparison.shared + index + 1} `, 'dim'), title),
            fresh ? seg('(not there)', 'dim') : outcomeCell(pair?.before),
            outcomeCell(pair?.after),
          ],
          changed: fresh || (pair?.before !== undefined && pair.after !== undefined && !pair.same),
        };
      },
    },
  };
}

function outcomeCell(result: Result | undefined): Content {
  if (result === undefined) return seg('not done yet', 'dim');
  const mark = outcomeMark(result.outcome, result.reason);
  return row(
    seg(`${mark.glyph} ${mark.word}`, mark.style),
    result.reason === undefined ? '' : seg(`  ${result.reason}`, 'dim'),
  );
}

/** The two results of the chosen step in a few words each. */
function summaryPane(pair: Comparison['pairs'][number] | undefined): Pane {
  const { before, after } = pair ?? {};
  const line = (name: string, of: (result: Result) => string | undefined): readonly string[] => [
    name,
    tell(before, of),
    tell(after, of),
  ];
  const rows = [
    line('outcome', (result) => `${outcomeMark(result.outcome, result.reason).glyph} ${result.outcome}`),
    line('reason', (result) => result.reason),
    line('at', (result) => result.at),
    line('client sees', (result) => textFact(result, 'clientSees')),
    line('way', (result) => wayOf(result)),
  ];
  return {
    id: 'compare-summary',
    title: pair?.after?.title ?? pair?.before?.title ?? 'The two results',
    height: { least: 5, wanted: 2 * rows.length + 3 },
    body: {
      kind: 'static',
      titles: ['', 'as it was', 'what if'],
      rows: rows.filter(([, one, other]) => one !== '–' || other !== '–'),
    },
  };
}

function tell(result: Result | undefined, of: (result: Result) => string | undefined): string {
  return result === undefined ? '–' : visible(of(result) ?? '–');
}

function textFact({ facts }: Result, name: string): string | undefined {
  const value = facts[name];
  return typeof value === 'string' ? value : undefined;
}

/** How far a packet came: how many things it passed on the way there and back. */
function wayOf({ facts }: Result): string | undefined {
  const { path, returnPath } = facts;
  if (!Array.isArray(path) || !Array.isArray(returnPath)) return undefined;
  return returnPath.length === 0 ? `${path.length} there` : `${path.length} there, ${returnPath.length} back`;
}

/** Both reasons in full, each with its place. */
function reasonsPane(pair: Comparison['pairs'][number] | undefined, whatIf: WhatIf, world: World | undefined): Pane {
  return {
    id: 'compare-reasons',
    title: 'The reasons',
    height: { least: 3, wanted: 4 },
    body: {
      kind: 'picture',
      draw: ({ width }) => {
        const half = Math.floor((width - 4) / 2);
        const before = reason(pair?.before, whatIf.base.worlds[0], 'as it was', half);
        const after = reason(pair?.after, world, 'what if', half);
        return { rows: sideBySide(before, after, width - 1).map((line) => row(' ', line)) };
      },
    },
  };
}

function reason(result: Result | undefined, world: World | undefined, title: string, width: number): readonly Row[] {
  const head = row(seg(title, 'title'));
  if (result === undefined || world === undefined) return [head, row(seg('not done', 'dim'))];
  const entry = decidingEntry(result.trace, result.reason, result.at) ?? result.trace.at(-1);
  const says = entry === undefined ? visible(result.title) : visible(sentenceOf(world.services, entry));
  return [row(head, '  ', seg(shortWhere(entry?.place), 'accent')), ...wrapRow(says, width)];
}
