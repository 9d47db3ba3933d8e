import type { Place } from '../../../src/core/source.ts';
import { nodeFrom } from '../../../src/schema/node.ts';
import { parseYaml } from '../../../src/schema/yaml.ts';
import { principalKeys } from '../../../src/services/iam/context/principal-keys.ts';
import {
  type ApplicablePolicies,
  type Authorization,
  authorizationOf,
  type Compiled,
  type ContextValue,
  compilePolicy,
  contextOf,
  type PolicyKind,
  PolicySet,
  principalOf,
} from '../../../src/services/iam/index.ts';

export const PLACE: Place = { source: { path: 'test.yaml', text: '' }, offset: 0 };
export const ACCOUNT = '111122223333';
export const OTHER = '444455556666';
export const ANN = `arn:aws:iam::${ACCOUNT}:user/ann`;

/** A statement with `Effect: Allow` and everything else wide, unless told. */
export type StatementJson = { readonly [key: string]: unknown };

export const allow = (more: StatementJson = {}): StatementJson => ({
  Effect: 'Allow',
  Action: '*',
  Resource: '*',
  ...more,
});
export const deny = (more: StatementJson = {}): StatementJson => ({
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  ...more,
});

export function compileJson(document: unknown, kind: PolicyKind = 'identity'): Compiled {
  return compilePolicy(nodeFrom(document, PLACE), kind, { name: 'test', at: 'test' });
}

/** Compiles a document as it stands in a file, places and all. */
export function compileText(text: string, kind: PolicyKind = 'identity'): Compiled {
  const { node, diagnostics } = parseYaml({ path: 'policy.yaml', text });
  if (node === undefined) throw new Error(JSON.stringify(diagnostics));
  return compilePolicy(node, kind, { name: 'test', at: 'test' });
}

export function policies(kind: PolicyKind, ...statements: readonly StatementJson[]): PolicySet {
  return new PolicySet([compileJson({ Version: '2012-10-17', Statement: statements }, kind).policy]);
}

/** A question about `s3:GetObject` on one object of the account, unless told. */
export function question(options: {
  readonly principal?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly resourceAccount?: string;
  readonly context?: { readonly [key: string]: ContextValue };
  readonly userArn?: string;
  readonly policies?: ApplicablePolicies;
}): Authorization {
  const principal = principalOf(options.principal ?? ANN);
  if (principal === undefined) throw new Error(`${options.principal} is no principal`);
  const known = options.userArn === undefined ? principal : { ...principal, userArn: options.userArn };
  return authorizationOf({
    principal: known,
    action: options.action ?? 's3:GetObject',
    resource: options.resource ?? 'arn:aws:s3:::data/k.txt',
    resourceAccount: options.resourceAccount ?? ACCOUNT,
    context: contextOf(principalKeys(known), options.context ?? {}),
    policies: options.policies ?? {},
  });
}
