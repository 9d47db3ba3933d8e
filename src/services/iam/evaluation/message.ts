import { type Explanation, type GateReport, nameOf } from './explain.ts';
import type { GateKind } from './gates.ts';

/** AWS's words for each type of policy (IAM User Guide, Troubleshoot access denied error messages). */
const POLICY_WORDS: Readonly<Record<GateKind, string>> = {
  rcp: 'resource control policy',
  scp: 'service control policy',
  endpoint: 'VPC endpoint policy',
  resource: 'resource-based policy',
  identity: 'identity-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
};

/** AWS's word for a gate's type of policy. */
export function policyWord({ gate }: GateReport, actionKey: string): string {
  return gate.kind === 'resource' && actionKey.startsWith('sts:') ? 'role trust policy' : POLICY_WORDS[gate.kind];
}

/** The message of AWS's access denied error; undefined for a request that was not denied. */
export function deniedMessage(explanation: Explanation): string | undefined {
  const { decision, deciding, authorization } = explanation;
  const { request } = authorization;
  if (decision === 'allowed' || decision === 'unknown') return undefined;
  const start = `User: ${nameOf(request)} is not authorized to perform: ${request.action} on resource: ${request.resource}`;
  if (deciding === undefined) return start;
  const word = policyWord(deciding, request.actionKey);
  if (decision === 'implicit-deny') return `${start} because no ${word} allows the ${request.action} action`;
  const arn = deciding.decisive?.policy.arn;
  return `${start} with an explicit deny in ${articleOf(word)} ${word}${arn === undefined ? '' : `: ${arn}`}`;
}

/** A role has one trust policy; of the other types there may be several. */
function articleOf(word: string): string {
  if (word === 'role trust policy') return 'the';
  return word.startsWith('identity') ? 'an' : 'a';
}
