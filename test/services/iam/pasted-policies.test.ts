import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Node } from '../../../src/schema/node.ts';
import { authorize, compilePolicy, type PolicyKind, PolicySet } from '../../../src/services/iam/index.ts';
import { type Played, play } from '../play.ts';
import { ANN, question } from './helpers.ts';

interface Example {
  readonly name: string;
  readonly kind: 'identity' | 'bucket' | 'trust' | 'scp' | 'rcp' | 'endpoint';
  readonly page: string;
  readonly document: unknown;
  readonly asks: readonly (readonly [string, string, Record<string, string | readonly string[]>, string])[];
}

const { examples } = JSON.parse(readFileSync('test/data/aws-example-policies.json', 'utf8')) as {
  examples: readonly Example[];
};

/** AWS's pages have blanks and tabs behind the first line of many an example. */
const asOnThePage = (document: unknown) =>
  JSON.stringify(document, null, 4).replace('"Version": "2012-10-17",', '"Version":"2012-10-17",\t\t \t \t ');
const indented = (text: string, by: string) => text.replaceAll('\n', `\n${by}`);

/** Ways in which a document gets behind its key, which is indented by `by`. */
const LAYOUTS: Readonly<Record<string, (document: unknown, by: string) => string>> = {
  'JSON, indented': (document, by) => ` ${indented(asOnThePage(document), `${by}  `)}`,
  'JSON, as it stood on the page': (document) => ` ${asOnThePage(document)}`,
  'JSON, on the lines below the key': (document) => `\n${asOnThePage(document)}`,
  'JSON, indented by tabs': (document) => `\n${JSON.stringify(document, null, '\t')}`,
  'a text of JSON': (document, by) => ` |\n${by}  ${indented(asOnThePage(document), `${by}  `)}`,
  'a quoted text of JSON': (document) => ` '${JSON.stringify(document).replaceAll("'", "''")}'`,
  'a file': () => ' { file: policy.json }',
  YAML: (document, by) => `\n${by}  ${indented(yaml(document), `${by}  `)}`,
};

/** Block YAML, keys and texts quoted only where they must be. */
function yaml(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `- ${indented(yaml(item), '  ')}`).join('\n');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return Object.entries(value)
    .map(([key, inner]) => {
      const isScalar = typeof inner !== 'object';
      return `${key}:${isScalar ? ' ' : '\n  '}${isScalar ? yaml(inner) : indented(yaml(inner), '  ')}`;
    })
    .join('\n');
}

/** A scenario in which the document stands where its kind belongs, and how to find it there. */
const PLACES: Readonly<
  Record<
    Example['kind'],
    { readonly before: string; readonly by: number; readonly after?: string; find(played: Played): Node | undefined }
  >
> = {
  identity: {
    before: '    iam:\n      policies:\n        Example:',
    by: 8,
    find: ({ world }) => world.definition.accounts.get('shop')?.parts.iam?.policies.get('Example')?.document,
  },
  bucket: {
    before: '    s3:\n      buckets:\n        amzn-s3-demo-bucket:\n          policy:',
    by: 10,
    find: ({ world }) => world.runtimes.s3?.buckets.get('amzn-s3-demo-bucket')?.policy as Node | undefined,
  },
  trust: {
    before: '    iam:\n      roles:\n        example:\n          assumeRolePolicyDocument:',
    by: 10,
    find: ({ world }) => world.definition.accounts.get('shop')?.parts.iam?.roles.get('example')?.trust,
  },
  endpoint: {
    before:
      '    ec2:\n      vpcs: { main: { cidrBlock: 10.0.0.0/16 } }\n      vpcEndpoints:\n        s3:\n          vpc: main\n          type: Gateway\n          service: s3\n          policy:',
    by: 10,
    find: () => undefined,
  },
  scp: {
    before: 'organization:\n  root: { accounts: [shop] }\n  serviceControlPolicies:\n    Example:',
    by: 4,
    find: ({ world }) => world.definition.top.organization?.serviceControlPolicies.get('Example')?.document,
  },
  rcp: {
    before: 'organization:\n  root: { accounts: [shop] }\n  resourceControlPolicies:\n    Example:',
    by: 4,
    find: ({ world }) => world.definition.top.organization?.resourceControlPolicies.get('Example')?.document,
  },
};

const scenario = ({ kind, document }: Example, layout: string) => {
  const { before, by } = PLACES[kind];
  const laidOut = LAYOUTS[layout]?.(document, ' '.repeat(by)) ?? '';
  return `accounts:\n  shop:\n    id: "111122223333"\n${before}${laidOut}\nseed: 7\n`;
};

describe('policies of AWS’s pages can be pasted unchanged', () => {
  test.each(Object.keys(LAYOUTS))('as %s', async (layout) => {
    for (const example of examples) {
      const files = { 'policy.json': JSON.stringify(example.document, null, '\t') };
      const played = await play(scenario(example, layout), files);
      expect(played.world.definition.seed, example.name).toBe(7);
      const found = PLACES[example.kind].find(played);
      if (found !== undefined) ask(example, found);
    }
  });
});

/** What the policy alone says to the requests of its example. */
function ask({ name, kind, asks }: Example, document: Node): void {
  const policyKind: PolicyKind = kind === 'bucket' ? 'resource' : kind;
  const { policy } = compilePolicy(document, policyKind, { name, at: name });
  for (const [action, resource, context, expected] of asks) {
    const set = new PolicySet([policy]);
    const asked = question({
      principal: kind === 'bucket' ? '*' : ANN.replace('ann', 'alice'),
      action,
      resource,
      context,
      policies: kind === 'bucket' ? { resource: set } : { identity: set },
    });
    expect(authorize(asked), `${name}: ${action} on ${resource}`).toBe(expected);
  }
}
