import type { PolicyRequest } from '../policy/request.ts';
import { and, MAYBE, NO, or, type Ternary, YES } from '../policy/ternary.ts';
import { type Authorization, type Gate, GRANT_NEEDED, gatesOf } from './gates.ts';

/** How a request is decided. `unknown` rests on something the scenario leaves open. */
export type Decision = 'allowed' | 'explicit-deny' | 'implicit-deny' | 'unknown';

/**
 * Decides a request, without saying why: the cheap form of `explain`, made from the same parts.
 * (IAM User Guide: How AWS enforcement code logic evaluates requests to allow or deny access)
 */
export function authorize(authorization: Authorization): Decision {
  if (isAlwaysAllowed(authorization.request)) return 'allowed';
  const gates = gatesOf(authorization);
  let denied: Ternary = NO;
  for (const gate of gates) {
    denied = or(denied, gateDenies(gate, authorization));
    if (denied === YES) return 'explicit-deny';
  }
  let passed: Ternary = YES;
  for (const gate of gates) {
    passed = and(passed, gatePasses(gate, authorization));
    if (passed === NO) return 'implicit-deny';
  }
  return decisionOf(denied, passed);
}

/** A decision from whether something denies and whether every gate lets the request pass. */
export function decisionOf(denied: Ternary, passed: Ternary): Decision {
  if (denied === YES) return 'explicit-deny';
  if (passed === NO) return 'implicit-deny';
  return denied === MAYBE || passed === MAYBE ? 'unknown' : 'allowed';
}

/** Whether a policy of the gate denies the request explicitly. */
export function gateDenies(gate: Gate, { request }: Authorization): Ternary {
  return gate.rule === 'exempt' || gate.set === undefined ? NO : gate.set.denies(request);
}

/** Whether the gate lets the request pass, explicit denies aside. */
export function gatePasses(gate: Gate, { request, policies }: Authorization): Ternary {
  switch (gate.rule) {
    case 'exempt':
    case 'deny-only':
      return YES;
    case 'grant':
      return policies.resource?.allows(request, GRANT_NEEDED) ?? NO;
    case 'allow': {
      const allowed = gate.set?.allows(request) ?? NO;
      if (allowed === YES || gate.bypass === undefined) return allowed;
      return or(allowed, policies.resource?.allows(request, gate.bypass) ?? NO);
    }
  }
}

/** No policy can forbid asking who one is (STS API Reference, GetCallerIdentity). */
export function isAlwaysAllowed({ actionKey, principal }: PolicyRequest): boolean {
  return actionKey === 'sts:getcalleridentity' && principal.kind !== 'anonymous';
}
