import type { Entry } from '../../../core/directory.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { World } from '../../../core/world.ts';
import { attachedPolicies, type Statement, viewDuring } from '../../iam/index.ts';
import type { Service } from '../../service.ts';
import { type KnownCaller, resolveCaller } from '../caller.ts';
import { type Asked, askable, decide } from './asked.ts';

/** What a principal can do to one thing of the scenario. */
export interface AllowedOn {
  /** Full address of the thing, or `*`. */
  readonly on: string;
  /** Actions without prefix that are allowed, and those that rest on something unknown. */
  readonly allowed: readonly string[];
  readonly unknown: readonly string[];
}

/** A statement a principal has, in short. */
export interface HeldStatement {
  readonly at: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly conditional: boolean;
}

export interface WhatCan {
  readonly who: string;
  readonly things: readonly AllowedOn[];
  /** The statements of its own policies and its groups'. */
  readonly statements: readonly HeldStatement[];
}

/** What a principal can do: every simulated action on every thing of the scenario, and the statements it holds. */
export function whatCan(world: World, who: string): WhatCan | undefined {
  return whatCanDuring(askable(world), who);
}

/** The same in the middle of a step; undefined where there is no such principal. */
export function whatCanDuring(simulation: Simulation, who: string): WhatCan | undefined {
  const known = resolveCaller(simulation, who);
  if ('awsCode' in known) return undefined;
  const things: AllowedOn[] = [];
  for (const entry of simulation.definition.directory.entries()) {
    const actions = actionsOn(simulation, entry);
    if (entry.place === undefined || actions.length === 0) continue;
    const found = allowedOn(simulation, known, actions, entry.address, entry.place);
    if (found.allowed.length + found.unknown.length > 0) things.push(found);
  }
  return { who: known.caller.identity?.owner?.address ?? who, things, statements: statementsOf(simulation, known) };
}

/** The simulated actions that may be about a thing; those of IAM say in their name what they are about. */
function actionsOn(simulation: Simulation, { service, kind }: Entry): readonly string[] {
  const all = Object.keys((simulation.services.get(service) as Service | undefined)?.actions ?? {});
  const names = service === 'iam' ? all.filter((name) => isAbout(name, kind)) : all;
  return [...names.map((name) => `${service}:${name}`), ...(kind === 'role' ? ['sts:AssumeRole'] : [])];
}

function isAbout(name: string, kind: string): boolean {
  const [, subject] = /^(?!Create(?!AccessKey))[A-Z][a-z]+?(User|Role|Group|AccessKey|AssumeRole)/.exec(name) ?? [];
  return subject === 'AccessKey'
    ? kind === 'user'
    : subject === 'AssumeRole'
      ? kind === 'role'
      : subject?.toLowerCase() === kind;
}

function allowedOn(
  simulation: Simulation,
  known: KnownCaller,
  actions: readonly string[],
  on: string,
  place: Asked['place'],
): AllowedOn {
  const of = (decision: string) =>
    actions
      .filter((action) => decide(simulation, known, { action, target: on, place }) === decision)
      .map((action) => action.slice(action.indexOf(':') + 1));
  return { on, allowed: of('allowed'), unknown: of('unknown') };
}

function statementsOf(simulation: Simulation, { caller }: KnownCaller): readonly HeldStatement[] {
  const { owner } = caller.identity ?? {};
  if (owner === undefined) return [];
  return attachedPolicies(viewDuring(simulation), owner).identity.policies.flatMap(({ at, statements }) =>
    statements.map((statement) => held(at, statement)),
  );
}

function held(at: string, { effect, action, conditions }: Statement): HeldStatement {
  const actions = action.patterns.map(({ text }) => (action.negated ? `not ${text}` : text));
  return { at, effect, actions, conditional: conditions.length > 0 };
}
