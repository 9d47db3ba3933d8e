import type { Place } from '../../core/source.ts';
import type { Milliseconds } from '../../core/time.ts';
import type { Node } from '../../schema/node.ts';

/** What every thing of IAM knows of itself. */
export interface Identified {
  readonly name: string;
  /** The account's name in the scenario. */
  readonly account: string;
  readonly address: string;
  readonly arn: string;
  /** AWS's unique id (`AIDA…`); another one after the thing was deleted and made again. */
  readonly uniqueId: string;
  readonly place: Place;
}

/** A policy attached to a user, group or role: by the name or ARN of a managed one, or written there itself. */
export type Attachment =
  | { readonly kind: 'managed'; readonly policy: string; readonly place: Place }
  | { readonly kind: 'inline'; readonly name: string; readonly document: Node; readonly place: Place }
  /** The scenario leaves open what is attached. */
  | { readonly kind: 'unknown'; readonly place: Place };

/** A name with the place it is written at. */
export interface NameAt {
  readonly name: string;
  readonly place: Place;
}

export interface AccessKey {
  readonly id: string;
  readonly status: 'Active' | 'Inactive';
}

export type Tags = ReadonlyMap<string, string>;

export interface User extends Identified {
  readonly groups: readonly NameAt[];
  readonly policies: readonly Attachment[];
  readonly permissionsBoundary?: NameAt | undefined;
  readonly accessKeys: readonly AccessKey[];
  readonly mfaDevices: readonly string[];
  readonly password: boolean;
  readonly tags: Tags;
}

export interface Group extends Identified {
  readonly policies: readonly Attachment[];
}

export interface ManagedPolicy extends Identified {
  /** Absent where the scenario leaves it `unknown`. */
  readonly document?: Node | undefined;
}

export interface Role extends Identified {
  /** Absent where the scenario leaves it `unknown`. */
  readonly trust?: Node | undefined;
  readonly policies: readonly Attachment[];
  readonly permissionsBoundary?: NameAt | undefined;
  readonly maxSessionDuration: Milliseconds;
  readonly tags: Tags;
  /**
   * Principals of the trust policy that were deleted since it was saved, by ARN with their old unique id: a new one of
   * the same name is not trusted (AWS JSON policy elements: Principal).
   */
  readonly severed?: ReadonlyMap<string, string> | undefined;
}

export interface InstanceProfile extends Identified {
  readonly role?: NameAt | undefined;
}

export interface IdentityProvider extends Identified {
  readonly clientIds: readonly string[];
}

/** All identities of one account. */
export interface IamDefinition {
  readonly users: ReadonlyMap<string, User>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly policies: ReadonlyMap<string, ManagedPolicy>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly instanceProfiles: ReadonlyMap<string, InstanceProfile>;
  readonly samlProviders: ReadonlyMap<string, IdentityProvider>;
  readonly oidcProviders: ReadonlyMap<string, IdentityProvider>;
}

/** A root, a unit or an account of the organization, with what is attached to it. */
export interface OrganizationLevel {
  readonly name: string;
  readonly address: string;
  readonly policies: readonly NameAt[];
  /** Whether FullAWSAccess is attached; undefined where the file does not say. */
  readonly fullAwsAccess: boolean | undefined;
  readonly place: Place;
}

export interface OrganizationalUnit extends OrganizationLevel {
  readonly children: readonly OrganizationalUnit[];
  readonly accounts: readonly OrganizationLevel[];
}

export interface OrganizationDefinition {
  readonly id: string;
  readonly root: OrganizationalUnit;
  readonly serviceControlPolicies: ReadonlyMap<string, NamedDocument>;
  readonly resourceControlPolicies: ReadonlyMap<string, NamedDocument>;
  /** Policies for S3's Block Public Access; S3 reads them. */
  readonly s3Policies: ReadonlyMap<string, NamedDocument>;
  readonly managementAccount?: NameAt | undefined;
}

export interface NamedDocument {
  readonly name: string;
  readonly address: string;
  readonly document: Node;
  readonly place: Place;
}

declare module '../../core/definition.ts' {
  interface AccountParts {
    iam: IamDefinition;
  }
  interface TopParts {
    organization: OrganizationDefinition;
  }
}
