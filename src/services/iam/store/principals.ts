import type { AccountDefinition, Definition } from '../../../core/definition.ts';
import { hexOf } from '../../../core/hash.ts';
import type { Identified, InstanceProfile, Role, User } from '../definition.ts';
import { splitArn } from '../policy/arn-pattern.ts';
import type { Principal } from '../policy/request.ts';
import { accountById, type IdentityView, identitiesOf } from './view.ts';

/** The canonical user id that S3 knows an account by; derived from the account id. */
export function canonicalIdOf(accountId: string): string {
  return `${hexOf(`canonical/${accountId}`, 32)}${hexOf(`user/${accountId}`, 32)}`;
}

function accountParts(account: AccountDefinition | undefined): { account: string; canonicalId: string } {
  const id = account?.id ?? '';
  return { account: id, canonicalId: canonicalIdOf(id) };
}

export function rootPrincipal(account: AccountDefinition): Principal {
  return { kind: 'root', arn: `arn:aws:iam::${account.id}:root`, ...accountParts(account) };
}

/** A user who signs with long-term credentials. */
export function userPrincipal(definition: Definition, user: User): Principal {
  return {
    kind: 'user',
    arn: user.arn,
    uniqueId: user.uniqueId,
    ...accountParts(definition.accounts.get(user.account)),
  };
}

/** A session of a role; its ARN drops the role's path. */
export function sessionPrincipal(definition: Definition, role: Role, sessionName: string): Principal {
  const account = accountParts(definition.accounts.get(role.account));
  const arn = `arn:aws:sts::${account.account}:assumed-role/${role.name}/${sessionName}`;
  return { kind: 'role-session', arn, roleArn: role.arn, uniqueId: role.uniqueId, ...account };
}

/** A session of `GetFederationToken`; `userArn` is the user who asked for it. */
export function federatedUserPrincipal(
  definition: Definition,
  accountName: string,
  name: string,
  userArn: string | undefined,
): Principal {
  const account = accountParts(definition.accounts.get(accountName));
  return { kind: 'federated-user', arn: `arn:aws:sts::${account.account}:federated-user/${name}`, userArn, ...account };
}

/** Everything of one kind in an account. */
type Things<T> = (account: string) => ReadonlyMap<string, T>;

/** The role of a name, address or ARN, as it is now; `account` is where a bare name is looked for first. */
export function findRole(view: IdentityView, text: string, account?: string): Role | undefined {
  return candidates<Role>(view, text, 'role', (name) => identitiesOf(view, name).roles, account)[0];
}

/** The user of a name, address or ARN, as it is now. */
export function findUser(view: IdentityView, text: string, account?: string): User | undefined {
  return candidates<User>(view, text, 'user', (name) => identitiesOf(view, name).users, account)[0];
}

/** The instance profile of a name, address or ARN, as it is now. */
export function findInstanceProfile(view: IdentityView, text: string, account?: string): InstanceProfile | undefined {
  return candidates<InstanceProfile>(
    view,
    text,
    'instance-profile',
    (name) => identitiesOf(view, name).instanceProfiles,
    account,
  )[0];
}

/** Every user and role that a name, address or ARN may mean. */
export function identitiesNamed(view: IdentityView, text: string): readonly (User | Role)[] {
  return [
    ...candidates<User>(view, text, 'user', (name) => identitiesOf(view, name).users),
    ...candidates<Role>(view, text, 'role', (name) => identitiesOf(view, name).roles),
  ];
}

/** Looks among what is there now, API-made things included, which the file's directory does not know. */
function candidates<T extends Identified>(
  view: IdentityView,
  text: string,
  kind: string,
  things: Things<T>,
  account?: string,
): readonly T[] {
  const arn = splitArn(text);
  if (arn !== undefined) {
    const owner = accountById(view.definition, arn[4]);
    return owner === undefined ? [] : [...things(owner.name).values()].filter((thing) => thing.arn === text);
  }
  const names = account === undefined ? [] : [account];
  const own = names.flatMap((name) => inAccount(things(name), text, name, kind));
  return own.length > 0
    ? own
    : [...view.definition.accounts.keys()].flatMap((name) => inAccount(things(name), text, name, kind));
}

function inAccount<T>(things: ReadonlyMap<string, T>, text: string, account: string, kind: string): readonly T[] {
  for (const prefix of ['', `${account}/${kind}/`, `${kind}/`, `${account}/`]) {
    const found = text.startsWith(prefix) ? things.get(text.slice(prefix.length)) : undefined;
    if (found !== undefined) return [found];
  }
  return [];
}
