import { nodeFrom } from '../../../src/schema/node.ts';
import { principalKeys } from '../../../src/services/iam/context/principal-keys.ts';
import {
  authorizationOf,
  authorize,
  contextOf,
  type Decision,
  type PolicyLevel,
  type Principal,
} from '../../../src/services/iam/index.ts';
import { operatorName } from '../../../src/services/iam/policy/condition/condition.ts';
import { readConditions } from '../../../src/services/iam/policy/grammar/condition.ts';
import { Report } from '../../../src/services/iam/policy/grammar/report.ts';
import { every, YES } from '../../../src/services/iam/policy/ternary.ts';
import { isRecord, own } from '../compare.ts';
import type { Adapters, Json } from '../contract.ts';
import { contextFrom, contextValues, levelsFrom, PLACE, principalFrom, setFrom, text } from './input.ts';

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

/** Under which names a case gives the policies of the caller. */
export const IDENTITY_POLICIES = [
  'identityPolicies',
  'identityPolicy',
  'userPolicies',
  'rolePolicies',
  'groupPolicies',
  'groups',
  'inlinePolicies',
  'managedPolicies',
];

function authorizeCase(input: Json): Json | undefined {
  const action = own(input, 'action');
  if (typeof action !== 'string') return undefined;
  const context = contextFrom(input);
  const principal = principalFrom(own(input, 'principal'), context);
  if (principal === undefined) return undefined;
  const target = text(own(input, 'resource')) ?? '*';
  const isTrust = action.toLowerCase().startsWith('sts:') && target.includes(':role/');
  const account = text(own(input, 'resourceAccount')) ?? text(own(input, 'resourceOwner'));
  const authorization = authorizationOf({
    principal,
    action,
    resource: target,
    resourceAccount: account,
    context: contextOf(principalKeys(principal), context),
    policies: {
      ...callerPolicies(input),
      resource: setFrom(
        input,
        isTrust ? 'trust' : 'resource',
        'resourcePolicy',
        'resourcePolicies',
        'trustPolicy',
        'keyPolicy',
        'bucketPolicy',
      ),
      ...organizationPolicies(input, principal, account),
    },
  });
  return DECISIONS[authorize(authorization)];
}

/** The policies on the caller's side, and that of the endpoint on its way. */
export function callerPolicies(input: Json) {
  return {
    identity: setFrom(input, 'identity', ...IDENTITY_POLICIES),
    boundary: setFrom(input, 'boundary', 'boundary', 'permissionsBoundary', 'boundaryPolicy'),
    session: setFrom(input, 'session', 'sessionPolicy', 'sessionPolicies'),
    endpoint: setFrom(input, 'endpoint', 'endpointPolicy', 'vpcEndpointPolicy', 'vpcePolicy'),
  };
}

/**
 * The organization's policies. A case may say that an account is the management account (`true` of both sides, or its
 * id), whose callers no SCP and whose resources no RCP reaches.
 */
export function organizationPolicies(
  input: Json,
  principal: Principal,
  resourceAccount: string | undefined,
): { readonly scps: readonly PolicyLevel[] | undefined; readonly rcps: readonly PolicyLevel[] | undefined } {
  const stated = own(input, 'managementAccount') ?? own(input, 'isManagementAccount');
  const isManagement = (account: string | undefined) =>
    stated === true || (typeof stated === 'string' && stated === account);
  const caller = 'account' in principal ? principal.account : undefined;
  return {
    scps: isManagement(caller) ? undefined : levelsFrom(own(input, 'scps') ?? own(input, 'scp'), 'scp'),
    rcps: isManagement(resourceAccount ?? caller)
      ? undefined
      : levelsFrom(own(input, 'rcps') ?? own(input, 'rcp'), 'rcp'),
  };
}

function conditionCase(input: Json): Json | undefined {
  const condition = own(input, 'condition') ?? own(input, 'Condition');
  if (!isRecord(condition)) return undefined;
  const variables = (own(input, 'version') ?? own(input, 'Version')) !== '2008-10-17';
  if (Object.keys(condition).some((operator) => operatorName(operator) === undefined)) return undefined;
  const conditions = readConditions(nodeFrom(condition, PLACE), variables, new Report('identity'));
  const context = contextOf(contextValues(own(input, 'context')));
  return every(conditions, ({ test }) => test(context)) === YES;
}
