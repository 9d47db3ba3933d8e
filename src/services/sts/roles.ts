import type { Simulation } from '../../core/simulation.ts';
import { findRole, pathPart, type Role, tagsContext, trustPolicyOf, viewDuring } from '../iam/index.ts';
import type { AccessCheck, ApiFailure, ApiRequest } from '../service.ts';
import { refusal } from './failure.ts';
import { overlayTags, type SessionTags } from './tags.ts';

/** A request that says which role it is about, by parameter or on its line. */
export type RoleRequest = ApiRequest<{ readonly roleArn?: string | undefined }>;

function textOf({ parameters, target }: RoleRequest): string | undefined {
  return parameters.roleArn ?? target;
}

/** The role a request names, by name, address or ARN; undefined where there is none. */
export function roleNamed(simulation: Simulation, request: RoleRequest): Role | undefined {
  const text = textOf(request);
  return text === undefined ? undefined : findRole(viewDuring(simulation), text, request.caller.account);
}

/** That a request does not say which role it is about. */
export function roleMissing(request: RoleRequest): ApiFailure | undefined {
  return textOf(request) === undefined
    ? refusal('invalid-parameter', { parameter: 'roleArn', expected: 'a role' })
    : undefined;
}

/** The ARN that the request's name stands for, also where no such role exists. */
export function roleArnOf(request: RoleRequest): string {
  const text = textOf(request) ?? '';
  if (text.startsWith('arn:')) return text;
  return `arn:aws:iam::${request.caller.accountId ?? ''}:role/${text.slice(text.lastIndexOf('/') + 1)}`;
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
    policyPath: `${pathPart(role.account)}.iam.roles.${pathPart(role.name)}.assumeRolePolicyDocument`,
    context: {
      ...tagsContext('aws:ResourceTag', resourceTags),
      ...tagsContext('iam:ResourceTag', resourceTags),
      ...context,
    },
  };
}
