import type { Definition } from '../../../core/definition.ts';
import { sameContent } from '../../../schema/same.ts';
import type { IamDefinition, Identified } from '../definition.ts';
import { ID_PREFIXES, uniqueIdOf } from '../ids.ts';
import { sever } from './trust.ts';
import { type IamRuntime, type Identities, identitiesOf } from './view.ts';

/** The first running state: the identities as the file has them. */
export function firstIdentities(definition: Definition): IamRuntime {
  const identities = new Map<string, IamDefinition>();
  for (const [name, { parts }] of definition.accounts) if (parts.iam !== undefined) identities.set(name, parts.iam);
  return { identities, generations: new Map() };
}

/**
 * Makes the identities fit a changed definition. What the file changed is taken from the file; everything else stays as
 * API calls have made it.
 */
export function reconciled(runtime: IamRuntime, before: Definition, after: Definition): IamRuntime {
  const merge = new Merge(runtime);
  for (const [name, { parts }] of after.accounts) {
    const was = before.accounts.get(name)?.parts.iam;
    if (parts.iam !== undefined || was !== undefined || runtime.identities.has(name)) {
      merge.account(
        name,
        was ?? identitiesOf({ identities: new Map() }, name),
        parts.iam ?? identitiesOf({ identities: new Map() }, name),
      );
    }
  }
  return merge.result();
}

class Merge {
  readonly #identities = new Map<string, IamDefinition>();
  readonly #generations: Map<string, number>;
  readonly #current: Identities;
  readonly #deleted: Identified[] = [];

  constructor({ identities, generations }: IamRuntime) {
    this.#current = identities;
    this.#generations = new Map(generations);
  }

  account(name: string, before: IamDefinition, after: IamDefinition): void {
    const now = identitiesOf({ identities: this.#current }, name);
    this.#identities.set(name, {
      users: this.#things(before.users, after.users, now.users),
      groups: this.#things(before.groups, after.groups, now.groups),
      policies: this.#things(before.policies, after.policies, now.policies),
      roles: this.#things(before.roles, after.roles, now.roles),
      instanceProfiles: this.#things(before.instanceProfiles, after.instanceProfiles, now.instanceProfiles),
      samlProviders: this.#things(before.samlProviders, after.samlProviders, now.samlProviders),
      oidcProviders: this.#things(before.oidcProviders, after.oidcProviders, now.oidcProviders),
    });
  }

  result(): IamRuntime {
    const identities = this.#deleted.reduce<Identities>(sever, this.#identities);
    return { identities, generations: this.#generations };
  }

  #things<T extends Identified>(
    before: ReadonlyMap<string, T>,
    after: ReadonlyMap<string, T>,
    now: ReadonlyMap<string, T>,
  ): ReadonlyMap<string, T> {
    const merged = new Map<string, T>();
    for (const [name, thing] of after) {
      const current = now.get(name);
      const unchanged = before.has(name) && sameContent(before.get(name), thing, ['uniqueId']);
      if (unchanged && current !== undefined) merged.set(name, current);
      else if (!unchanged)
        merged.set(name, { ...thing, uniqueId: current?.uniqueId ?? this.#idOf(thing, before.has(name)) });
    }
    for (const [name, thing] of now) {
      if (merged.has(name)) continue;
      if (before.has(name)) this.#delete(thing);
      else merged.set(name, thing);
    }
    return merged;
  }

  #delete(thing: Identified): void {
    this.#deleted.push(thing);
    this.#generations.set(thing.address, (this.#generations.get(thing.address) ?? 0) + 1);
  }

  #idOf(thing: Identified, existed: boolean): string {
    const generation = this.#generations.get(thing.address) ?? 0;
    if (generation === 0 && !existed) return thing.uniqueId;
    return nextUniqueId(thing, generation);
  }
}

/** The unique id of a thing made anew. */
export function nextUniqueId(thing: Pick<Identified, 'address' | 'uniqueId'>, generation: number): string {
  const kind = thing.address.split('/')[1] as keyof typeof ID_PREFIXES;
  return kind in ID_PREFIXES ? uniqueIdOf(kind, thing.address, generation) : thing.uniqueId;
}
