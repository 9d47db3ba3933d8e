/**
 * The front of IAM. Compile policies once with `compilePolicy`, put them into sets, and ask many times: `authorize`
 * gives the decision alone, `explain` the same decision with every gate and statement it was made from.
 */

export { type Advice, adviseOn, pathPart, smallestChange } from './advice.ts';
export { principalKeys } from './context/principal-keys.ts';
export { tagsContext } from './context/tags.ts';
export type { IdentityProvider, InstanceProfile, Role, User } from './definition.ts';
export { type AuthorizationParts, authorizationOf } from './evaluation/authorization.ts';
export { authorize, type Decision } from './evaluation/authorize.ts';
export {
  decidingAddress,
  type ElementReport,
  type Explanation,
  explain,
  type GateOutcome,
  type GateReport,
  type StatementReport,
} from './evaluation/explain.ts';
export { type PrincipalForm, principalForms } from './evaluation/forms.ts';
export type { ApplicablePolicies, Authorization, Gate, GateKind, PolicyLevel } from './evaluation/gates.ts';
export { deniedMessage } from './evaluation/message.ts';
export { gateEntry, requestEntry } from './evaluation/trace.ts';
export { base32Of } from './ids.ts';
export { checked, compiled, setOf } from './policy/compiled.ts';
export { type ContextValue, contextOf, type RequestContext, UNKNOWN } from './policy/context.ts';
export { type Compiled, compilePolicy } from './policy/grammar/compile.ts';
export { SERVICE_PREFIXES } from './policy/grammar/service-prefixes.ts';
export { type Policy, type PolicyKind, type PolicyName, unknownPolicy } from './policy/policy.ts';
export { PolicySet } from './policy/policy-set.ts';
export { DELEGATED, grantOf } from './policy/principal-element.ts';
export { isFederatedDomain, type Principal, principalOf } from './policy/request.ts';
export type { Statement } from './policy/statement.ts';
export { service } from './service.ts';
export { inOrganization } from './store/organization.ts';
export { attachedPolicies, managedPolicy } from './store/policies.ts';
export {
  canonicalIdOf,
  federatedUserPrincipal,
  findInstanceProfile,
  findRole,
  findUser,
  identitiesNamed,
  rootPrincipal,
  sessionPrincipal,
  userPrincipal,
} from './store/principals.ts';
export { compiledApplied, compiledTrust, TRUST_POLICY, trustPolicyOf } from './store/trust.ts';
export { accountById, hasIdentities, type IdentityView, identitiesOf, viewDuring, viewOf } from './store/view.ts';
