import { object, optional, required } from '../../../schema/collections.ts';
import { oneOf, text } from '../../../schema/scalars.ts';
import type { ApiAction, ApiFailure } from '../../service.ts';
import type { AccessKey, User } from '../definition.ts';
import { base32Of } from '../ids.ts';
import { managedPolicy } from '../store/policies.ts';
import { type Changed, changingAction, type Work } from './change.ts';
import { refusal } from './failure.ts';
import { noSuchOwner, type OwnerKind, ownerSubject, withOwner } from './owners.ts';

interface OfUser {
  readonly userName?: string;
}

/** Without a name the caller's own user is meant. */
function userName({ parameters, request }: Work<OfUser>): string {
  const principal = request.caller.arn ?? '';
  return parameters.userName ?? principal.slice(principal.lastIndexOf('/') + 1);
}

/** Most access keys of one user (IAM and STS quotas). */
const KEYS_MOST = 2;

function onUser<P extends OfUser>(
  change: (user: User, work: Work<P>) => { user: User; what: string; response?: Changed['response'] } | ApiFailure,
) {
  return (work: Work<P>): Changed | ApiFailure => {
    const name = userName(work);
    const user = work.iam.users.get(name);
    if (user === undefined) return noSuchOwner('user', name);
    const changed = change(user, work);
    if ('awsCode' in changed) return changed;
    const { what, response = null } = changed;
    return {
      iam: withOwner(work.iam, 'user', name, changed.user),
      what: `user ${name}: ${what}`,
      at: user.address,
      response,
    };
  };
}

const createAccessKey = changingAction<OfUser>({
  parameters: object({ userName: optional(text()) }),
  subject: (work) => ownerSubject(work, 'user', userName(work)),
  change: onUser((user, { simulation, request }) => {
    if (user.accessKeys.length >= KEYS_MOST)
      return refusal('limit-exceeded', { what: `the number of access keys of ${user.name}` }, user.address);
    const id = `AKIA${base32Of(`${simulation.definition.seed}/${user.address}/${user.accessKeys.map((key) => key.id).join()}/${request.place.offset}`, 16)}`;
    const key: AccessKey = { id, status: 'Active' };
    return {
      user: { ...user, accessKeys: [...user.accessKeys, key] },
      what: `access key ${id}`,
      response: { accessKey: { accessKeyId: id, status: 'Active', userName: user.name } },
    };
  }),
});

interface OfKey extends OfUser {
  readonly accessKeyId: string;
  readonly status?: AccessKey['status'];
}

const keyFields = { userName: optional(text()), accessKeyId: required(text()) };

const updateAccessKey = changingAction<OfKey>({
  parameters: object({ ...keyFields, status: required(oneOf(['Active', 'Inactive'])) }),
  subject: (work) => ownerSubject(work, 'user', userName(work)),
  change: onUser((user, { parameters: { accessKeyId, status = 'Active' } }) => {
    if (!user.accessKeys.some(({ id }) => id === accessKeyId)) return noSuchKey(user, accessKeyId);
    const accessKeys = user.accessKeys.map((key) => (key.id === accessKeyId ? { id: key.id, status } : key));
    return { user: { ...user, accessKeys }, what: `${accessKeyId} is ${status}` };
  }),
});

const deleteAccessKey = changingAction<OfKey>({
  parameters: object(keyFields),
  subject: (work) => ownerSubject(work, 'user', userName(work)),
  change: onUser((user, { parameters: { accessKeyId } }) => {
    const accessKeys = user.accessKeys.filter(({ id }) => id !== accessKeyId);
    if (accessKeys.length === user.accessKeys.length) return noSuchKey(user, accessKeyId);
    return { user: { ...user, accessKeys }, what: `${accessKeyId} is gone` };
  }),
});

function noSuchKey(user: User, key: string): ApiFailure {
  return refusal('no-such-entity', { what: `access key ${key} of ${user.name}` }, user.address);
}

interface OfGroup {
  readonly userName: string;
  readonly groupName: string;
}

function groupAction(change: (user: User, group: string, work: Work<OfGroup>) => User): ApiAction {
  return changingAction<OfGroup>({
    parameters: object({ userName: required(text()), groupName: required(text()) }),
    subject: (work) => ownerSubject(work, 'group', work.parameters.groupName),
    change: onUser((user, work) => {
      const { groupName } = work.parameters;
      if (!work.iam.groups.has(groupName)) return noSuchOwner('group', groupName);
      return { user: change(user, groupName, work), what: `group ${groupName}` };
    }),
  });
}

interface OfBoundary {
  readonly name: string;
  readonly boundary?: string | undefined;
}

/** Putting a permissions boundary on a user or role, and taking it away. */
function boundaryAction(kind: Exclude<OwnerKind, 'group'>, puts: boolean): ApiAction {
  const key = `${kind}Name`;
  const schema = object({ [key]: required(text()), ...(puts ? { permissionsBoundary: required(text()) } : {}) });
  return changingAction<OfBoundary>({
    parameters: {
      json: () => schema.json(),
      read: (node, reader) => {
        const read = schema.read(node, reader) as { readonly [key: string]: unknown } | undefined;
        return read && { name: String(read[key]), boundary: read['permissionsBoundary'] as string | undefined };
      },
    },
    subject: (work) => ownerSubject(work, kind, work.parameters.name),
    context: ({ parameters: { boundary } }) => (boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary }),
    change: ({ iam, view, account, parameters: { name, boundary }, request }) => {
      const owner = kind === 'user' ? iam.users.get(name) : iam.roles.get(name);
      if (owner === undefined) return noSuchOwner(kind, name);
      if (boundary !== undefined && managedPolicy(view, account.name, boundary) === undefined)
        return refusal('no-such-entity', { what: `policy ${boundary}` });
      const permissionsBoundary = boundary === undefined ? undefined : { name: boundary, place: request.place };
      const what = `${kind} ${name}: ${boundary === undefined ? 'no boundary' : `boundary ${boundary}`}`;
      return { iam: withOwner(iam, kind, name, { ...owner, permissionsBoundary }), what, at: owner.address };
    },
  });
}

/** Access keys, group membership and permissions boundaries (IAM API Reference). */
export const memberActions: Readonly<Record<string, ApiAction>> = {
  CreateAccessKey: createAccessKey,
  UpdateAccessKey: updateAccessKey,
  DeleteAccessKey: deleteAccessKey,
  AddUserToGroup: groupAction((user, name, { request }) =>
    user.groups.some((group) => group.name === name)
      ? user
      : { ...user, groups: [...user.groups, { name, place: request.place }] },
  ),
  RemoveUserFromGroup: groupAction((user, name) => ({
    ...user,
    groups: user.groups.filter((group) => group.name !== name),
  })),
  PutUserPermissionsBoundary: boundaryAction('user', true),
  PutRolePermissionsBoundary: boundaryAction('role', true),
  DeleteUserPermissionsBoundary: boundaryAction('user', false),
  DeleteRolePermissionsBoundary: boundaryAction('role', false),
};
