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
 * How a gate is passed.
 * - `allow`: some policy must allow; `bypass` is the worth of a resource policy's grant that makes that unnecessary
 * - `grant`: the resource policy itself must allow
 * - `deny-only`: an explicit deny blocks, nothing else
 * - `exempt`: does not apply, `because` of something
 */
export type GateRule = 'allow' | 'grant' | 'deny-only' | 'exempt';

/** One gate of a request's way. */
export interface Gate {
  readonly kind: GateKind;
  readonly at: string;
  /** The level of the organization. */
  readonly level: string | undefined;
  readonly set: PolicySet | undefined;
  readonly rule: GateRule;
  readonly bypass: Grant | undefined;
  readonly because: Exemption | undefined;
}

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
  const sameAccount = isSameAccount(authorization);
  return [
    ...resourceControlGates(authorization),
    ...serviceControlGates(authorization),
    endpointGate(authorization),
    resourceGate(authorization, sameAccount),
    identityGate(authorization, sameAccount),
    boundaryGate(authorization, sameAccount),
    sessionGate(authorization, sameAccount),
  ];
}

/** RCPFullAWSAccess is attached everywhere and cannot be taken away: a resource control policy acts by denying. */
function resourceControlGates({ request, policies, resourceAt = '' }: Authorization): readonly Gate[] {
  const levels = policies.rcps ?? NO_LEVELS;
  if (levels.length === 0) return [exempt('rcp', resourceAt, 'not-attached')];
  if (isServiceLinked(request.principal)) return [exempt('rcp', resourceAt, 'service-linked-role')];
  if (!supportsResourceControl(request.actionKey)) return [exempt('rcp', resourceAt, 'service-without-rcp')];
  return levels.map((level) => gate('rcp', level.at, level.set, 'deny-only', undefined, level.name));
}

/** Within a level one allow is enough; every level must have one (Organizations User Guide, SCP evaluation). */
function serviceControlGates({ request, policies, principalAt = '' }: Authorization): readonly Gate[] {
  const levels = policies.scps ?? NO_LEVELS;
  const outside = outsideAccounts(request.principal);
  if (outside !== undefined) return [exempt('scp', principalAt, outside)];
  if (levels.length === 0) return [exempt('scp', principalAt, 'not-attached')];
  if (isServiceLinked(request.principal)) return [exempt('scp', principalAt, 'service-linked-role')];
  return levels.map((level) => gate('scp', level.at, level.set, 'allow', undefined, level.name));
}

function endpointGate({ policies: { endpoint }, endpointAt = '' }: Authorization): Gate {
  return endpoint === undefined
    ? exempt('endpoint', endpointAt, 'not-attached')
    : gate('endpoint', endpointAt, endpoint, 'allow');
}

/** Within an account a resource policy may grant; across accounts, and for trust and key policies, it must. */
function resourceGate({ request, policies: { resource }, resourceAt = '' }: Authorization, sameAccount: boolean): Gate {
  if (!sameAccount || needsResourcePolicy(request)) return gate('resource', resourceAt, resource, 'grant');
  return resource === undefined
    ? exempt('resource', resourceAt, 'not-attached')
    : gate('resource', resourceAt, resource, 'deny-only');
}

function identityGate(
  { request, policies: { identity }, principalAt = '' }: Authorization,
  sameAccount: boolean,
): Gate {
  const outside = withoutIdentityPolicies(request.principal);
  if (outside !== undefined) return exempt('identity', principalAt, outside);
  return gate('identity', principalAt, identity, 'allow', sameAccount ? LIMITED : undefined);
}

function boundaryGate(
  { request, policies: { boundary }, principalAt = '' }: Authorization,
  sameAccount: boolean,
): Gate {
  const outside = withoutIdentityPolicies(request.principal);
  if (outside !== undefined) return exempt('boundary', principalAt, outside);
  if (boundary === undefined) return exempt('boundary', principalAt, 'not-attached');
  return gate('boundary', principalAt, boundary, 'allow', sameAccount ? DIRECT : undefined);
}

/** A federated user without a session policy has no permissions but those a resource policy grants it directly. */
function sessionGate({ request, policies: { session }, principalAt = '' }: Authorization, sameAccount: boolean): Gate {
  const outside = outsideAccounts(request.principal);
  if (outside !== undefined) return exempt('session', principalAt, outside);
  if (session === undefined && request.principal.kind !== 'federated-user')
    return exempt('session', principalAt, 'session-without-policy');
  return gate('session', principalAt, session, 'allow', sameAccount ? DIRECT : undefined);
}

const NO_LEVELS: readonly PolicyLevel[] = [];

function gate(
  kind: GateKind,
  at: string,
  set: PolicySet | undefined,
  rule: GateRule,
  bypass?: Grant,
  level?: string,
): Gate {
  return { kind, at, level, set, rule, bypass, because: undefined };
}

function exempt(kind: GateKind, at: string, because: Exemption): Gate {
  return { kind, at, level: undefined, set: undefined, rule: 'exempt', bypass: undefined, because };
}

/** Root has all rights of its account without any policy, and no boundary. */
function withoutIdentityPolicies(principal: Principal): Exemption | undefined {
  return principal.kind === 'root' ? 'root-user' : outsideAccounts(principal);
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
