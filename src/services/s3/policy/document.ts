import { type MapNode, member, type Node } from '../../../schema/node.ts';
import { compiled, type Policy, type PolicyName, unknownPolicy } from '../../iam/index.ts';
import type { Unknown } from '../bucket.ts';
import type { PolicyHost } from './fixed-value.ts';
import { type PolicyStatus, policyStatus } from './status.ts';

/** What a bucket policy is called in explanations. */
export const BUCKET_POLICY = 'bucket policy';

/** A resource policy compiled, or one that nobody knows. */
export function compiledPolicy(document: Node | Unknown, name: PolicyName): Policy {
  return document === 'unknown' ? unknownPolicy('resource', name) : compiled(document, 'resource', name);
}

const statusByPolicy: Readonly<Record<PolicyHost, WeakMap<Policy, PolicyStatus>>> = {
  bucket: new WeakMap(),
  accessPoint: new WeakMap(),
};

/** Whether a policy is public, worked out once for each document. */
export function statusOfDocument(
  document: Node | Unknown | undefined,
  at: string,
  host: PolicyHost = 'bucket',
): PolicyStatus {
  if (document === undefined) return policyStatus(undefined);
  const policy = compiledPolicy(document, { name: BUCKET_POLICY, at });
  let status = statusByPolicy[host].get(policy);
  if (status === undefined) {
    status = policyStatus(policy, host);
    statusByPolicy[host].set(policy, status);
  }
  return status;
}

const deniesByDocument = new WeakMap<Node, { readonly denies: Node | undefined }>();

/** The document with its Deny statements only; undefined where it has none. The statements keep their places. */
export function deniesOnly(document: Node): Node | undefined {
  let known = deniesByDocument.get(document);
  if (known === undefined) {
    known = { denies: onlyDenies(document) };
    deniesByDocument.set(document, known);
  }
  return known.denies;
}

function onlyDenies(document: Node): Node | undefined {
  if (document.kind !== 'map') return document;
  const entry = document.entries.get('Statement');
  if (entry === undefined) return document;
  const statements = entry.value.kind === 'list' ? entry.value.items : [entry.value];
  const items = statements.filter((statement) => !isAllow(statement));
  if (items.length === 0) return undefined;
  const value: Node = { kind: 'list', items, source: entry.value.source, offset: entry.value.offset };
  const entries: MapNode['entries'] = new Map(document.entries).set('Statement', { ...entry, value });
  return { ...document, entries };
}

function isAllow(statement: Node): boolean {
  const effect = member(statement, 'Effect');
  return effect?.kind === 'scalar' && effect.value === 'Allow';
}
