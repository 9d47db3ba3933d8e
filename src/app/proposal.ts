import type { Session } from './state.ts';

/** The step that would let the selected one through, as its result proposes it; in the notation of a typed step. */
export function proposedStep(session: Session | undefined): string | undefined {
  const proposed = session?.timeline.results[session.at - 1]?.facts['smallestChange'];
  return typeof proposed === 'string' && proposed !== '' ? proposed : undefined;
}
