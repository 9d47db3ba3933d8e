import type { Principal, Role, User } from '../iam/index.ts';
import type { Session } from './session.ts';

/** Who calls, with the credentials used: what `services/call` has found out and STS goes by. */
export interface CallerIdentity {
  readonly principal: Principal;
  /** The user or role the credentials belong to; absent for root, services and anonymous callers. */
  readonly owner?: User | Role | undefined;
  /** Present with temporary credentials. */
  readonly session?: Session | undefined;
  readonly accessKeyId?: string | undefined;
}

declare module '../service.ts' {
  interface Caller {
    /** Present on every request that goes through `services/call`. */
    readonly identity?: CallerIdentity;
  }
  interface AccessCheck {
    /** Who is to be authorized, where that is not the caller (somebody with a token of an identity provider). */
    readonly principal?: Principal;
    /** The same, with all that belongs to that caller (who switches roles does so with what one signed in with). */
    readonly identity?: CallerIdentity;
  }
}
