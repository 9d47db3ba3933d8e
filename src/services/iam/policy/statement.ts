import type { Place } from '../../../core/source.ts';
import { type ActionElement, coversAction } from './action-element.ts';
import type { Condition } from './condition/condition.ts';
import { coversPrincipal, DIRECT, type Grant, NONE, type PrincipalElement } from './principal-element.ts';
import type { PolicyRequest } from './request.ts';
import { coversResource, type ResourceElement } from './resource-element.ts';
import { and, every, NO, type Ternary, truth } from './ternary.ts';

export type Effect = 'Allow' | 'Deny';

/** One statement of a policy, compiled. */
export interface Statement {
  readonly effect: Effect;
  readonly sid?: string | undefined;
  /** Position in its policy, from 0. */
  readonly index: number;
  readonly action: ActionElement;
  /** Absent where the kind of policy has no `Resource` (a trust policy): then every resource is meant. */
  readonly resource?: ResourceElement | undefined;
  /** Absent where the kind of policy has no `Principal`: then whoever the policy is attached to is meant. */
  readonly principal?: PrincipalElement | undefined;
  readonly conditions: readonly Condition[];
  readonly place?: Place | undefined;
}

/** What a statement is worth to a request: for an Allow of a resource policy, by the form that names the caller. */
export function statementGrant(statement: Statement, request: PolicyRequest): Grant {
  return statement.principal === undefined ? DIRECT : coversPrincipal(statement.principal, request);
}

/** Whether a statement, already known to cover the action, matches a request: all its parts must. */
export function matchesBeyondAction(statement: Statement, request: PolicyRequest): Ternary {
  if (statementGrant(statement, request) === NONE) return NO;
  const covered = statement.resource === undefined ? truth(true) : coversResource(statement.resource, request);
  if (covered === NO) return NO;
  return and(covered, conditionsHold(statement, request));
}

/** Whether a statement matches a request. */
export function matchesStatement(statement: Statement, request: PolicyRequest): Ternary {
  return coversAction(statement.action, request.actionKey) ? matchesBeyondAction(statement, request) : NO;
}

function conditionsHold(statement: Statement, request: PolicyRequest): Ternary {
  return every(statement.conditions, (condition) => condition.test(request.context));
}
