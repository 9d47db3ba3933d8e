import type { Place } from '../../../src/core/source.ts';
import { nodeFrom } from '../../../src/schema/node.ts';
import { principalKeys } from '../../../src/services/iam/context/principal-keys.ts';
import {
  authorizationOf,
  authorize,
  type ContextValue,
  compilePolicy,
  contextOf,
  type Decision,
  type PolicyKind,
  type PolicyLevel,
  PolicySet,
  type Principal,
  principalOf,
} from '../../../src/services/iam/index.ts';
import { operatorName } from '../../../src/services/iam/policy/condition/condition.ts';
import { readConditions } from '../../../src/services/iam/policy/grammar/condition.ts';
import { Report } from '../../../src/services/iam/policy/grammar/report.ts';
import { every, YES } from '../../../src/services/iam/policy/ternary.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Adapters, Json } from '../contract.ts';

const PLACE: Place = { source: { path: 'case', text: '' }, offset: 0 };

const DECISIONS: Readonly<Record<Decision, Json>> = {
  allowed: 'Allowed',
  'explicit-deny': 'ExplicitlyDenied',
  'implicit-deny': 'ImplicitlyDenied',
  unknown: 'Unknown',
};

/** What policies answer: a request, a condition. */
export const policyAdapters: Adapters = {
  'iam/authorize': { answer: authorizeCase },
  'iam/condition': { answer: conditionCase },
};

function authorizeCase(input: Json): Json | undefined {
  const [principalText, action, resource] = ['principal', 'action', 'resource'].map((key) => own(input, key));
  if (typeof principalText !== 'string' || typeof action !== 'string') return undefined;
  const context = contextValues(own(input, 'context'));
  const principal = principalFrom(principalText, context);
  if (principal === undefined) return undefined;
  const target = typeof resource === 'string' ? resource : '*';
  const isTrust = action.toLowerCase().startsWith('sts:') && target.includes(':role/');
  const account = own(input, 'resourceAccount');
  const authorization = authorizationOf({
    principal,
    action,
    resource: target,
    resourceAccount: typeof account === 'string' ? account : undefined,
    context: contextOf(principalKeys(principal), context),
    policies: {
      identity: setFrom(input, 'identity', 'identityPolicies', 'identityPolicy'),
      boundary: setFrom(input, 'boundary', 'boundary', 'permissionsBoundary'),
      session: setFrom(input, 'session', 'sessionPolicy', 'sessionPolicies'),
      resource: setFrom(
        input,
        isTrust ? 'trust' : 'resource',
        'resourcePolicy',
        'trustPolicy',
        'keyPolicy',
        'bucketPolicy',
      ),
      endpoint: setFrom(input, 'endpoint', 'endpointPolicy', 'vpcEndpointPolicy', 'vpcePolicy'),
      scps: isManagement(input, principal) ? [] : levelsFrom(own(input, 'scps'), 'scp'),
      rcps: levelsFrom(own(input, 'rcps'), 'rcp'),
    },
  });
  return DECISIONS[authorize(authorization)];
}

/** A case may say that the caller's account is the management account, which no SCP reaches. */
function isManagement(input: Json, principal: Principal): boolean {
  const stated = own(input, 'managementAccount') ?? own(input, 'isManagementAccount');
  return stated === true || ('account' in principal && stated === principal.account);
}

function conditionCase(input: Json): Json | undefined {
  const condition = own(input, 'condition');
  if (!isRecord(condition)) return undefined;
  const variables = own(input, 'version') !== '2008-10-17';
  if (Object.keys(condition).some((operator) => operatorName(operator) === undefined)) return undefined;
  const conditions = readConditions(nodeFrom(condition, PLACE), variables, new Report('identity'));
  const context = contextOf(contextValues(own(input, 'context')));
  return every(conditions, ({ test }) => test(context)) === YES;
}

/** The session ARN of a case does not tell the role's path; its context may. */
export function principalFrom(text: string, context: Readonly<Record<string, ContextValue>>): Principal | undefined {
  const principal = principalOf(text);
  const stated = Object.entries(context).find(([key]) => key.toLowerCase() === 'aws:principalarn')?.[1];
  if (principal?.kind === 'role-session' && typeof stated === 'string') return { ...principal, roleArn: stated };
  if (principal?.kind !== 'federated-user') return principal;
  const name = principal.arn.slice(principal.arn.indexOf('/') + 1);
  return { ...principal, userArn: `arn:aws:iam::${principal.account}:user/${name}` };
}

export function contextValues(context: Json | undefined): Record<string, ContextValue> {
  if (!isRecord(context)) return {};
  return Object.fromEntries(
    Object.entries(context)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, isList(value) ? value.map(String) : String(value)]),
  );
}

export function setFrom(input: Json, kind: PolicyKind, ...names: readonly string[]): PolicySet | undefined {
  const found = names.map((name) => own(input, name)).find((value) => isRecord(value) || isList(value));
  return found === undefined ? undefined : policySet(found, kind);
}

function policySet(documents: Json, kind: PolicyKind): PolicySet {
  const list = isList(documents) ? documents : [documents];
  return new PolicySet(
    list.map(
      (document, at) => compilePolicy(nodeFrom(document, PLACE), kind, { name: `${kind}-${at}`, at: kind }).policy,
    ),
  );
}

export function levelsFrom(levels: Json | undefined, kind: 'scp' | 'rcp'): PolicyLevel[] | undefined {
  if (!isList(levels)) return undefined;
  return levels.map((level, at) => {
    const policies = own(level, 'policies');
    const name = own(level, 'level');
    return {
      name: typeof name === 'string' ? name : String(at),
      at: String(at),
      set: policySet(isList(policies) ? policies : [level], kind),
    };
  });
}
