import type { Node } from '../../../schema/node.ts';
import { compilePolicy } from './grammar/compile.ts';
import type { Policy, PolicyKind, PolicyName } from './policy.ts';
import { PolicySet } from './policy-set.ts';

const policiesByNode = new WeakMap<Node, Map<string, Policy>>();

/** The compiled form of a document that has been checked, made once for each document and name. */
export function compiled(node: Node, kind: PolicyKind, name: PolicyName): Policy {
  let known = policiesByNode.get(node);
  if (known === undefined) {
    known = new Map();
    policiesByNode.set(node, known);
  }
  const key = `${kind} ${name.at} ${name.name}`;
  let policy = known.get(key);
  if (policy === undefined) {
    policy = compilePolicy(node, kind, name).policy;
    known.set(key, policy);
  }
  return policy;
}

const setsByPolicies = new WeakMap<readonly Policy[], PolicySet>();

/** The set of a list of policies, made once for each list. */
export function setOf(policies: readonly Policy[]): PolicySet {
  let set = setsByPolicies.get(policies);
  if (set === undefined) {
    set = new PolicySet(policies);
    setsByPolicies.set(policies, set);
  }
  return set;
}
