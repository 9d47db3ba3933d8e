import type { Service } from '../service.ts';
import { assumeRole, noSuchRole, roleSessionReply } from './assume-role.ts';
import { getCallerIdentity } from './caller-identity.ts';
import { expiredSessions } from './expiry.ts';
import { assumeRoleWithSaml, assumeRoleWithWebIdentity } from './federated-role.ts';
import { reasons } from './reasons.ts';
import { showSessions } from './show.ts';
import { getFederationToken, getSessionToken } from './user-session.ts';

export type { CallerIdentity } from './caller.ts';
export { consoleRoleDuration, roleSessionDuration, userSessionDuration } from './duration.ts';
export { refusal } from './failure.ts';
export { issueSession, secretOf, sessionReply } from './issue.ts';
export { mfaProof } from './mfa.ts';
export { sessionRestriction } from './restrictions.ts';
export { roleCheck, roleMissing, roleNamed } from './roles.ts';
export { isExpired, type PassedPolicy, type Session, type SessionApi } from './session.ts';
export { chainOf, sessionsOf } from './show.ts';
export { overlayTags } from './tags.ts';
export { noSuchRole, roleSessionReply };

/** The Security Token Service: temporary credentials. */
export const service: Service = {
  name: 'sts',
  start: () => ({ sessions: new Map() }),
  happened: expiredSessions,
  actions: {
    AssumeRole: assumeRole,
    AssumeRoleWithSAML: assumeRoleWithSaml,
    AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity,
    GetCallerIdentity: getCallerIdentity,
    GetFederationToken: getFederationToken,
    GetSessionToken: getSessionToken,
  },
  reasons,
  show: showSessions,
  completions: () => ['sessions'],
};
