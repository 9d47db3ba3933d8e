import type { Simulation } from '../../../core/simulation.ts';
import type { World } from '../../../core/world.ts';
import {
  attachedPolicies,
  type ContextValue,
  compiledTrust,
  DELEGATED,
  findRole,
  grantOf,
  identitiesOf,
  type Role,
  UNKNOWN,
  viewDuring,
  viewOf,
} from '../../iam/index.ts';
import type { KnownCaller } from '../caller.ts';
import { type Asked, askable, decide, explainAsked } from './asked.ts';
import { everyCaller } from './who-can.ts';

/** That somebody can assume a role. */
export interface AssumeEdge {
  /** Full address of the user or role, or a service or identity provider that the trust policy names. */
  readonly from: string;
  /** Full address of the role. */
  readonly to: string;
  /** What the caller must bring: condition keys of its own choice, an MFA device. Empty: nothing. */
  readonly needs: readonly string[];
}

/** A way to become a role: the hops in order. From the second on a session lasts an hour at most. */
export type AssumePath = readonly AssumeEdge[];

/** Condition keys whose value the caller of AssumeRole chooses. */
const CHOSEN: Readonly<Record<string, ContextValue>> = {
  'sts:ExternalId': UNKNOWN,
  'sts:RoleSessionName': UNKNOWN,
  'sts:SourceIdentity': UNKNOWN,
  'aws:SourceIdentity': UNKNOWN,
};
const MFA = { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' };
const PATHS_MOST = 1000;

const graphs = new WeakMap<object, readonly AssumeEdge[]>();

/** Who can assume which role directly. Kept as long as the identities stay as they are. */
export function assumeGraph(world: World): readonly AssumeEdge[] {
  const { identities } = viewOf(world);
  let graph = graphs.get(identities);
  if (graph === undefined) {
    graph = assumeGraphDuring(askable(world));
    graphs.set(identities, graph);
  }
  return graph;
}

/** The same in the middle of a step. */
export function assumeGraphDuring(simulation: Simulation): readonly AssumeEdge[] {
  const view = viewDuring(simulation);
  const roles = [...simulation.definition.accounts.keys()].flatMap((account) => [
    ...identitiesOf(view, account).roles.values(),
  ]);
  const callers = everyCaller(simulation).filter(({ known }) => known.caller.identity?.owner !== undefined);
  return roles.flatMap((role) => [
    ...callers
      .filter(({ known }) => isCandidate(simulation, known, role))
      .flatMap(({ who, known }) => edgeOf(simulation, who, known, role)),
    ...outsiders(role),
  ]);
}

/**
 * Whether it is worth asking: the trust policy names the caller or its account, and where that only delegates, some
 * statement of the caller's own may allow it.
 */
function isCandidate(simulation: Simulation, { caller }: KnownCaller, role: Role): boolean {
  const { owner, principal } = caller.identity ?? {};
  const trust = compiledTrust(role);
  if (trust.unknown === true) return true;
  if (owner === undefined || principal === undefined) return false;
  const grants = trust.statements.map((statement) =>
    statement.effect === 'Allow' && statement.principal !== undefined ? grantOf(statement.principal, principal) : 0,
  );
  const best = Math.max(0, ...grants);
  const suffices = best > DELEGATED && owner.account === role.account;
  return best > 0 && (suffices || attachedPolicies(viewDuring(simulation), owner).identity.mayAllow('sts:assumerole'));
}

function edgeOf(simulation: Simulation, who: string, known: KnownCaller, role: Role): readonly AssumeEdge[] {
  const asked = (context: Asked['context']): Asked => ({
    action: 'sts:AssumeRole',
    target: role.address,
    place: role.place,
    context,
  });
  const plain = decide(simulation, known, asked({}));
  if (plain === 'allowed') return [{ from: who, to: role.address, needs: [] }];
  const owner = known.caller.identity?.owner;
  const withMfa = owner !== undefined && 'mfaDevices' in owner && owner.mfaDevices.length > 0;
  const bringing = asked({ ...CHOSEN, ...(withMfa ? MFA : {}) });
  const decision = decide(simulation, known, bringing);
  if (decision === 'explicit-deny' || decision === 'implicit-deny') return [];
  return [{ from: who, to: role.address, needs: neededKeys(simulation, known, asked({}), bringing) }];
}

/** The condition keys on which the decision hangs: those that come out otherwise once the caller brings something. */
function neededKeys(simulation: Simulation, known: KnownCaller, asked: Asked, bringing: Asked): readonly string[] {
  const elements = (one: Asked) => {
    const explained = explainAsked(simulation, known, one);
    if ('awsCode' in explained) return [];
    return explained.flatMap(({ gates }) =>
      gates.flatMap(({ statements }) => statements.flatMap((statement) => statement.elements)),
    );
  };
  const better = elements(bringing);
  const failing = elements(asked).filter(
    (element, at) => element.key !== undefined && element.result !== better[at]?.result,
  );
  return [
    ...new Set(failing.flatMap(({ operator, key, expected }) => `${key} (${operator} ${expected.join(' or ')})`)),
  ];
}

/** Services and identity providers that the trust policy names; they have no identity side. */
function outsiders(role: Role): readonly AssumeEdge[] {
  return compiledTrust(role).statements.flatMap(({ effect, principal, conditions }) => {
    if (effect !== 'Allow' || principal === undefined) return [];
    const named = principal.entries.filter(({ form }) => form === 'service' || form === 'provider');
    const needs = conditions.map(({ operator, key, values }) => `${key} (${operator} ${values.join(' or ')})`);
    return named.map(({ text, form }) => ({
      from: form === 'service' ? `service/${text}` : text,
      to: role.address,
      needs,
    }));
  });
}

/** Every way to become a role, shortest first; a path visits nobody twice. */
export function pathsTo(graph: readonly AssumeEdge[], role: string): readonly AssumePath[] {
  const into = new Map<string, AssumeEdge[]>();
  for (const edge of graph) into.set(edge.to, [...(into.get(edge.to) ?? []), edge]);
  const paths: AssumePath[] = [];
  let ends: readonly AssumePath[] = [[]];
  while (ends.length > 0 && paths.length < PATHS_MOST) {
    ends = ends.flatMap((end) => longer(end, role, into)).slice(0, PATHS_MOST);
    paths.push(...ends);
  }
  return paths.slice(0, PATHS_MOST);
}

/** A path with one more hop before it, in every way that repeats nobody. */
function longer(
  path: AssumePath,
  role: string,
  into: ReadonlyMap<string, readonly AssumeEdge[]>,
): readonly AssumePath[] {
  const seen = new Set([role, ...path.map(({ from }) => from)]);
  const edges = into.get(path[0]?.from ?? role) ?? [];
  return edges.filter(({ from }) => !seen.has(from)).map((edge) => [edge, ...path]);
}

/** Every way to become the role of a name; undefined where there is no such role. */
export function whoCanBecome(
  simulation: Simulation,
  name: string,
): { readonly role: Role; readonly paths: readonly AssumePath[] } | undefined {
  const role = findRole(viewDuring(simulation), name);
  return role && { role, paths: pathsTo(assumeGraphDuring(simulation), role.address) };
}
