import type { Json, Outcome } from '../../core/result.ts';
import { type ShowQuery, shown } from '../../core/service.ts';
import type { Simulation } from '../../core/simulation.ts';
import { formatDuration, formatInstant } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import { isExpired, type Session } from './session.ts';

/** Every session ever made, in the order they were made. */
export function sessionsOf(world: World): readonly Session[] {
  return [...(world.runtimes.sts?.sessions.values() ?? [])];
}

/** The sessions that led to one, from the first of the chain to itself. */
export function chainOf(world: World, accessKeyId: string): readonly Session[] {
  const chain: Session[] = [];
  let next = world.runtimes.sts?.sessions.get(accessKeyId);
  while (next !== undefined) {
    chain.unshift(next);
    next = next.parent === undefined ? undefined : world.runtimes.sts?.sessions.get(next.parent);
  }
  return chain;
}

/** Answers `show: sessions`: who holds which temporary credentials, and how long still. */
export function showSessions(simulation: Simulation, query: ShowQuery): Outcome | undefined {
  if (query.text !== 'sessions') return undefined;
  const sessions = [...simulation.runtime('sts').sessions.values()];
  return shown(sessions.map((session) => sessionJson(session, simulation.now)));
}

function sessionJson(session: Session, now: number): Json {
  const { principal, credentials, api, issuedAt, expiresAt, chained, parent, tags, transitiveTagKeys, sourceIdentity } =
    session;
  return {
    arn: 'arn' in principal ? principal.arn : null,
    accessKeyId: credentials.accessKeyId,
    api,
    issued: formatInstant(issuedAt),
    expires: formatInstant(expiresAt),
    left: isExpired(session, now) ? 'expired' : formatDuration(expiresAt - now),
    chained,
    parent,
    tags: Object.fromEntries(tags),
    transitiveTagKeys: [...transitiveTagKeys],
    sourceIdentity,
  };
}
