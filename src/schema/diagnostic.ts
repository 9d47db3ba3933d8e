import { closest, distance } from 'fastest-levenshtein';
import { lineStarts, locate, type Place } from '../core/source.ts';
import { visible } from '../core/text.ts';

/** One problem of the input, with its place. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable, for tools (`unknown-key`). */
  readonly code: string;
  readonly message: string;
  readonly place: Place;
  /** The nearest right spelling, where one is near. */
  readonly suggestion?: string | undefined;
  /** What would be right. */
  readonly expected?: string | undefined;
}

/** The known word a misspelt one most likely meant; undefined when none is near. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const folded = word.toLowerCase();
  const exact = known.find((candidate) => candidate.toLowerCase() === folded);
  if (exact !== undefined) return exact;
  const best = closest(word, [...known]);
  if (distance(word, best) <= Math.max(1, Math.floor(word.length / 3))) return best;
  // Two letters that changed places count as two edits, but are the commonest slip of all.
  return known.find((candidate) => lettersOf(candidate) === lettersOf(word) && distance(word, candidate) === 2);
}

function lettersOf(word: string): string {
  return [...word].sort().join('');
}

/** Errors in the order of the file, sources in the order they were first met. */
export function inFileOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const order = new Map<unknown, number>();
  for (const { place } of diagnostics) if (!order.has(place.source)) order.set(place.source, order.size);
  const rank = ({ place }: Diagnostic) => order.get(place.source) ?? 0;
  return [...diagnostics].sort((one, other) => rank(one) - rank(other) || one.place.offset - other.place.offset);
}

/** More problems than these help nobody; the first ones are told and the rest are counted. */
const TOLD_MOST = 100;

/** Diagnostics as people read them, one text for each. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): readonly string[] {
  const rest = diagnostics.length - TOLD_MOST;
  const told = diagnostics.slice(0, TOLD_MOST).map(formatDiagnostic);
  return rest > 0 ? [...told, `and ${rest} more problem${rest === 1 ? '' : 's'}`] : told;
}

const EXCERPT_MOST = 100;

/** A diagnostic as people read it: `file:line:column: error: …`, the line, a caret, what was expected. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column } = locate(diagnostic.place);
  const lines = [`${visible(file)}:${line}:${column}: ${diagnostic.severity}: ${visible(diagnostic.message)}`];
  const { text, caret } = excerpt(diagnostic.place, column);
  if (text.trim() !== '') {
    const gutter = String(line);
    lines.push(`  ${gutter} | ${text}`, `  ${' '.repeat(gutter.length)} | ${' '.repeat(caret)}^`);
  }
  // A message that says what is expected itself says it once.
  if (diagnostic.expected !== undefined && !diagnostic.message.includes(diagnostic.expected))
    lines.push(`    expected ${visible(diagnostic.expected)}`);
  if (diagnostic.suggestion !== undefined) lines.push(`    did you mean ${visible(diagnostic.suggestion)}?`);
  return lines.join('\n');
}

function excerpt(place: Place, column: number): { text: string; caret: number } {
  const start = place.offset - (column - 1);
  const starts = lineStarts(place.source);
  const next = starts.find((offset) => offset > place.offset) ?? place.source.text.length + 1;
  const whole = place.source.text.slice(start, next - 1);
  const from = column - 1 > EXCERPT_MOST - 20 ? column - 1 - Math.floor(EXCERPT_MOST / 2) : 0;
  const cut = whole.slice(from, from + EXCERPT_MOST);
  const before = visible(whole.slice(from, column - 1));
  return { text: visible(cut), caret: before.length };
}
