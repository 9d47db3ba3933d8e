import { didYouMean } from '../../../../schema/diagnostic.ts';
import { kindWord, type MapNode, type Node, placeOf } from '../../../../schema/node.ts';
import type { PolicyKind } from '../policy.ts';
import type { PrincipalElement } from '../principal-element.ts';
import type { ResourceElement } from '../resource-element.ts';
import type { Effect, Statement } from '../statement.ts';
import { readAction } from './action.ts';
import { readConditions } from './condition.ts';
import { readPrincipal } from './principal.ts';
import { type Report, textOf } from './report.ts';
import { readResource } from './resource.ts';

const ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/** Kinds whose statements say whom they mean; the others mean whomever they are attached to. */
const WITH_PRINCIPAL: ReadonlySet<PolicyKind> = new Set(['resource', 'trust', 'rcp', 'endpoint']);

const NOBODY: PrincipalElement = { negated: false, entries: [] };
const NOTHING: ResourceElement = { negated: false, patterns: [] };

/** What a statement needs to know of its document. */
export interface StatementContext {
  readonly index: number;
  /** Whether the document's Version has variables. */
  readonly variables: boolean;
}

/** Reads one statement; what is missing matches nothing, so that a faulty statement never grants. */
export function readStatement(node: Node, context: StatementContext, report: Report): Statement | undefined {
  if (node.kind !== 'map')
    return report.error(`a statement is ${kindWord(node)}`, placeOf(node), {
      expected: 'a map with Effect, Action and so on',
    });
  for (const [key, { key: place }] of node.entries) {
    if (!ELEMENTS.includes(key))
      report.error(`${key} is not an element of a statement`, place, { suggestion: didYouMean(key, ELEMENTS) });
  }
  const effect = readEffect(node, report);
  const action = oneOfTwo(node, 'Action', report);
  const condition = node.entries.get('Condition')?.value;
  const statement = {
    effect: effect ?? 'Deny',
    sid: readSid(node, report),
    index: context.index,
    action: action === undefined ? { negated: false, patterns: [] } : readAction(action.node, action.negated, report),
    resource: resourceOf(node, context.variables, report),
    principal: principalOf(node, effect, report),
    conditions: condition === undefined ? [] : readConditions(condition, context.variables, report),
    place: placeOf(node),
  };
  if (report.kind === 'rcp' && effect === 'Allow')
    report.error('a resource control policy can only deny', placeOf(node), { expected: 'Effect: Deny' });
  return statement;
}

function readEffect(node: MapNode, report: Report): Effect | undefined {
  const effect = node.entries.get('Effect')?.value;
  if (effect === undefined)
    return report.error('a statement without Effect', placeOf(node), { expected: 'Effect: Allow or Effect: Deny' });
  const text = effect.kind === 'scalar' ? textOf(effect) : kindWord(effect);
  if (text === 'Allow' || text === 'Deny') return text;
  return report.error(`${text} is not an Effect`, placeOf(effect), {
    expected: 'Allow or Deny',
    suggestion: didYouMean(text, ['Allow', 'Deny']),
  });
}

function readSid(node: MapNode, report: Report): string | undefined {
  const sid = node.entries.get('Sid')?.value;
  if (sid === undefined) return undefined;
  if (sid.kind !== 'scalar' || sid.value === null)
    return report.error(`Sid is ${kindWord(sid)}`, placeOf(sid), { expected: 'a text' });
  const text = textOf(sid);
  if (report.kind !== 'resource' && report.kind !== 'endpoint' && !/^[A-Za-z0-9]*$/.test(text)) {
    report.error(`the Sid ${text} may hold letters and digits only`, placeOf(sid));
  }
  return text === '' ? undefined : text;
}

/** An element or its `Not…` form: one of them, never both. */
function oneOfTwo(
  node: MapNode,
  name: 'Action' | 'Resource' | 'Principal',
  report: Report,
  needed = true,
): { node: Node; negated: boolean } | undefined {
  const plain = node.entries.get(name);
  const negated = node.entries.get(`Not${name}`);
  if (plain !== undefined && negated !== undefined) {
    report.error(`a statement has either ${name} or Not${name}`, negated.key);
  }
  if (plain !== undefined) return { node: plain.value, negated: false };
  if (negated !== undefined) return { node: negated.value, negated: true };
  if (needed) report.error(`a statement without ${name}`, placeOf(node), { expected: `${name} or Not${name}` });
  return undefined;
}

function resourceOf(node: MapNode, variables: boolean, report: Report): ResourceElement | undefined {
  const inTrust = report.kind === 'trust';
  const found = oneOfTwo(node, 'Resource', report, !inTrust);
  if (inTrust) {
    if (found !== undefined)
      report.error('a trust policy has no Resource: its resource is the role', placeOf(found.node));
    return undefined;
  }
  return found === undefined ? NOTHING : readResource(found.node, found.negated, variables, report);
}

/** `NotPrincipal` goes with Deny only, and not into trust policies (AWS JSON policy elements: NotPrincipal). */
function principalOf(node: MapNode, effect: Effect | undefined, report: Report): PrincipalElement | undefined {
  const expected = WITH_PRINCIPAL.has(report.kind);
  const found = oneOfTwo(node, 'Principal', report, expected);
  if (!expected) {
    if (found === undefined) return undefined;
    report.error('this kind of policy has no Principal: it means whomever it is attached to', placeOf(found.node));
    return NOBODY;
  }
  if (found === undefined) return NOBODY;
  if (found.negated && (report.kind === 'trust' || report.kind === 'rcp')) {
    report.error(
      `NotPrincipal has no place in a ${report.kind === 'trust' ? 'trust policy' : 'resource control policy'}`,
      placeOf(found.node),
    );
  } else if (found.negated && effect === 'Allow') {
    report.error(
      'NotPrincipal with Allow would allow everybody else, and AWS no longer supports it',
      placeOf(found.node),
      { expected: 'Effect: Deny' },
    );
    return NOBODY;
  }
  return readPrincipal(found.node, found.negated, report);
}
