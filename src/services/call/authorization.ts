import type { Simulation } from '../../core/simulation.ts';
import {
  type ApplicablePolicies,
  type Authorization,
  accountById,
  attachedPolicies,
  authorizationOf,
  type ContextValue,
  checked,
  compiledApplied,
  contextOf,
  inOrganization,
  managedPolicy,
  type Policy,
  type PolicySet,
  type Principal,
  setOf,
  TRUST_POLICY,
  unknownPolicy,
  viewDuring,
} from '../iam/index.ts';
import type { AccessCheck, ApiRequest, AppliedPolicy } from '../service.ts';
import type { CallerIdentity, Session } from '../sts/index.ts';
import { derivedContext } from './context.ts';

/** What the network path and the step itself add to a request. */
export interface Surroundings {
  /** Condition keys of the network path. */
  readonly path: Readonly<Record<string, string | null>>;
  /** The step's own keys; `null` takes one away. */
  readonly stated: Readonly<Record<string, ContextValue | null>>;
  readonly endpointPolicy?: AppliedPolicy | undefined;
}

/** Puts one check of a request as a question to the policies: collects everything that applies. */
export function authorizationFor(
  simulation: Simulation,
  request: ApiRequest,
  check: AccessCheck,
  around: Surroundings,
): Authorization {
  const identity = check.identity ?? request.caller.identity ?? { principal: { kind: 'anonymous' as const } };
  const principal = check.principal ?? identity.principal;
  const { endpointPolicy } = around;
  const principalAt = identity.owner?.address ?? request.caller.arn ?? principal.kind;
  return authorizationOf({
    principal,
    action: check.action,
    resource: check.resource,
    resourceAccount: check.resourceAccount,
    context: contextOf(derivedContext(simulation, request, check), around.path, check.context ?? {}, around.stated),
    policies: {
      ...identityPolicies(simulation, principal, identity),
      resource: resourcePolicies(check),
      endpoint: endpointPolicy && setOf([compiledApplied(endpointPolicy, 'endpoint', 'policy')]),
      ...organizationPolicies(simulation, principal, check),
    },
    principalAt,
    resourceAt: check.at ?? check.resource,
    endpointAt: endpointPolicy?.at ?? principalAt,
  });
}

function identityPolicies(
  simulation: Simulation,
  principal: Principal,
  { owner, session }: CallerIdentity,
): ApplicablePolicies {
  if (!('account' in principal)) return {};
  const attached = owner === undefined ? {} : attachedPolicies(viewDuring(simulation), owner);
  return { ...attached, session: session?.policies && sessionPolicies(simulation, session) };
}

const setsBySession = new WeakMap<Session, PolicySet>();

/** The policies that were passed when the session was made. */
function sessionPolicies(simulation: Simulation, session: Session): PolicySet {
  let set = setsBySession.get(session);
  if (set === undefined) {
    const account = session.owner.split('/')[0] ?? '';
    const policies = (session.policies ?? []).map((passed): Policy => {
      const at = `${session.owner}/${session.name}`;
      if (passed.kind === 'inline') return checked(passed.document, 'session', { name: 'session policy', at }).policy;
      return (
        managedPolicy(viewDuring(simulation), account, passed.policy) ??
        unknownPolicy('session', { name: passed.policy, at })
      );
    });
    set = setOf(policies);
    setsBySession.set(session, set);
  }
  return set;
}

function resourcePolicies({ action, resource, resourcePolicies: applied }: AccessCheck): PolicySet | undefined {
  if (applied === undefined || applied.length === 0) return undefined;
  const isTrust = action.toLowerCase().startsWith('sts:') && resource.includes(':role/');
  return setOf(
    applied.map((one) =>
      isTrust ? compiledApplied(one, 'trust', TRUST_POLICY) : compiledApplied(one, 'resource', one.name ?? 'policy'),
    ),
  );
}

function organizationPolicies(
  { definition }: Simulation,
  principal: Principal,
  check: AccessCheck,
): ApplicablePolicies {
  const levels = (accountId: string | undefined) => {
    const account = accountId === undefined ? undefined : accountById(definition, accountId);
    return account && inOrganization(definition, account.name);
  };
  return {
    scps: 'account' in principal ? levels(principal.account)?.scps : undefined,
    rcps: levels(check.controlAccount ?? check.resourceAccount)?.rcps,
  };
}
