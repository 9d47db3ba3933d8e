import type { Place } from '../../../core/source.ts';
import { splitArn } from './arn-pattern.ts';
import { accountOfPrincipal, type PolicyRequest, type Principal } from './request.ts';

/** The kinds of principal a policy can name. */
export type PrincipalType = '*' | 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';

/** What an entry of `Principal` names, once read. */
export type PrincipalForm =
  | 'everyone'
  | 'account'
  | 'user'
  | 'role'
  | 'role-session'
  | 'federated-user'
  | 'unique-id'
  | 'service'
  | 'provider'
  | 'canonical-user'
  | 'nobody';

/** One entry of `Principal` or `NotPrincipal`. */
export interface PrincipalEntry {
  readonly type: PrincipalType;
  readonly text: string;
  readonly form: PrincipalForm;
  /** The account it belongs to, where the text says. */
  readonly account?: string | undefined;
}

/** `Principal` or `NotPrincipal` of a statement. */
export interface PrincipalElement {
  readonly negated: boolean;
  readonly entries: readonly PrincipalEntry[];
  readonly place?: Place | undefined;
}

/**
 * What an Allow of a resource-based policy is worth within one account, by the form in which it names the caller.
 * - `NONE`: it does not name the caller
 * - `DELEGATED`: it names the caller's account; the account's own policies must still allow
 * - `LIMITED`: no identity policy is needed, but boundary and session policy still limit it
 * - `DIRECT`: enough alone
 * Each is worth all that the smaller ones are. (IAM User Guide: How AWS enforcement code logic evaluates requests,
 * resource-based policies; Permissions boundaries)
 */
export type Grant = 0 | 1 | 2 | 3;
export const NONE = 0;
export const DELEGATED = 1;
export const LIMITED = 2;
export const DIRECT = 3;

const ACCOUNT_ID = /^\d{12}$/;
const UNIQUE_ID = /^A(?:IDA|ROA)[A-Z0-9]+$/;

/** Reads an entry; a form that names nobody (a group, an ARN with a wildcard) comes back as `nobody`. */
export function principalEntry(type: PrincipalType, text: string): PrincipalEntry {
  if (type === '*' || (type === 'AWS' && text === '*')) return { type, text, form: 'everyone' };
  if (type === 'Service') return { type, text, form: text === '*' ? 'nobody' : 'service' };
  if (type === 'Federated') return { type, text, form: 'provider' };
  if (type === 'CanonicalUser') return { type, text, form: 'canonical-user' };
  if (ACCOUNT_ID.test(text)) return { type, text, form: 'account', account: text };
  if (UNIQUE_ID.test(text)) return { type, text, form: 'unique-id' };
  const parts = splitArn(text);
  if (parts === undefined || text.includes('*') || text.includes('?')) return { type, text, form: 'nobody' };
  return { type, text, form: formOfArn(parts[2], parts[5]), account: parts[4] };
}

function formOfArn(service: string, resource: string): PrincipalForm {
  if (service === 'iam') {
    if (resource === 'root') return 'account';
    if (resource.startsWith('user/')) return 'user';
    if (resource.startsWith('role/')) return 'role';
  } else if (service === 'sts') {
    if (resource.startsWith('assumed-role/')) return 'role-session';
    if (resource.startsWith('federated-user/')) return 'federated-user';
  }
  return 'nobody';
}

/** What the element's best entry is worth to the principal. */
export function grantOf(element: PrincipalElement, principal: Principal): Grant {
  let best: Grant = NONE;
  for (const entry of element.entries) {
    const grant = grantOfEntry(entry, principal);
    if (grant > best) best = grant;
  }
  return best;
}

/** What one entry is worth to the principal. Names are compared with case (AWS JSON policy elements: Principal). */
export function grantOfEntry(entry: PrincipalEntry, principal: Principal): Grant {
  switch (entry.form) {
    case 'everyone':
      // People of an identity provider are no AWS identities, so `{"AWS": "*"}` does not name them.
      return entry.type === '*' || principal.kind !== 'federated' ? DIRECT : NONE;
    case 'account':
      return accountOfPrincipal(principal) === entry.account ? DELEGATED : NONE;
    case 'canonical-user':
      return 'canonicalId' in principal && principal.canonicalId === entry.text ? DELEGATED : NONE;
    case 'user':
      if (principal.kind === 'federated-user') return principal.userArn === entry.text ? LIMITED : NONE;
      return principal.kind === 'user' && principal.arn === entry.text ? DIRECT : NONE;
    case 'role':
      return principal.kind === 'role-session' && principal.roleArn === entry.text ? LIMITED : NONE;
    case 'role-session':
    case 'federated-user':
      return principal.kind === entry.form && principal.arn === entry.text ? DIRECT : NONE;
    case 'unique-id':
      if (!('uniqueId' in principal) || principal.uniqueId !== entry.text) return NONE;
      return principal.kind === 'user' ? DIRECT : LIMITED;
    case 'service':
      return principal.kind === 'service' && principal.name === entry.text ? DIRECT : NONE;
    case 'provider':
      return principal.kind === 'federated' && principal.provider === entry.text ? DIRECT : NONE;
    case 'nobody':
      return NONE;
  }
}

/** Whether the element covers the request's principal, and what an Allow is worth then. */
export function coversPrincipal(element: PrincipalElement, request: PolicyRequest): Grant {
  if (!element.negated) return grantOf(element, request.principal);
  return request.bounded || !isExcepted(element, request.principal) ? DIRECT : NONE;
}

/**
 * Whether `NotPrincipal` spares a principal. AWS looks at the account, then the role, then the session, and spares
 * the caller only if none of them is denied; where the list names nothing narrower than the caller's account (or
 * role), that stands for all within it. (IAM User Guide, AWS JSON policy elements: NotPrincipal)
 * @modelChoice The page says that AWS "might" check the account by itself; we always do.
 */
function isExcepted(element: PrincipalElement, principal: Principal): boolean {
  if (!('account' in principal)) return grantOf(element, principal) > NONE;
  const { account } = principal;
  const named = (test: (entry: PrincipalEntry) => boolean) => element.entries.some(test);
  if (named((entry) => entry.form === 'everyone')) return true;
  if (!named((entry) => entry.form === 'account' && entry.account === account)) return false;
  if (principal.kind === 'root') return true;
  const narrower = element.entries.filter((entry) => entry.form !== 'account' && entry.account === account);
  if (narrower.length === 0) return true;
  if (principal.kind !== 'role-session') return narrower.some((entry) => entry.text === principal.arn);
  if (!narrower.some((entry) => entry.text === principal.roleArn)) return false;
  const role = principal.arn.slice(0, principal.arn.lastIndexOf('/') + 1);
  const sessions = narrower.filter((entry) => entry.form === 'role-session' && entry.text.startsWith(role));
  return sessions.length === 0 || sessions.some((entry) => entry.text === principal.arn);
}
