import type { PolicySet } from '../policy/policy-set.ts';
import { DELEGATED, DIRECT, type Grant, LIMITED } from '../policy/principal-element.ts';
import { accountOfPrincipal, type PolicyRequest, type Principal } from '../policy/request.ts';
import { supportsResourceControl } from './resource-control.ts';

/** The types of policy a request passes, in the order AWS describes the evaluation. */
export type GateKind = 'rcp' | 'scp' | 'endpoint' | 'resource' | 'identity' | 'boundary' | 'session';

/** The policies attached to one level of an organization: its root, a unit, an account. */
export interface PolicyLevel {
  readonly name: string;
  /** Full address of the level. */
  readonly at: string;
  readonly set: PolicySet;
}

/** Every policy that applies to a request. What is absent is not attached. */
export interface ApplicablePolicies {
  readonly identity?: PolicySet | undefined;
  readonly boundary?: PolicySet | undefined;
  /** The policies passed when the session was made. */
  readonly session?: PolicySet | undefined;
  readonly resource?: PolicySet | undefined;
  /** Of the principal's account, from the root of its organization down; none for the management account. */
  readonly scps?: readonly PolicyLevel[] | undefined;
  /** Of the resource's account, likewise. */
  readonly rcps?: readonly PolicyLevel[] | undefined;
  /** Of the VPC endpoint the request goes through. */
  readonly endpoint?: PolicySet | undefined;
}

/** One question with everything it is decided from. */
export interface Authorization {
  readonly request: PolicyRequest;
  /** The account that owns the resource; the principal's own where the action has no resource. */
  readonly resourceAccount?: string | undefined;
  readonly policies: ApplicablePolicies;
  /** Addresses for gates whose policies are not there, and the accounts they belong to, for people. */
  readonly principalAt?: string | undefined;
  readonly resourceAt?: string | undefined;
  readonly endpointAt?: string | undefined;
}

/** Why a gate does not apply to a request. */
export type Exemption =
  | 'not-attached'
  | 'root-user'
  | 'anonymous'
  | 'service'
  | 'federated'
  | 'service-linked-role'
  | 'service-without-rcp'
  | 'session-without-policy';

/**
 * One gate of a request's way.
 * - `allow`: some policy must allow; `bypass` is the worth of a resource policy's grant that makes that unnecessary
 * - `grant`: the resource policy itself must allow
 * - `deny-only`: an explicit deny blocks, nothing else
 * - `exempt`: does not apply
 */
export type Gate = {
  readonly kind: GateKind;
  readonly at: string;
  readonly level?: string | undefined;
  readonly set: PolicySet | undefined;
} & (
  | { readonly rule: 'allow'; readonly bypass?: Grant | undefined }
  | { readonly rule: 'grant' }
  | { readonly rule: 'deny-only' }
  | { readonly rule: 'exempt'; readonly because: Exemption }
);

/** Whether principal and resource belong to the same account. */
export function isSameAccount({ request, resourceAccount }: Authorization): boolean {
  const own = accountOfPrincipal(request.principal);
  return own !== undefined && (resourceAccount === undefined || own === resourceAccount);
}

/**
 * All gates of a request in order. (IAM User Guide: How AWS enforcement code logic evaluates requests to allow or deny
 * access; Cross-account policy evaluation logic)
 */
export function gatesOf(authorization: Authorization): readonly Gate[] {
  return [
    ...resourceControlGates(authorization),
    ...serviceControlGates(authorization),
    endpointGate(authorization),
    resourceGate(authorization),
    identityGate(authorization),
    boundaryGate(authorization),
    sessionGate(authorization),
  ];
}

/** RCPFullAWSAccess is attached everywhere and cannot be taken away: a resource control policy acts by denying. */
function resourceControlGates({ request, policies, resourceAt = '' }: Authorization): Gate[] {
  const levels = policies.rcps ?? [];
  const exempt = (because: Exemption): Gate[] => [
    { kind: 'rcp', at: resourceAt, set: undefined, rule: 'exempt', because },
  ];
  if (levels.length === 0) return exempt('not-attached');
  if (isServiceLinked(request.principal)) return exempt('service-linked-role');
  if (!supportsResourceControl(request.actionKey)) return exempt('service-without-rcp');
  return levels.map(({ name, at, set }) => ({ kind: 'rcp', at, level: name, set, rule: 'deny-only' }));
}

/** Within a level one allow is enough; every level must have one (Organizations User Guide, SCP evaluation). */
function serviceControlGates({ request, policies, principalAt = '' }: Authorization): Gate[] {
  const levels = policies.scps ?? [];
  const exempt = (because: Exemption): Gate[] => [
    { kind: 'scp', at: principalAt, set: undefined, rule: 'exempt', because },
  ];
  const outside = outsideAccounts(request.principal);
  if (outside !== undefined) return exempt(outside);
  if (levels.length === 0) return exempt('not-attached');
  if (isServiceLinked(request.principal)) return exempt('service-linked-role');
  return levels.map(({ name, at, set }) => ({ kind: 'scp', at, level: name, set, rule: 'allow' }));
}

function endpointGate({ policies, endpointAt = '' }: Authorization): Gate {
  const gate = { kind: 'endpoint', at: endpointAt, set: policies.endpoint } as const;
  return policies.endpoint === undefined
    ? { ...gate, rule: 'exempt', because: 'not-attached' }
    : { ...gate, rule: 'allow' };
}

/** Within an account a resource policy may grant; across accounts, and for trust and key policies, it must. */
function resourceGate(authorization: Authorization): Gate {
  const { request, policies, resourceAt = '' } = authorization;
  const gate = { kind: 'resource', at: resourceAt, set: policies.resource } as const;
  if (!isSameAccount(authorization) || needsResourcePolicy(request)) return { ...gate, rule: 'grant' };
  return policies.resource === undefined
    ? { ...gate, rule: 'exempt', because: 'not-attached' }
    : { ...gate, rule: 'deny-only' };
}

function identityGate(authorization: Authorization): Gate {
  const { request, policies, principalAt = '' } = authorization;
  const gate = { kind: 'identity', at: principalAt, set: policies.identity } as const;
  const exempt = outsideAccounts(request.principal) ?? (request.principal.kind === 'root' ? 'root-user' : undefined);
  if (exempt !== undefined) return { ...gate, rule: 'exempt', because: exempt };
  return { ...gate, rule: 'allow', bypass: isSameAccount(authorization) ? LIMITED : undefined };
}

function boundaryGate(authorization: Authorization): Gate {
  const { request, policies, principalAt = '' } = authorization;
  const gate = { kind: 'boundary', at: principalAt, set: policies.boundary } as const;
  const exempt = outsideAccounts(request.principal) ?? (request.principal.kind === 'root' ? 'root-user' : undefined);
  if (exempt !== undefined) return { ...gate, rule: 'exempt', because: exempt };
  if (policies.boundary === undefined) return { ...gate, rule: 'exempt', because: 'not-attached' };
  return { ...gate, rule: 'allow', bypass: isSameAccount(authorization) ? DIRECT : undefined };
}

/** A federated user without a session policy has no permissions but those a resource policy grants it directly. */
function sessionGate(authorization: Authorization): Gate {
  const { request, policies, principalAt = '' } = authorization;
  const gate = { kind: 'session', at: principalAt, set: policies.session } as const;
  const outside = outsideAccounts(request.principal);
  if (outside !== undefined) return { ...gate, rule: 'exempt', because: outside };
  if (policies.session === undefined && request.principal.kind !== 'federated-user') {
    return { ...gate, rule: 'exempt', because: 'session-without-policy' };
  }
  return { ...gate, rule: 'allow', bypass: isSameAccount(authorization) ? DIRECT : undefined };
}

/** Callers that belong to no account have no identity side at all. */
function outsideAccounts({ kind }: Principal): Exemption | undefined {
  return kind === 'anonymous' || kind === 'service' || kind === 'federated' ? kind : undefined;
}

function isServiceLinked(principal: Principal): boolean {
  return principal.kind === 'role-session' && principal.roleArn.includes(':role/aws-service-role/');
}

/**
 * Trust policies and KMS key policies must allow: without them not even an administrator gets in (IAM User Guide, How
 * AWS enforcement code logic evaluates requests; KMS Developer Guide, Key policies).
 */
export function needsResourcePolicy({ actionKey, resourceParts }: PolicyRequest): boolean {
  const [, , service, , , resource] = resourceParts ?? [];
  if (actionKey.startsWith('sts:')) return service === 'iam' && resource?.startsWith('role/') === true;
  return actionKey.startsWith('kms:') && service === 'kms' && resource?.startsWith('key/') === true;
}

/** The worth a resource policy's grant needs to open the resource gate by itself. */
export const GRANT_NEEDED = DELEGATED;
