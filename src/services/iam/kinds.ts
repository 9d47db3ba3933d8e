import type { Kind } from '../../schema/resources.ts';

function iamKind(
  name: string,
  label: string,
  arnWord: string,
  ...aliases: readonly string[]
): Kind & { readonly arnWord: string } {
  return { service: 'iam', name, label, aliases, arnWord };
}

/** Everything of IAM that can be named and pointed at. */
export const KINDS = {
  user: iamKind('user', 'user', 'user'),
  group: iamKind('group', 'group', 'group'),
  role: iamKind('role', 'role', 'role'),
  policy: iamKind('policy', 'managed policy', 'policy'),
  instanceProfile: iamKind('instance-profile', 'instance profile', 'instance-profile', 'instanceProfile'),
  samlProvider: iamKind('saml-provider', 'SAML provider', 'saml-provider', 'samlProvider'),
  oidcProvider: iamKind(
    'oidc-provider',
    'OpenID Connect provider',
    'oidc-provider',
    'oidcProvider',
    'openIdConnectProvider',
  ),
} as const;

/** A unit of the organization, its root among them. */
export const ORGANIZATIONAL_UNIT: Kind = { service: 'iam', name: 'ou', label: 'organizational unit' };
export const SERVICE_CONTROL_POLICY: Kind = { service: 'iam', name: 'scp', label: 'service control policy' };
export const RESOURCE_CONTROL_POLICY: Kind = { service: 'iam', name: 'rcp', label: 'resource control policy' };
export const S3_POLICY: Kind = { service: 'iam', name: 's3-policy', label: 'S3 policy', aliases: ['s3Policy'] };

/** The ARN of a thing of IAM: it has no Region, and its path stands before its name. */
export function iamArn(accountId: string, word: string, path: string, name: string): string {
  return `arn:aws:iam::${accountId}:${word}${path}${name}`;
}
