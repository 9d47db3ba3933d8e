import type { Place } from '../../../core/source.ts';
import type { ActionElement } from '../policy/action-element.ts';
import type { ContextValue } from '../policy/context.ts';
import type { Policy } from '../policy/policy.ts';
import { coversPrincipal, type Grant, grantOfEntry, NONE, type PrincipalElement } from '../policy/principal-element.ts';
import type { PolicyRequest } from '../policy/request.ts';
import { coversResource, type ResourceElement } from '../policy/resource-element.ts';
import { matchesStatement, type Statement, statementGrant } from '../policy/statement.ts';
import { MAYBE, NO, type Ternary, truth, YES } from '../policy/ternary.ts';
import { type Decision, decisionOf, gateDenies, gatePasses, isAlwaysAllowed } from './authorize.ts';
import { type Authorization, type Gate, GRANT_NEEDED, gatesOf, isSameAccount } from './gates.ts';

/** One element of a statement held against a request. */
export interface ElementReport {
  readonly element: 'Action' | 'NotAction' | 'Resource' | 'NotResource' | 'Principal' | 'NotPrincipal' | 'Condition';
  /** Operator and key of a condition. */
  readonly operator?: string | undefined;
  readonly key?: string | undefined;
  /** What the policy lists. */
  readonly expected: readonly string[];
  /** The entries that matched. */
  readonly matching: readonly string[];
  /** The request's value; undefined where a condition key is absent. */
  readonly actual: ContextValue | undefined;
  readonly result: Ternary;
  readonly place?: Place | undefined;
}

/** One statement that is about the request's action. */
export interface StatementReport {
  readonly policy: Policy;
  readonly statement: Statement;
  readonly matches: Ternary;
  /** What an Allow of a resource policy is worth to this caller. */
  readonly grant: Grant;
  readonly elements: readonly ElementReport[];
}

/**
 * How a gate came out.
 * - `allows`, `explicit-deny`, `no-allow`, `unknown`: what its policies say
 * - `bypassed`: they do not allow, but the resource policy names the caller in a form that makes that unnecessary
 * - `no-deny`: a gate at which only a deny could block; `exempt`: it does not apply
 */
export type GateOutcome = 'allows' | 'explicit-deny' | 'no-allow' | 'unknown' | 'bypassed' | 'no-deny' | 'exempt';

export interface GateReport {
  readonly gate: Gate;
  readonly outcome: GateOutcome;
  /** Statements about the action, in document order. */
  readonly statements: readonly StatementReport[];
  /** How many other statements there are; they are about other actions. */
  readonly others: number;
  /** The statement that made the outcome, where one did. */
  readonly decisive?: StatementReport | undefined;
}

/** A decision with everything it was made from. */
export interface Explanation {
  readonly authorization: Authorization;
  readonly decision: Decision;
  readonly crossAccount: boolean;
  /** The gate that decided: for a denial the one AWS would name. Absent where nothing had to be decided. */
  readonly deciding?: GateReport | undefined;
  readonly gates: readonly GateReport[];
  /** Further gates that would also block. */
  readonly alsoBlocking: readonly GateReport[];
}

/**
 * The order in which explicit denies are named.
 * @modelChoice AWS names one policy type only and documents no order; we name the widest guardrail first.
 */
const DENY_ORDER: readonly Gate['kind'][] = ['scp', 'rcp', 'endpoint', 'resource', 'session', 'boundary', 'identity'];

/** Decides a request as `authorize` does, and says why. */
export function explain(authorization: Authorization): Explanation {
  const crossAccount = 'account' in authorization.request.principal && !isSameAccount(authorization);
  if (isAlwaysAllowed(authorization.request)) {
    return { authorization, decision: 'allowed', crossAccount, gates: [], alsoBlocking: [] };
  }
  let denied: Ternary = NO;
  let passed: Ternary = YES;
  const gates = gatesOf(authorization).map((gate) => {
    const denies = gateDenies(gate, authorization);
    const passes = gatePasses(gate, authorization);
    if (denies > denied) denied = denies;
    if (passes < passed) passed = passes;
    return gateReport(gate, authorization, { denies, passes });
  });
  const decision = decisionOf(denied, passed);
  const blocking = blockingInOrder(gates);
  const deciding =
    decision === 'allowed' ? granting(gates) : (blocking[0] ?? gates.find(({ outcome }) => outcome === 'unknown'));
  return { authorization, decision, crossAccount, deciding, gates, alsoBlocking: blocking.slice(1) };
}

/** Full address of what decided: the policy, or where one is missing the thing it would be on. */
export function decidingAddress({ deciding }: Explanation): string | undefined {
  return deciding?.decisive?.policy.at ?? deciding?.gate.at;
}

/** Explicit denies first; the others where the way through the gates would have ended. */
function blockingInOrder(gates: readonly GateReport[]): GateReport[] {
  const rank = ({ gate }: GateReport) => DENY_ORDER.indexOf(gate.kind);
  const denies = gates
    .filter(({ outcome }) => outcome === 'explicit-deny')
    .sort((one, other) => rank(one) - rank(other));
  return [...denies, ...gates.filter(({ outcome }) => outcome === 'no-allow')];
}

/** The gate whose policy gave the permission: the identity's, or where it has none the resource's. */
function granting(gates: readonly GateReport[]): GateReport | undefined {
  const open = (kind: Gate['kind']) => gates.find(({ gate, outcome }) => gate.kind === kind && outcome === 'allows');
  return open('identity') ?? open('resource');
}

function gateReport(gate: Gate, authorization: Authorization, found: { denies: Ternary; passes: Ternary }): GateReport {
  if (gate.rule === 'exempt' || gate.set === undefined) {
    return { gate, outcome: outcomeOf(gate, found, NO), statements: [], others: 0 };
  }
  const { set } = gate;
  const { request } = authorization;
  const { denies, allows } = set.candidates(request.actionKey);
  const statements = [...denies, ...allows].map((statement) => statementReport(statement, set.policyOf, request));
  const outcome = outcomeOf(gate, found, set.allows(request, gate.rule === 'allow' ? NONE : GRANT_NEEDED));
  const effect = outcome === 'explicit-deny' ? 'Deny' : 'Allow';
  return {
    gate,
    outcome,
    statements,
    others: set.statements.length - statements.length,
    decisive:
      outcome === 'explicit-deny' || outcome === 'allows'
        ? statements.find(({ statement, matches }) => statement.effect === effect && matches === YES)
        : undefined,
  };
}

function outcomeOf(gate: Gate, { denies, passes }: { denies: Ternary; passes: Ternary }, allows: Ternary): GateOutcome {
  if (gate.rule === 'exempt') return 'exempt';
  if (denies === YES) return 'explicit-deny';
  if (passes === NO) return 'no-allow';
  if (denies === MAYBE || passes === MAYBE) return 'unknown';
  if (allows === YES) return 'allows';
  return gate.rule === 'allow' ? 'bypassed' : 'no-deny';
}

function statementReport(
  statement: Statement,
  policyOf: ReadonlyMap<Statement, Policy>,
  request: PolicyRequest,
): StatementReport {
  const policy = policyOf.get(statement);
  if (policy === undefined) throw new Error('a statement belongs to a policy of its set');
  return {
    policy,
    statement,
    matches: matchesStatement(statement, request),
    grant: statementGrant(statement, request),
    elements: elementsOf(statement, request),
  };
}

/** Every element of a statement held against a request, whether or not an earlier one already failed. */
export function elementsOf(statement: Statement, request: PolicyRequest): ElementReport[] {
  return [
    ...(statement.principal === undefined ? [] : [principalReport(statement.principal, request)]),
    actionReport(statement.action, request),
    ...(statement.resource === undefined ? [] : [resourceReport(statement.resource, request)]),
    ...statement.conditions.map(
      ({ operator, key, contextKey, values, test, place }): ElementReport => ({
        element: 'Condition',
        operator,
        key,
        expected: values,
        matching: [],
        actual: request.context.get(contextKey),
        result: test(request.context),
        place,
      }),
    ),
  ];
}

function principalReport(element: PrincipalElement, request: PolicyRequest): ElementReport {
  const { principal } = request;
  const named = element.entries.filter((entry) => grantOfEntry(entry, principal) > NONE);
  return {
    element: element.negated ? 'NotPrincipal' : 'Principal',
    expected: element.entries.map(({ text }) => text),
    matching: named.map(({ text }) => text),
    actual: nameOf(request),
    result: truth(coversPrincipal(element, request) > NONE),
    place: element.place,
  };
}

function actionReport(element: ActionElement, { action, actionKey }: PolicyRequest): ElementReport {
  const matching = element.patterns.filter((pattern) => pattern.test(actionKey));
  return {
    element: element.negated ? 'NotAction' : 'Action',
    expected: element.patterns.map(({ text }) => text),
    matching: matching.map(({ text }) => text),
    actual: action,
    result: truth(matching.length > 0 !== element.negated),
    place: element.place,
  };
}

function resourceReport(element: ResourceElement, request: PolicyRequest): ElementReport {
  return {
    element: element.negated ? 'NotResource' : 'Resource',
    expected: element.patterns.map(({ text }) => text),
    matching: element.patterns.filter((pattern) => pattern.test(request) >= MAYBE).map(({ text }) => text),
    actual: request.resource,
    result: coversResource(element, request),
    place: element.place,
  };
}

/** The caller as AWS's messages name it. */
export function nameOf({ principal }: PolicyRequest): string {
  switch (principal.kind) {
    case 'anonymous':
      return 'anonymous';
    case 'service':
      return principal.name;
    case 'federated':
      return principal.provider;
    default:
      return principal.arn;
  }
}
