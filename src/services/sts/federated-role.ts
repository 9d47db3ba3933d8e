import type { Simulation } from '../../core/simulation.ts';
import {
  type IdentityProvider,
  identitiesOf,
  isFederatedDomain,
  type Role,
  sessionPrincipal,
  tagsContext,
  viewDuring,
} from '../iam/index.ts';
import { type AccessCheck, type ApiFailure, type ApiReply, type ApiRequest, defineAction } from '../service.ts';
import { durationProblem, roleSessionReply } from './assume-role.ts';
import { roleParametersProblem } from './checks.ts';
import { refusal } from './failure.ts';
import { issueSession } from './issue.ts';
import { type FederatedParameters, samlParameters, webIdentityParameters } from './parameters.ts';
import { roleArnOf, roleCheck, roleMissing, roleNamed } from './roles.ts';
import type { SessionApi } from './session.ts';

type Request = ApiRequest<FederatedParameters>;
const HOUR = 3_600_000;
/** How claims and attributes carry session tags. */
const TAG_PREFIX = 'PrincipalTag:';

/** `sts:AssumeRoleWithWebIdentity`: unsigned, with a token of an OpenID Connect provider (STS API Reference). */
export const assumeRoleWithWebIdentity = defineAction<FederatedParameters>({
  parameters: webIdentityParameters,
  describe: (simulation, request) => describe(simulation, request, webIdentity),
  perform: (simulation, request) => perform(simulation, request, 'AssumeRoleWithWebIdentity', webIdentity),
});

/** `sts:AssumeRoleWithSAML`: unsigned, with an assertion of a SAML provider (STS API Reference). */
export const assumeRoleWithSaml = defineAction<FederatedParameters>({
  parameters: samlParameters,
  describe: (simulation, request) => describe(simulation, request, saml),
  perform: (simulation, request) => perform(simulation, request, 'AssumeRoleWithSAML', saml),
});

/** What a kind of identity provider says about its user. */
interface Federation {
  /** The principal as trust policies name it, or why the token does not count. */
  readonly provider: string;
  /** Condition keys of the request and of the session it makes. */
  readonly keys: Readonly<Record<string, string>>;
}

type Federate = (simulation: Simulation, role: Role, parameters: FederatedParameters) => Federation | ApiFailure;

const webIdentity: Federate = (simulation, role, { claims, provider: named }) => {
  const issuer = (named ?? claims.get('iss') ?? '').replace(/^https:\/\//, '');
  const keys = Object.fromEntries(
    ['aud', 'sub', 'amr', 'azp', 'oaud'].flatMap((name) => {
      const value = claims.get(name);
      return value === undefined ? [] : [[`${issuer}:${name}`, value]];
    }),
  );
  if (isFederatedDomain(issuer)) return { provider: issuer, keys };
  const known = identitiesOf(viewDuring(simulation), role.account).oidcProviders.get(issuer);
  if (known === undefined) return unknownProvider(role, issuer);
  return audienceProblem(known, claims.get('aud') ?? '') ?? { provider: known.arn, keys };
};

const saml: Federate = (simulation, role, { claims, provider: named = '' }) => {
  const name = named.slice(named.lastIndexOf('/') + 1);
  const known = identitiesOf(viewDuring(simulation), role.account).samlProviders.get(name);
  if (known === undefined) return unknownProvider(role, named);
  const audience = { 'SAML:aud': 'https://signin.aws.amazon.com/saml', 'SAML:iss': known.name };
  const attributes = [...claims]
    .filter(([key]) => !key.startsWith(TAG_PREFIX))
    .map(([key, value]) => [`SAML:${key}`, value]);
  return { provider: known.arn, keys: { ...audience, ...Object.fromEntries(attributes) } };
};

function unknownProvider(role: Role, provider: string): ApiFailure {
  return refusal(
    'provider-unknown',
    { provider },
    { at: role.address, message: `No OpenIDConnect provider found in your account for ${provider}` },
  );
}

function audienceProblem({ clientIds, address }: IdentityProvider, audience: string): ApiFailure | undefined {
  if (clientIds.length === 0 || clientIds.includes(audience)) return undefined;
  return refusal(
    'wrong-audience',
    { audience, accepted: clientIds },
    { at: address, message: 'Incorrect token audience' },
  );
}

function describe(simulation: Simulation, request: Request, federate: Federate): readonly AccessCheck[] | ApiFailure {
  const { parameters } = request;
  const problem = roleMissing(request) ?? roleParametersProblem({ ...parameters, tags: sessionTags(parameters) });
  if (problem !== undefined) return problem;
  const role = roleNamed(simulation, request);
  if (role === undefined) return noSuchRole(request);
  const found = federate(simulation, role, parameters);
  if ('awsCode' in found) return found;
  const tags = sessionTags(parameters);
  const context = {
    ...found.keys,
    'sts:RoleSessionName': parameters.roleSessionName,
    ...tagsContext('aws:RequestTag', tags),
    ...(tags.size === 0 ? {} : { 'aws:TagKeys': [...tags.keys()] }),
  };
  const check = (action: string): AccessCheck => ({
    ...roleCheck(simulation, role, action, context),
    principal: { kind: 'federated', provider: found.provider },
  });
  return [check(request.action), ...(tags.size === 0 ? [] : [check('sts:TagSession')])];
}

function perform(simulation: Simulation, request: Request, api: SessionApi, federate: Federate): ApiReply {
  const { parameters } = request;
  const role = roleNamed(simulation, request);
  const found = role && federate(simulation, role, parameters);
  if (role === undefined || found === undefined || 'awsCode' in found) return { failed: noSuchRole(request) };
  const failure = durationProblem(role, parameters, false);
  if (failure !== undefined) return { failed: failure };
  const session = issueSession(simulation, {
    api,
    principal: sessionPrincipal(simulation.definition, role, parameters.roleSessionName),
    owner: role.address,
    name: parameters.roleSessionName,
    expiresAt: simulation.now + (parameters.duration ?? HOUR),
    chained: false,
    policies: parameters.policies,
    tags: sessionTags(parameters),
    transitiveTagKeys: [],
    keys: found.keys,
  });
  return roleSessionReply(role, session, { passed: { ...parameters, tags: sessionTags(parameters) } });
}

function sessionTags({ claims }: FederatedParameters): ReadonlyMap<string, string> {
  const tags = [...claims].filter(([key]) => key.startsWith(TAG_PREFIX));
  return new Map(tags.map(([key, value]) => [key.slice(TAG_PREFIX.length), value]));
}

function noSuchRole(request: Request): ApiFailure {
  const role = roleArnOf(request);
  return refusal('no-such-role', { role }, { at: role, message: `Not authorized to perform ${request.action}` });
}
