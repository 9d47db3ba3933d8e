import type { Outcome } from '../../../core/result.ts';
import type { World } from '../../../core/world.ts';
import { whatBlocks } from '../mend/blocking.ts';
import { networkOf } from '../network/compile.ts';
import { hasPorts } from '../notation/traffic.ts';
import type { Header } from '../rules/packet.ts';
import { SessionDraft } from '../sessions/draft.ts';
import { NO_SESSIONS, type SessionState } from '../sessions/state.ts';
import { type Journey, travel, type Verdict } from '../walk/journey.ts';
import { NOTHING_ASSUMED, type Situation } from '../walk/walk.ts';
import { notSent, outcomeOf } from './outcome.ts';
import { prepare, type Wish } from './prepare.ts';

/** The world a packet travels in, and what its devices remember. */
export interface Around extends Pick<World, 'definition' | 'now' | 'faults'> {
  readonly sessions?: SessionState | undefined;
}

/** What came of a packet. Nothing is remembered of it unless somebody keeps the draft. */
export interface Attempt {
  readonly verdict: Verdict;
  /** Absent where the packet could not even leave. */
  readonly sent?: { readonly journey: Journey; readonly header: Header; readonly draft: SessionDraft } | undefined;
  /** The outcome with its trace, what else blocks and the smallest change; worked out when it is asked for. */
  outcome(): Outcome;
}

/** Tries a packet and its reply. */
export function attempt({ definition, now, faults, sessions = NO_SESSIONS }: Around, wish: Wish): Attempt {
  const situation: Situation = {
    network: networkOf(definition),
    faults,
    assumptions: NOTHING_ASSUMED,
    natSourcePort: wish.natSourcePort,
  };
  const draft = new SessionDraft(now, sessions);
  const prepared = prepare(situation, draft, wish);
  if ('stopped' in prepared) {
    const { stopped, lead } = prepared;
    const blocking = () => whatBlocks(situation, sessions, now, wish, stopped);
    return {
      verdict: stopped.kind === 'unknown' ? 'unknown' : 'dropped',
      outcome: () => notSent(stopped, lead, blocking(), situation.network),
    };
  }
  const { origin, header, lead } = prepared;
  const opened = { ...situation, continuing: hasPorts(header.protocol) ? draft.flow(header) : undefined };
  const journey = travel(opened, draft, origin, header);
  const { stopped } = journey;
  const blocking = () => (stopped === undefined ? undefined : whatBlocks(opened, sessions, now, wish, stopped));
  return {
    verdict: journey.verdict,
    sent: { journey, header, draft },
    outcome: () => outcomeOf(journey, lead, blocking(), situation.network),
  };
}
