import type { Place } from '../../../core/source.ts';
import type { Policy } from '../../iam/index.ts';
import { type NotLimiting, type PolicyHost, whyNotLimiting } from './fixed-value.ts';

type Statement = Policy['statements'][number];
type Principal = NonNullable<Statement['principal']>;

/** A condition of a public statement, and why it does not make it non-public. */
export interface InsufficientCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly because: NotLimiting;
  readonly place?: Place | undefined;
}

/** A statement that makes its whole policy public. */
export interface TaintingStatement {
  /** Its Sid, or its number from 1. */
  readonly statement: string;
  readonly index: number;
  /** The entry of `Principal` that is not fixed. */
  readonly principal: string;
  readonly conditions: readonly InsufficientCondition[];
  readonly place?: Place | undefined;
}

/** Whether AWS considers a policy public; `unknown` where the scenario leaves the policy open. */
export interface PolicyStatus {
  readonly isPublic: boolean | 'unknown';
  /** The statements it is public by. */
  readonly tainting: readonly TaintingStatement[];
}

const NOT_PUBLIC: PolicyStatus = { isPublic: false, tainting: [] };

/**
 * Whether a policy is public. A policy counts as public unless every Allow is limited to fixed values of a principal or
 * of one of the condition keys AWS lists; one statement makes the whole of it public. What the statement allows makes
 * no difference, an action unknown today may be one tomorrow.
 * (S3 User Guide, Blocking public access to your Amazon S3 storage: the meaning of "public")
 * @modelChoice Deny statements do not make a policy less public: the page speaks of what is granted only.
 */
export function policyStatus(policy: Policy | undefined, host: PolicyHost = 'bucket'): PolicyStatus {
  if (policy === undefined) return NOT_PUBLIC;
  if (policy.unknown === true) return { isPublic: 'unknown', tainting: [] };
  const tainting = policy.statements.flatMap((statement) => taint(statement, host) ?? []);
  return tainting.length === 0 ? NOT_PUBLIC : { isPublic: true, tainting };
}

function taint(statement: Statement, host: PolicyHost): TaintingStatement | undefined {
  if (statement.effect !== 'Allow') return undefined;
  const principal = openPrincipal(statement.principal);
  if (principal === undefined) return undefined;
  const conditions: InsufficientCondition[] = [];
  for (const condition of statement.conditions) {
    const because = whyNotLimiting(condition, host);
    if (because === undefined) return undefined;
    const { operator, key, values, place } = condition;
    conditions.push({ operator, key, values, because, place });
  }
  const { sid, index, place } = statement;
  return { statement: sid ?? `statement ${index + 1}`, index, principal, conditions, place };
}

/**
 * The entry that names more than fixed principals; undefined where all are fixed. People of an identity provider are
 * not: AWS's own example of a public policy names `graph.facebook.com`.
 */
function openPrincipal(principal: Principal | undefined): string | undefined {
  if (principal === undefined || principal.negated || principal.entries.length === 0) return '*';
  return principal.entries.find(({ form, text }) => {
    if (form === 'everyone' || form === 'provider') return true;
    return form === 'nobody' && /[*?]/.test(text);
  })?.text;
}
