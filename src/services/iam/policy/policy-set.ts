import { coversAction } from './action-element.ts';
import type { Policy } from './policy.ts';
import type { Grant } from './principal-element.ts';
import type { PolicyRequest } from './request.ts';
import { matchesBeyondAction, type Statement, statementGrant } from './statement.ts';
import { MAYBE, NO, or, some, type Ternary } from './ternary.ts';

/** The statements that may match one action, by effect, in document order. */
export interface Candidates {
  readonly denies: readonly Statement[];
  readonly allows: readonly Statement[];
}

/** Distinct actions remembered by a set; far above what one service has. */
const REMEMBERED_ACTIONS = 4096;

/**
 * Policies that are asked together (all that are attached to a user, one level of SCPs), with their statements
 * indexed by action: what cannot match an action costs nothing when that action is asked for.
 */
export class PolicySet {
  readonly policies: readonly Policy[];
  readonly statements: readonly Statement[];
  /** Whether some of the policies is unknown, so that it may allow and deny anything. */
  readonly #open: boolean;
  /** Each statement's policy, for explanations. */
  readonly policyOf: ReadonlyMap<Statement, Policy>;
  /** Statements that name an action without wildcard, by that action. */
  readonly #exact = new Map<string, number[]>();
  /** Statements that name actions of one service with wildcards, by service prefix. */
  readonly #ofService = new Map<string, number[]>();
  /** `*` and `NotAction`. */
  readonly #broad: number[] = [];
  readonly #remembered = new Map<string, Candidates>();

  constructor(policies: readonly Policy[]) {
    this.policies = policies;
    this.#open = policies.some((policy) => policy.unknown === true);
    this.statements = policies.flatMap((policy) => policy.statements);
    this.policyOf = new Map(policies.flatMap((policy) => policy.statements.map((statement) => [statement, policy])));
    this.statements.forEach((statement, at) => {
      this.#index(statement, at);
    });
  }

  /** Whether a statement denies the request. */
  denies(request: PolicyRequest): Ternary {
    const { denies } = this.candidates(request.actionKey);
    const denied = some(denies, (statement) => matchesBeyondAction(statement, request));
    return this.#open ? or(denied, MAYBE) : denied;
  }

  /** Whether a statement allows the request, in a way that is worth at least `grant`. */
  allows(request: PolicyRequest, grant: Grant = 0): Ternary {
    const { allows } = this.candidates(request.actionKey);
    const allowed = some(allows, (statement) =>
      statementGrant(statement, request) >= grant ? matchesBeyondAction(statement, request) : NO,
    );
    return this.#open ? or(allowed, MAYBE) : allowed;
  }

  /** Whether any statement could allow an action, given in lower case, whatever the rest of a request. */
  mayAllow(actionKey: string): boolean {
    return this.#open || this.candidates(actionKey).allows.length > 0;
  }

  /** The statements whose action element covers an action, given in lower case. */
  candidates(actionKey: string): Candidates {
    const known = this.#remembered.get(actionKey);
    if (known !== undefined) return known;
    const found = this.#find(actionKey);
    if (this.#remembered.size >= REMEMBERED_ACTIONS) this.#remembered.clear();
    this.#remembered.set(actionKey, found);
    return found;
  }

  #index(statement: Statement, at: number): void {
    if (statement.action.negated) {
      this.#broad.push(at);
      return;
    }
    for (const pattern of statement.action.patterns) {
      if (pattern.exact !== undefined) append(this.#exact, pattern.exact, at);
      else if (pattern.service.includes('*') || pattern.service.includes('?')) this.#broad.push(at);
      else append(this.#ofService, pattern.service, at);
    }
  }

  #find(actionKey: string): Candidates {
    const colon = actionKey.indexOf(':');
    const service = colon < 0 ? actionKey : actionKey.slice(0, colon);
    const places = new Set([
      ...(this.#exact.get(actionKey) ?? []),
      ...(this.#ofService.get(service) ?? []),
      ...this.#broad,
    ]);
    const covering = [...places]
      .sort((one, other) => one - other)
      .flatMap((at) => this.statements[at] ?? [])
      .filter((statement) => coversAction(statement.action, actionKey));
    return {
      denies: covering.filter((statement) => statement.effect === 'Deny'),
      allows: covering.filter((statement) => statement.effect === 'Allow'),
    };
  }
}

function append(index: Map<string, number[]>, key: string, at: number): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [at]);
  else known.push(at);
}
