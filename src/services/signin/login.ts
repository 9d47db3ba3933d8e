import { formatInstant } from '../../core/time.ts';
import { object, optional } from '../../schema/collections.ts';
import { text } from '../../schema/scalars.ts';
import { type ApiFailure, type ApiRequest, defineAction } from '../service.ts';
import { issueSession, mfaProof, sessionReply } from '../sts/index.ts';
import { refusal } from './refusal.ts';

/** How long a sign-in to the console lasts (IAM User Guide, Methods to assume a role). */
const CONSOLE_SESSION = 12 * 3_600_000;

interface LoginParameters {
  readonly serialNumber?: string | undefined;
  readonly tokenCode?: string | undefined;
}

/** Signing in to the console with a password, as CloudTrail's `ConsoleLogin`. No policy is asked. */
export const consoleLogin = defineAction<LoginParameters>({
  parameters: object({
    serialNumber: optional(text()),
    tokenCode: optional(text({ expected: 'six digits, or the name of the MFA device' })),
  }),
  describe: (_, request) => {
    const mfa = mfaProof(request);
    return (mfa !== undefined && 'awsCode' in mfa ? mfa : problemOf(request, mfa !== undefined)) ?? [];
  },
  perform: (simulation, request) => {
    const { principal, owner } = request.caller.identity ?? {};
    if (principal === undefined) return { failed: refusal('no-password', { who: 'an anonymous caller' }, '') };
    const who = owner?.address ?? request.caller.arn ?? '';
    const session = issueSession(simulation, {
      api: 'ConsoleLogin',
      principal,
      owner: who,
      name: owner?.name ?? 'root',
      expiresAt: simulation.now + CONSOLE_SESSION,
      chained: false,
      askedBy: who,
      tags: new Map(),
      transitiveTagKeys: [],
      mfaAt: mfaProof(request) === undefined ? undefined : simulation.now,
      keys: {},
    });
    const looked = { who, until: formatInstant(session.expiresAt) };
    return sessionReply(
      session,
      {},
      { trace: [{ service: 'signin', reason: 'signed-in', at: who, verdict: 'pass', looked }] },
    );
  },
  proof: 'password',
  cli: 'none',
});

/** Only users with a password sign in, and root; who has an MFA device must show it. */
function problemOf({ caller }: ApiRequest, withMfa: boolean): ApiFailure | undefined {
  const { principal, owner, session } = caller.identity ?? {};
  const who = owner?.address ?? caller.arn ?? 'an anonymous caller';
  if (session !== undefined) return refusal('no-password', { who }, who);
  if (principal?.kind === 'root') return undefined;
  if (owner === undefined || !('password' in owner) || !owner.password) return refusal('no-password', { who }, who);
  if (owner.mfaDevices.length === 0 || withMfa) return undefined;
  return refusal('mfa-demanded', { user: owner.name, devices: owner.mfaDevices }, owner.address);
}
