import { object, required } from '../../../schema/collections.ts';
import { document } from '../../../schema/document.ts';
import type { Node } from '../../../schema/node.ts';
import { text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import type { ApiAction, ApiFailure } from '../../service.ts';
import type { Attachment } from '../definition.ts';
import { checked } from '../policy/compiled.ts';
import type { PolicyOptions } from '../policy/grammar/compile.ts';
import { inlineSize, managedCount, POLICY_QUOTAS } from '../quotas.ts';
import { managedPolicy } from '../store/policies.ts';
import { type Changed, changingAction, type Work } from './change.ts';
import { refusal } from './failure.ts';
import { noSuchOwner, OWNER_WORDS, type Owner, type OwnerKind, ownerOf, ownerSubject, withOwner } from './owners.ts';

interface Named {
  readonly owner: string;
}
interface Managed extends Named {
  readonly policyArn: string;
}
interface Inline extends Named {
  readonly policyName: string;
}
interface Document extends Inline {
  readonly policyDocument: Node;
}

/** The parameters of an action on an owner, whose own name stands under `userName`, `groupName` or `roleName`. */
function ofOwner<T>(kind: OwnerKind, fields: Parameters<typeof object>[0]): Schema<T & Named> {
  const key = `${kind}Name`;
  const schema = object({ ...fields, [key]: required(text()) });
  return {
    json: () => schema.json(),
    read: (node, reader) => {
      const read = schema.read(node, reader) as ({ readonly [key: string]: unknown } & T) | undefined;
      return read && { ...read, owner: String(read[key]) };
    },
  };
}

/** Attach, detach, put and delete policies of users, groups and roles (IAM API Reference). */
export function attachmentActions(): Readonly<Record<string, ApiAction>> {
  return Object.fromEntries(
    (['user', 'group', 'role'] as const).flatMap((kind) => {
      const word = OWNER_WORDS[kind];
      return [
        [`Attach${word}Policy`, managedAction(kind, attach)],
        [`Detach${word}Policy`, managedAction(kind, detach)],
        [`Put${word}Policy`, putAction(kind)],
        [`Delete${word}Policy`, deleteAction(kind)],
      ];
    }),
  );
}

type OnOwner<P> = (owner: Owner, work: Work<P>) => Owner | ApiFailure;
type OnManaged = (owner: Owner, work: Work<Managed>, kind: OwnerKind) => Owner | ApiFailure;

function onOwner<P extends Named>(
  kind: OwnerKind,
  what: (parameters: P) => string,
  change: OnOwner<P>,
): (work: Work<P>) => Changed | ApiFailure {
  return (work) => {
    const name = work.parameters.owner;
    const owner = ownerOf(work.iam, kind, name);
    if (owner === undefined) return noSuchOwner(kind, name);
    const changed = change(owner, work);
    if ('awsCode' in changed) return changed;
    return {
      iam: withOwner(work.iam, kind, name, changed),
      what: `${kind} ${name}: ${what(work.parameters)}`,
      at: owner.address,
    };
  };
}

function managedAction(kind: OwnerKind, change: OnManaged): ApiAction {
  return changingAction<Managed>({
    parameters: ofOwner<{ readonly policyArn: string }>(kind, { policyArn: required(text()) }),
    subject: (work) => ownerSubject(work, kind, work.parameters.owner),
    context: ({ view, account, parameters }) => {
      const policy = managedPolicy(view, account.name, parameters.policyArn);
      return { 'iam:PolicyARN': policy?.arn ?? parameters.policyArn };
    },
    change: onOwner(
      kind,
      ({ policyArn }) => policyArn,
      (owner, work) => change(owner, work, kind),
    ),
  });
}

/**
 * Attaches a managed policy.
 * @modelChoice A scenario does not say which quotas were raised: an owner that already has more than ten managed policies
 * is taken to have the raised one, any other the default.
 */
const attach: OnManaged = (owner, { view, account, parameters, request }, kind) => {
  const { policyArn } = parameters;
  if (managedPolicy(view, account.name, policyArn) === undefined)
    return refusal('no-such-entity', { what: `policy ${policyArn}` });
  if (owner.policies.some((one) => isManaged(one, policyArn))) return owner;
  const { managed, onRequest } = POLICY_QUOTAS[kind];
  const attached = managedCount(owner.policies);
  const most = attached > managed ? onRequest : managed;
  if (attached >= most)
    return overQuota(
      `${owner.name} with more than ${most} managed policies`,
      `Cannot exceed quota for PoliciesPer${OWNER_WORDS[kind]}: ${most}`,
      owner.address,
    );
  return { ...owner, policies: [...owner.policies, { kind: 'managed', policy: policyArn, place: request.place }] };
};

const detach: OnManaged = (owner, { parameters }) => {
  const rest = owner.policies.filter((one) => !isManaged(one, parameters.policyArn));
  if (rest.length === owner.policies.length)
    return refusal('no-such-entity', { what: `policy ${parameters.policyArn} on ${owner.name}` }, owner.address);
  return { ...owner, policies: rest };
};

/** A managed policy may be attached by name and be spoken of by ARN. */
function isManaged(attachment: Attachment, policy: string): boolean {
  if (attachment.kind !== 'managed') return false;
  const name = (text: string) => text.slice(text.lastIndexOf('/') + 1);
  return attachment.policy === policy || name(attachment.policy) === name(policy);
}

function putAction(kind: OwnerKind): ApiAction {
  return changingAction<Document>({
    parameters: ofOwner(kind, {
      policyName: required(text()),
      policyDocument: required(document('a policy document')),
    }),
    subject: (work) => ownerSubject(work, kind, work.parameters.owner),
    change: onOwner(
      kind,
      ({ policyName }) => policyName,
      (owner, { parameters: { policyName, policyDocument }, request }) => {
        const problem = documentProblem(
          policyDocument,
          policyName,
          `${owner.address}/${policyName}`,
          'identity',
          INLINE,
        );
        if (problem !== undefined) return problem;
        const others = owner.policies.filter((one) => !isInline(one, policyName));
        const put: Attachment = { kind: 'inline', name: policyName, document: policyDocument, place: request.place };
        const policies = [...others, put];
        const { inline } = POLICY_QUOTAS[kind];
        const size = inlineSize(policies, owner.address);
        if (size > inline)
          return overQuota(
            `${owner.name} with inline policies of ${size} characters`,
            `Maximum policy size of ${inline} bytes exceeded for ${kind} ${owner.name}`,
            owner.address,
          );
        return { ...owner, policies };
      },
    ),
  });
}

function deleteAction(kind: OwnerKind): ApiAction {
  return changingAction<Inline>({
    parameters: ofOwner(kind, { policyName: required(text()) }),
    subject: (work) => ownerSubject(work, kind, work.parameters.owner),
    change: onOwner(
      kind,
      ({ policyName }) => policyName,
      (owner, { parameters: { policyName } }) => {
        const rest = owner.policies.filter((one) => !isInline(one, policyName));
        if (rest.length === owner.policies.length)
          return refusal('no-such-entity', { what: `inline policy ${policyName} of ${owner.name}` }, owner.address);
        return { ...owner, policies: rest };
      },
    ),
  });
}

function isInline(attachment: Attachment, name: string): boolean {
  return attachment.kind === 'inline' && attachment.name === name;
}

/** Inline policies have a quota together only. */
const INLINE: PolicyOptions = { longest: undefined };

/** More than a quota of IAM allows, in AWS's words. */
function overQuota(what: string, message: string, at: string): ApiFailure {
  return { ...refusal('limit-exceeded', { what }, at), message };
}

/** What the grammar says against a document that a call hands over. */
export function documentProblem(
  node: Node,
  name: string,
  at: string,
  kind: 'identity' | 'trust' = 'identity',
  options?: PolicyOptions,
): ApiFailure | undefined {
  const problems = checked(node, kind, { name, at }, options).diagnostics.filter(
    ({ severity }) => severity === 'error',
  );
  if (problems.length === 0) return undefined;
  if (problems.every(({ code }) => code === 'LimitExceeded'))
    return refusal('limit-exceeded', { what: `the policy ${name}` }, at);
  return refusal('malformed-policy', { problems: problems.map(({ message }) => message) }, at);
}
