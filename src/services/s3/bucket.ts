import { md5 } from '../../core/hash.ts';
import type { Place } from '../../core/source.ts';
import type { Instant } from '../../core/time.ts';
import type { Node } from '../../schema/node.ts';
import type { Acl } from './acl/acl.ts';
import type { PublicAccessBlock } from './block/block-public-access.ts';
import type { ObjectOwnership } from './ownership.ts';
import type { Party } from './party.ts';

/** What the scenario leaves open: nothing may be assumed of it. */
export type Unknown = 'unknown';

/** An object as it is stored. */
export interface S3Object {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  /** Who owned it when it was written; while ACLs are disabled it counts as the bucket owner's. */
  readonly owner: Party;
  readonly acl: Acl | Unknown;
  readonly lastModified: Instant;
  readonly place: Place;
}

/** A bucket as it is now: what the file says, as API calls have changed it since. */
export interface Bucket {
  readonly name: string;
  /** The owner's name in the scenario. */
  readonly account: string;
  /** The owner's account id. */
  readonly owner: Party;
  readonly address: string;
  readonly arn: string;
  readonly region: string;
  readonly ownership: ObjectOwnership | Unknown;
  readonly acl: Acl | Unknown;
  /** Absent where there is none. */
  readonly policy?: Node | Unknown | undefined;
  /** Absent where there is none. */
  readonly block?: PublicAccessBlock | undefined;
  readonly objects: ReadonlyMap<string, S3Object>;
  readonly created: Instant;
  readonly place: Place;
}

/** An access point: a second name of a bucket, with a policy and settings of its own. */
export interface AccessPoint {
  readonly name: string;
  readonly account: string;
  readonly owner: Party;
  readonly address: string;
  readonly arn: string;
  /** The bucket's name. */
  readonly bucket: string;
  /** The only VPC it can be reached from; from the internet where there is none. */
  readonly vpc?: string | undefined;
  readonly policy?: Node | Unknown | undefined;
  /** Fixed when it is made. */
  readonly block?: PublicAccessBlock | undefined;
  readonly place: Place;
}

/**
 * The alias of an access point, which stands wherever a bucket's name does for requests about objects: its name, perhaps
 * shortened, 34 characters, `-s3alias` (S3 User Guide, Using a bucket-style alias for your S3 bucket access point).
 */
export function aliasOf({ name, arn }: Pick<AccessPoint, 'name' | 'arn'>): string {
  const characters = [...md5(arn), ...md5(`alias/${arn}`), ...md5(`more/${arn}`)]
    .map((byte) => ALIAS_CHARACTERS[byte % ALIAS_CHARACTERS.length] ?? '')
    .join('');
  return `${name.slice(0, ALIAS_NAME_MOST)}-${characters.slice(0, 34)}${ALIAS_END}`;
}

const ALIAS_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** A bucket's name has 63 characters at most. */
const ALIAS_NAME_MOST = 20;
/** No bucket's own name may end so. */
export const ALIAS_END = '-s3alias';

/** The ARN of a bucket, or of an object in it. S3's ARNs name neither account nor Region. */
export function arnOf(bucket: string, key?: string): string {
  return `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
}
