import type { Place } from '../../../core/source.ts';
import { type Node, nodeFrom } from '../../../schema/node.ts';
import { ANONYMOUS_PARTY, isAccount } from '../party.ts';
import type { Acl, Grant } from './acl.ts';
import { actionsOfGrant, type Standing } from './actions.ts';

/** What decides which grants of an ACL a caller can use. */
export interface AclReader extends Standing {
  readonly on: 'bucket' | 'object';
  /** Whether the caller signed as somebody of an AWS account. */
  readonly authenticated: boolean;
}

/** Who writes server access logs. */
const LOG_DELIVERY = 'logging.s3.amazonaws.com';

const documentsByAcl = new WeakMap<Acl, Map<string, Node | undefined>>();

/**
 * An ACL as the resource policy it amounts to: one Allow for each grant, standing where the grant stands. S3 itself
 * converts ACLs into policies before it evaluates them (S3 User Guide, How Amazon S3 authorizes a request).
 */
export function aclDocument(acl: Acl, reader: AclReader, fallback: Place): Node | undefined {
  let documents = documentsByAcl.get(acl);
  if (documents === undefined) {
    documents = new Map();
    documentsByAcl.set(acl, documents);
  }
  const { on, authenticated, ownsBucket, ownsObject, exists } = reader;
  const key = [on, authenticated, ownsBucket, ownsObject, exists].join();
  if (!documents.has(key)) documents.set(key, makeDocument(acl, reader, fallback));
  return documents.get(key);
}

function makeDocument(acl: Acl, reader: AclReader, fallback: Place): Node | undefined {
  const items = acl.flatMap((grant) => statementOf(grant, reader, fallback) ?? []);
  if (items.length === 0) return undefined;
  const statements: Node = { kind: 'list', items, ...placeAlone(fallback) };
  const version = nodeFrom('2012-10-17', fallback);
  const entries = new Map([
    ['Version', { key: fallback, value: version }],
    ['Statement', { key: fallback, value: statements }],
  ]);
  return { kind: 'map', entries, ...placeAlone(fallback) };
}

function statementOf(grant: Grant, reader: AclReader, fallback: Place): Node | undefined {
  const actions = actionsOfGrant(grant, reader.on, reader);
  const principal = principalOf(grant, reader);
  if (actions.length === 0 || principal === undefined) return undefined;
  const statement = { Sid: sidOf(grant), Effect: 'Allow', Principal: principal, Action: actions, Resource: '*' };
  return nodeFrom(statement, grant.place ?? fallback);
}

/** A grant in one line, `READ to AllUsers`. */
export function sidOf({ grantee, permission }: Grant): string {
  return `${permission} to ${'group' in grantee ? grantee.group : grantee.party}`;
}

/**
 * A grant to an account is a delegation: its users need their own account's permission as well.
 * @modelChoice Nobody can prove to be the anonymous owner of an object, so that owner's own grant serves nobody.
 */
function principalOf({ grantee }: Grant, { authenticated }: AclReader): object | string | undefined {
  if ('group' in grantee) {
    if (grantee.group === 'AllUsers') return '*';
    if (grantee.group === 'LogDelivery') return { Service: LOG_DELIVERY };
    return authenticated ? '*' : undefined;
  }
  if (grantee.party === ANONYMOUS_PARTY) return undefined;
  return isAccount(grantee.party) ? { AWS: grantee.party } : { CanonicalUser: grantee.party };
}

function placeAlone({ source, offset }: Place): Place {
  return { source, offset };
}
