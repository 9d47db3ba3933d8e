import type { ApiFailure } from '../../service.ts';
import type { Group, IamDefinition, Role, User } from '../definition.ts';
import { type Subject, type Work, withEntry } from './change.ts';
import { refusal } from './failure.ts';

/** Users, groups and roles have policies attached by the same three sets of actions. */
export type OwnerKind = 'user' | 'group' | 'role';
export const OWNER_WORDS: Readonly<Record<OwnerKind, 'User' | 'Group' | 'Role'>> = {
  user: 'User',
  group: 'Group',
  role: 'Role',
};
const MAPS = { user: 'users', group: 'groups', role: 'roles' } as const;

export type Owner = User | Group | Role;

/** The owner of a name, as it is now. */
export function ownerOf(iam: IamDefinition, kind: OwnerKind, name: string): Owner | undefined {
  return iam[MAPS[kind]].get(name);
}

/** An owner as the thing a call is about. */
export function ownerSubject({ iam }: Pick<Work<unknown>, 'iam'>, kind: OwnerKind, name: string): Subject {
  return { kind, name, known: ownerOf(iam, kind, name) };
}

/** The identities with an owner replaced, or taken away. */
export function withOwner(iam: IamDefinition, kind: OwnerKind, name: string, owner: Owner | undefined): IamDefinition {
  return { ...iam, [MAPS[kind]]: withEntry<Owner>(iam[MAPS[kind]], name, owner) };
}

export function noSuchOwner(kind: OwnerKind, name: string): ApiFailure {
  return refusal('no-such-entity', { what: `${kind} ${name}` });
}
