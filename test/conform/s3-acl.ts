import {
  CANNED_ACLS,
  GROUP_URIS,
  GROUPS,
  type Grant,
  type Grantee,
  PERMISSIONS,
  type RequestedAcl,
} from '../../src/services/s3/acl/acl.ts';
import type { AclWays } from '../../src/services/s3/acl/ways.ts';
import { isList, isRecord, own } from './compare.ts';
import type { Json } from './contract.ts';
import { text } from './iam/input.ts';

/** In which ways the request of a case gives an ACL. */
export function aclWays(input: Json): AclWays {
  const headers = own(input, 'headers');
  const has = (...names: readonly string[]) =>
    names.some((name) => own(input, name) !== undefined || own(headers, name) !== undefined);
  const acl = own(input, 'acl');
  const named = [...(isRecord(input) ? Object.keys(input) : []), ...(isRecord(headers) ? Object.keys(headers) : [])];
  return {
    canned: has('cannedAcl', 'x-amz-acl') || typeof acl === 'string',
    headers: has('grants', 'grantHeaders') || named.some((name) => /^(x-amz-)?grant-?(read|write|full)/i.test(name)),
    body: has('AccessControlPolicy', 'accessControlPolicy', 'aclBody'),
  };
}

/** An ACL: the name of a canned one, or grants. */
export function aclOf(input: Json | undefined): RequestedAcl | undefined {
  const canned = CANNED_ACLS.find((known) => known === input);
  if (canned !== undefined) return { canned };
  return isList(input) ? { grants: input.flatMap((one) => grantFrom(one) ?? []) } : undefined;
}

function grantFrom(input: Json): Grant | undefined {
  const stated = own(input, 'permission') ?? own(input, 'Permission');
  const permission = PERMISSIONS.find((known) => known === stated);
  const grantee = granteeFrom(own(input, 'grantee') ?? own(input, 'Grantee'));
  return permission === undefined || grantee === undefined ? undefined : { grantee, permission };
}

function granteeFrom(input: Json | undefined): Grantee | undefined {
  const named = text(own(input, 'group')) ?? text(own(input, 'uri')) ?? text(own(input, 'URI')) ?? input;
  const group = GROUPS.find((known) => known === named || GROUP_URIS[known] === named);
  if (group !== undefined) return { group };
  const names = ['account', 'accountId', 'canonicalId', 'id', 'ID'].map((key) => text(own(input, key)));
  const party = partyIn(names.find((one) => one !== undefined) ?? text(input));
  return party === undefined ? undefined : { party };
}

/** The account of an ARN; another text stands for itself. */
export function partyIn(named: string | undefined): string | undefined {
  return named?.startsWith('arn:') === true ? named.split(':')[4] : named;
}
