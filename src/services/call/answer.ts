import type { Simulation } from '../../core/simulation.ts';
import {
  accountById,
  deniedMessage,
  type Explanation,
  explain,
  hasIdentities,
  inOrganization,
  requestEntry,
} from '../iam/index.ts';
import type { AccessAnswer, AccessCheck, ApiRequest } from '../service.ts';
import { authorizationFor, type Surroundings } from './authorization.ts';
import { entry } from './reasons.ts';

/** The answer to one check, with the explanation it was taken from; none where nothing is authorized. */
export interface Answered extends AccessAnswer {
  readonly explanation?: Explanation | undefined;
}

/**
 * Puts a check to the policies.
 * @modelChoice In a scenario without identities a call that names no caller is not authorized.
 */
export function answerCheck(
  simulation: Simulation,
  request: ApiRequest,
  check: AccessCheck,
  around: Surroundings & { readonly anybody: boolean },
): Answered {
  const before = check.trace ?? [];
  if (around.anybody && !hasIdentities(simulation.definition)) {
    const trace = [...before, entry('no-identities', check.at ?? check.resource, { action: check.action })];
    return { check, decision: 'allowed', trace };
  }
  const explanation = explain(authorizationFor(simulation, request, check, around));
  return {
    check,
    decision: explanation.decision,
    message: deniedMessage(explanation),
    trace: [...before, requestEntry(explanation)],
    explanation,
  };
}

/** Whether caller and resource belong to one account or one organization. */
export function areRelated({ definition }: Simulation, request: ApiRequest, check: AccessCheck): boolean {
  const own = request.caller.accountId;
  const resourceAccount = check.controlAccount ?? check.resourceAccount;
  if (own === undefined || own === resourceAccount) return own !== undefined;
  const place = (id: string) => {
    const account = accountById(definition, id);
    return account && inOrganization(definition, account.name)?.id;
  };
  return place(own) !== undefined && place(own) === place(resourceAccount);
}
