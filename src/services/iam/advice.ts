import type { Json } from '../../core/result.ts';
import { type Node, plain } from '../../schema/node.ts';
import type { Attachment, Role, User } from './definition.ts';
import type { Explanation, GateReport, StatementReport } from './evaluation/explain.ts';
import { policyWord } from './evaluation/message.ts';
import { shownValue, statementName } from './evaluation/trace.ts';
import type { PolicyRequest, Principal } from './policy/request.ts';
import { NO, YES } from './policy/ternary.ts';
import { findManaged } from './store/policies.ts';
import { findRole } from './store/principals.ts';
import { accountById, type IdentityView } from './store/view.ts';

/** One thing somebody would have to change for a denied request to pass. */
export interface Advice {
  /** The account that must make it, by its name in the scenario, else its id. */
  readonly account: string;
  /** Full address of what must change. */
  readonly at: string;
  readonly says: string;
  /** The same as a `change` step: a path into the accounts and its new value. */
  readonly change?: { readonly path: string; readonly value: Json } | undefined;
}

/** What would let a denied request pass: one change for every gate that blocks it. */
export function adviseOn(
  view: IdentityView,
  explanation: Explanation,
  owner: User | Role | undefined,
): readonly Advice[] {
  const { deciding, alsoBlocking, decision } = explanation;
  if (deciding === undefined || (decision !== 'explicit-deny' && decision !== 'implicit-deny')) return [];
  const adviser = new Adviser(view, explanation, owner);
  return [deciding, ...alsoBlocking].map((report) => adviser.on(report));
}

/** The advice as one `change` step, where all of it can be written as one. */
export function changeStep(advice: readonly Advice[]): string | undefined {
  const changes = advice.map(({ change }) => change);
  if (changes.length === 0 || changes.includes(undefined)) return undefined;
  return `change: ${JSON.stringify(Object.fromEntries(changes.map((change) => [change?.path, change?.value])))}`;
}

class Adviser {
  readonly #view: IdentityView;
  readonly #explanation: Explanation;
  readonly #owner: User | Role | undefined;

  constructor(view: IdentityView, explanation: Explanation, owner: User | Role | undefined) {
    this.#view = view;
    this.#explanation = explanation;
    this.#owner = owner;
  }

  on(report: GateReport): Advice {
    const { gate, outcome, decisive } = report;
    const account = this.#accountOf(report);
    const type = policyWord(report, this.#request.actionKey);
    if (outcome === 'explicit-deny') {
      const at = decisive?.policy.at ?? gate.at;
      const statement = decisive === undefined ? '' : ` ${statementName(decisive.statement)} of`;
      return { account, at, says: `narrow${statement} the ${type} ${at}, which denies it (${account} must do it)` };
    }
    const { action, resource } = this.#request;
    const allow = `allow ${action} on ${resource} in the ${type} of ${gate.level ?? gate.at} (${account} must do it)`;
    const near = nearMiss(report);
    // Whoever put a condition there meant it: to meet it is the smaller change.
    if (near !== undefined) return { account, at: gate.at, says: `meet ${near}; or ${allow}` };
    return { account, at: gate.at, says: allow, change: this.#change(report) };
  }

  get #request(): PolicyRequest {
    return this.#explanation.authorization.request;
  }

  #accountOf({ gate }: GateReport): string {
    const { principal } = this.#request;
    const named = (id: string | undefined) =>
      id === undefined ? 'the caller' : (accountById(this.#view.definition, id)?.name ?? id);
    const own = 'account' in principal ? principal.account : undefined;
    switch (gate.kind) {
      case 'scp':
      case 'rcp':
        return this.#view.definition.top.organization?.managementAccount?.name ?? 'the management account';
      case 'resource':
        return named(this.#explanation.authorization.resourceAccount ?? own);
      case 'endpoint':
        return gate.at.split('/')[0] ?? '';
      default:
        return named(own);
    }
  }

  #change({ gate }: GateReport): Advice['change'] {
    switch (gate.kind) {
      case 'identity':
        return this.#owner && this.#identityChange(this.#owner);
      case 'boundary':
        return this.#owner && this.#boundaryChange(this.#owner);
      case 'resource':
        return this.#resourceChange(gate.at);
      default:
        return undefined;
    }
  }

  /** One more inline policy beside what is attached. */
  #identityChange(owner: User | Role): Advice['change'] {
    const attached = owner.policies.map(attachmentJson);
    if (attached.includes(undefined)) return undefined;
    const name = `allow-${this.#request.action.slice(this.#request.action.indexOf(':') + 1)}`;
    const added = { name, Version: '2012-10-17', Statement: [this.#statement()] };
    const kind = 'groups' in owner ? 'users' : 'roles';
    return {
      path: `${part(owner.account)}.iam.${kind}.${part(owner.name)}.policies`,
      value: [...(attached as Json[]), added],
    };
  }

  #boundaryChange(owner: User | Role): Advice['change'] {
    const boundary =
      owner.permissionsBoundary && findManaged(this.#view, owner.account, owner.permissionsBoundary.name);
    if (boundary?.document === undefined) return undefined;
    return {
      path: `${part(boundary.account)}.iam.policies.${part(boundary.name)}`,
      value: withStatement(boundary.document, this.#statement()),
    };
  }

  /** A statement in the trust policy of a role; what other services' policies are part of, they know themselves. */
  #resourceChange(at: string): Advice['change'] {
    const role = findRole(this.#view, at);
    if (role?.trust === undefined || role.address !== at) return undefined;
    const { action, principal } = this.#request;
    const statement = { Effect: 'Allow', Principal: principalJson(principal), Action: action };
    return {
      path: `${part(role.account)}.iam.roles.${part(role.name)}.assumeRolePolicyDocument`,
      value: withStatement(role.trust, statement),
    };
  }

  #statement(): { readonly [key: string]: Json } {
    const { action, resource } = this.#request;
    return { Effect: 'Allow', Action: action, Resource: resource };
  }
}

/** A statement of which only conditions fail, as what a caller would have to bring. */
function nearMiss({ statements }: GateReport): string | undefined {
  const failing = ({ elements }: StatementReport) => elements.filter(({ result }) => result < YES);
  const near = statements.find(
    (report) =>
      report.statement.effect === 'Allow' &&
      report.matches === NO &&
      failing(report).every(({ element }) => element === 'Condition'),
  );
  if (near === undefined) return undefined;
  return failing(near)
    .map(
      ({ operator, key, expected, actual }) =>
        `${operator} ${key} ${expected.join(' or ')} (it is ${shownValue(actual)})`,
    )
    .join(' and ');
}

/** A part of a `change` path; one that holds a dot is quoted. */
function part(name: string): string {
  return /[."']/.test(name) ? `"${name}"` : name;
}

function attachmentJson(attachment: Attachment): Json | undefined {
  if (attachment.kind === 'managed') return attachment.policy;
  if (attachment.kind === 'unknown') return undefined;
  return { name: attachment.name, document: plain(attachment.document) as Json };
}

/** A document with one more statement. */
function withStatement(document: Node, statement: { readonly [key: string]: Json }): Json {
  const { Statement: statements, ...rest } = plain(document) as { readonly [key: string]: Json };
  const known = Array.isArray(statements) ? statements : statements === undefined ? [] : [statements];
  return { ...rest, Statement: [...known, statement] };
}

/** The principal as a policy names it. */
export function principalJson(principal: Principal): Json {
  switch (principal.kind) {
    case 'anonymous':
      return '*';
    case 'service':
      return { Service: principal.name };
    case 'federated':
      return { Federated: principal.provider };
    case 'role-session':
      return { AWS: principal.roleArn };
    default:
      return { AWS: principal.arn };
  }
}
