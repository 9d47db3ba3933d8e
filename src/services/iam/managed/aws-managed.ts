import type { Source } from '../../../core/source.ts';
import { type Node, nodeFrom } from '../../../schema/node.ts';
import bundled from './aws-managed-policies.json' with { type: 'json' };

/** A policy that AWS maintains. */
export interface AwsManagedPolicy {
  readonly name: string;
  readonly arn: string;
  readonly document: Node;
}

interface Bundled {
  readonly name: string;
  readonly arn: string;
  readonly document: unknown;
}

const byName = new Map((bundled as readonly Bundled[]).map((policy) => [policy.name, policy]));
const read = new Map<string, AwsManagedPolicy>();

/** Whether an ARN is one of AWS's own policies. */
export function isAwsManagedArn(text: string): boolean {
  return /^arn:[^:]+:iam::aws:policy\//.test(text);
}

/** The AWS managed policy of a name or ARN; undefined for one that does not come with the sandbox. */
export function awsManagedPolicy(text: string): AwsManagedPolicy | undefined {
  const policy = byName.get(isAwsManagedArn(text) ? text.slice(text.lastIndexOf('/') + 1) : text);
  if (policy === undefined || (isAwsManagedArn(text) && policy.arn !== text)) return undefined;
  let known = read.get(policy.name);
  if (known === undefined) {
    const source: Source = { path: policy.arn, text: JSON.stringify(policy.document, null, 2) };
    known = { name: policy.name, arn: policy.arn, document: nodeFrom(policy.document, { source, offset: 0 }) };
    read.set(policy.name, known);
  }
  return known;
}

export function awsManagedNames(): readonly string[] {
  return [...byName.keys()];
}
