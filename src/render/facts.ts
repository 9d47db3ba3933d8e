import type { Result } from '../core/result.ts';
import type { Row } from '../view/segment.ts';
import { valueRows } from './value.ts';

/** Facts that the trace already tells, decision by decision. */
const TOLD_BY_TRACE = new Set(['path', 'returnPath', 'gates']);

/** The facts of a result that tell a reader something more. */
export function factRows(result: Result, width: number, indent: string): readonly Row[] {
  return Object.entries(result.facts)
    .filter(([name]) => !TOLD_BY_TRACE.has(name))
    .flatMap(([name, value]) => valueRows(name, value, width, indent));
}
