import type { Simulation } from '../../core/simulation.ts';
import { formatDuration } from '../../core/time.ts';
import { object, optional } from '../../schema/collections.ts';
import { text } from '../../schema/scalars.ts';
import { findRole, findUser, type Role, sessionPrincipal, viewDuring } from '../iam/index.ts';
import { type AccessCheck, type ApiFailure, type ApiReply, type ApiRequest, defineAction } from '../service.ts';
import {
  type CallerIdentity,
  consoleRoleDuration,
  isExpired,
  issueSession,
  noSuchRole,
  roleCheck,
  roleMissing,
  roleNamed,
  roleSessionReply,
  type Session,
} from '../sts/index.ts';
import { refusal } from './refusal.ts';

interface SwitchParameters {
  readonly roleArn?: string | undefined;
}
type Request = ApiRequest<SwitchParameters>;

/**
 * Switching to a role in the console, as CloudTrail's `SwitchRole`. The credentials one signed in with authorize it, also
 * where one has switched already (IAM User Guide, Switch from a user to an IAM role).
 */
export const switchRole = defineAction<SwitchParameters>({
  parameters: object({ roleArn: optional(text({ expected: 'a role, by name, address or ARN' })) }),
  describe,
  perform,
  cli: 'none',
});

function describe(simulation: Simulation, request: Request): readonly AccessCheck[] | ApiFailure {
  const signIn = signInOf(simulation, request);
  if ('awsCode' in signIn) return signIn;
  const missing = roleMissing(request);
  if (missing !== undefined) return missing;
  const role = roleNamed(simulation, request);
  if (role === undefined) return noSuchRole(request);
  const context = { 'sts:RoleSessionName': signIn.session.name };
  return [{ ...roleCheck(simulation, role, 'sts:AssumeRole', context), identity: signIn.identity }];
}

/** Who signed in, behind however many switches. */
interface SignIn {
  readonly session: Session;
  readonly identity: CallerIdentity;
}

/** Somebody of an identity provider is signed in with a session of a role. */
const FEDERATED: ReadonlySet<Session['api']> = new Set(['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity']);

function signInOf(simulation: Simulation, { caller }: Request): SignIn | ApiFailure {
  const given = caller.identity?.session;
  const session = given === undefined ? undefined : firstOf(simulation, given);
  const at = caller.identity?.owner?.address ?? caller.arn ?? '';
  if (session?.principal.kind === 'root' || (session === undefined && caller.identity?.principal.kind === 'root'))
    return refusal('root-cannot-switch', {}, at);
  const isSignIn = session?.api === 'ConsoleLogin' || (session !== undefined && FEDERATED.has(session.api));
  if (session === undefined || !isSignIn || isExpired(session, simulation.now))
    return refusal(
      'not-signed-in',
      { with: given === undefined ? 'an access key' : `credentials of ${given.api}` },
      at,
    );
  const view = viewDuring(simulation);
  const owner = findRole(view, session.owner) ?? findUser(view, session.owner);
  const { accessKeyId } = session.credentials;
  return { session, identity: { principal: session.principal, owner, session, accessKeyId } };
}

function firstOf(simulation: Simulation, session: Session): Session {
  const { sessions } = simulation.runtime('sts');
  let first = session;
  while (first.api === 'SwitchRole') {
    const before = first.parent === undefined ? undefined : sessions.get(first.parent);
    if (before === undefined) return first;
    first = before;
  }
  return first;
}

function perform(simulation: Simulation, request: Request): ApiReply {
  const role = roleNamed(simulation, request);
  const signIn = signInOf(simulation, request);
  if (role === undefined) return { failed: noSuchRole(request) };
  if ('awsCode' in signIn) return { failed: signIn };
  return switched(simulation, role, signIn.session);
}

function switched(simulation: Simulation, role: Role, signIn: Session): ApiReply {
  const left = signIn.expiresAt - simulation.now;
  const duration = consoleRoleDuration({ roleMaximum: role.maxSessionDuration, left });
  const session = issueSession(simulation, {
    api: 'SwitchRole',
    principal: sessionPrincipal(simulation.definition, role, signIn.name),
    owner: role.address,
    name: signIn.name,
    expiresAt: simulation.now + duration,
    chained: false,
    parent: signIn.credentials.accessKeyId,
    askedBy: signIn.owner,
    tags: new Map(),
    transitiveTagKeys: [],
    sourceIdentity: signIn.sourceIdentity,
    keys: {},
  });
  const looked = {
    duration: formatDuration(duration),
    roleMaximum: formatDuration(role.maxSessionDuration),
    left: formatDuration(left),
  };
  const trace = [{ service: 'signin', reason: 'switched', at: role.address, verdict: 'note', looked }] as const;
  return roleSessionReply(role, session, { trace });
}
