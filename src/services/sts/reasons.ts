import type { ReasonTable } from '../../core/trace.ts';

/** Every reason STS gives, with the values its sentence is made from. */
export interface StsFacts {
  readonly 'session-issued': {
    readonly session: string;
    readonly duration: string;
    readonly until: string;
    readonly chained: boolean;
  };
  readonly 'invalid-parameter': { readonly parameter: string; readonly expected: string };
  readonly 'no-such-role': { readonly role: string };
  readonly 'root-cannot-assume': Record<never, never>;
  readonly 'operation-not-for-session': { readonly api: string; readonly action: string };
  readonly 'duration-too-short': { readonly requested: string; readonly longest: string };
  readonly 'duration-too-long': { readonly requested: string; readonly longest: string };
  readonly 'chaining-limit': { readonly requested: string; readonly longest: string };
  readonly 'mfa-failed': { readonly device: string };
  readonly 'transitive-tag-conflict': { readonly key: string };
  readonly 'source-identity-fixed': { readonly known: string; readonly asked: string };
  readonly 'provider-unknown': { readonly provider: string };
  readonly 'wrong-audience': { readonly audience: string; readonly accepted: readonly string[] };
  readonly 'expired-token': { readonly session: string; readonly expired: string; readonly now: string };
  readonly 'session-expired': { readonly session: string; readonly lasted: string };
  readonly 'packed-policy-too-large': { readonly what: string; readonly percent: number };
  readonly 'session-policy-malformed': { readonly problems: readonly string[] };
}

const COMPARE = 'IAM User Guide: Compare AWS STS credentials';
const TAGS = 'IAM User Guide: Pass session tags in AWS STS';

export const reasons = {
  'session-issued': {
    says: ({ session, duration, until, chained }) =>
      `a session of ${duration}, until ${until}${chained ? ' (chained)' : ''}: ${session}`,
    meaning: 'temporary credentials were made',
    page: COMPARE,
  },
  'invalid-parameter': {
    says: ({ parameter, expected }) => `${parameter} must be ${expected}`,
    meaning: 'a parameter breaks a limit or a form',
    awsCode: 'ValidationError',
    page: 'IAM User Guide: IAM and AWS STS quotas',
  },
  'no-such-role': {
    says: ({ role }) => `there is no role ${role}; AWS does not tell that apart from a role one may not assume`,
    meaning: 'the role to be assumed does not exist',
    awsCode: 'AccessDenied',
    page: 'STS API Reference: AssumeRole',
  },
  'root-cannot-assume': {
    says: () => 'roles may not be assumed by root accounts',
    meaning: 'the root user called AssumeRole',
    awsCode: 'AccessDenied',
    page: COMPARE,
  },
  'operation-not-for-session': {
    says: ({ api, action }) => `credentials of ${api} cannot call ${action}`,
    meaning: 'an API operation that this kind of temporary credentials cannot use',
    awsCode: 'AccessDenied',
    page: COMPARE,
  },
  'duration-too-short': {
    says: ({ requested }) => `${requested} is shorter than the 15 minutes a session lasts at least`,
    meaning: 'DurationSeconds is below 900',
    awsCode: 'ValidationError',
    page: COMPARE,
  },
  'duration-too-long': {
    says: ({ requested, longest }) =>
      `${requested} is more than the ${longest} allowed; AWS refuses instead of shortening`,
    meaning: 'DurationSeconds is above the maximum of the role or of the operation',
    awsCode: 'ValidationError',
    page: COMPARE,
  },
  'chaining-limit': {
    says: ({ requested, longest }) =>
      `${requested} is more than the ${longest} a role session made from a role session may last`,
    meaning: 'role chaining limits a session to one hour, whatever the role allows',
    awsCode: 'ValidationError',
    page: 'IAM User Guide: Roles terms and concepts',
  },
  'mfa-failed': {
    says: ({ device }) => `the caller has no MFA device ${device}`,
    meaning: 'the MFA device or its code is not the caller’s',
    awsCode: 'AccessDenied',
    page: 'STS API Reference: AssumeRole',
  },
  'transitive-tag-conflict': {
    says: ({ key }) => `the tag ${key} is transitive in the caller's session and cannot be given another value`,
    meaning: 'a transitive session tag was passed again',
    awsCode: 'InvalidParameterValue',
    page: TAGS,
  },
  'source-identity-fixed': {
    says: ({ known, asked }) => `the source identity is ${known} for the whole chain and cannot become ${asked}`,
    meaning: 'a source identity was already set',
    awsCode: 'AccessDenied',
    page: 'IAM User Guide: Monitor and control actions taken with assumed roles',
  },
  'provider-unknown': {
    says: ({ provider }) => `the role's account has no identity provider ${provider}`,
    meaning: 'the token comes from an identity provider the account does not know',
    awsCode: 'InvalidIdentityToken',
    page: 'STS API Reference: AssumeRoleWithWebIdentity',
  },
  'wrong-audience': {
    says: ({ audience, accepted }) => `the token is meant for ${audience}; the provider accepts ${accepted.join(', ')}`,
    meaning: 'the audience of the token is not one of the provider’s client ids',
    awsCode: 'InvalidIdentityToken',
    page: 'STS API Reference: AssumeRoleWithWebIdentity',
  },
  'expired-token': {
    says: ({ session, expired, now }) => `the credentials of ${session} expired at ${expired}; it is ${now}`,
    meaning: 'temporary credentials are past their expiration; the request is refused before it is authorized',
    awsCode: 'ExpiredToken',
    page: 'IAM User Guide: Compare AWS STS credentials',
  },
  'session-expired': {
    says: ({ session, lasted }) =>
      `the credentials of ${session} expire after ${lasted}: whatever uses them is refused`,
    meaning: 'temporary credentials have reached their expiration',
    page: COMPARE,
  },
  'packed-policy-too-large': {
    says: ({ what, percent }) =>
      `the ${what} take ${percent}% of the space AWS has for them in packed form (by our estimate)`,
    meaning: 'session policies and session tags together are too large, though each may be within its own limit',
    awsCode: 'PackedPolicyTooLarge',
    page: TAGS,
  },
  'session-policy-malformed': {
    says: ({ problems }) => `the session policy is malformed: ${problems.join('; ')}`,
    meaning: 'a session policy that the grammar refuses',
    awsCode: 'MalformedPolicyDocument',
    page: 'STS API Reference: AssumeRole',
  },
} as const satisfies ReasonTable<StsFacts>;
