import type { RequestContext } from '../policy/context.ts';
import { type Principal, policyRequest } from '../policy/request.ts';
import type { ApplicablePolicies, Authorization } from './gates.ts';

/** What a question needs; see `Authorization`. */
export interface AuthorizationParts extends Omit<Authorization, 'request'> {
  readonly principal: Principal;
  /** With prefix, as people write it (`s3:GetObject`). */
  readonly action: string;
  /** An ARN, or `*` for an action without resource-level permissions. */
  readonly resource: string;
  readonly context: RequestContext;
  readonly policies: ApplicablePolicies;
}

/** Puts a question together; hand it to `authorize` or `explain`. */
export function authorizationOf(parts: AuthorizationParts): Authorization {
  const { principal, action, resource, context, ...rest } = parts;
  const bounded = parts.policies.boundary !== undefined;
  const request = policyRequest({ principal, action, resource, context, bounded });
  const resourceAccount = rest.resourceAccount ?? ownerInArn(request.resourceParts?.[4]);
  return { ...rest, resourceAccount, request };
}

const ACCOUNT_ID = /^\d{12}$/;

/** Most ARNs say whose the resource is; those of S3 do not, and `aws` stands for what AWS gives to every account. */
function ownerInArn(account: string | undefined): string | undefined {
  return account !== undefined && ACCOUNT_ID.test(account) ? account : undefined;
}
