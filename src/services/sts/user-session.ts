import { invariant } from '../../core/invariant.ts';
import type { Simulation } from '../../core/simulation.ts';
import { federatedUserPrincipal, type Principal, tagsContext } from '../iam/index.ts';
import { type AccessCheck, type ApiFailure, type ApiReply, type ApiRequest, defineAction } from '../service.ts';
import { durationFailure, federatedNameProblem, policiesProblem, tagsProblem } from './checks.ts';
import { type DurationRuling, userSessionDuration } from './duration.ts';
import { refusal } from './failure.ts';
import { askerOf, issueSession, sessionReply } from './issue.ts';
import { mfaProof } from './mfa.ts';
import { packedPolicyProblem, packedPolicySize } from './packed-policy.ts';
import {
  type FederationTokenParameters,
  federationTokenParameters,
  type SessionTokenParameters,
  sessionTokenParameters,
} from './parameters.ts';

/** `sts:GetSessionToken`: a user's own rights as temporary credentials; needs no permission (STS API Reference). */
export const getSessionToken = defineAction<SessionTokenParameters>({
  parameters: sessionTokenParameters,
  describe: (_, request) => {
    const mfa = mfaProof(request);
    return notAUser(request) ?? (mfa !== undefined && 'awsCode' in mfa ? mfa : (durationRefusal(request) ?? []));
  },
  perform: (simulation, request) => {
    const { principal, owner, accessKeyId } = request.caller.identity ?? {};
    const ruling = durationOf(request);
    invariant(principal !== undefined && 'duration' in ruling, 'what was described can be performed');
    const session = issueSession(simulation, {
      api: 'GetSessionToken',
      principal,
      owner: owner?.address ?? '',
      name: owner?.name ?? 'root',
      expiresAt: simulation.now + ruling.duration,
      chained: false,
      parent: accessKeyId,
      askedBy: askerOf(request),
      tags: new Map(),
      transitiveTagKeys: [],
      mfaAt: mfaProof(request) === undefined ? undefined : simulation.now,
      keys: {},
    });
    return sessionReply(session, {});
  },
});

/** `sts:GetFederationToken`: a user's rights, cut down by session policies, for somebody else (STS API Reference). */
export const getFederationToken = defineAction<FederationTokenParameters>({
  parameters: federationTokenParameters,
  describe: (_, request) => {
    const { parameters, caller } = request;
    const problem =
      federatedNameProblem(parameters.name) ??
      tagsProblem(parameters.tags, []) ??
      policiesProblem(parameters.policies) ??
      packedPolicyProblem(parameters) ??
      notAUser(request) ??
      durationRefusal(request);
    if (problem !== undefined) return problem;
    const resource = `arn:aws:sts::${caller.accountId ?? ''}:federated-user/${parameters.name}`;
    const context = {
      ...tagsContext('aws:RequestTag', parameters.tags),
      ...(parameters.tags.size === 0 ? {} : { 'aws:TagKeys': [...parameters.tags.keys()] }),
    };
    const check = (action: string): AccessCheck => ({
      action,
      resource,
      resourceAccount: caller.accountId ?? '',
      context,
    });
    return [check('sts:GetFederationToken'), ...(parameters.tags.size === 0 ? [] : [check('sts:TagSession')])];
  },
  perform: federate,
});

function federate(simulation: Simulation, request: ApiRequest<FederationTokenParameters>): ApiReply {
  const { parameters, caller } = request;
  const { owner, accessKeyId } = caller.identity ?? {};
  const ruling = durationOf(request);
  invariant('duration' in ruling, 'what was described can be performed');
  const session = issueSession(simulation, {
    api: 'GetFederationToken',
    principal: federatedUserPrincipal(simulation.definition, caller.account ?? '', parameters.name, owner?.arn),
    owner: owner?.address ?? '',
    name: parameters.name,
    expiresAt: simulation.now + ruling.duration,
    chained: false,
    parent: accessKeyId,
    askedBy: askerOf(request),
    policies: parameters.policies,
    tags: parameters.tags,
    transitiveTagKeys: [],
    keys: {},
  });
  return sessionReply(session, {
    federatedUser: {
      arn: 'arn' in session.principal ? session.principal.arn : '',
      federatedUserId: `${caller.accountId}:${parameters.name}`,
    },
    packedPolicySize: packedPolicySize(parameters),
  });
}

/** Only users and root, with their own keys, can ask (IAM User Guide, Compare AWS STS credentials). */
function notAUser({ caller, action }: ApiRequest): ApiFailure | undefined {
  const { principal, session } = caller.identity ?? {};
  const kind: Principal['kind'] = principal?.kind ?? 'anonymous';
  if (session === undefined && (kind === 'user' || kind === 'root')) return undefined;
  const message = `Cannot call ${action.slice(action.indexOf(':') + 1)} with session credentials`;
  return refusal('operation-not-for-session', { api: session?.api ?? kind, action }, { message });
}

function durationOf({ caller, parameters }: ApiRequest<{ readonly duration?: number | undefined }>): DurationRuling {
  return userSessionDuration(parameters.duration, caller.identity?.principal.kind === 'root');
}

function durationRefusal(request: ApiRequest<{ readonly duration?: number | undefined }>): ApiFailure | undefined {
  const ruling = durationOf(request);
  return 'refused' in ruling ? durationFailure(ruling, request.parameters.duration) : undefined;
}
