import type { AccountDefinition, Definition } from '../../../core/definition.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { Instant } from '../../../core/time.ts';
import type { World } from '../../../core/world.ts';
import type { IamDefinition } from '../definition.ts';

/** The identities of every account by the account's name: what the file says, as API calls have changed it since. */
export type Identities = ReadonlyMap<string, IamDefinition>;

/** The running state of IAM. */
export interface IamRuntime {
  readonly identities: Identities;
  /** How often a thing of an address was made anew, so that each gets another unique id. */
  readonly generations: ReadonlyMap<string, number>;
}

declare module '../../../core/world.ts' {
  interface Runtimes {
    iam: IamRuntime;
  }
}

/** What questions about identities are asked of: a world, or a simulation in the middle of a step. */
export interface IdentityView {
  readonly definition: Definition;
  readonly identities: Identities;
  readonly now: Instant;
}

const NOBODY: Identities = new Map();

/** The view of a world in which IAM may not have been loaded. */
export function viewOf(world: World): IdentityView {
  return { definition: world.definition, identities: world.runtimes.iam?.identities ?? NOBODY, now: world.now };
}

export function viewDuring(simulation: Simulation): IdentityView {
  const { identities } = simulation.runtime('iam');
  return { definition: simulation.definition, identities, now: simulation.now };
}

const EMPTY: IamDefinition = {
  users: new Map(),
  groups: new Map(),
  policies: new Map(),
  roles: new Map(),
  instanceProfiles: new Map(),
  samlProviders: new Map(),
  oidcProviders: new Map(),
};

/** The identities of one account; none where the account has no `iam` part. */
export function identitiesOf(view: Pick<IdentityView, 'identities'>, account: string): IamDefinition {
  return view.identities.get(account) ?? EMPTY;
}

/** The account with an id, where the scenario has it. */
export function accountById(definition: Definition, id: string): AccountDefinition | undefined {
  for (const account of definition.accounts.values()) if (account.id === id) return account;
  return undefined;
}

/** Whether the scenario says anything about who may do what. Without that, calls are not authorized. */
export function hasIdentities(definition: Definition): boolean {
  if (definition.top.organization !== undefined) return true;
  for (const { parts } of definition.accounts.values()) {
    const { users, roles } = parts.iam ?? EMPTY;
    if (users.size > 0 || roles.size > 0) return true;
  }
  return false;
}
