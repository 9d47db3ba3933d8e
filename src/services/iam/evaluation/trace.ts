import type { Place } from '../../../core/source.ts';
import { type ContextValue, UNKNOWN } from '../policy/context.ts';
import type { Statement } from '../policy/statement.ts';
import { NO, type Ternary, YES } from '../policy/ternary.ts';
import type { IamEntry } from '../reasons.ts';
import { type ElementReport, type Explanation, type GateReport, nameOf, type StatementReport } from './explain.ts';
import type { Exemption } from './gates.ts';
import { deniedMessage, policyWord } from './message.ts';

const EXEMPTIONS: Readonly<Record<Exemption, string>> = {
  'not-attached': 'none attached',
  'root-user': 'the root user is not subject to it',
  anonymous: 'an anonymous caller has none',
  service: 'an AWS service has none',
  federated: 'a caller without an AWS identity has none',
  'service-linked-role': 'a service-linked role is not subject to it',
  'service-without-rcp': 'the service has no resource control policies',
  'session-without-policy': 'none was passed when the session was made',
};

/** A decision as trace entries: the question, below it the gates in order, below each its statements taken apart. */
export function requestEntry(explanation: Explanation): IamEntry {
  const { request, resourceAt = '' } = explanation.authorization;
  const { decision } = explanation;
  return {
    service: 'iam',
    reason: 'request',
    at: resourceAt,
    verdict:
      decision === 'allowed'
        ? 'pass'
        : decision === 'unknown'
          ? 'unknown'
          : decision === 'explicit-deny'
            ? 'deny'
            : 'none',
    looked: {
      caller: nameOf(request),
      action: request.action,
      resource: request.resource,
      decision,
      message: deniedMessage(explanation),
    },
    children: explanation.gates.map((gate) => gateEntry(gate, request.action)),
  };
}

/** One rung of the ladder. */
export function gateEntry(report: GateReport, action: string): IamEntry {
  const { gate, outcome, decisive } = report;
  const policyType = policyWord(report, action.toLowerCase());
  if (outcome === 'exempt') {
    const because = gate.because === undefined ? '' : EXEMPTIONS[gate.because];
    return { service: 'iam', reason: 'does-not-apply', at: gate.at, verdict: 'note', looked: { policyType, because } };
  }
  const shared = {
    service: 'iam',
    at: decisive?.policy.at ?? gate.at,
    looked: {
      policyType,
      level: gate.level,
      action,
      statements: report.statements.length,
      others: report.others,
      policy: decisive?.policy.name,
      statement: decisive && statementName(decisive.statement),
    },
    place: placeOf(report),
    children: report.statements.map(statementEntry),
  } as const;
  switch (outcome) {
    case 'allows':
      return { ...shared, reason: 'allowed', verdict: 'pass' };
    case 'explicit-deny':
      return { ...shared, reason: 'explicit-deny', verdict: 'deny' };
    case 'no-allow':
      return { ...shared, reason: 'implicit-deny', verdict: 'none' };
    case 'bypassed':
      return { ...shared, reason: 'granted-by-resource', verdict: 'pass' };
    case 'no-deny':
      return { ...shared, reason: 'nothing-denies', verdict: 'pass' };
    case 'unknown':
      return { ...shared, reason: 'undecided', verdict: 'unknown' };
  }
}

/** Where to look: at what decided, else at what came nearest, else at the policy that has nothing about the action. */
function placeOf({ decisive, statements, gate }: GateReport): Place | undefined {
  const [nearest] = statements.toSorted((one, other) => failing(one) - failing(other));
  return (decisive ?? nearest)?.statement.place ?? gate.set?.policies[0]?.place;
}

function failing({ elements }: StatementReport): number {
  return elements.filter(({ result }) => result < YES).length;
}

function statementEntry({ policy, statement, matches, elements }: StatementReport): IamEntry {
  const failing = elements.filter(({ result }) => result < YES).map(elementName);
  const shared = {
    service: 'iam',
    at: policy.at,
    looked: { policy: policy.name, statement: statementName(statement), failing },
    place: statement.place,
    children: elements.map((element) => elementEntry(element, policy.at)),
  } as const;
  if (matches === NO) return { ...shared, reason: 'statement-misses', verdict: 'miss' };
  if (matches !== YES) return { ...shared, reason: 'statement-open', verdict: 'unknown' };
  return {
    ...shared,
    reason: statement.effect === 'Allow' ? 'statement-allows' : 'statement-denies',
    verdict: 'match',
  };
}

const ELEMENT_REASONS = { 0: 'element-misses', 1: 'element-open', 2: 'element-matches' } as const satisfies Record<
  Ternary,
  string
>;
const ELEMENT_VERDICTS = { 0: 'miss', 1: 'unknown', 2: 'match' } as const satisfies Record<Ternary, string>;

function elementEntry(report: ElementReport, at: string): IamEntry {
  return {
    service: 'iam',
    reason: ELEMENT_REASONS[report.result],
    at,
    verdict: ELEMENT_VERDICTS[report.result],
    looked: { element: elementName(report), expected: report.expected, actual: shownValue(report.actual) },
    place: report.place,
  };
}

/** A statement as people point at it: its Sid, else its number from 1. */
export function statementName({ sid, index }: Statement): string {
  return sid === undefined ? `statement ${index + 1}` : `statement ${sid}`;
}

function elementName({ element, operator, key }: ElementReport): string {
  return operator === undefined ? element : `${element} ${operator} ${key}`;
}

/** A context value as people read it. */
export function shownValue(value: ContextValue | undefined): string {
  if (value === undefined) return '(absent)';
  if (value === UNKNOWN) return '(unknown)';
  return typeof value === 'string' ? value : value.length === 0 ? '(none)' : value.join(', ');
}
