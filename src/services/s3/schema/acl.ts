import { list, object, optional, required } from '../../../schema/collections.ts';
import { document } from '../../../schema/document.ts';
import { kindWord, member, type Node, placeOf, type ScalarNode } from '../../../schema/node.ts';
import type { Reader } from '../../../schema/reader.ts';
import { oneOf, scalar, text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import { CANNED_ACLS, GRANTS_MOST, GROUP_URIS, GROUPS, type Group, PERMISSIONS, type Permission } from '../acl/acl.ts';
import type { AclText, GrantText, PartyText } from '../definition.ts';

/** An account by its name, id or canonical user id. */
export const partyText: Schema<PartyText> = scalar({
  expected: 'an account: its name, its id in quotes, or a canonical user id',
  json: { type: 'string' },
  parse: (node) => (node.value === null || node.raw === '' ? undefined : { text: node.raw, place: placeOf(node) }),
});

/** `READ to AllUsers`, `FULL_CONTROL to partner`. */
const grantLine: Schema<GrantText> = scalar({
  expected: 'a grant such as READ to AllUsers, or FULL_CONTROL to an account',
  json: { type: 'string', pattern: '^(READ|WRITE|READ_ACP|WRITE_ACP|FULL_CONTROL) to .+$' },
  parse: (node, reader) => {
    const [permission, to, grantee, ...more] = node.raw.trim().split(/\s+/);
    if (permission === undefined || to !== 'to' || grantee === undefined || more.length > 0) return undefined;
    const known = oneOf(PERMISSIONS).read({ ...node, raw: permission }, reader);
    if (known === undefined) return undefined;
    return { grantee: granteeNamed(grantee, node), permission: known, place: placeOf(node) };
  },
});

function granteeNamed(text: string, at: ScalarNode): GrantText['grantee'] {
  const group = groupOf(text);
  return group === undefined ? { party: { text, place: placeOf(at) } } : { group };
}

function groupOf(text: string): Group | undefined {
  return GROUPS.find((group) => group === text || GROUP_URIS[group] === text);
}

const grantee = object({
  Type: optional(oneOf(['CanonicalUser', 'Group', 'AmazonCustomerByEmail'])),
  ID: optional(partyText),
  URI: optional(text()),
  DisplayName: optional(text()),
  EmailAddress: optional(text()),
});

/** A grant in AWS's own words, as `get-bucket-acl` prints it. */
const grantObject = object({ Grantee: required(grantee), Permission: required(oneOf(PERMISSIONS)) });

const grant: Schema<GrantText> = {
  json: () => ({ anyOf: [grantLine.json(), grantObject.json()] }),
  read: (node, reader) => {
    if (node.kind === 'scalar') return grantLine.read(node, reader);
    const read = grantObject.read(node, reader);
    if (read === undefined) return undefined;
    return grantFrom(read.Grantee, read.Permission, node, reader);
  },
};

interface GranteeRead {
  readonly ID?: PartyText;
  readonly URI?: string;
  readonly EmailAddress?: string;
}

function grantFrom(
  { ID, URI, EmailAddress }: GranteeRead,
  permission: Permission,
  node: Node,
  reader: Reader,
): GrantText | undefined {
  const place = placeOf(node);
  if (URI !== undefined) {
    const group = groupOf(URI);
    if (group !== undefined) return { grantee: { group }, permission, place };
    return reader.error(
      'wrong-value',
      `${URI} is not a group of S3`,
      placeOf(member(member(node, 'Grantee'), 'URI') ?? node),
      {
        expected: Object.values(GROUP_URIS).join(', '),
      },
    );
  }
  if (ID !== undefined) return { grantee: { party: ID }, permission, place };
  if (EmailAddress !== undefined) {
    return reader.error('wrong-value', 'accounts of a scenario have no e-mail addresses', place, {
      expected: 'the canonical user id S3 would put there, or the name of the account, as ID',
    });
  }
  return reader.error('missing-key', 'a grant without a grantee', place, { expected: 'ID or URI' });
}

const grants = list(grant, { max: GRANTS_MOST });

/** The owner as `get-bucket-acl` prints it. */
const aclDocument = object({
  Owner: optional(object({ ID: optional(partyText), DisplayName: optional(text()) })),
  Grants: required(grants),
});

const canned = oneOf(CANNED_ACLS, 'a canned ACL');
const verbatim = document('an ACL');

/** An ACL: a canned one, a list of grants, or AWS's document `{ Owner, Grants }`. */
export const aclText: Schema<AclText> = {
  json: () => ({ description: 'an ACL', anyOf: [canned.json(), grants.json(), aclDocument.json()] }),
  read: (node, reader) => {
    if (node.kind === 'scalar' && !node.raw.trimStart().startsWith('{')) {
      const name = canned.read(node, reader);
      return name && { canned: name, place: placeOf(node) };
    }
    const found = verbatim.read(node, reader);
    if (found === undefined) return undefined;
    if (found.kind === 'list') {
      const read = grants.read(found, reader);
      return read && { grants: read, place: placeOf(node) };
    }
    if (found.kind === 'scalar')
      return reader.error('wrong-type', `${kindWord(found)} stands where an ACL belongs`, placeOf(found));
    const read = aclDocument.read(found, reader);
    return read && { grants: read.Grants, owner: read.Owner?.ID, place: placeOf(node) };
  },
};
