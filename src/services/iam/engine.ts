/**
 * The policy engine alone, without a scenario: compile documents once, ask many times. `authorize` gives the decision,
 * `explain` the same decision with every gate and statement it was made from, `deniedMessage` AWS's words for a denial.
 */
import type { Source } from '../../core/source.ts';
import { nodeFrom } from '../../schema/node.ts';
import { parseYaml } from '../../schema/yaml.ts';
import { type Compiled, compilePolicy } from './policy/grammar/compile.ts';
import { type PolicyKind, type PolicyName, unknownPolicy } from './policy/policy.ts';

export { principalKeys } from './context/principal-keys.ts';
export { type AuthorizationParts, authorizationOf } from './evaluation/authorization.ts';
export { authorize, type Decision } from './evaluation/authorize.ts';
export { type Explanation, explain } from './evaluation/explain.ts';
export type { ApplicablePolicies, Authorization, PolicyLevel } from './evaluation/gates.ts';
export { deniedMessage } from './evaluation/message.ts';
export { type ContextValue, contextOf, UNKNOWN } from './policy/context.ts';
export type { Policy, PolicyKind, PolicyName } from './policy/policy.ts';
export { PolicySet } from './policy/policy-set.ts';
export { type Principal, principalOf } from './policy/request.ts';
export type { Compiled };

/**
 * Compiles a document given as plain data, or as the text of a JSON or YAML file; what is wrong with it comes back beside
 * the policy, of a text with its places. A document with errors is one AWS would refuse: it never grants, its denies stand.
 * One that is only too long is told of and counts all the same.
 */
export function compileDocument(
  document: unknown,
  kind: PolicyKind,
  name: PolicyName = { name: 'policy', at: 'policy' },
): Compiled {
  const source: Source = { path: name.name, text: typeof document === 'string' ? document : '' };
  if (typeof document !== 'string')
    return withoutGrants(compilePolicy(nodeFrom(document, { source, offset: 0 }), kind, name));
  const { node, diagnostics } = parseYaml(source);
  if (node !== undefined) {
    const compiled = compilePolicy(node, kind, name);
    return withoutGrants({ ...compiled, diagnostics: [...diagnostics, ...compiled.diagnostics] });
  }
  return { policy: { ...unknownPolicy(kind, name), unknown: false }, diagnostics };
}

function withoutGrants(compiled: Compiled): Compiled {
  const { policy, diagnostics } = compiled;
  if (!diagnostics.some(({ severity, code }) => severity === 'error' && code !== 'LimitExceeded')) return compiled;
  return {
    policy: { ...policy, statements: policy.statements.filter(({ effect }) => effect !== 'Allow') },
    diagnostics,
  };
}
