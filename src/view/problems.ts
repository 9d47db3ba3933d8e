import { visible } from '../core/text.ts';
import type { Diagnostic } from '../schema/diagnostic.ts';
import type { Pane } from './dashboard.ts';
import { excerpt, shortWhere } from './excerpt.ts';
import { row, seg } from './segment.ts';

/** What an edit of the watched file broke; the world shown is the last good one. */
export function problemsPane(problems: readonly Diagnostic[]): Pane {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  return {
    id: 'why',
    title: `The file has ${errors === 1 ? 'a problem' : `${errors} problems`}; the last good world is shown`,
    height: { least: 1, wanted: 4 },
    body: {
      kind: 'picture',
      draw: ({ height }) => ({
        rows: problems.length === 1 && height > 2 ? withExcerpt(problems, height) : problems.map(problemRow),
      }),
    },
  };
}

function problemRow(problem: Diagnostic) {
  const { message, expected, suggestion } = problem;
  return row(
    seg(' ✗ ', 'error'),
    seg(`${shortWhere(problem.place)}  `, 'accent'),
    visible(message),
    suggestion === undefined ? '' : seg(`  did you mean ${visible(suggestion)}?`, 'pass'),
    suggestion !== undefined || expected === undefined ? '' : seg(`  expected ${visible(expected)}`, 'dim'),
  );
}

function withExcerpt(problems: readonly Diagnostic[], height: number) {
  const [problem] = problems;
  return [
    ...problems.map(problemRow),
    ...(problem === undefined ? [] : excerpt(problem.place, height - problems.length)),
  ];
}
