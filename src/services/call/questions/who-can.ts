import type { Simulation } from '../../../core/simulation.ts';
import type { World } from '../../../core/world.ts';
import { type Decision, decidingAddress, type Explanation, identitiesOf, viewDuring } from '../../iam/index.ts';
import { type KnownCaller, resolveCaller } from '../caller.ts';
import { type Asked, askable, decide, explainAsked } from './asked.ts';

/** One caller's answer. */
export interface CallerAnswer {
  /** Full address of the user or role, `shop/root`, or `anonymous`. */
  readonly who: string;
  readonly decision: Decision;
  /** The policy through which it is allowed, or may be. */
  readonly through?: string | undefined;
}

/** Every caller the scenario knows, and how each would be answered; the most important question about a resource. */
export function whoCan(world: World, asked: Asked): readonly CallerAnswer[] {
  return whoCanDuring(askable(world), asked);
}

/** The same in the middle of a step. */
export function whoCanDuring(simulation: Simulation, asked: Asked): readonly CallerAnswer[] {
  return everyCaller(simulation).map(({ who, known }) => {
    const decision = decide(simulation, known, asked);
    if (decision === 'explicit-deny' || decision === 'implicit-deny') return { who, decision };
    return { who, decision, through: throughWhich(explainAsked(simulation, known, asked)) };
  });
}

/** How each of several actions would be answered to each caller: the matrix of principals and actions. */
export function accessMatrix(world: World, asked: readonly Asked[]): ReadonlyMap<string, readonly Decision[]> {
  const simulation = askable(world);
  const rows = everyCaller(simulation).map(
    ({ who, known }) => [who, asked.map((one) => decide(simulation, known, one))] as const,
  );
  return new Map(rows);
}

/** All users and roles, the root user of every account, and a caller without credentials. */
export function everyCaller(simulation: Simulation): readonly { readonly who: string; readonly known: KnownCaller }[] {
  const view = viewDuring(simulation);
  const names = [...simulation.definition.accounts.keys()].flatMap((account) => {
    const { users, roles } = identitiesOf(view, account);
    return [
      ...[...users.values()].map(({ address }) => address),
      ...[...roles.values()].map(({ address }) => address),
      `${account}/root`,
    ];
  });
  return [...names, 'anonymous'].flatMap((who) => {
    const known = resolveCaller(simulation, who);
    return 'awsCode' in known ? [] : [{ who, known }];
  });
}

function throughWhich(explained: ReturnType<typeof explainAsked>): string | undefined {
  if ('awsCode' in explained) return undefined;
  const [first] = explained as readonly Explanation[];
  return first && decidingAddress(first);
}
