import type { Node } from '../../../schema/node.ts';
import { type Compiled, compilePolicy, type PolicyOptions } from './grammar/compile.ts';
import type { Policy, PolicyKind, PolicyName } from './policy.ts';
import { PolicySet } from './policy-set.ts';

const compiledByNode = new WeakMap<Node, Map<string, Compiled>>();

/** A document compiled and checked, once for each document, kind and name; the first call's options count. */
export function checked(node: Node, kind: PolicyKind, name: PolicyName, options?: PolicyOptions): Compiled {
  let known = compiledByNode.get(node);
  if (known === undefined) {
    known = new Map();
    compiledByNode.set(node, known);
  }
  const key = `${kind} ${name.at} ${name.name}`;
  let result = known.get(key);
  if (result === undefined) {
    result = compilePolicy(node, kind, name, options);
    known.set(key, result);
  }
  return result;
}

/** The compiled form of a document; what is wrong with it was reported when the scenario was read. */
export function compiled(node: Node, kind: PolicyKind, name: PolicyName): Policy {
  return checked(node, kind, name).policy;
}

const setsByPolicy = new WeakMap<Policy, PolicySet>();

/** Policies as a set. The set of a single policy is made once; whoever asks a longer list often keeps its set. */
export function setOf(policies: readonly Policy[]): PolicySet {
  const [only, ...more] = policies;
  if (only === undefined || more.length > 0) return new PolicySet(policies);
  let set = setsByPolicy.get(only);
  if (set === undefined) {
    set = new PolicySet(policies);
    setsByPolicy.set(only, set);
  }
  return set;
}
