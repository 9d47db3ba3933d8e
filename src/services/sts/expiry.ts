import { formatDuration } from '../../core/time.ts';
import type { TraceEntry } from '../../core/trace.ts';
import type { World } from '../../core/world.ts';

/** Sessions whose credentials expired between two worlds. */
export function expiredSessions(before: World, after: World): readonly TraceEntry[] {
  const entries: TraceEntry[] = [];
  if (after.now === before.now) return entries;
  for (const { owner, principal, name, issuedAt, expiresAt } of after.runtimes.sts?.sessions.values() ?? []) {
    if (expiresAt <= before.now || expiresAt > after.now) continue;
    const session = 'arn' in principal ? principal.arn : name;
    const looked = { session, lasted: formatDuration(expiresAt - issuedAt) };
    entries.push({ service: 'sts', reason: 'session-expired', at: owner, verdict: 'note', looked, time: expiresAt });
  }
  return entries;
}
