import type { Json, Result } from '../core/result.ts';
import type { Session } from './state.ts';

/** A change that would let a step through. */
export interface Proposal {
  /** In a few words (`shop/sg/web: + ingress tcp 443 from 203.0.113.10/32`). */
  readonly says: string;
  /** The step that makes it, as it would be typed. */
  readonly text: string;
}

/** The smallest change that a result proposes (its fact `smallestChange`). */
export function proposalOf(result: Result | undefined): Proposal | undefined {
  const proposed = result?.facts['smallestChange'];
  if (!isMap(proposed)) return undefined;
  const { says, change } = proposed;
  if (typeof says !== 'string' || !isMap(change)) return undefined;
  return { says, text: `change: ${JSON.stringify(change)}` };
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the selected step proposes. */
export function proposedChange(session: Session | undefined): Proposal | undefined {
  return session === undefined ? undefined : proposalOf(session.timeline.results[session.at - 1]);
}
