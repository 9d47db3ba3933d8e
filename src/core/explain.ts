import { locate } from './source.ts';
import { formatClock, type Instant } from './time.ts';
import type { TraceEntry } from './trace.ts';
import type { World } from './world.ts';

/** The sentence of a trace entry, from its service's one table of reasons. */
export function sentenceOf(services: World['services'], entry: TraceEntry): string {
  const text = services.get(entry.service)?.reasons[entry.reason];
  return text === undefined ? entry.reason : text.says(entry.looked as never, entry.at);
}

/** The moment of an entry that has one of its own, as a clock since the scenario's start. */
export function clockOf({ time }: TraceEntry, start: Instant): string | undefined {
  return time === undefined ? undefined : formatClock(time - start);
}

/** `file:line` of the rule that decided, where a file has it. */
export function whereOf(entry: Pick<TraceEntry, 'place'>): string | undefined {
  if (entry.place === undefined) return undefined;
  const { file, line } = locate(entry.place);
  return `${file}:${line}`;
}

/** The entry that decided: the first one (inside first) whose reason and place of action are the outcome's. */
export function decidingEntry(
  trace: readonly TraceEntry[],
  reason: string | undefined,
  at: string | undefined,
): TraceEntry | undefined {
  for (const entry of trace) {
    const inside = decidingEntry(entry.children ?? [], reason, at);
    if (inside !== undefined) return inside;
    if (entry.reason === reason && (at === undefined || entry.at === at)) return entry;
  }
  return undefined;
}
