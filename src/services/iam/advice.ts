import type { Json } from '../../core/result.ts';
import { type Node, plain } from '../../schema/node.ts';
import type { AccessCheck, Remedy } from '../service.ts';
import type { Attachment, Role, User } from './definition.ts';
import type { Explanation, GateReport, StatementReport } from './evaluation/explain.ts';
import { needsResourcePolicy } from './evaluation/gates.ts';
import { policyWord } from './evaluation/message.ts';
import { shownValue, statementName } from './evaluation/trace.ts';
import type { PolicyRequest, Principal } from './policy/request.ts';
import { NO, YES } from './policy/ternary.ts';
import { findManaged } from './store/policies.ts';
import { accountById, type IdentityView } from './store/view.ts';

export type Advice = Remedy;

/** What advice rests on besides the explanation. */
export interface Advised {
  /** The user or role that calls. */
  readonly owner?: User | Role | undefined;
  /** Where the resource's own policy can be changed, and what it says now. */
  readonly policyPath?: string | undefined;
  readonly resourcePolicy?: Node | undefined;
  /** What the resource's own service advises. */
  readonly remedy?: AccessCheck['remedy'];
}

/** What would let a denied request pass: one change for every gate that blocks it. */
export function adviseOn(view: IdentityView, explanation: Explanation, advised: Advised): readonly Advice[] {
  const { deciding, alsoBlocking, decision } = explanation;
  if (deciding === undefined || (decision !== 'explicit-deny' && decision !== 'implicit-deny')) return [];
  const adviser = new Adviser(view, explanation, advised);
  return [deciding, ...alsoBlocking].map((report) => adviser.on(report));
}

/** All changes as one, to be tried at once. */
export interface SmallestChange {
  readonly says: string;
  /** The map of a `change` step. */
  readonly change: { readonly [path: string]: Json };
}

/** The advice as one change; undefined where part of it cannot be written as one. */
export function smallestChange(advice: readonly Advice[]): SmallestChange | undefined {
  const changes = advice.flatMap(({ change }) => change ?? []);
  if (changes.length === 0 || changes.length < advice.length) return undefined;
  return {
    says: changes.map(({ says }) => says).join('; '),
    change: Object.fromEntries(changes.map(({ path, value }) => [path, value])),
  };
}

/** A value that replaces another at a path of the accounts. */
interface Replacement {
  readonly path: string;
  readonly value: Json;
}

class Adviser {
  readonly #view: IdentityView;
  readonly #explanation: Explanation;
  readonly #advised: Advised;

  constructor(view: IdentityView, explanation: Explanation, advised: Advised) {
    this.#view = view;
    this.#explanation = explanation;
    this.#advised = advised;
  }

  on(report: GateReport): Advice {
    const { gate, outcome, decisive } = report;
    const deny = outcome === 'explicit-deny' ? decisive?.policy.at : undefined;
    const remedy = gate.kind === 'resource' ? this.#advised.remedy?.({ deny }) : undefined;
    if (remedy !== undefined) return remedy;
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
    const { owner } = this.#advised;
    const found =
      gate.kind === 'resource'
        ? this.#resourceChange()
        : gate.kind === 'identity'
          ? owner && this.#identityChange(owner)
          : gate.kind === 'boundary'
            ? owner && this.#boundaryChange(owner)
            : undefined;
    const { action, resource } = this.#request;
    return found && { says: `${gate.at}: + allow ${action} on ${resource}`, ...found };
  }

  /** One more inline policy beside what is attached. */
  #identityChange(owner: User | Role): Replacement | undefined {
    const attached = owner.policies.map(attachmentJson);
    if (attached.includes(undefined)) return undefined;
    const name = `allow-${this.#request.action.slice(this.#request.action.indexOf(':') + 1)}`;
    const added = { name, Version: '2012-10-17', Statement: [this.#statement()] };
    const kind = 'groups' in owner ? 'users' : 'roles';
    return {
      path: `${pathPart(owner.account)}.iam.${kind}.${pathPart(owner.name)}.policies`,
      value: [...(attached as Json[]), added],
    };
  }

  #boundaryChange(owner: User | Role): Replacement | undefined {
    const boundary =
      owner.permissionsBoundary && findManaged(this.#view, owner.account, owner.permissionsBoundary.name);
    if (boundary?.document === undefined) return undefined;
    return {
      path: `${pathPart(boundary.account)}.iam.policies.${pathPart(boundary.name)}`,
      value: withStatement(boundary.document, this.#statement()),
    };
  }

  /** A statement in the resource's own policy; that of a role, its trust policy, names no resource. */
  #resourceChange(): Replacement | undefined {
    const { policyPath, resourcePolicy } = this.#advised;
    if (policyPath === undefined) return undefined;
    const { action, resource, principal } = this.#request;
    const isTrust = needsResourcePolicy(this.#request) && action.toLowerCase().startsWith('sts:');
    const statement = {
      Effect: 'Allow',
      Principal: principalJson(principal),
      Action: action,
      ...(isTrust ? {} : { Resource: resource }),
    };
    return { path: policyPath, value: withStatement(resourcePolicy, statement) };
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
export function pathPart(name: string): string {
  return /[."']/.test(name) ? `"${name}"` : name;
}

function attachmentJson(attachment: Attachment): Json | undefined {
  if (attachment.kind === 'managed') return attachment.policy;
  if (attachment.kind === 'unknown') return undefined;
  return { name: attachment.name, document: plain(attachment.document) as Json };
}

/** A document with one more statement; a new one where there is none. */
function withStatement(document: Node | undefined, statement: { readonly [key: string]: Json }): Json {
  const given = document === undefined ? { Version: '2012-10-17' } : plain(document);
  const { Statement: statements, ...rest } = given as { readonly [key: string]: Json };
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
