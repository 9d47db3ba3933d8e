import type { Json, Outcome } from '../../core/result.ts';
import { type ShowProblem, type ShowQuery, shown } from '../../core/service.ts';
import type { Simulation } from '../../core/simulation.ts';
import { formatDuration } from '../../core/time.ts';
import { plain } from '../../schema/node.ts';
import type {
  Attachment,
  IamDefinition,
  Identified,
  IdentityProvider,
  InstanceProfile,
  ManagedPolicy,
  Role,
  User,
} from './definition.ts';
import { inOrganization } from './store/organization.ts';
import { trustPolicyOf } from './store/trust.ts';
import { identitiesOf, viewDuring } from './store/view.ts';

/** Which map of an account holds the things of a kind. */
const MAPS: Readonly<Record<string, keyof IamDefinition>> = {
  user: 'users',
  group: 'groups',
  role: 'roles',
  policy: 'policies',
  'instance-profile': 'instanceProfiles',
  'saml-provider': 'samlProviders',
  'oidc-provider': 'oidcProviders',
};

/** Answers `show: role/deploy` and the like: a thing of IAM as it is now. */
export function showIdentity(simulation: Simulation, query: ShowQuery): Outcome | ShowProblem | undefined {
  const { entry, part } = query;
  if (entry?.service !== 'iam' || query.words.length > 1) return undefined;
  const map = MAPS[entry.kind];
  if (map === undefined || entry.account === undefined || part !== undefined) return undefined;
  const iam = identitiesOf(viewDuring(simulation), entry.account);
  const thing = iam[map].get(entry.name);
  if (thing === undefined) return { problem: `${entry.address} has been deleted` };
  const trust = trustOf(map === 'roles' ? iam.roles.get(entry.name) : undefined);
  return shown({ ...described(thing), ...trust, ...organizationOf(simulation, entry.account) }, { at: entry.address });
}

/** Whatever of these a thing has. */
type Thing = Identified &
  Partial<Pick<User, 'groups' | 'policies' | 'permissionsBoundary' | 'accessKeys' | 'mfaDevices' | 'tags'>> &
  Partial<Pick<Role, 'maxSessionDuration'>> &
  Partial<Pick<ManagedPolicy, 'document'>> &
  Partial<Pick<InstanceProfile, 'role'>> &
  Partial<Pick<IdentityProvider, 'clientIds'>>;

/** A thing of IAM as plain data, in the words of the format. */
function described(thing: Thing): { readonly [key: string]: Json | undefined } {
  return {
    arn: thing.arn,
    uniqueId: thing.uniqueId,
    groups: thing.groups?.map(({ name }) => name),
    policies: thing.policies?.map(attachmentName),
    permissionsBoundary: thing.permissionsBoundary?.name,
    accessKeys: thing.accessKeys?.map(({ id, status }) => ({ id, status })),
    mfaDevices: thing.mfaDevices,
    tags: thing.tags && Object.fromEntries(thing.tags),
    maxSessionDuration: thing.maxSessionDuration === undefined ? undefined : formatDuration(thing.maxSessionDuration),
    document: thing.document && (plain(thing.document) as Json),
    role: thing.role?.name,
    clientIds: thing.clientIds,
  };
}

function trustOf(role: Role | undefined): { readonly [key: string]: Json } {
  if (role === undefined) return {};
  const { document } = trustPolicyOf(role);
  return { assumeRolePolicyDocument: document === 'unknown' ? document : (plain(document) as Json) };
}

function attachmentName(attachment: Attachment): Json {
  if (attachment.kind === 'unknown') return 'unknown';
  return attachment.kind === 'managed'
    ? attachment.policy
    : { name: attachment.name, document: plain(attachment.document) as Json };
}

function organizationOf({ definition }: Simulation, account: string): { readonly [key: string]: Json } {
  const place = inOrganization(definition, account);
  return place === undefined ? {} : { organizationPath: place.path };
}
