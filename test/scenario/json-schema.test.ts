import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bundledScenarios } from '../../src/cli/sources.ts';
import { scenarioJsonSchema } from '../../src/scenario/json-schema.ts';
import type { JsonSchema } from '../../src/schema/json-schema.ts';
import { plain } from '../../src/schema/node.ts';
import { nodeOf } from '../schema/reading.ts';

const schema = await scenarioJsonSchema();

/** What a value violates, as an editor would mark it; the part of JSON Schema that `JsonSchema` knows. */
function violations(value: unknown, json: JsonSchema, path = ''): readonly string[] {
  const wrong = (what: string) => [`${path || '/'}: ${what}`];
  if (json.anyOf !== undefined) {
    const forms = json.anyOf.map((form) => violations(value, form, path));
    if (!forms.some((found) => found.length === 0))
      return forms.sort((one, other) => one.length - other.length)[0] ?? [];
  }
  if (json.const !== undefined && value !== json.const) return wrong(`not ${json.const}`);
  if (json.enum !== undefined && !json.enum.includes(value)) return wrong(`none of ${json.enum.join(', ')}`);
  const types = typeof json.type === 'string' ? [json.type] : json.type;
  if (types !== undefined && !types.some((type) => isOf(value, type)))
    return wrong(`not of type ${types.join(' or ')}`);
  if (typeof value === 'string' && json.pattern !== undefined && !new RegExp(json.pattern, 'u').test(value))
    return wrong(`not like ${json.pattern}`);
  if (typeof value === 'number' && (value < (json.minimum ?? value) || value > (json.maximum ?? value)))
    return wrong('out of bounds');
  if (Array.isArray(value)) {
    if (value.length < (json.minItems ?? 0)) return wrong('too short');
    return json.items === undefined
      ? []
      : value.flatMap((item, index) => violations(item, json.items ?? {}, `${path}/${index}`));
  }
  return typeof value === 'object' && value !== null ? memberViolations(value, json, path) : [];
}

function memberViolations(value: object, json: JsonSchema, path: string): readonly string[] {
  const missing = (json.required ?? []).filter((key) => !Object.hasOwn(value, key)).map((key) => `${path}: no ${key}`);
  const wrong = Object.entries(value).flatMap(([key, member]) => {
    const known = memberSchema(key, json);
    return known === false ? [`${path}/${key}: unknown key`] : violations(member, known, `${path}/${key}`);
  });
  return [...missing, ...wrong];
}

/** The schema of a member; false where there must be none. */
function memberSchema(key: string, json: JsonSchema): JsonSchema | false {
  const { properties = {}, patternProperties = {}, additionalProperties = {} } = json;
  const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
  const like = Object.entries(patternProperties).find(([pattern]) => new RegExp(pattern, 'u').test(key))?.[1];
  return own ?? like ?? (additionalProperties === true ? {} : additionalProperties);
}

function isOf(value: unknown, type: string): boolean {
  if (type === 'object') return typeof value === 'object' && !Array.isArray(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

test.each(bundledScenarios())('an editor finds nothing wrong with $name', ({ path }) => {
  expect(violations(plain(nodeOf(readFileSync(path, 'utf8'))), schema)).toEqual([]);
});

test.each([
  ['titel: x', '/titel: unknown key'],
  ['accounts: { shop: {} }', '/accounts/shop: no id'],
  ['accounts: { shop: { id: 111122223333 } }', '/accounts/shop/id: not of type string'],
  [
    'accounts: { shop: { id: "111122223333", ec2: { vpcs: { a: { cidrblock: 10.0.0.0/16 } } } } }',
    '/accounts/shop/ec2/vpcs/a/cidrblock: unknown key',
  ],
  ['steps: [{ wiat: 1s }]', '/steps/0/wiat: unknown key'],
])('an editor marks %s', (yaml, violation) => {
  expect(violations(plain(nodeOf(yaml)), schema)).toContain(violation);
});
