import type { Place } from '../../../core/source.ts';
import { compileGlob, type Glob, globPieces } from './glob.ts';

/** One entry of `Action` or `NotAction`. */
export interface ActionPattern {
  readonly text: string;
  /** Service prefix in lower case; `*` for the bare `*`. */
  readonly service: string;
  /** The whole action in lower case where it has no wildcard: what the index finds it by. */
  readonly exact: string | undefined;
  /** Tests an action in lower case. */
  readonly test: Glob;
}

/** `Action` or `NotAction` of a statement. */
export interface ActionElement {
  readonly negated: boolean;
  readonly patterns: readonly ActionPattern[];
  readonly place?: Place | undefined;
}

/** Actions are compared without case, prefix and name alike (IAM User Guide, IAM JSON policy elements: Action). */
export function compileAction(text: string): ActionPattern {
  const lower = text.toLowerCase();
  const colon = lower.indexOf(':');
  const wild = lower.includes('*') || lower.includes('?');
  return {
    text,
    service: colon < 0 ? lower : lower.slice(0, colon),
    exact: wild ? undefined : lower,
    test: compileGlob(globPieces(lower)),
  };
}

/** Whether the element covers an action, given in lower case. */
export function coversAction(element: ActionElement, actionKey: string): boolean {
  return element.patterns.some((pattern) => pattern.test(actionKey)) !== element.negated;
}
