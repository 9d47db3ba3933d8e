import type { ContextValue } from '../policy/context.ts';
import type { Principal } from '../policy/request.ts';

type Keys = { readonly [key: string]: ContextValue };

/**
 * The condition keys that follow from who calls. (IAM User Guide: AWS global condition context keys, properties of the
 * principal; Policy elements: Variables and tags, request information that you can use for policy variables)
 */
export function principalKeys(principal: Principal): Keys {
  switch (principal.kind) {
    case 'anonymous':
      return { 'aws:PrincipalType': 'Anonymous', 'aws:userid': 'anonymous' };
    case 'service':
      return { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': principal.name };
    case 'federated':
      return {};
    case 'root':
      return { ...accountKeys(principal, principal.arn, 'Account'), 'aws:userid': principal.account };
    case 'user':
      return {
        ...accountKeys(principal, principal.arn, 'User'),
        'aws:username': lastPart(principal.arn),
        ...(principal.uniqueId === undefined ? {} : { 'aws:userid': principal.uniqueId }),
      };
    case 'role-session':
      return {
        ...accountKeys(principal, principal.roleArn, 'AssumedRole'),
        ...(principal.uniqueId === undefined
          ? {}
          : { 'aws:userid': `${principal.uniqueId}:${lastPart(principal.arn)}` }),
      };
    case 'federated-user':
      return {
        ...accountKeys(principal, principal.arn, 'FederatedUser'),
        'aws:userid': `${principal.account}:${lastPart(principal.arn)}`,
      };
  }
}

function accountKeys({ account }: { readonly account: string }, arn: string, type: string): Keys {
  return {
    'aws:PrincipalArn': arn,
    'aws:PrincipalAccount': account,
    'aws:PrincipalType': type,
    'aws:PrincipalIsAWSService': 'false',
  };
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
