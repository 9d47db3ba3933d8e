import type { EntryOf, ReasonTable } from '../../core/trace.ts';

/** What a gate was decided from. */
interface GateFacts {
  /** AWS's word for the type of policy (`identity-based policy`). */
  readonly policyType: string;
  readonly level?: string | undefined;
  readonly action: string;
  /** How many statements are about the action, and about others. */
  readonly statements: number;
  readonly others: number;
  /** The deciding policy and statement, where there is one. */
  readonly policy?: string | undefined;
  readonly statement?: string | undefined;
}

interface StatementFacts {
  readonly policy: string;
  readonly statement: string;
  /** The elements that do not match. */
  readonly failing: readonly string[];
}

interface ElementFacts {
  /** `Resource`, `Condition StringEquals aws:SourceVpce`. */
  readonly element: string;
  readonly expected: readonly string[];
  readonly actual: string;
}

/** Every reason IAM gives, with the values its sentence is made from. */
export interface IamFacts {
  readonly request: {
    readonly caller: string;
    readonly action: string;
    readonly resource: string;
    readonly decision: string;
    readonly message?: string | undefined;
  };
  readonly allowed: GateFacts;
  readonly 'explicit-deny': GateFacts;
  readonly 'implicit-deny': GateFacts;
  readonly 'granted-by-resource': GateFacts;
  readonly 'nothing-denies': GateFacts;
  readonly 'does-not-apply': { readonly policyType: string; readonly because: string };
  readonly undecided: GateFacts;
  readonly 'statement-allows': StatementFacts;
  readonly 'statement-denies': StatementFacts;
  readonly 'statement-misses': StatementFacts;
  readonly 'statement-open': StatementFacts;
  readonly 'element-matches': ElementFacts;
  readonly 'element-misses': ElementFacts;
  readonly 'element-open': ElementFacts;
  readonly 'identity-changed': { readonly action: string; readonly what: string };
  readonly 'no-such-entity': { readonly what: string };
  readonly 'entity-exists': { readonly what: string };
  readonly 'delete-conflict': { readonly what: string; readonly because: string };
  readonly 'limit-exceeded': { readonly what: string };
  readonly 'malformed-policy': { readonly problems: readonly string[] };
}

export type IamEntry = EntryOf<'iam', IamFacts>;

const EVALUATION = 'IAM User Guide: How AWS enforcement code logic evaluates requests to allow or deny access';
const ERRORS = 'IAM API Reference: Common errors';

const at = ({ level }: GateFacts) => (level === undefined ? '' : ` at ${level}`);
const looked = ({ statements, others }: GateFacts) => {
  if (statements === 0 && others === 0) return 'there is none';
  if (statements === 0)
    return others === 1
      ? 'its one statement is not about the action'
      : `none of its ${others} statements is about the action`;
  return statements === 1
    ? 'the one statement about the action does not match'
    : `none of the ${statements} statements about the action matches`;
};
const by = ({ policy, statement }: GateFacts) =>
  policy === undefined ? '' : `: ${policy}${statement === undefined ? '' : `, ${statement}`}`;
const listed = (texts: readonly string[]) =>
  texts.length > 4 ? `${texts.slice(0, 4).join(', ')} and ${texts.length - 4} more` : texts.join(', ');

export const reasons = {
  request: {
    says: ({ caller, action, resource, decision }) => `${caller} asks for ${action} on ${resource}: ${decision}`,
    meaning: 'one question to the policies: who, what, on which resource',
    page: EVALUATION,
  },
  allowed: {
    says: (gate) => `the ${gate.policyType}${at(gate)} allows it${by(gate)}`,
    meaning: 'a policy of this type allows the action',
    page: EVALUATION,
  },
  'explicit-deny': {
    says: (gate) => `the ${gate.policyType}${at(gate)} denies it explicitly${by(gate)}`,
    meaning: 'a matching Deny statement; nothing can override it',
    awsCode: 'AccessDenied',
    page: EVALUATION,
  },
  'implicit-deny': {
    says: (gate) => `no ${gate.policyType}${at(gate)} allows ${gate.action}: ${looked(gate)}`,
    meaning: 'no matching Allow statement in a type of policy that must allow',
    awsCode: 'AccessDenied',
    page: EVALUATION,
  },
  'granted-by-resource': {
    says: (gate) =>
      `no ${gate.policyType} allows it, but the resource policy names the caller in a form that makes that unnecessary`,
    meaning: 'within one account a resource policy can grant directly what this type of policy does not allow',
    page: EVALUATION,
  },
  'nothing-denies': {
    says: (gate) => `the ${gate.policyType}${at(gate)} does not deny it`,
    meaning: 'a type of policy that blocks only by denying',
    page: EVALUATION,
  },
  'does-not-apply': {
    says: ({ policyType, because }) => `${policyType}: ${because}`,
    meaning: 'a type of policy that has no say in this request',
    page: EVALUATION,
  },
  undecided: {
    says: (gate) =>
      `whether the ${gate.policyType}${at(gate)} lets it pass rests on something the scenario leaves unknown`,
    meaning: 'the outcome rests on a value that nobody knows',
  },
  'statement-allows': {
    says: ({ policy, statement }) => `${policy}, ${statement} allows`,
    meaning: 'every element of an Allow statement matches',
  },
  'statement-denies': {
    says: ({ policy, statement }) => `${policy}, ${statement} denies`,
    meaning: 'every element of a Deny statement matches',
  },
  'statement-misses': {
    says: ({ policy, statement, failing }) => `${policy}, ${statement} does not match: ${listed(failing)}`,
    meaning: 'a statement about the action of which some other element does not match',
  },
  'statement-open': {
    says: ({ policy, statement, failing }) => `${policy}, ${statement} may match: ${listed(failing)} unknown`,
    meaning: 'a statement that matches or not by a value nobody knows',
  },
  'element-matches': {
    says: ({ element, expected, actual }) => `${element} ${listed(expected)} covers ${actual}`,
    meaning: 'one element of a statement covers the request',
  },
  'element-misses': {
    says: ({ element, expected, actual }) => `${element} ${listed(expected)} does not cover ${actual}`,
    meaning: 'one element of a statement does not cover the request',
  },
  'element-open': {
    says: ({ element, expected }) => `${element} ${listed(expected)}: the value is unknown`,
    meaning: 'one element of a statement is compared with a value nobody knows',
  },
  'identity-changed': {
    says: ({ action, what }) => `${action}: ${what}`,
    meaning: 'an API call changed users, groups, roles or policies',
  },
  'no-such-entity': {
    says: ({ what }) => `there is no ${what}`,
    meaning: 'an API call names something that does not exist',
    awsCode: 'NoSuchEntity',
    page: ERRORS,
  },
  'entity-exists': {
    says: ({ what }) => `there already is ${what}`,
    meaning: 'an API call would make something a second time',
    awsCode: 'EntityAlreadyExists',
    page: ERRORS,
  },
  'delete-conflict': {
    says: ({ what, because }) => `${what} cannot be deleted: ${because}`,
    meaning: 'something that is still in use cannot be deleted',
    awsCode: 'DeleteConflict',
    page: ERRORS,
  },
  'limit-exceeded': {
    says: ({ what }) => `${what} is over a quota`,
    meaning: 'an API call would exceed a quota of IAM',
    awsCode: 'LimitExceeded',
    page: 'IAM User Guide: IAM and AWS STS quotas',
  },
  'malformed-policy': {
    says: ({ problems }) => `the policy document is malformed: ${listed(problems)}`,
    meaning: 'an API call hands over a policy document that the grammar refuses',
    awsCode: 'MalformedPolicyDocument',
    page: ERRORS,
  },
} as const satisfies ReasonTable<IamFacts>;
