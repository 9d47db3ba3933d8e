import type { Principal } from '../../iam/index.ts';
import type { Caller } from '../../service.ts';

/** Who asks, as far as S3's own rules look at it. */
export interface Asker {
  readonly kind: 'anonymous' | 'service' | 'account';
  /** Twelve digits, of somebody who belongs to an account. */
  readonly account?: string | undefined;
  readonly isRoot: boolean;
}

export const ANONYMOUS: Asker = { kind: 'anonymous', isRoot: false };

/** The asker behind the caller of an API. */
export function askerOfCaller({ identity }: Caller): Asker {
  return identity === undefined ? ANONYMOUS : askerOfPrincipal(identity.principal);
}

/** The asker behind a principal of policies. */
export function askerOfPrincipal(principal: Principal): Asker {
  if ('account' in principal) return { kind: 'account', account: principal.account, isRoot: principal.kind === 'root' };
  return principal.kind === 'anonymous' ? ANONYMOUS : { kind: 'service', isRoot: false };
}
