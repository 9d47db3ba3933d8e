import type { Place } from '../../../src/core/source.ts';
import { nodeFrom } from '../../../src/schema/node.ts';
import {
  type ContextValue,
  compilePolicy,
  type PolicyKind,
  type PolicyLevel,
  PolicySet,
  type Principal,
  principalOf,
} from '../../../src/services/iam/index.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Json } from '../contract.ts';

/** Cases stand in no file. */
export const PLACE: Place = { source: { path: 'case', text: '' }, offset: 0 };

/**
 * Who calls: an ARN, a service's name, `*` or null for nobody, `{ AWS: … }` as in a policy. The session ARN of a case does
 * not tell the role's path, and that of a federated user not who asked for it; the context may.
 */
export function principalFrom(
  given: Json | undefined,
  context: Readonly<Record<string, ContextValue>>,
): Principal | undefined {
  const text = given === null || given === undefined ? '*' : principalText(given);
  const principal = text === undefined ? undefined : principalOf(text);
  const stated = Object.entries(context).find(([key]) => key.toLowerCase() === 'aws:principalarn')?.[1];
  if (principal?.kind === 'role-session') {
    return { ...principal, roleArn: typeof stated === 'string' ? stated : roleArnOf(principal.arn, principal.roleArn) };
  }
  if (principal?.kind !== 'federated-user') return principal;
  const name = principal.arn.slice(principal.arn.indexOf('/') + 1);
  const isUser = typeof stated === 'string' && stated.includes(':user/');
  return { ...principal, userArn: isUser ? stated : `arn:aws:iam::${principal.account}:user/${name}` };
}

function principalText(given: Json): string | undefined {
  if (typeof given === 'string') return given;
  const named = ['AWS', 'Service', 'Federated', 'arn', 'Arn', 'ARN'].map((key) => own(given, key));
  return named.find((one) => typeof one === 'string');
}

/** Service-linked roles stand below a path of their own, and are named for it. */
function roleArnOf(session: string, roleArn: string): string {
  const linked = /:assumed-role\/(AWSServiceRoleFor[^/]+)\//.exec(session)?.[1];
  return linked === undefined ? roleArn : roleArn.replace(`role/${linked}`, `role/aws-service-role/case/${linked}`);
}

/** Keys of the context, as they are or in words of their own: tags, MFA. */
export function contextFrom(input: Json): Record<string, ContextValue> {
  const mfa = own(input, 'mfa') ?? own(input, 'mfaPresent');
  return {
    ...tagKeys('aws:PrincipalTag', own(input, 'principalTags')),
    ...tagKeys('aws:ResourceTag', own(input, 'resourceTags')),
    ...tagKeys('aws:RequestTag', own(input, 'requestTags')),
    ...(typeof mfa === 'boolean' ? { 'aws:MultiFactorAuthPresent': String(mfa) } : {}),
    ...contextValues(own(input, 'context')),
  };
}

function tagKeys(prefix: string, tags: Json | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(tagsFrom(tags)).map(([key, value]) => [`${prefix}/${key}`, value]));
}

/** Tags as a map, or in AWS's form, a list of keys and values. */
export function tagsFrom(tags: Json | undefined): Record<string, string> {
  if (isList(tags)) {
    return Object.fromEntries(
      tags.map((tag) => [
        String(own(tag, 'Key') ?? own(tag, 'key')),
        String(own(tag, 'Value') ?? own(tag, 'value') ?? ''),
      ]),
    );
  }
  if (!isRecord(tags)) return {};
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}

export function contextValues(context: Json | undefined): Record<string, ContextValue> {
  if (!isRecord(context)) return {};
  return Object.fromEntries(
    Object.entries(context)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, isList(value) ? value.map(String) : String(value)]),
  );
}

/** Every policy that stands under one of the names: a document, a list of them, things with `policies` of their own. */
export function setFrom(input: Json, kind: PolicyKind, ...names: readonly string[]): PolicySet | undefined {
  const found = names.map((name) => own(input, name)).filter((value) => isRecord(value) || isList(value));
  return found.length === 0 ? undefined : policySet(found.flatMap(documentsIn), kind);
}

function documentsIn(given: Json | undefined): readonly Json[] {
  if (isList(given)) return given.flatMap(documentsIn);
  if (typeof given === 'string') return documentOfText(given);
  if (!isRecord(given)) return [];
  if (own(given, 'Statement') !== undefined) return [given];
  const inner = ['policies', 'policy', 'document', 'Document', 'PolicyDocument', 'policyDocument', 'scps', 'rcps']
    .map((key) => own(given, key))
    .find((value) => value !== undefined);
  return documentsIn(inner);
}

const FULL_ACCESS = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** A document as JSON in a text, or the name of the one policy everybody knows. */
function documentOfText(given: string): readonly Json[] {
  if (given === 'FullAWSAccess' || given === 'AdministratorAccess') return [FULL_ACCESS];
  return given.trimStart().startsWith('{') ? [JSON.parse(given) as Json] : [];
}

function policySet(documents: readonly Json[], kind: PolicyKind): PolicySet {
  return new PolicySet(
    documents.map(
      (document, at) => compilePolicy(nodeFrom(document, PLACE), kind, { name: `${kind}-${at}`, at: kind }).policy,
    ),
  );
}

/**
 * The levels of an organization: a list of levels, of lists of documents, or documents that are all attached to one
 * level.
 */
export function levelsFrom(levels: Json | undefined, kind: 'scp' | 'rcp'): PolicyLevel[] | undefined {
  if (isRecord(levels)) return isDocument(levels) || isLevel(levels) ? levelsFrom([levels], kind) : named(levels, kind);
  if (!isList(levels)) return undefined;
  if (levels.length > 0 && levels.every(isDocument)) return [levelOf('organization', levels, kind)];
  return levels.map((level, at) => {
    const name = own(level, 'level') ?? own(level, 'name');
    return levelOf(typeof name === 'string' ? name : String(at), documentsIn(level), kind);
  });
}

/** Levels by their names: `{ root: […], ou: […] }`. */
function named(levels: { readonly [key: string]: Json }, kind: 'scp' | 'rcp'): PolicyLevel[] {
  return Object.entries(levels).map(([name, policies]) => levelOf(name, documentsIn(policies), kind));
}

function levelOf(name: string, documents: readonly Json[], kind: 'scp' | 'rcp'): PolicyLevel {
  return { name, at: name, set: policySet(documents, kind) };
}

function isDocument(value: Json): boolean {
  return own(value, 'Statement') !== undefined;
}

function isLevel(value: Json): boolean {
  return own(value, 'policies') !== undefined || own(value, 'level') !== undefined;
}

/** The text, where it is one. */
export function text(input: Json | undefined): string | undefined {
  return typeof input === 'string' ? input : undefined;
}
