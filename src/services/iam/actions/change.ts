import type { Json } from '../../../core/result.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { Schema } from '../../../schema/schema.ts';
import { type AccessCheck, type ApiAction, type ApiFailure, type ApiRequest, defineAction } from '../../service.ts';
import { tagsContext } from '../context/tags.ts';
import type { IamDefinition, Identified, Tags } from '../definition.ts';
import { iamArn } from '../kinds.ts';
import { sever } from '../store/trust.ts';
import { type IdentityView, identitiesOf, viewDuring } from '../store/view.ts';

/** What an API call works on: the identities of the caller's account, and what is around them. */
export interface Work<Parameters> {
  readonly iam: IamDefinition;
  readonly parameters: Parameters;
  readonly request: ApiRequest<Parameters>;
  readonly simulation: Simulation;
  readonly view: IdentityView;
  /** The account's name and id. */
  readonly account: { readonly name: string; readonly id: string };
}

/** What a call made of the identities. */
export interface Changed {
  readonly iam: IamDefinition;
  /** In words: what is different now. */
  readonly what: string;
  readonly at: string;
  readonly response?: Json;
  /** What is gone: trust policies that name it never trust another of its name. */
  readonly deleted?: Identified | undefined;
}

/** The thing a call is about. */
export interface Subject {
  /** `user`, `role`, `group`, `policy`. */
  readonly kind: string;
  readonly name: string;
  readonly known?: (Identified & { readonly tags?: Tags }) | undefined;
}

/** An action that changes identities. */
export function changingAction<Parameters>(options: {
  readonly parameters: Schema<Parameters>;
  readonly subject: (work: Work<Parameters>) => Subject;
  /** Condition keys of the request (`iam:PolicyARN`). */
  readonly context?: (work: Work<Parameters>) => AccessCheck['context'];
  readonly change: (work: Work<Parameters>) => Changed | ApiFailure;
}): ApiAction {
  return defineAction<Parameters>({
    parameters: options.parameters,
    describe: (simulation, request) => {
      const work = workOf(simulation, request);
      const { kind, name, known } = options.subject(work);
      return [
        {
          action: request.action,
          resource: known?.arn ?? iamArn(work.account.id, kind, '/', name),
          at: known?.address ?? `${work.account.name}/${kind}/${name}`,
          resourceAccount: work.account.id,
          context: { ...tagsContext('aws:ResourceTag', known?.tags ?? new Map()), ...options.context?.(work) },
        },
      ];
    },
    perform: (simulation, request) => {
      const work = workOf(simulation, request);
      const changed = options.change(work);
      if ('awsCode' in changed) return { failed: changed };
      keep(work, changed);
      const { what, at, response = null } = changed;
      const looked = { action: request.action, what };
      return { ok: { response, trace: [{ service: 'iam', reason: 'identity-changed', at, verdict: 'pass', looked }] } };
    },
  });
}

function workOf<Parameters>(simulation: Simulation, request: ApiRequest<Parameters>): Work<Parameters> {
  const view = viewDuring(simulation);
  const [first] = simulation.definition.accounts.values();
  const name = request.caller.account ?? first?.name ?? '';
  const account = { name, id: simulation.definition.accounts.get(name)?.id ?? '' };
  return { iam: identitiesOf(view, name), parameters: request.parameters, request, simulation, view, account };
}

function keep({ simulation, account }: Work<unknown>, { iam, deleted }: Changed): void {
  const { identities, generations } = simulation.runtime('iam');
  const changed = new Map(identities).set(account.name, iam);
  if (deleted === undefined) {
    simulation.setRuntime('iam', { identities: changed, generations });
    return;
  }
  const next = new Map(generations).set(deleted.address, (generations.get(deleted.address) ?? 0) + 1);
  simulation.setRuntime('iam', { identities: sever(changed, deleted), generations: next });
}

/** A map with one entry replaced, or taken away. */
export function withEntry<T>(map: ReadonlyMap<string, T>, name: string, value: T | undefined): ReadonlyMap<string, T> {
  const copy = new Map(map);
  if (value === undefined) copy.delete(name);
  else copy.set(name, value);
  return copy;
}
