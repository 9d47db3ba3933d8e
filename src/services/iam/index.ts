/**
 * The front of IAM. Compile policies once with `compilePolicy`, put them into sets, and ask many times: `authorize`
 * gives the decision alone, `explain` the same decision with every gate and statement it was made from.
 */
export { type AuthorizationParts, authorizationOf } from './evaluation/authorization.ts';
export { authorize, type Decision } from './evaluation/authorize.ts';
export {
  type ElementReport,
  type Explanation,
  explain,
  type GateOutcome,
  type GateReport,
  type StatementReport,
} from './evaluation/explain.ts';
export type { ApplicablePolicies, Authorization, Gate, GateKind, PolicyLevel } from './evaluation/gates.ts';
export { deniedMessage } from './evaluation/message.ts';
export { compiled, setOf } from './policy/compiled.ts';
export { type ContextValue, contextOf, type RequestContext, UNKNOWN } from './policy/context.ts';
export { type Compiled, compilePolicy } from './policy/grammar/compile.ts';
export { type Policy, type PolicyKind, type PolicyName, unknownPolicy } from './policy/policy.ts';
export { PolicySet } from './policy/policy-set.ts';
export { type Principal, principalOf } from './policy/request.ts';
