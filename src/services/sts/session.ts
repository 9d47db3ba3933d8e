import type { Instant } from '../../core/time.ts';
import type { Node } from '../../schema/node.ts';
import type { Principal } from '../iam/index.ts';

/**
 * The operation that made a session: one of STS, or of the console's sign-in; `service` for credentials that AWS delivers
 * to an instance or a function.
 */
export type SessionApi =
  | 'ConsoleLogin'
  | 'SwitchRole'
  | 'AssumeRole'
  | 'AssumeRoleWithSAML'
  | 'AssumeRoleWithWebIdentity'
  | 'GetFederationToken'
  | 'GetSessionToken'
  | 'service';

export interface TemporaryCredentials {
  /** Begins with ASIA. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Temporary credentials and everything that goes with them. */
export interface Session {
  readonly api: SessionApi;
  /** Who policies see. */
  readonly principal: Principal;
  /** Full address of the role, or of the user who asked. */
  readonly owner: string;
  readonly name: string;
  readonly credentials: TemporaryCredentials;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  /** Whether it was made with credentials of another role session. */
  readonly chained: boolean;
  /** The access key it was asked for with: how a chain hangs together. */
  readonly parent?: string | undefined;
  /** Full address of who asked, or the ARN; absent for callers without an AWS identity. */
  readonly askedBy?: string | undefined;
  /** The session policies passed; absent where none was. */
  readonly policies?: readonly PassedPolicy[] | undefined;
  /** Session tags, inherited ones among them; the role's own are not. */
  readonly tags: ReadonlyMap<string, string>;
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string | undefined;
  /** When the caller proved an MFA device; only what `GetSessionToken` returns carries that on. */
  readonly mfaAt?: Instant | undefined;
  /** Condition keys of the identity provider, or of the instance the credentials were delivered to. */
  readonly keys: Readonly<Record<string, string>>;
}

/** A session policy: written there, or a managed one by name or ARN. */
export type PassedPolicy =
  | { readonly kind: 'inline'; readonly document: Node }
  | { readonly kind: 'managed'; readonly policy: string };

/** The running state of STS: every session ever made, by its access key. */
export interface StsRuntime {
  readonly sessions: ReadonlyMap<string, Session>;
}

declare module '../../core/world.ts' {
  interface Runtimes {
    sts: StsRuntime;
  }
}

/** Whether a session's credentials still work. */
export function isExpired(session: Session, now: Instant): boolean {
  return now >= session.expiresAt;
}
