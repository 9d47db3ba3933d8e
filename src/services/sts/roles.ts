import type { Simulation } from '../../core/simulation.ts';
import { findRole, type Role, tagsContext, trustPolicyOf, viewDuring } from '../iam/index.ts';
import type { AccessCheck, ApiRequest } from '../service.ts';
import { overlayTags, type SessionTags } from './tags.ts';

/** The role a parameter names, by name, address or ARN; undefined where there is none. */
export function roleNamed(simulation: Simulation, text: string, request: ApiRequest): Role | undefined {
  return findRole(viewDuring(simulation), text, request.caller.account);
}

/** The ARN that a name stands for, also where no such role exists. */
export function arnOf(text: string, request: ApiRequest): string {
  return text.startsWith('arn:')
    ? text
    : `arn:aws:iam::${request.caller.accountId ?? ''}:role/${text.slice(text.lastIndexOf('/') + 1)}`;
}

/** The question whether one action of STS may be done on a role: its trust policy is the resource policy. */
export function roleCheck(
  simulation: Simulation,
  role: Role,
  action: string,
  context: AccessCheck['context'],
  inherited: SessionTags = new Map(),
): AccessCheck {
  const resourceTags = overlayTags(role.tags, inherited);
  return {
    action,
    resource: role.arn,
    at: role.address,
    resourceAccount: simulation.definition.accounts.get(role.account)?.id ?? '',
    resourcePolicies: [trustPolicyOf(role)],
    context: {
      ...tagsContext('aws:ResourceTag', resourceTags),
      ...tagsContext('iam:ResourceTag', resourceTags),
      ...context,
    },
  };
}
