import type { EntryOf, ReasonTable } from '../../core/trace.ts';
import type { NotLimiting } from './policy/fixed-value.ts';

/** A setting of Block Public Access, and the level that turns it on. */
interface SettingFacts {
  readonly setting: string;
  readonly level: string;
}

/** A condition that does not keep its statement from being public. */
interface InsufficientFacts {
  /** Operator and key. */
  readonly condition: string;
  readonly values: readonly string[];
  readonly because: NotLimiting;
}

/** What every decision of S3 was made from. */
export interface S3Facts {
  readonly 'acls-disabled': { readonly owner: string };
  readonly 'object-of-bucket-owner': { readonly owner: string; readonly ownership: string };
  readonly 'object-of-another': {
    readonly owner: string;
    readonly bucketOwner: string;
    readonly hasPolicy: boolean;
  };
  readonly 'ownership-unknown': Record<never, never>;
  readonly 'policy-cut-off': SettingFacts;
  readonly 'cut-off-unknown': Record<never, never>;
  readonly 'policy-public': {
    readonly statement: string;
    readonly principal: string;
    readonly conditions: readonly InsufficientFacts[];
  };
  readonly 'acl-public': { readonly grant: string };
  readonly 'public-way-cut': { readonly setting: string; readonly at: string };
  readonly 'condition-not-limiting': InsufficientFacts;
  readonly 'public-grants-ignored': SettingFacts & { readonly grants: readonly string[] };
  readonly 'acl-applies': { readonly on: string; readonly grants: readonly string[] };
  readonly 'root-keeps-policy': { readonly action: string };
  readonly 'acl-needs-permission': { readonly writer: string };
  readonly 'no-such-bucket': { readonly bucket: string };
  readonly 'no-such-key': { readonly key: string };
  readonly 'missing-key-hidden': { readonly key: string };
  readonly 'no-such-access-point': { readonly accessPoint: string };
  readonly 'access-point-exists': { readonly accessPoint: string };
  readonly 'not-own-account': { readonly account: string };
  readonly 'acl-not-supported': { readonly acl: string };
  readonly 'public-acl-blocked': SettingFacts & { readonly acl: string };
  readonly 'public-acl-blocked-on-create': { readonly acl: string };
  readonly 'bucket-acl-with-ownership': { readonly grants: readonly string[] };
  readonly 'public-policy-blocked': SettingFacts;
  readonly 'rests-on-unknown': { readonly what: string };
  readonly 'block-managed': { readonly by: string };
  readonly 'malformed-policy': { readonly problems: readonly string[] };
  readonly 'malformed-acl': { readonly problem: string };
  readonly 'missing-target': { readonly what: string };
  readonly 'key-too-long': { readonly bytes: number; readonly most: number };
  readonly 'object-too-large': { readonly bytes: number; readonly most: number };
  readonly 'bucket-name-invalid': { readonly bucket: string; readonly because: string };
  readonly 'bucket-exists': { readonly bucket: string };
  readonly 'bucket-owned-by-you': { readonly bucket: string };
  readonly 'bucket-not-empty': { readonly objects: number };
  readonly 'not-configured': { readonly what: string };
  readonly 'foreign-policy-editor': { readonly account: string; readonly owner: string };
  readonly 'object-stored': {
    readonly key: string;
    readonly owner: string;
    readonly ownership: string;
    readonly replaced: boolean;
  };
  readonly changed: { readonly what: string };
  readonly read: { readonly what: string };
}

export type S3Entry = EntryOf<'s3', S3Facts>;

const AUTHORIZES = 'S3 User Guide: How Amazon S3 authorizes a request for an object operation';
const BLOCKING = 'S3 User Guide: Blocking public access to your Amazon S3 storage';
const OWNERSHIP = 'S3 User Guide: Controlling ownership of objects and disabling ACLs for your bucket';
const OWNERSHIP_ERRORS = 'S3 User Guide: Object Ownership, Troubleshooting';
const ACLS = 'S3 User Guide: Access control list (ACL) overview';
const DENIED = 'S3 User Guide: Troubleshoot access denied (403 Forbidden) errors in Amazon S3';
const ERRORS = 'S3 API Reference: Error responses';
const POLICY_API = 'S3 API Reference: PutBucketPolicy';
const ACCESS_POINTS = 'S3 User Guide: Managing access to shared datasets with access points';

const WHY_NOT_LIMITING: Readonly<Record<NotLimiting, string>> = {
  'other-key': 'the key is not one of those that can make a policy non-public',
  operator: 'the operator does not hold the key to fixed values',
  'if-exists': '…IfExists also holds where the key is absent',
  'set-operator': 'it also holds where the key is absent, or needs a set operator',
  wildcard: 'a value with a wildcard is not fixed',
  variable: 'a policy variable is not a fixed value',
  'broad-range': 'a range broader than /8 (IPv4) or /32 (IPv6) counts as everybody',
};

const listed = (texts: readonly string[]) =>
  texts.length > 4 ? `${texts.slice(0, 4).join(', ')} and ${texts.length - 4} more` : texts.join(', ');

function insufficient({ condition, values, because }: InsufficientFacts): string {
  return `${condition} ${listed(values)} (${WHY_NOT_LIMITING[because]})`;
}

export const reasons = {
  'acls-disabled': {
    says: ({ owner }) => `BucketOwnerEnforced: ACLs have no say, ${owner} owns the bucket and every object in it`,
    meaning: 'Object Ownership is BucketOwnerEnforced',
    page: OWNERSHIP,
  },
  'object-of-bucket-owner': {
    says: ({ owner, ownership }) =>
      `${ownership}: ACLs have a say, and the object belongs to the bucket's owner ${owner}`,
    meaning: 'bucket and object have one owner: the bucket policy and the ACL can both grant',
    page: AUTHORIZES,
  },
  'object-of-another': {
    says: ({ owner, bucketOwner, hasPolicy }) =>
      `the object belongs to ${owner}, not to the bucket's owner ${bucketOwner}: only its own ACL can grant${
        hasPolicy ? ', the bucket policy can only deny' : ''
      }`,
    meaning:
      'bucket and object have different owners: Allow statements of the bucket policy do not apply to the object',
    page: AUTHORIZES,
  },
  'ownership-unknown': {
    says: () =>
      'Object Ownership is left unknown, so that nobody can tell whose object it is and whether its ACL counts',
    meaning: 'the outcome rests on an Object Ownership that the scenario leaves open',
  },
  'policy-cut-off': {
    says: ({ setting, level }) =>
      `the bucket policy is public, and ${setting} (${level}) keeps everybody out but AWS services and the owner's account`,
    meaning: 'RestrictPublicBuckets denies explicitly what comes from outside while the policy is public',
    page: DENIED,
  },
  'cut-off-unknown': {
    says: () => 'whether RestrictPublicBuckets cuts access off rests on something the scenario leaves unknown',
    meaning: 'the setting or the policy is left open',
  },
  'policy-public': {
    says: ({ statement, principal, conditions }) =>
      `${statement} makes the whole policy public: Principal ${principal} ${
        conditions.length === 0 ? 'without a condition' : `and ${conditions.map(insufficient).join('; ')}`
      }`,
    meaning: 'a statement that is not limited to fixed values; one is enough',
    page: BLOCKING,
  },
  'acl-public': {
    says: ({ grant }) => `${grant}: a grant to everybody makes the ACL public`,
    meaning: 'an ACL that grants to AllUsers or AuthenticatedUsers',
    page: BLOCKING,
  },
  'public-way-cut': {
    says: ({ setting, at }) => `${setting} (${at}) takes its effect away`,
    meaning: 'a public policy or ACL is there, and something keeps it from making the bucket public',
    page: BLOCKING,
  },
  'condition-not-limiting': {
    says: insufficient,
    meaning: 'a condition that does not keep its statement from being public',
    page: BLOCKING,
  },
  'public-grants-ignored': {
    says: ({ setting, level, grants }) => `${setting} (${level}) ignores ${listed(grants)}`,
    meaning: 'grants to AllUsers or AuthenticatedUsers stay in the ACL and have no effect',
    page: BLOCKING,
  },
  'acl-applies': {
    says: ({ on, grants }) =>
      grants.length === 0 ? `the ACL of the ${on} grants nothing` : `the ACL of the ${on} grants ${listed(grants)}`,
    meaning: 'the ACL is evaluated together with the policies, as a resource policy of its own',
    page: AUTHORIZES,
  },
  'root-keeps-policy': {
    says: ({ action }) => `no bucket policy keeps the owner's root user from ${action}`,
    meaning: 'the root user of the owner may always read, put and delete the bucket policy',
    page: POLICY_API,
  },
  'acl-needs-permission': {
    says: ({ writer }) => `the upload brings an ACL, which ${writer} must let its own users set`,
    meaning: 's3:PutObjectAcl is needed for an upload with an ACL',
    modelChoice:
      "AWS's examples allow uploads with an ACL by s3:PutObject alone in the bucket policy, while PutObject's own page asks for s3:PutObjectAcl too; we ask the writer's account for it",
  },
  'no-such-bucket': {
    says: ({ bucket }) => `there is no bucket ${bucket}`,
    meaning: 'no account of the scenario has such a bucket',
    awsCode: 'NoSuchBucket',
    page: ERRORS,
  },
  'no-such-key': {
    says: ({ key }) => `there is no object ${key}; the caller may list the bucket and so is told`,
    meaning: 'a missing key, asked for by somebody who may list the bucket',
    awsCode: 'NoSuchKey',
    page: 'S3 API Reference: GetObject',
  },
  'missing-key-hidden': {
    says: ({ key }) => `there is no object ${key}; the caller may not list the bucket and is only told 403`,
    meaning: 'a missing key, asked for by somebody who may not list the bucket',
    awsCode: 'AccessDenied',
    page: 'S3 API Reference: GetObject',
  },
  'no-such-access-point': {
    says: ({ accessPoint }) => `there is no access point ${accessPoint}`,
    meaning: 'no account of the scenario has such an access point',
    awsCode: 'NoSuchAccessPoint',
    page: ERRORS,
  },
  'not-own-account': {
    says: ({ account }) => `the settings of ${account} can be handled from that account only`,
    meaning: 'Block Public Access of an account is its own',
    awsCode: 'AccessDenied',
    page: BLOCKING,
  },
  'access-point-exists': {
    says: ({ accessPoint }) => `the account already has an access point ${accessPoint}`,
    meaning: 'names of access points are unique in an account and Region',
    awsCode: 'AccessPointAlreadyOwnedByYou',
    page: ACCESS_POINTS,
  },
  'acl-not-supported': {
    says: ({ acl }) => `ACLs are disabled (BucketOwnerEnforced), so that ${acl} is refused`,
    meaning: 'a bucket without ACLs takes none but full control for its owner',
    awsCode: 'AccessControlListNotSupported',
    page: OWNERSHIP_ERRORS,
  },
  'public-acl-blocked': {
    says: ({ setting, level, acl }) => `${acl} is public, and ${setting} (${level}) takes no public ACL`,
    meaning: 'BlockPublicAcls refuses new public ACLs',
    awsCode: 'AccessDenied',
    page: DENIED,
  },
  'public-acl-blocked-on-create': {
    says: ({ acl }) => `a new bucket blocks public access and cannot start with ${acl}`,
    meaning: 'CreateBucket with a public ACL',
    awsCode: 'InvalidBucketAclWithBlockPublicAccessError',
    page: DENIED,
  },
  'bucket-acl-with-ownership': {
    says: ({ grants }) =>
      `the bucket's ACL grants ${listed(grants)}; ACLs can be disabled only once it grants nothing to others`,
    meaning: 'BucketOwnerEnforced and a bucket ACL with grants to others exclude each other',
    awsCode: 'InvalidBucketAclWithObjectOwnership',
    page: OWNERSHIP_ERRORS,
  },
  'public-policy-blocked': {
    says: ({ setting, level }) => `the policy is public, and ${setting} (${level}) takes no public policy`,
    meaning: 'BlockPublicPolicy refuses new public policies',
    awsCode: 'AccessDenied',
    page: DENIED,
  },
  'rests-on-unknown': {
    says: ({ what }) => `it rests on ${what}, which the scenario leaves unknown`,
    meaning: 'the scenario leaves open what the outcome depends on',
  },
  'block-managed': {
    says: ({ by }) => `Block Public Access of the account is managed by the organization (${by})`,
    meaning: 'an organization policy for S3 overrides the settings of its accounts',
    awsCode: 'AccessDenied',
    page: 'S3 API Reference: PutPublicAccessBlock (account)',
  },
  'malformed-policy': {
    says: ({ problems }) => `S3 does not take this policy: ${listed(problems)}`,
    meaning: 'the document is not a policy that S3 accepts for this bucket',
    awsCode: 'MalformedPolicy',
    page: ERRORS,
  },
  'malformed-acl': {
    says: ({ problem }) => `S3 does not take this ACL: ${problem}`,
    meaning: 'an ACL that names nobody known, or is stated twice',
    awsCode: 'InvalidArgument',
    page: ERRORS,
  },
  'missing-target': {
    says: ({ what }) => `the call does not say ${what}`,
    meaning: 'a bucket or key is needed and not given',
    page: ERRORS,
  },
  'key-too-long': {
    says: ({ bytes, most }) => `the key has ${bytes} bytes, more than ${most}`,
    meaning: 'an object key has at most 1,024 bytes of UTF-8',
    awsCode: 'KeyTooLongError',
    page: ERRORS,
  },
  'object-too-large': {
    says: ({ bytes, most }) => `${bytes} bytes are more than one PutObject takes (${most})`,
    meaning: 'an upload in one piece has at most 5 GiB',
    awsCode: 'EntityTooLarge',
    page: ERRORS,
  },
  'bucket-name-invalid': {
    says: ({ bucket, because }) => `${bucket} is not a bucket name: ${because}`,
    meaning: 'bucket names follow naming rules',
    awsCode: 'InvalidBucketName',
    page: 'S3 User Guide: General purpose bucket naming rules',
  },
  'bucket-exists': {
    says: ({ bucket }) => `another account already has a bucket ${bucket}`,
    meaning: 'bucket names are unique over all accounts',
    awsCode: 'BucketAlreadyExists',
    page: ERRORS,
  },
  'bucket-owned-by-you': {
    says: ({ bucket }) => `the account already has a bucket ${bucket}`,
    meaning: 'CreateBucket for a bucket that is there',
    awsCode: 'BucketAlreadyOwnedByYou',
    page: ERRORS,
  },
  'bucket-not-empty': {
    says: ({ objects }) => `there ${objects === 1 ? 'is 1 object' : `are ${objects} objects`} in it`,
    meaning: 'only an empty bucket can be deleted',
    awsCode: 'BucketNotEmpty',
    page: ERRORS,
  },
  'not-configured': {
    says: ({ what }) => `there is no ${what}`,
    meaning: 'what was asked for has not been configured',
    page: ERRORS,
  },
  'foreign-policy-editor': {
    says: ({ account, owner }) =>
      `only identities of ${owner} can handle the bucket policy; the caller is of ${account}`,
    meaning: 'the policy grants it, but S3 takes these operations from the owner’s account alone',
    awsCode: 'MethodNotAllowed',
    page: POLICY_API,
  },
  'object-stored': {
    says: ({ key, owner, ownership, replaced }) =>
      `${key} ${replaced ? 'is replaced' : 'is stored'} and belongs to ${owner} (${ownership})`,
    meaning: 'an upload, and whose the object is',
    page: OWNERSHIP,
  },
  changed: {
    says: ({ what }) => what,
    meaning: 'what the call changed',
  },
  read: {
    says: ({ what }) => what,
    meaning: 'what the call read',
    page: ACLS,
  },
} as const satisfies ReasonTable<S3Facts>;
