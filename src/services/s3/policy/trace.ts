import type { S3Entry } from '../reasons.ts';
import type { PolicyStatus, TaintingStatement } from './status.ts';

/** The statements that make a policy public, each with the conditions that do not suffice. */
export function statusEntries({ tainting }: PolicyStatus, at: string): readonly S3Entry[] {
  return tainting.map((statement) => taintingEntry(statement, at));
}

/** One of them. */
export function taintingEntry({ statement, principal, conditions, place }: TaintingStatement, at: string): S3Entry {
  const insufficient = conditions.map(({ operator, key, values, because, place: where }) => ({
    looked: { condition: `${operator} ${key}`, values, because },
    where,
  }));
  return {
    service: 's3',
    reason: 'policy-public',
    at,
    verdict: 'match',
    looked: { statement, principal, conditions: insufficient.map(({ looked }) => looked) },
    place,
    children: insufficient.map(
      ({ looked, where }): S3Entry => ({
        service: 's3',
        reason: 'condition-not-limiting',
        at,
        verdict: 'note',
        looked,
        place: where,
      }),
    ),
  };
}
