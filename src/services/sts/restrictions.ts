import type { ApiFailure } from '../service.ts';
import { refusal } from './failure.ts';
import type { Session } from './session.ts';

/** The operations of STS that a session may call, by what made it; a role session may call all but the last two. */
const STS_ALLOWED: Readonly<Record<Session['api'], ReadonlySet<string> | 'roles'>> = {
  AssumeRole: 'roles',
  AssumeRoleWithSAML: 'roles',
  AssumeRoleWithWebIdentity: 'roles',
  service: 'roles',
  SwitchRole: 'roles',
  ConsoleLogin: new Set(['sts:getcalleridentity', 'sts:assumerole']),
  GetFederationToken: new Set(['sts:getcalleridentity']),
  GetSessionToken: new Set(['sts:getcalleridentity', 'sts:assumerole']),
};
const NOT_FOR_ROLES: ReadonlySet<string> = new Set(['sts:getfederationtoken', 'sts:getsessiontoken']);

/**
 * Why a session cannot call an operation at all, whatever its policies say; undefined where it can.
 * (IAM User Guide, Compare AWS STS credentials)
 */
export function sessionRestriction(session: Session, action: string): ApiFailure | undefined {
  const key = action.toLowerCase();
  if (key.startsWith('iam:')) {
    const barred =
      session.api === 'GetFederationToken' || (session.api === 'GetSessionToken' && session.mfaAt === undefined);
    return barred ? refused(session, action) : undefined;
  }
  if (!key.startsWith('sts:')) return undefined;
  const allowed = STS_ALLOWED[session.api];
  const able = allowed === 'roles' ? !NOT_FOR_ROLES.has(key) : allowed.has(key);
  return able ? undefined : refused(session, action);
}

function refused({ api, owner }: Session, action: string): ApiFailure {
  const message = `Cannot call ${action.slice(action.indexOf(':') + 1)} with ${api} session credentials`;
  return refusal('operation-not-for-session', { api, action }, { at: owner, message });
}
