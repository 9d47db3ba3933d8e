import type { Simulation } from '../../core/simulation.ts';
import type { TraceEntry } from '../../core/trace.ts';
import { answerCheck, requestOf, resolveCaller } from '../call/index.ts';
import type { ApiAction, ApiRequest } from '../service.ts';
import type { LoadRunner } from './contract.ts';
import type { LoadDefinition } from './load.ts';

/** Who makes the calls of a load, or why every one of them is refused. */
export type Authorized = { readonly request: ApiRequest } | { readonly refused: LoadRunner };

/**
 * Authorizes a load: its requests are alike in caller, action and resource, so one answer stands for all. What differs
 * between them, such as `dynamodb:LeadingKeys`, is not among the condition keys.
 */
export function authorizeLoad(simulation: Simulation, definition: LoadDefinition, handling: ApiAction): Authorized {
  const { action, as, parameters, place } = definition;
  const known = resolveCaller(simulation, as);
  if ('awsCode' in known) return { refused: refusing(known.reason, known.message, known.trace) };
  const request = requestOf(simulation, { action, parameters, place }, known);
  const checks = handling.describe(simulation, request);
  if ('awsCode' in checks) return { refused: refusing(checks.reason, checks.message, checks.trace) };
  const around = { path: {}, stated: {}, anybody: as === undefined };
  for (const check of checks) {
    const { decision, message = check.action, trace } = answerCheck(simulation, request, check, around);
    if (decision !== 'allowed' && check.optional !== true) return { refused: refusing(decision, message, trace) };
  }
  return { request };
}

/** A runner that does nothing: each request is refused for the same reason. */
function refusing(reason: string, title: string, trace: readonly TraceEntry[] = []): LoadRunner {
  const reply = { outcome: 'failed', reason, latency: 0 } as const;
  return {
    perform: () => reply,
    explain: () => ({ ...reply, title, trace }),
    explainRefusal: () => ({ title, trace }),
  };
}
