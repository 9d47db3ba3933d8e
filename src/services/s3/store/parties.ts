import type { Definition } from '../../../core/definition.ts';
import { canonicalIdOf } from '../../iam/index.ts';
import type { Acl, RequestedAcl } from '../acl/acl.ts';
import type { Unknown } from '../bucket.ts';
import type { AclText, GrantText, PartyText } from '../definition.ts';
import { isAccount, type Party } from '../party.ts';

const CANONICAL_ID = /^[0-9a-f]{32}(?:[0-9a-f]{32})?$/;
const accountByCanonicalId = new WeakMap<Definition['accounts'], ReadonlyMap<string, string>>();

/** The party a text names: an account of the scenario, an account id, a canonical user id; undefined for anything else. */
export function partyOf(definition: Pick<Definition, 'accounts'>, text: string): Party | undefined {
  const named = definition.accounts.get(text);
  if (named !== undefined) return named.id;
  if (isAccount(text)) return text;
  return CANONICAL_ID.test(text) ? (canonicalIds(definition).get(text) ?? text) : undefined;
}

function canonicalIds({ accounts }: Pick<Definition, 'accounts'>): ReadonlyMap<string, string> {
  let known = accountByCanonicalId.get(accounts);
  if (known === undefined) {
    known = new Map([...accounts.values()].map(({ id }) => [canonicalIdOf(id), id]));
    accountByCanonicalId.set(accounts, known);
  }
  return known;
}

/** Every account an ACL names. */
export function partiesNamed(acl: AclText | Unknown | undefined): readonly PartyText[] {
  if (acl === undefined || acl === 'unknown' || 'canned' in acl) return [];
  const grantees = acl.grants.flatMap(({ grantee }) => ('party' in grantee ? [grantee.party] : []));
  return acl.owner === undefined ? grantees : [acl.owner, ...grantees];
}

/** An ACL with its accounts looked up. One that names nobody known grants nothing; `partiesNamed` lets it be reported. */
export function requestedAcl(definition: Pick<Definition, 'accounts'>, acl: AclText): RequestedAcl {
  if ('canned' in acl) return acl;
  const grants: Acl = acl.grants.flatMap(({ grantee, permission, place }: GrantText): Acl => {
    if ('group' in grantee) return [{ grantee, permission, place }];
    const party = partyOf(definition, grantee.party.text);
    return party === undefined ? [] : [{ grantee: { party }, permission, place }];
  });
  return { grants, place: acl.place };
}
