import { plain } from '../../schema/node.ts';
import type { ApiFailure } from '../service.ts';
import { refusal } from './failure.ts';
import type { PassedPolicy } from './session.ts';

/** What was passed with a request for a session. */
export interface Passed {
  readonly policies?: readonly PassedPolicy[] | undefined;
  readonly tags?: ReadonlyMap<string, string> | undefined;
}

/** How many characters come to 100 percent. */
const SPACE = 2800;

/** What stands before the name of a managed policy of an account. */
const ARN_BEFORE_NAME = 'arn:aws:iam::111122223333:policy/'.length;

/**
 * `PackedPolicySize`: how much of the allotted space session policies and session tags take in packed form, in percent;
 * undefined where none was passed (STS API Reference, AssumeRole).
 * @modelChoice AWS does not document the packed form. An estimate: the characters of the policy, of the ARNs and of the
 * tags, of which 2,800 come to 100 percent; so AWS's own example of a request comes to the 8 percent of its answer.
 */
export function packedPolicySize({ policies = [], tags = NO_TAGS }: Passed): number | undefined {
  if (policies.length === 0 && tags.size === 0) return undefined;
  let characters = 0;
  for (const passed of policies) {
    if (passed.kind === 'inline') characters += JSON.stringify(plain(passed.document)).length;
    else characters += passed.policy.length + (passed.policy.startsWith('arn:') ? 0 : ARN_BEFORE_NAME);
  }
  for (const [key, value] of tags) characters += key.length + value.length;
  return Math.max(1, Math.round((characters / SPACE) * 100));
}

const NO_TAGS: ReadonlyMap<string, string> = new Map();

/** What was passed is too large in packed form, though each part of it may be within its own limit. */
export function packedPolicyProblem(passed: Passed): ApiFailure | undefined {
  const percent = packedPolicySize(passed);
  if (percent === undefined || percent <= 100) return undefined;
  const what = passed.policies === undefined ? 'session tags' : 'policies and session tags';
  const message = `Packed size of ${what} consumes ${percent}% of allotted space.`;
  return refusal('packed-policy-too-large', { what, percent }, { message });
}
