import type { Simulation } from '../../core/simulation.ts';
import { findInstanceProfile, findRole, type Role, tagsContext, viewDuring } from '../iam/index.ts';
import type { AccessCheck, ApiRequest, Remedy } from '../service.ts';
import type { PlainParameters } from './unsimulated.ts';

/** Parameters by which AWS's APIs hand a role to a service (Service Authorization Reference: dependent actions). */
const ROLE_PARAMETERS = ['role', 'roleArn', 'taskRoleArn', 'executionRoleArn', 'serviceRole', 'nodeRole'];

/** Services under whose own name a role is passed, where that is not the API's prefix. */
const PASSED_TO: Readonly<Record<string, string>> = { ecs: 'ecs-tasks', codebuild: 'codebuild', events: 'events' };

/** APIs whose parameter of that name is a role to be used or changed, not one to be handed on. */
const NOT_PASSING: ReadonlySet<string> = new Set(['sts', 'iam']);

/**
 * Whoever hands a role to a service needs `iam:PassRole` on that role beside the action itself (IAM User Guide, Grant a
 * user permissions to pass a role to an AWS service).
 */
export function passRoleChecks(simulation: Simulation, request: ApiRequest<PlainParameters>): readonly AccessCheck[] {
  const service = request.action.slice(0, request.action.indexOf(':')).toLowerCase();
  if (NOT_PASSING.has(service)) return [];
  return rolesHanded(simulation, request).map(({ arn, role }): AccessCheck => {
    const owner = arn.split(':')[4] ?? '';
    return {
      action: 'iam:PassRole',
      resource: arn,
      at: role?.address,
      resourceAccount: owner,
      remedy: owner === request.caller.accountId ? undefined : () => anotherRole(request, arn),
      context: {
        'iam:PassedToService': `${PASSED_TO[service] ?? service}.amazonaws.com`,
        ...(role === undefined ? {} : tagsContext('aws:ResourceTag', role.tags)),
      },
    };
  });
}

/** No policy lets anybody pass a role of another account. */
function anotherRole({ caller }: ApiRequest, arn: string): Remedy {
  const account = caller.account ?? caller.accountId ?? '';
  return {
    account,
    at: arn,
    says: `pass a role of ${account} instead: a role of another account cannot be passed (${account} must do it)`,
  };
}

/** A role as its ARN, with what the scenario knows of it. */
interface Handed {
  readonly arn: string;
  readonly role?: Role | undefined;
}

function rolesHanded(simulation: Simulation, { parameters, caller }: ApiRequest<PlainParameters>): readonly Handed[] {
  const { values } = parameters;
  if (typeof values !== 'object' || values === null) return [];
  const view = viewDuring(simulation);
  const given = values as Readonly<Record<string, unknown>>;
  const named = ROLE_PARAMETERS.flatMap((name) => (typeof given[name] === 'string' ? [given[name]] : []));
  const profile = profileName(given['iamInstanceProfile']);
  const held = profile === undefined ? undefined : findInstanceProfile(view, profile, caller.account);
  const passed = held?.role === undefined ? named : [...named, `${held.account}/role/${held.role.name}`];
  return passed.map((text) => {
    const role = findRole(view, text, caller.account);
    const arn = role?.arn ?? (text.startsWith('arn:') ? text : `arn:aws:iam::${caller.accountId ?? ''}:role/${text}`);
    return { arn, role };
  });
}

/** By name, or as the API has it: `{ name }` or `{ arn }`. */
function profileName(given: unknown): string | undefined {
  if (typeof given === 'string') return given;
  const { name, arn } = (given ?? {}) as { readonly name?: unknown; readonly arn?: unknown };
  return typeof name === 'string' ? name : typeof arn === 'string' ? arn : undefined;
}
