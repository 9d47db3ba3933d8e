import { Simulation } from '../../../core/simulation.ts';
import type { Place } from '../../../core/source.ts';
import type { World } from '../../../core/world.ts';
import { nodeFrom } from '../../../schema/node.ts';
import { Reader } from '../../../schema/reader.ts';
import { authorize, type ContextValue, type Decision, type Explanation, explain } from '../../iam/index.ts';
import type { AccessCheck, ApiFailure, ApiRequest, Service } from '../../service.ts';
import { authorizationFor, type Surroundings } from '../authorization.ts';
import type { KnownCaller } from '../caller.ts';
import { requestOf } from '../perform.ts';
import { handlingOf, plainParameters, UNSIMULATED } from '../unsimulated.ts';

/** A question about one action on one thing, without a call being made. */
export interface Asked {
  /** With prefix (`s3:GetObject`). */
  readonly action: string;
  /** As on the line of a call: `reports/2026/a.csv`, an address, an ARN. */
  readonly target?: string | undefined;
  readonly place: Place;
  /** Condition keys to be assumed. */
  readonly context?: Readonly<Record<string, ContextValue | null>> | undefined;
}

/** A call as the service sees it, and what would have to be authorized. */
export interface Described {
  readonly request: ApiRequest;
  readonly checks: readonly AccessCheck[];
}

const simulations = new WeakMap<World, Simulation>();

/** A simulation of a world to ask questions of; nothing asked of it changes anything. */
export function askable(world: World): Simulation {
  let simulation = simulations.get(world);
  if (simulation === undefined) {
    simulation = new Simulation(world);
    simulations.set(world, simulation);
  }
  return simulation;
}

/**
 * What would have to be authorized if somebody made that call; or why AWS would refuse before that. Where the call
 * says too little to tell (an item, a list of tables), the action on its target stands for it.
 */
export function checksOf(simulation: Simulation, known: KnownCaller, asked: Asked): Described | ApiFailure {
  const found = handlingOf(simulation.services as ReadonlyMap<string, Service>, asked.action);
  const action = found?.name ?? asked.action;
  const parameters = found?.handling.parameters.read(nodeFrom({}, asked.place), new Reader(() => ({ problem: '' })));
  if (found !== undefined && parameters !== undefined) {
    const request = requestOf(simulation, { ...asked, action, parameters }, known);
    const checks = found.handling.describe(simulation, request);
    if ('awsCode' in checks) return checks;
    const needed = checks.filter(({ optional }) => optional !== true);
    if (needed.length > 0 || asked.target === undefined) return { request, checks: needed };
  }
  const request = requestOf(simulation, { ...asked, action, parameters: plainParameters(undefined) }, known);
  const checks = UNSIMULATED.describe(simulation, request);
  return 'awsCode' in checks ? checks : { request, checks };
}

function around({ context = {} }: Asked): Surroundings {
  return { path: {}, stated: context };
}

/** How a call would be decided: the first check that is not allowed decides. */
export function decide(simulation: Simulation, known: KnownCaller, asked: Asked): Decision {
  const described = checksOf(simulation, known, asked);
  if ('awsCode' in described) return 'implicit-deny';
  for (const check of described.checks) {
    const decision = authorize(authorizationFor(simulation, described.request, check, around(asked)));
    if (decision !== 'allowed') return decision;
  }
  return 'allowed';
}

/** The same explained: one explanation for every check, or AWS's refusal before any. */
export function explainAsked(
  simulation: Simulation,
  known: KnownCaller,
  asked: Asked,
): readonly Explanation[] | ApiFailure {
  const described = checksOf(simulation, known, asked);
  if ('awsCode' in described) return described;
  return explainChecks(simulation, described, asked);
}

/** Explains what `checksOf` described. */
export function explainChecks(
  simulation: Simulation,
  { request, checks }: Described,
  asked: Asked,
): readonly Explanation[] {
  return checks.map((check) => explain(authorizationFor(simulation, request, check, around(asked))));
}
