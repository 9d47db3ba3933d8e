import type { Definition } from '../../../core/definition.ts';
import type { Place } from '../../../core/source.ts';
import { type ObjectOf, optional } from '../../../schema/collections.ts';
import { oneOf, text } from '../../../schema/scalars.ts';
import {
  CANNED_ACLS,
  GROUP_URIS,
  GROUPS,
  type Grant,
  type Grantee,
  type Permission,
  type RequestedAcl,
} from '../acl/acl.ts';
import { sidOf } from '../acl/document.ts';
import { type AclProblem, twoWaysProblem } from '../acl/ways.ts';
import { aclText } from '../schema/acl.ts';
import { partiesNamed, partyOf, requestedAcl } from '../store/parties.ts';

const header = text({ description: 'grantees as in a header: id=ACCOUNT, uri=http://acs.amazonaws.com/groups/…' });

/** The headers that set an ACL with an upload or a new bucket. */
export const ACL_HEADERS = {
  acl: optional(oneOf(CANNED_ACLS, 'a canned ACL')),
  grantFullControl: optional(header),
  grantRead: optional(header),
  grantReadACP: optional(header),
  grantWrite: optional(header),
  grantWriteACP: optional(header),
};

/** The same, and an ACL in the request's body. */
export const ACL_FIELDS = { ...ACL_HEADERS, accessControlPolicy: optional(aclText) };

export type AclParameters = ObjectOf<typeof ACL_HEADERS> & Pick<ObjectOf<typeof ACL_FIELDS>, 'accessControlPolicy'>;

const HEADERS = {
  grantFullControl: { permission: 'FULL_CONTROL', key: 's3:x-amz-grant-full-control' },
  grantRead: { permission: 'READ', key: 's3:x-amz-grant-read' },
  grantReadACP: { permission: 'READ_ACP', key: 's3:x-amz-grant-read-acp' },
  grantWrite: { permission: 'WRITE', key: 's3:x-amz-grant-write' },
  grantWriteACP: { permission: 'WRITE_ACP', key: 's3:x-amz-grant-write-acp' },
} as const satisfies Readonly<Record<string, { permission: Permission; key: string }>>;
type HeaderName = keyof typeof HEADERS;
const HEADER_NAMES = Object.keys(HEADERS) as readonly HeaderName[];

/** Condition keys of the ACL that comes with a request (S3 User Guide, Access control list overview: Condition keys). */
export function aclKeys(parameters: AclParameters): Readonly<Record<string, string>> {
  const keys: Record<string, string> = {};
  if (parameters.acl !== undefined) keys['s3:x-amz-acl'] = parameters.acl;
  for (const name of HEADER_NAMES) {
    const value = parameters[name];
    if (value !== undefined) keys[HEADERS[name].key] = value;
  }
  return keys;
}

/** Whether a request brings an ACL at all. */
export function bringsAcl(parameters: AclParameters): boolean {
  return (
    parameters.acl !== undefined ||
    parameters.accessControlPolicy !== undefined ||
    HEADER_NAMES.some((name) => parameters[name] !== undefined)
  );
}

/** The ACL a request brings, or what is wrong with it. */
export function aclOf(
  parameters: AclParameters,
  definition: Definition,
): { readonly acl: RequestedAcl | undefined } | AclProblem {
  const { acl: canned, accessControlPolicy: body, place } = parameters;
  const headers = HEADER_NAMES.filter((name) => parameters[name] !== undefined);
  const both = twoWaysProblem({ canned: canned !== undefined, headers: headers.length > 0, body: body !== undefined });
  if (both !== undefined) return both;
  if (canned !== undefined) return { acl: { canned, place } };
  if (body !== undefined) {
    const stranger = partiesNamed(body).find(({ text: name }) => partyOf(definition, name) === undefined);
    if (stranger !== undefined) return { problem: `${stranger.text} is no account` };
    return { acl: requestedAcl(definition, body) };
  }
  if (headers.length === 0) return { acl: undefined };
  const grants: Grant[] = [];
  for (const name of headers) {
    const read = headerGrants(parameters[name] ?? '', HEADERS[name].permission, definition, place);
    if ('problem' in read) return read;
    grants.push(...read.grants);
  }
  return { acl: { grants, place } };
}

/** `id="…", uri="…"`: the grantees of one permission. */
function headerGrants(
  value: string,
  permission: Permission,
  definition: Definition,
  place: Place,
): { readonly grants: readonly Grant[] } | { readonly problem: string } {
  const grants: Grant[] = [];
  for (const part of value.split(',')) {
    const match = /^\s*(id|uri)\s*=\s*"?([^"]+?)"?\s*$/.exec(part);
    const grantee = match === null ? undefined : granteeOf(match[1] ?? '', match[2] ?? '', definition);
    if (grantee === undefined) return { problem: `${part.trim()} names no grantee; write id=ACCOUNT or uri=GROUP` };
    grants.push({ grantee, permission, place });
  }
  return { grants };
}

function granteeOf(type: string, value: string, definition: Definition): Grantee | undefined {
  if (type === 'uri') {
    const group = GROUPS.find((name) => GROUP_URIS[name] === value);
    return group === undefined ? undefined : { group };
  }
  const party = partyOf(definition, value);
  return party === undefined ? undefined : { party };
}

/** A requested ACL in one line, for people. */
export function aclWord(acl: RequestedAcl): string {
  return 'canned' in acl ? acl.canned : acl.grants.map(sidOf).join(', ');
}
