import type { Place } from '../../../core/source.ts';
import type { Diagnostic } from '../../../schema/diagnostic.ts';
import type { Node } from '../../../schema/node.ts';
import { checked, type Policy } from '../../iam/index.ts';
import { scopeOfAction } from './action-scope.ts';
import { BUCKET_POLICY } from './document.ts';
import { type Reach, reachOf } from './resource-reach.ts';

type Statement = Policy['statements'][number];

/** The longest bucket policy, in bytes (S3 User Guide, Bucket policies for Amazon S3). */
const LONGEST = 20_480;

/** Where a policy stands, for what its `Resource` may name. */
export interface PolicyTarget {
  readonly name: string;
  /** The full address. */
  readonly at: string;
  /** What a `Resource` must begin with to name it: `arn:aws:s3:::` or the ARN of an access point. */
  readonly arnPrefix: string;
}

/** The target of a bucket's policy. */
export function bucketTarget(name: string, at: string): PolicyTarget {
  return { name, at, arnPrefix: 'arn:aws:s3:::' };
}

/**
 * What S3 would refuse a policy for: what is wrong with its grammar, and statements that are not about this bucket. The
 * texts of the latter are S3's own (S3 API Reference, PutBucketPolicy).
 */
export function policyProblems(document: Node, target: PolicyTarget): readonly Diagnostic[] {
  const name = { name: BUCKET_POLICY, at: target.at };
  const { policy, diagnostics } = checked(document, 'resource', name, { longest: LONGEST });
  if (diagnostics.some(({ severity }) => severity === 'error')) return diagnostics;
  return [...diagnostics, ...policy.statements.flatMap((statement) => statementProblems(statement, target))];
}

function statementProblems({ resource, action, place }: Statement, target: PolicyTarget): Diagnostic[] {
  if (resource === undefined || resource.negated) return [];
  const reaches = resource.patterns.map(({ text }) => ({ text, reach: reachInto(text, target) }));
  const outside = reaches.find(({ reach }) => !reach.bucket && !reach.objects);
  if (outside !== undefined) {
    return problem('Policy has invalid resource', resource.place ?? place, `${outside.text} is not in ${target.name}`);
  }
  if (action.negated) return [];
  const missed = action.patterns.find(({ exact }) => {
    const scope = exact === undefined ? undefined : scopeOfAction(exact);
    if (scope === undefined) return false;
    return !reaches.some(({ reach }) => (scope === 'bucket' ? reach.bucket : reach.objects));
  });
  if (missed === undefined) return [];
  const needed =
    scopeOfAction(missed.exact ?? '') === 'bucket'
      ? target.arnPrefix + target.name
      : `${target.arnPrefix}${target.name}/*`;
  return problem(
    'Action does not apply to any resource(s) in statement',
    resource.place ?? place,
    `${missed.text} is done to ${needed}`,
  );
}

const EVERYTHING: Reach = { bucket: true, objects: true };
const NOTHING: Reach = { bucket: false, objects: false };

function reachInto(text: string, { arnPrefix, name }: PolicyTarget): Reach {
  if (text === '*') return EVERYTHING;
  const prefix = arnPrefix.split(':');
  const parts = text.split(':');
  const inside = parts.slice(5).join(':');
  const isS3 = prefix.slice(0, 5).every((wanted, at) => partMatches(parts[at] ?? '', wanted));
  return isS3 ? reachOf(inside, prefix.slice(5).join(':') + name) : NOTHING;
}

function partMatches(pattern: string, wanted: string): boolean {
  return reachOf(pattern, wanted).bucket;
}

function problem(message: string, place: Place | undefined, expected: string): Diagnostic[] {
  return place === undefined ? [] : [{ severity: 'error', code: 'invalid-bucket-policy', message, place, expected }];
}
