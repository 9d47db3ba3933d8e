import { type Node, plain } from '../../../schema/node.ts';
import type { AppliedPolicy } from '../../service.ts';
import type { IamDefinition, Identified, Role } from '../definition.ts';
import { compiled } from '../policy/compiled.ts';
import { type Policy, type PolicyKind, unknownPolicy } from '../policy/policy.ts';
import type { Identities } from './view.ts';

/** The trust policy of a role as it applies now. */
export function trustPolicyOf(role: Role): AppliedPolicy {
  const { trust, severed } = role;
  if (trust === undefined) return { at: role.address, document: 'unknown' };
  return { at: role.address, document: severed === undefined ? trust : severedDocument(role, trust, severed) };
}

/** A resource-based policy that applies to a request, compiled. */
export function compiledApplied({ at, document }: AppliedPolicy, kind: PolicyKind, name: string): Policy {
  return document === 'unknown' ? unknownPolicy(kind, { name, at }) : compiled(document, kind, { name, at });
}

/** The trust policy of a role, compiled. */
export function compiledTrust(role: Role): Policy {
  return compiledApplied(trustPolicyOf(role), 'trust', TRUST_POLICY);
}

/** What trust policies are called in results: AWS's name of the parameter. */
export const TRUST_POLICY = 'assumeRolePolicyDocument';

const severedDocuments = new WeakMap<Role, Node>();

/** AWS shows the unique id of a deleted principal where its ARN stood. */
function severedDocument(role: Role, trust: Node, severed: ReadonlyMap<string, string>): Node {
  let document = severedDocuments.get(role);
  if (document === undefined) {
    document = replaceTexts(trust, severed);
    severedDocuments.set(role, document);
  }
  return document;
}

function replaceTexts(node: Node, texts: ReadonlyMap<string, string>): Node {
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => replaceTexts(item, texts)) };
  if (node.kind === 'scalar') {
    const text = typeof node.value === 'string' ? texts.get(node.value) : undefined;
    return text === undefined ? node : { ...node, value: text, raw: text };
  }
  // Only principals are stored by id; an ARN in a condition stays a text.
  const entries = [...node.entries].map(
    ([key, entry]) =>
      [key, key === 'Condition' ? entry : { ...entry, value: replaceTexts(entry.value, texts) }] as const,
  );
  return { ...node, entries: new Map(entries) };
}

/** Marks every trust policy that names a deleted user or role: a new one of that name is not trusted. */
export function sever(identities: Identities, deleted: Identified): Identities {
  let changed: Map<string, IamDefinition> | undefined;
  for (const [account, iam] of identities) {
    const naming = [...iam.roles.values()].filter(
      (role) => role.trust !== undefined && JSON.stringify(plain(role.trust)).includes(JSON.stringify(deleted.arn)),
    );
    if (naming.length === 0) continue;
    const roles = new Map(iam.roles);
    for (const role of naming) {
      const severed = new Map(role.severed).set(deleted.arn, role.severed?.get(deleted.arn) ?? deleted.uniqueId);
      roles.set(role.name, { ...role, severed });
    }
    changed ??= new Map(identities);
    changed.set(account, { ...iam, roles });
  }
  return changed ?? identities;
}
