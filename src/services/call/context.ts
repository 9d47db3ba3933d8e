import type { Definition } from '../../core/definition.ts';
import type { Simulation } from '../../core/simulation.ts';
import { formatInstant } from '../../core/time.ts';
import {
  accountById,
  type ContextValue,
  inOrganization,
  type Principal,
  principalKeys,
  tagsContext,
  UNKNOWN,
} from '../iam/index.ts';
import type { AccessCheck, ApiRequest } from '../service.ts';
import { type CallerIdentity, overlayTags, type Session } from '../sts/index.ts';

type Keys = { readonly [key: string]: ContextValue };

/**
 * The condition keys of a request, derived from who calls, from where and when (IAM User Guide, AWS global condition
 * context keys). The service's own keys, those of the network path and the step's `context` are laid over them.
 */
export function derivedContext(simulation: Simulation, request: ApiRequest, check: AccessCheck): Keys {
  const { definition, now } = simulation;
  const identity = check.identity ?? request.caller.identity ?? { principal: { kind: 'anonymous' as const } };
  const principal = check.principal ?? identity.principal;
  return {
    'aws:CurrentTime': `${formatInstant(now).slice(0, 19)}Z`,
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:SecureTransport': 'true',
    'aws:RequestedRegion': requestedRegion(request),
    'aws:SourceIp': sourceIp(principal),
    ...(check.resource === '*' ? {} : { 'aws:ResourceAccount': check.resourceAccount }),
    ...organizationKeys(definition, 'Resource', check.resource === '*' ? undefined : check.resourceAccount),
    ...principalKeys(principal),
    ...organizationKeys(definition, 'Principal', 'account' in principal ? principal.account : undefined),
    ...tagKeys(identity),
    ...sessionKeys(identity.session, now),
  };
}

/** Services with one endpoint for all Regions, which stands in us-east-1 (AWS global condition context keys). */
const GLOBAL: ReadonlySet<string> = new Set([
  'iam',
  'organizations',
  'cloudfront',
  'route53',
  'route53domains',
  'support',
]);

function requestedRegion({ action, region }: ApiRequest): string {
  return GLOBAL.has(action.slice(0, action.indexOf(':'))) ? 'us-east-1' : region;
}

/** A step that does not say where a call comes from leaves the caller's address open. */
function sourceIp(principal: Principal): ContextValue {
  return principal.kind === 'service' ? principal.name : UNKNOWN;
}

function organizationKeys(definition: Definition, side: 'Principal' | 'Resource', accountId: string | undefined): Keys {
  const account = accountId === undefined ? undefined : accountById(definition, accountId);
  const place = account && inOrganization(definition, account.name);
  if (place === undefined) return {};
  return { [`aws:${side}OrgID`]: place.id, [`aws:${side}OrgPaths`]: [place.path] };
}

/** A session has its role's tags, overlaid with its own. */
function tagKeys({ owner, session }: CallerIdentity): Keys {
  const own =
    owner !== undefined && 'tags' in owner && session?.api !== 'GetFederationToken'
      ? owner.tags
      : new Map<string, string>();
  return tagsContext('aws:PrincipalTag', session === undefined ? own : overlayTags(own, session.tags));
}

/**
 * What only temporary credentials bring. Credentials of AssumeRole carry no MFA information on, those of
 * GetSessionToken do (IAM User Guide, Secure API access with MFA).
 */
function sessionKeys(session: Session | undefined, now: number): Keys {
  if (session === undefined) return {};
  const { mfaAt, issuedAt, sourceIdentity, keys } = session;
  return {
    'aws:TokenIssueTime': formatInstant(issuedAt),
    'aws:MultiFactorAuthPresent': String(mfaAt !== undefined),
    ...(mfaAt === undefined ? {} : { 'aws:MultiFactorAuthAge': String(Math.floor((now - mfaAt) / 1000)) }),
    ...(sourceIdentity === undefined ? {} : { 'aws:SourceIdentity': sourceIdentity }),
    ...keys,
  };
}
