import { object, optional, record, required } from '../../../schema/collections.ts';
import { document } from '../../../schema/document.ts';
import type { Node } from '../../../schema/node.ts';
import { duration, text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import type { ApiAction, ApiFailure } from '../../service.ts';
import type { Group, Identified, ManagedPolicy, Role, Tags, User } from '../definition.ts';
import { uniqueIdOf } from '../ids.ts';
import { iamArn } from '../kinds.ts';
import { documentProblem } from './attachments.ts';
import { type Changed, changingAction, type Work, withEntry } from './change.ts';
import { refusal } from './failure.ts';
import { noSuchOwner, type Owner, type OwnerKind, ownerOf, ownerSubject, withOwner } from './owners.ts';

interface Creating {
  readonly name: string;
  readonly path: string;
  readonly tags: Tags;
  readonly boundary?: string | undefined;
  readonly trust?: Node | undefined;
  readonly maxSessionDuration?: number | undefined;
}

const MAKE = { path: optional(text()), tags: optional(record(text())), permissionsBoundary: optional(text()) };

function creating(kind: OwnerKind): Schema<Creating> {
  const key = `${kind}Name`;
  const more =
    kind === 'role'
      ? {
          assumeRolePolicyDocument: required(document('a trust policy')),
          maxSessionDuration: optional(duration({ bareUnitMs: 1000 })),
          description: optional(text()),
        }
      : {};
  const schema = object({ ...MAKE, ...more, [key]: required(text()) });
  return {
    json: () => schema.json(),
    read: (node, reader) => {
      const read = schema.read(node, reader) as { readonly [key: string]: unknown } | undefined;
      if (read === undefined) return undefined;
      return {
        name: String(read[key]),
        path: typeof read['path'] === 'string' ? read['path'] : '/',
        tags: (read['tags'] as Tags | undefined) ?? new Map(),
        boundary: read['permissionsBoundary'] as string | undefined,
        trust: read['assumeRolePolicyDocument'] as Node | undefined,
        maxSessionDuration: read['maxSessionDuration'] as number | undefined,
      };
    },
  };
}

/** What a new thing knows of itself; its unique id is another one than that of any before it. */
function identified(
  { simulation, account, request }: Work<unknown>,
  kind: OwnerKind | 'policy',
  name: string,
  path: string,
): Identified {
  const address = `${account.name}/${kind}/${name}`;
  const generation = simulation.runtime('iam').generations.get(address) ?? 0;
  const uniqueId = uniqueIdOf(kind, address, generation);
  return {
    name,
    account: account.name,
    address,
    arn: iamArn(account.id, kind, path, name),
    uniqueId,
    place: request.place,
  };
}

function createAction(
  kind: OwnerKind,
  make: (self: Identified, given: Creating, work: Work<Creating>) => Owner,
): ApiAction {
  return changingAction<Creating>({
    parameters: creating(kind),
    subject: (work) => ownerSubject(work, kind, work.parameters.name),
    context: ({ parameters: { boundary } }) => (boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary }),
    change: (work) => {
      const { name, path, trust } = work.parameters;
      const twin = ownerOf(work.iam, kind, name);
      if (twin !== undefined) return refusal('entity-exists', { what: `a ${kind} ${name}` }, twin.address);
      const self = identified(work, kind, name, path);
      const problem =
        trust === undefined ? undefined : documentProblem(trust, 'assumeRolePolicyDocument', self.address, 'trust');
      if (problem !== undefined) return problem;
      const owner = make(self, work.parameters, work);
      const response = { [kind]: { arn: self.arn, [`${kind}Id`]: self.uniqueId, [`${kind}Name`]: name, path } };
      return { iam: withOwner(work.iam, kind, name, owner), what: `${kind} ${name} made`, at: self.address, response };
    },
  });
}

const newUser = (self: Identified, { tags, boundary }: Creating): User => ({
  ...self,
  groups: [],
  policies: [],
  permissionsBoundary: boundary === undefined ? undefined : { name: boundary, place: self.place },
  accessKeys: [],
  mfaDevices: [],
  password: false,
  tags,
});
const newGroup = (self: Identified): Group => ({ ...self, policies: [] });
const newRole = (self: Identified, { tags, boundary, trust, maxSessionDuration = 3_600_000 }: Creating): Role => ({
  ...self,
  trust,
  policies: [],
  permissionsBoundary: boundary === undefined ? undefined : { name: boundary, place: self.place },
  maxSessionDuration,
  tags,
});

function deleteOwner(kind: OwnerKind): ApiAction {
  const key = `${kind}Name`;
  return changingAction<{ readonly [key: string]: unknown }>({
    parameters: object({ [key]: required(text()) }) as unknown as Schema<{ readonly [key: string]: unknown }>,
    subject: (work) => ownerSubject(work, kind, String(work.parameters[key])),
    change: (work) => {
      const name = String(work.parameters[key]);
      const owner = ownerOf(work.iam, kind, name);
      if (owner === undefined) return noSuchOwner(kind, name);
      const because = inUse(owner);
      if (because !== undefined) return refusal('delete-conflict', { what: `${kind} ${name}`, because }, owner.address);
      return {
        iam: withOwner(work.iam, kind, name, undefined),
        what: `${kind} ${name} deleted`,
        at: owner.address,
        deleted: owner,
      };
    },
  });
}

/** AWS deletes only what nothing is attached to. */
function inUse(owner: Owner): string | undefined {
  if (owner.policies.length > 0) return 'policies are attached to it';
  if ('groups' in owner && owner.groups.length > 0) return 'it is in a group';
  return 'accessKeys' in owner && owner.accessKeys.length > 0 ? 'it has access keys' : undefined;
}

interface PolicyParameters {
  readonly policyName: string;
  readonly policyDocument: Node;
  readonly path?: string;
}

const createPolicy = changingAction<PolicyParameters>({
  parameters: object({
    policyName: required(text()),
    policyDocument: required(document('a policy document')),
    path: optional(text()),
    description: optional(text()),
  }),
  subject: ({ iam, parameters: { policyName } }) => ({
    kind: 'policy',
    name: policyName,
    known: iam.policies.get(policyName),
  }),
  change: (work): Changed | ApiFailure => {
    const { policyName: name, policyDocument, path = '/' } = work.parameters;
    if (work.iam.policies.has(name)) return refusal('entity-exists', { what: `a policy ${name}` });
    const self = identified(work, 'policy', name, path);
    const problem = documentProblem(policyDocument, name, self.address);
    if (problem !== undefined) return problem;
    return putPolicy(work, { ...self, document: policyDocument }, 'made');
  },
});

/** A managed policy's new default version. */
const createPolicyVersion = changingAction<{ readonly policyArn: string; readonly policyDocument: Node }>({
  parameters: object({
    policyArn: required(text()),
    policyDocument: required(document('a policy document')),
    setAsDefault: optional(text()),
  }),
  subject: ({ iam, parameters }) => policySubject(iam.policies, parameters.policyArn),
  change: (work): Changed | ApiFailure => {
    const { known } = policySubject(work.iam.policies, work.parameters.policyArn);
    if (known === undefined) return refusal('no-such-entity', { what: `policy ${work.parameters.policyArn}` });
    const problem = documentProblem(work.parameters.policyDocument, known.name, known.address);
    if (problem !== undefined) return problem;
    return putPolicy(work, { ...known, document: work.parameters.policyDocument }, 'has a new default version');
  },
});

function policySubject(
  policies: ReadonlyMap<string, ManagedPolicy>,
  arn: string,
): { kind: 'policy'; name: string; known?: ManagedPolicy | undefined } {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  return { kind: 'policy', name, known: policies.get(name) };
}

function putPolicy({ iam }: Work<unknown>, policy: ManagedPolicy, what: string): Changed {
  return {
    iam: { ...iam, policies: withEntry(iam.policies, policy.name, policy) },
    what: `policy ${policy.name} ${what}`,
    at: policy.address,
    response: { policy: { arn: policy.arn, policyId: policy.uniqueId, policyName: policy.name } },
  };
}

const updateAssumeRolePolicy = changingAction<{ readonly roleName: string; readonly policyDocument: Node }>({
  parameters: object({ roleName: required(text()), policyDocument: required(document('a trust policy')) }),
  subject: (work) => ownerSubject(work, 'role', work.parameters.roleName),
  change: ({ iam, parameters: { roleName, policyDocument } }) => {
    const role = iam.roles.get(roleName);
    if (role === undefined) return noSuchOwner('role', roleName);
    const problem = documentProblem(policyDocument, 'assumeRolePolicyDocument', role.address, 'trust');
    if (problem !== undefined) return problem;
    const { severed: _, ...rest } = role;
    return {
      iam: withOwner(iam, 'role', roleName, { ...rest, trust: policyDocument }),
      what: `role ${roleName} has a new trust policy`,
      at: role.address,
    };
  },
});

/** Making and deleting users, groups, roles and managed policies (IAM API Reference). */
export const identityActions: Readonly<Record<string, ApiAction>> = {
  CreateUser: createAction('user', newUser),
  CreateGroup: createAction('group', newGroup),
  CreateRole: createAction('role', newRole),
  DeleteUser: deleteOwner('user'),
  DeleteGroup: deleteOwner('group'),
  DeleteRole: deleteOwner('role'),
  CreatePolicy: createPolicy,
  CreatePolicyVersion: createPolicyVersion,
  UpdateAssumeRolePolicy: updateAssumeRolePolicy,
};
