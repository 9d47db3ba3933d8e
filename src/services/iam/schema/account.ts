import { list, object, optional, refine, required } from '../../../schema/collections.ts';
import { document } from '../../../schema/document.ts';
import { member, type Node, placeOf } from '../../../schema/node.ts';
import { boolean, duration, oneOf, scalar, text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import type { AccessKey, Attachment, IamDefinition, NameAt, Tags } from '../definition.ts';
import { KINDS } from '../kinds.ts';
import { attachments, nameAt } from './attachments.ts';
import { declareConsoleProfiles } from './console-profiles.ts';
import { tags } from './tags.ts';
import { things } from './things.ts';

const HOUR = 3_600_000;
const MFA_DEVICE = text({
  expected: 'the name or serial number of an MFA device: up to 256 letters, digits and +=/:,.@_-',
  pattern: /^[\w+=/:,.@-]{1,256}$/,
  description: 'the name or serial number of an MFA device',
});
/** Read by `things`, which makes the ARN and the unique id from them. */
const ownForm = { path: optional(text()), id: optional(text()) };

const ACCESS_KEY = /^AKIA[A-Z0-9]{4,124}$/;
const accessKeyLine: Schema<AccessKey> = scalar({
  expected: 'an access key id such as AKIAEXAMPLEALICE',
  json: { type: 'string', pattern: ACCESS_KEY.source },
  parse: ({ raw }) => (ACCESS_KEY.test(raw) ? { id: raw, status: 'Active' } : undefined),
});
const accessKeyLong: Schema<AccessKey> = refine(
  object({
    id: required(text({ expected: 'an access key id', pattern: ACCESS_KEY })),
    status: optional(oneOf(['Active', 'Inactive'])),
  }),
  ({ id, status = 'Active' }) => ({ id, status }),
);
const accessKey: Schema<AccessKey> = {
  json: () => ({ anyOf: [accessKeyLine.json(), accessKeyLong.json()] }),
  read: (node, reader) => (node.kind === 'scalar' ? accessKeyLine : accessKeyLong).read(node, reader),
};

const unknowable = { unknowable: true } as const;

const user = object(
  {
    ...ownForm,
    groups: optional(list(nameAt('group'), { orOne: true, max: 10 })),
    policies: optional(attachments),
    permissionsBoundary: optional(nameAt('managed policy')),
    accessKeys: optional(list(accessKey, { orOne: true, max: 2 })),
    mfaDevices: optional(list(MFA_DEVICE, { orOne: true, max: 8 })),
    password: optional(boolean),
    tags: optional(tags),
  },
  unknowable,
);
const group = object({ ...ownForm, policies: optional(attachments) }, unknowable);
const roleObject = object(
  {
    ...ownForm,
    description: optional(text()),
    assumeRolePolicyDocument: optional(document('a trust policy')),
    policies: optional(attachments),
    permissionsBoundary: optional(nameAt('managed policy')),
    maxSessionDuration: optional(duration({ min: HOUR, max: 12 * HOUR, bareUnitMs: 1000, description: '1h to 12h' })),
    tags: optional(tags),
  },
  unknowable,
);
/** A role without a trust policy is not one; it may be unknown, though. */
const role = refine(roleObject, (read, node, reader) => {
  if (read.assumeRolePolicyDocument !== undefined || read.unknowns?.has('assumeRolePolicyDocument') === true)
    return read;
  const expected = 'the key assumeRolePolicyDocument';
  return reader.error('missing-key', 'assumeRolePolicyDocument is missing: who may assume the role', placeOf(node), {
    expected,
  });
});
const instanceProfile = object({ ...ownForm, role: optional(nameAt('role')) });
const provider = object({ ...ownForm, clientIds: optional(list(text(), { orOne: true })) });

/** A managed policy is its document and nothing else; `{ path, document }` where it needs a path. */
const policy: Schema<{ readonly document?: Node | undefined }> = {
  json: () => ({ ...document('a policy document').json() }),
  read: (node, reader) => {
    if (node.kind === 'scalar' && !node.quoted && node.value === 'unknown') return {};
    const read = document('a policy document').read(member(node, 'document') ?? node, reader);
    return read === undefined ? undefined : { document: read };
  },
};

const NO_TAGS: Tags = new Map();

/** What is attached, or that nobody knows. */
function attached(read: {
  readonly policies?: readonly Attachment[];
  readonly unknowns?: ReadonlySet<string>;
  readonly place: Attachment['place'];
}): readonly Attachment[] {
  return read.unknowns?.has('policies') === true ? [{ kind: 'unknown', place: read.place }] : (read.policies ?? []);
}

/** A boundary nobody knows is one whose policy cannot be found under any name. */
function boundary(read: {
  readonly permissionsBoundary?: NameAt;
  readonly unknowns?: ReadonlySet<string>;
  readonly place: Attachment['place'];
}): NameAt | undefined {
  return read.unknowns?.has('permissionsBoundary') === true
    ? { name: 'unknown', place: read.place }
    : read.permissionsBoundary;
}

const fields = {
  users: optional(
    things(KINDS.user, user, (read, self) => ({
      ...self,
      groups: read.groups ?? [],
      policies: attached(read),
      permissionsBoundary: boundary(read),
      accessKeys: read.accessKeys ?? [],
      mfaDevices: read.mfaDevices ?? [],
      password: read.password ?? false,
      tags: read.tags ?? NO_TAGS,
    })),
  ),
  groups: optional(things(KINDS.group, group, (read, self) => ({ ...self, policies: attached(read) }))),
  policies: optional(things(KINDS.policy, policy, (read, self) => ({ ...self, document: read.document }))),
  roles: optional(
    things(KINDS.role, role, (read, self) => ({
      ...self,
      trust: read.assumeRolePolicyDocument,
      policies: attached(read),
      permissionsBoundary: boundary(read),
      maxSessionDuration: read.maxSessionDuration ?? HOUR,
      tags: read.tags ?? NO_TAGS,
    })),
  ),
  instanceProfiles: optional(
    things(KINDS.instanceProfile, instanceProfile, (read, self) => ({ ...self, role: read.role })),
  ),
  samlProviders: optional(
    things(KINDS.samlProvider, provider, (read, self) => ({ ...self, clientIds: read.clientIds ?? [] })),
  ),
  oidcProviders: optional(
    things(KINDS.oidcProvider, provider, (read, self) => ({ ...self, clientIds: read.clientIds ?? [] })),
  ),
};

/** The `iam` part of an account. */
export const iamAccount: Schema<IamDefinition> = refine(
  object(fields, { description: 'users, groups, roles and their policies' }),
  (read, node, reader) => {
    const roles = read.roles ?? new Map();
    return {
      users: read.users ?? new Map(),
      groups: read.groups ?? new Map(),
      policies: read.policies ?? new Map(),
      roles,
      instanceProfiles: declareConsoleProfiles(read.instanceProfiles ?? new Map(), roles, placeOf(node), reader),
      samlProviders: read.samlProviders ?? new Map(),
      oidcProviders: read.oidcProviders ?? new Map(),
    };
  },
);
