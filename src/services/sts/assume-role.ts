import type { Simulation } from '../../core/simulation.ts';
import type { TraceEntry } from '../../core/trace.ts';
import { type Role, sessionPrincipal, tagsContext } from '../iam/index.ts';
import { type AccessCheck, type ApiFailure, type ApiReply, type ApiRequest, defineAction } from '../service.ts';
import { durationFailure, roleParametersProblem } from './checks.ts';
import { roleSessionDuration } from './duration.ts';
import { refusal } from './failure.ts';
import { askerOf, issueSession, sessionReply } from './issue.ts';
import { mfaProof } from './mfa.ts';
import { type Passed, packedPolicySize } from './packed-policy.ts';
import { type AssumeRoleParameters, assumeRoleParameters } from './parameters.ts';
import { type RoleRequest, roleArnOf, roleCheck, roleMissing, roleNamed } from './roles.ts';
import type { Session } from './session.ts';
import { findKey, inheritedTags, overlayTags } from './tags.ts';

type Request = ApiRequest<AssumeRoleParameters>;

/** `sts:AssumeRole` (STS API Reference). */
export const assumeRole = defineAction<AssumeRoleParameters>({
  parameters: assumeRoleParameters,
  describe,
  perform,
});

function describe(simulation: Simulation, request: Request): readonly AccessCheck[] | ApiFailure {
  const { parameters, caller } = request;
  const problem = roleMissing(request) ?? roleParametersProblem(parameters) ?? callerProblem(request);
  if (problem !== undefined) return problem;
  const role = roleNamed(simulation, request);
  if (role === undefined) return noSuchRole(request);
  const mfa = mfaProof(request);
  if (mfa !== undefined && 'awsCode' in mfa) return mfa;
  const inherited = inheritedTags(caller.identity?.session);
  const sourceIdentity = caller.identity?.session?.sourceIdentity ?? parameters.sourceIdentity;
  const context = {
    'sts:RoleSessionName': parameters.roleSessionName,
    ...(parameters.externalId === undefined ? {} : { 'sts:ExternalId': parameters.externalId }),
    ...(sourceIdentity === undefined ? {} : { 'sts:SourceIdentity': sourceIdentity }),
    ...(mfa === undefined ? {} : mfa.context),
    ...tagsContext('aws:RequestTag', parameters.tags),
    ...(parameters.tags.size === 0 ? {} : { 'aws:TagKeys': [...parameters.tags.keys()] }),
    ...(parameters.transitiveTagKeys.length === 0 ? {} : { 'sts:TransitiveTagKeys': parameters.transitiveTagKeys }),
  };
  return actionsOf(request).map((action) => roleCheck(simulation, role, action, context, inherited));
}

/**
 * Session tags, passed or inherited, need `sts:TagSession` beside `sts:AssumeRole`, a source identity needs
 * `sts:SetSourceIdentity` (IAM User Guide, Pass session tags in AWS STS; Monitor and control actions).
 */
function actionsOf({ parameters, caller }: Request): readonly string[] {
  const session = caller.identity?.session;
  const tagged = parameters.tags.size > 0 || (session?.transitiveTagKeys.length ?? 0) > 0;
  const named = parameters.sourceIdentity !== undefined || session?.sourceIdentity !== undefined;
  return ['sts:AssumeRole', ...(tagged ? ['sts:TagSession'] : []), ...(named ? ['sts:SetSourceIdentity'] : [])];
}

/** What keeps the caller from asking at all. */
function callerProblem({ caller, parameters }: Request): ApiFailure | undefined {
  const session = caller.identity?.session;
  if (caller.identity?.principal.kind === 'root')
    return refusal('root-cannot-assume', {}, { message: 'Roles may not be assumed by root accounts.' });
  const known = session?.sourceIdentity;
  if (known !== undefined && parameters.sourceIdentity !== undefined && parameters.sourceIdentity !== known) {
    return refusal('source-identity-fixed', { known, asked: parameters.sourceIdentity });
  }
  const inherited = inheritedTags(session);
  for (const key of parameters.tags.keys())
    if (findKey(inherited, key) !== undefined) return refusal('transitive-tag-conflict', { key });
  return undefined;
}

/** AWS answers as for a role that one may not assume, so that names cannot be tried out. */
export function noSuchRole(request: RoleRequest): ApiFailure {
  const role = roleArnOf(request);
  const message = `User: ${request.caller.arn ?? 'anonymous'} is not authorized to perform: sts:AssumeRole on resource: ${role}`;
  return refusal('no-such-role', { role }, { at: role, message });
}

function perform(simulation: Simulation, request: Request): ApiReply {
  const { parameters, caller } = request;
  const role = roleNamed(simulation, request);
  if (role === undefined) return { failed: noSuchRole(request) };
  const parent = caller.identity?.session;
  const chained = caller.identity?.principal.kind === 'role-session';
  const failure = durationProblem(role, parameters, chained);
  if (failure !== undefined) return { failed: failure };
  const session = issueSession(simulation, {
    api: 'AssumeRole',
    principal: sessionPrincipal(simulation.definition, role, parameters.roleSessionName),
    owner: role.address,
    name: parameters.roleSessionName,
    expiresAt: simulation.now + (parameters.duration ?? DEFAULT_DURATION),
    chained,
    parent: caller.identity?.accessKeyId,
    askedBy: askerOf(request),
    policies: parameters.policies,
    tags: overlayTags(inheritedTags(parent), parameters.tags),
    transitiveTagKeys: [...(parent?.transitiveTagKeys ?? []), ...parameters.transitiveTagKeys],
    sourceIdentity: parent?.sourceIdentity ?? parameters.sourceIdentity,
    keys: {},
  });
  return roleSessionReply(role, session, { passed: parameters });
}

const DEFAULT_DURATION = 3_600_000;

/**
 * Whether the role gives a session of that length.
 * @modelChoice AWS does not say whether it looks at the duration before or after it authorizes; afterwards, a stranger
 * learns nothing about the role.
 */
export function durationProblem(
  role: Role,
  { duration }: Pick<AssumeRoleParameters, 'duration'>,
  chained: boolean,
): ApiFailure | undefined {
  const ruling = roleSessionDuration({ requested: duration, roleMaximum: role.maxSessionDuration, chained });
  return 'refused' in ruling ? durationFailure(ruling, duration, role.address) : undefined;
}

/** The reply of all operations that make a role session, with the tags its principal has from now on. */
export function roleSessionReply(
  role: Role,
  session: Session,
  { passed = {}, trace }: { readonly passed?: Passed; readonly trace?: readonly TraceEntry[] } = {},
): ApiReply {
  const arn = 'arn' in session.principal ? session.principal.arn : '';
  const tags = overlayTags(role.tags, session.tags);
  return sessionReply(
    session,
    {
      assumedRoleUser: { assumedRoleId: `${role.uniqueId}:${session.name}`, arn },
      packedPolicySize: packedPolicySize(passed),
    },
    {
      facts: tags.size === 0 ? {} : { principalTags: Object.fromEntries(tags) },
      ...(trace === undefined ? {} : { trace }),
    },
  );
}
