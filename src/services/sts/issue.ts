import { md5 } from '../../core/hash.ts';
import type { Facts } from '../../core/result.ts';
import type { Simulation } from '../../core/simulation.ts';
import { formatDuration, formatInstant } from '../../core/time.ts';
import type { TraceEntry } from '../../core/trace.ts';
import { base32Of } from '../iam/index.ts';
import type { ApiReply, ApiRequest } from '../service.ts';
import type { Session, TemporaryCredentials } from './session.ts';

/** Makes a session: gives it credentials, and keeps it. */
export function issueSession(simulation: Simulation, parts: Omit<Session, 'credentials' | 'issuedAt'>): Session {
  const { sessions } = simulation.runtime('sts');
  const credentials = credentialsOf(
    `${simulation.definition.seed}/session/${parts.owner}/${parts.name}/${sessions.size}`,
  );
  const session: Session = { ...parts, credentials, issuedAt: simulation.now };
  simulation.setRuntime('sts', { sessions: new Map(sessions).set(credentials.accessKeyId, session) });
  return session;
}

/** Who asks for a session, for people. */
export function askerOf({ caller }: ApiRequest): string | undefined {
  return caller.identity?.owner?.address ?? caller.arn;
}

/** Temporary credentials in AWS's forms; they follow from the scenario's seed. */
function credentialsOf(seed: string): TemporaryCredentials {
  return {
    accessKeyId: `ASIA${base32Of(seed, 16)}`,
    secretAccessKey: secretOf(seed),
    sessionToken: base64(`token/${seed}`, 220),
  };
}

/** A secret access key in AWS's form: 40 characters of base 64. */
export function secretOf(seed: string): string {
  return base64(`secret/${seed}`, 40);
}

function base64(seed: string, length: number): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1)
    text += Buffer.from(md5(`${block}/${seed}`))
      .toString('base64')
      .slice(0, 21);
  return text.slice(0, length);
}

/** The reply that hands a session over. */
export function sessionReply(
  session: Session,
  more: { readonly [key: string]: string | number | undefined | { readonly [key: string]: string } },
  { facts = {}, trace = [] }: { readonly facts?: Facts; readonly trace?: readonly TraceEntry[] } = {},
): ApiReply {
  const { principal, credentials, expiresAt, issuedAt, chained, owner, sourceIdentity } = session;
  const arn = 'arn' in principal ? principal.arn : '';
  const until = formatInstant(expiresAt);
  const duration = formatDuration(expiresAt - issuedAt);
  return {
    ok: {
      response: { credentials: { ...credentials, expiration: until }, ...more, sourceIdentity },
      facts: { session: arn, durationSeconds: (expiresAt - issuedAt) / 1000, expiration: until, chained, ...facts },
      trace: [
        ...trace,
        {
          service: 'sts',
          reason: 'session-issued',
          at: owner,
          verdict: 'pass',
          looked: { session: arn, duration, until, chained },
        },
      ],
      value: { kind: 'session', value: session },
    },
  };
}
