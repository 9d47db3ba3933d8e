import type { Place } from '../../core/source.ts';
import type { Node } from '../../schema/node.ts';
import type { Ref } from '../../schema/reader.ts';
import type { Resource } from '../../schema/resources.ts';
import type { CannedAcl, Group, Permission } from './acl/acl.ts';
import type { PublicAccessBlock } from './block/block-public-access.ts';
import type { Unknown } from './bucket.ts';
import type { ObjectOwnership } from './ownership.ts';

/** An account as the file names it: by name, id or canonical user id. */
export interface PartyText {
  readonly text: string;
  readonly place: Place;
}

/** A grant before the accounts it names have been looked up. */
export interface GrantText {
  readonly grantee: { readonly group: Group } | { readonly party: PartyText };
  readonly permission: Permission;
  readonly place: Place;
}

/** An ACL as written: a canned one, or its grants. */
export type AclText =
  | { readonly canned: CannedAcl; readonly place: Place }
  | { readonly grants: readonly GrantText[]; readonly owner?: PartyText | undefined; readonly place: Place };

export interface ObjectDefinition {
  /** In bytes. */
  readonly size: number;
  /** The bucket's owner unless given. */
  readonly owner?: PartyText | undefined;
  readonly acl?: AclText | Unknown | undefined;
  readonly place: Place;
}

export interface BucketDefinition extends Resource {
  readonly region?: string | undefined;
  readonly ownership: ObjectOwnership | Unknown;
  readonly acl?: AclText | Unknown | undefined;
  readonly policy?: Node | Unknown | undefined;
  /** Absent where the file turns it off altogether. */
  readonly block?: PublicAccessBlock | undefined;
  readonly objects: ReadonlyMap<string, ObjectDefinition>;
}

export interface AccessPointDefinition extends Resource {
  readonly bucket: Ref;
  readonly vpc?: string | undefined;
  readonly policy?: Node | Unknown | undefined;
  readonly block?: PublicAccessBlock | undefined;
}

/** S3's part of an account. */
export interface S3Definition {
  readonly block?: PublicAccessBlock | undefined;
  readonly buckets: ReadonlyMap<string, BucketDefinition>;
  readonly accessPoints: ReadonlyMap<string, AccessPointDefinition>;
}

declare module '../../core/definition.ts' {
  interface AccountParts {
    s3: S3Definition;
  }
}
