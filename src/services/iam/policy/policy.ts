import type { Place } from '../../../core/source.ts';
import type { Statement } from './statement.ts';

/**
 * Where a policy stands, which decides its grammar and limits.
 * - `identity`: attached to a user, group or role; `boundary` and `session` have the same grammar
 * - `trust`: the trust policy of a role; `resource`: on a bucket, queue, key and so on
 * - `scp`, `rcp`: service and resource control policies of an organization; `endpoint`: on a VPC endpoint
 */
export type PolicyKind = 'identity' | 'boundary' | 'session' | 'resource' | 'trust' | 'scp' | 'rcp' | 'endpoint';

export type PolicyVersion = '2012-10-17' | '2008-10-17';

/** What a policy is called, in results and in AWS's messages. */
export interface PolicyName {
  readonly name: string;
  /** Full address of the policy, or of the thing it is part of. */
  readonly at: string;
  /** Managed policies have an ARN; inline ones have not. */
  readonly arn?: string | undefined;
}

/** A policy, compiled: made once, asked many times. */
export interface Policy extends PolicyName {
  readonly kind: PolicyKind;
  readonly version: PolicyVersion;
  readonly statements: readonly Statement[];
  /** Length as AWS counts it against its limits: without white space outside texts. */
  readonly size: number;
  readonly place?: Place | undefined;
  /** The scenario leaves the document `unknown`: it may allow or deny anything. */
  readonly unknown?: boolean | undefined;
}

/** A policy whose document nobody knows. */
export function unknownPolicy(kind: PolicyKind, name: PolicyName): Policy {
  return { ...name, kind, version: '2012-10-17', statements: [], size: 0, unknown: true };
}
