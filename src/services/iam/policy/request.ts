import { type ArnParts, splitArn } from './arn-pattern.ts';
import type { RequestContext } from './context.ts';

/**
 * Who makes a request, as policies see it.
 * - `role-session`: somebody using a role; `roleArn` has the role's path, the session's own ARN has not
 * - `federated-user`: a session of `GetFederationToken`; `userArn` is the user who asked for it
 * - `federated`: somebody from an identity provider who has no AWS identity yet
 * - `service`: an AWS service under its own name
 * (IAM User Guide, AWS JSON policy elements: Principal)
 */
export type Principal =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'federated'; readonly provider: string }
  | (AccountPrincipal & { readonly kind: 'root' })
  | (AccountPrincipal & { readonly kind: 'user' })
  | (AccountPrincipal & { readonly kind: 'role-session'; readonly roleArn: string })
  | (AccountPrincipal & { readonly kind: 'federated-user'; readonly userArn?: string | undefined });

interface AccountPrincipal {
  readonly arn: string;
  /** Twelve digits. */
  readonly account: string;
  /** The unique id AWS gave the user or role (`AIDA…`, `AROA…`). */
  readonly uniqueId?: string | undefined;
  /** The canonical user id of the account, which S3 knows it by. */
  readonly canonicalId?: string | undefined;
}

/** One question to policies: may this principal do this action on this resource, under these circumstances? */
export interface PolicyRequest {
  readonly principal: Principal;
  /** As people write it, `s3:GetObject`. */
  readonly action: string;
  /** The action in lower case; AWS compares actions without case. */
  readonly actionKey: string;
  /** An ARN, or `*` for an action without resource-level permissions. */
  readonly resource: string;
  readonly resourceParts: ArnParts | undefined;
  readonly context: RequestContext;
  /** Whether a permissions boundary is attached to the principal; `NotPrincipal` denies such a one always. */
  readonly bounded: boolean;
}

/** A request with what policies compare it by worked out once. */
export function policyRequest(parts: {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
  readonly bounded?: boolean | undefined;
}): PolicyRequest {
  const { principal, action, resource, context, bounded = false } = parts;
  return {
    principal,
    action,
    resource,
    context,
    bounded,
    actionKey: action.toLowerCase(),
    resourceParts: splitArn(resource),
  };
}

/** The account a principal belongs to; none for anonymous callers, services and people of an identity provider. */
export function accountOfPrincipal(principal: Principal): string | undefined {
  return 'account' in principal ? principal.account : undefined;
}

const SERVICE_NAME = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;

/**
 * The principal that an ARN (or `*`, a service's name, an identity provider) stands for; undefined for anything else.
 * The role of a session ARN is taken to have no path, which the ARN does not tell.
 */
export function principalOf(text: string): Principal | undefined {
  if (text === '*' || text === 'anonymous') return { kind: 'anonymous' };
  if (isFederatedDomain(text)) return { kind: 'federated', provider: text };
  if (SERVICE_NAME.test(text)) return { kind: 'service', name: text };
  const parts = splitArn(text);
  if (parts === undefined) return undefined;
  const [, partition, service, , account, resource] = parts;
  const [type, name] = resource.split('/', 2);
  if (service === 'iam' && resource === 'root') return { kind: 'root', arn: text, account };
  if (service === 'iam' && type === 'user') return { kind: 'user', arn: text, account };
  if (service === 'iam' && (type === 'saml-provider' || type === 'oidc-provider'))
    return { kind: 'federated', provider: text };
  if (service === 'sts' && type === 'federated-user') return { kind: 'federated-user', arn: text, account };
  if (service === 'sts' && type === 'assumed-role' && name !== undefined) {
    return { kind: 'role-session', arn: text, account, roleArn: `arn:${partition}:iam::${account}:role/${name}` };
  }
  return undefined;
}

/** Identity providers that are named by a domain (IAM User Guide, AWS JSON policy elements: Principal). */
const FEDERATED_NAMES: ReadonlySet<string> = new Set([
  'cognito-identity.amazonaws.com',
  'accounts.google.com',
  'graph.facebook.com',
  'www.amazon.com',
]);

/** Whether a text is the domain of an identity provider that needs no registration. */
export function isFederatedDomain(text: string): boolean {
  return FEDERATED_NAMES.has(text);
}
