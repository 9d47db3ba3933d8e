import { formatDuration, type Milliseconds } from '../../core/time.ts';
import { checked } from '../iam/index.ts';
import type { ApiFailure } from '../service.ts';
import { durationMessage, type RefusedDuration } from './duration.ts';
import { refusal } from './failure.ts';
import { packedPolicyProblem } from './packed-policy.ts';
import type { AssumeRoleParameters } from './parameters.ts';
import type { PassedPolicy } from './session.ts';

/** Forms and limits of parameters (IAM and STS quotas; STS API Reference). */
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;
const FEDERATED_NAME = /^[\w+=,.@-]{2,32}$/;
const TAGS_MOST = 50;
const POLICY_ARNS_MOST = 10;
const SESSION_POLICY_MOST = 2048;

/** What is wrong with the parameters of a role session. */
export function roleParametersProblem(
  parameters: Pick<AssumeRoleParameters, 'roleSessionName'> & Partial<AssumeRoleParameters>,
): ApiFailure | undefined {
  const { roleSessionName, externalId, sourceIdentity, tags, policies } = parameters;
  if (!SESSION_NAME.test(roleSessionName)) return wrong('roleSessionName', '2 to 64 letters, digits and +=,.@_-');
  if (externalId !== undefined && !EXTERNAL_ID.test(externalId))
    return wrong('externalId', '2 to 1224 letters, digits and +=,.@:/_-');
  if (sourceIdentity !== undefined && (!SESSION_NAME.test(sourceIdentity) || sourceIdentity.startsWith('aws:'))) {
    return wrong('sourceIdentity', '2 to 64 letters, digits and +=,.@_-, not beginning with aws:');
  }
  return (
    tagsProblem(tags ?? new Map(), parameters.transitiveTagKeys ?? []) ??
    policiesProblem(policies) ??
    packedPolicyProblem({ policies, tags })
  );
}

export function federatedNameProblem(name: string): ApiFailure | undefined {
  return FEDERATED_NAME.test(name) ? undefined : wrong('name', '2 to 32 letters, digits and +=,.@_-');
}

/** At most 50 tags, keys of 128 characters, values of 256; what is transitive must be there. */
export function tagsProblem(tags: ReadonlyMap<string, string>, transitive: readonly string[]): ApiFailure | undefined {
  if (tags.size > TAGS_MOST) return wrong('tags', `at most ${TAGS_MOST} session tags`);
  const folded = new Set<string>();
  for (const [key, value] of tags) {
    if (key.length < 1 || key.length > 128 || value.length > 256)
      return wrong('tags', 'keys of 1 to 128 and values of up to 256 characters');
    if (folded.has(key.toLowerCase())) return wrong('tags', `keys that differ in more than case (${key})`);
    folded.add(key.toLowerCase());
  }
  const missing = transitive.find((key) => !folded.has(key.toLowerCase()));
  return missing === undefined
    ? undefined
    : wrong('transitiveTagKeys', `keys of tags that are passed (${missing} is not)`);
}

/** One inline session policy and up to ten managed ones, 2,048 characters in plain text. */
export function policiesProblem(policies: readonly PassedPolicy[] | undefined): ApiFailure | undefined {
  if (policies === undefined) return undefined;
  if (policies.filter(({ kind }) => kind === 'managed').length > POLICY_ARNS_MOST)
    return wrong('policyArns', `at most ${POLICY_ARNS_MOST} managed policies`);
  for (const policy of policies) {
    if (policy.kind !== 'inline') continue;
    const { diagnostics } = checked(
      policy.document,
      'session',
      { name: 'session policy', at: 'session' },
      { longest: SESSION_POLICY_MOST },
    );
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.some(({ code }) => code === 'LimitExceeded'))
      return wrong('policy', `at most ${SESSION_POLICY_MOST} characters`);
    const problems = errors.map(({ message }) => message);
    if (problems.length > 0) return refusal('session-policy-malformed', { problems });
  }
  return undefined;
}

/** The refusal of a duration; `requested` is absent where AWS's default is meant. */
export function durationFailure(ruling: RefusedDuration, requested: Milliseconds | undefined, at?: string): ApiFailure {
  const looked = { requested: formatDuration(requested ?? ruling.longest), longest: formatDuration(ruling.longest) };
  return refusal(ruling.refused, looked, { ...(at === undefined ? {} : { at }), message: durationMessage(ruling) });
}

function wrong(parameter: string, expected: string): ApiFailure {
  return refusal('invalid-parameter', { parameter, expected });
}
