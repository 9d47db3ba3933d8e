import type { Result } from '../../../core/result.ts';
import type { TraceEntry } from '../../../core/trace.ts';

/** What a request entry of IAM looked at, as far as it is drawn (`services/iam`). */
interface RequestLooked {
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
  readonly decision: string;
  readonly message?: string;
}

/** What a gate looked at, as far as it is drawn. */
interface GateLooked {
  readonly policyType: string;
  readonly level?: string;
  readonly because?: string;
  readonly statements?: number;
  readonly others?: number;
  readonly policy?: string;
  readonly statement?: string;
}

/** One rung of the ladder. */
export interface Rung {
  /** Unique in the scenario: step, check and place on the ladder. */
  readonly key: string;
  readonly entry: TraceEntry;
  readonly looked: GateLooked;
}

/** One question to the policies, as its trace tells it. */
export interface Asked extends RequestLooked {
  readonly entry: TraceEntry;
  readonly rungs: readonly Rung[];
}

/** Every question that a step put to the policies, in order; most calls put one. */
export function askedIn(result: Result | undefined): readonly Asked[] {
  const entries = (result?.trace ?? []).filter(({ service, reason }) => service === 'iam' && reason === 'request');
  return entries.map((entry, check) => ({
    ...(entry.looked as RequestLooked),
    entry,
    rungs: (entry.children ?? []).map((gate, at) => ({
      key: `${result?.step}:${check}:${at}`,
      entry: gate,
      looked: gate.looked as GateLooked,
    })),
  }));
}

/** The question that decided: the first that was not allowed, else the first. */
export function decidingCheck(asked: readonly Asked[]): number {
  return Math.max(
    0,
    asked.findIndex(({ entry }) => entry.verdict !== 'pass'),
  );
}

/** Whether a gate blocks. */
export function blocks({ entry }: Rung): boolean {
  return entry.verdict === 'deny' || entry.verdict === 'none';
}

/** The gate that decided a denial, as the result names it: explicit denies come before missing allows. */
export function decidingRung(result: Result | undefined, { rungs }: Asked): Rung | undefined {
  const blocking = rungs.filter(blocks);
  return (
    blocking.find(({ entry }) => entry.reason === result?.reason && entry.at === result?.at) ??
    blocking.find(({ entry }) => entry.verdict === 'deny') ??
    blocking[0] ??
    rungs.find(({ entry }) => entry.verdict === 'unknown')
  );
}
