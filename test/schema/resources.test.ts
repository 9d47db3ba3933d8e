import { expect, test } from 'vitest';
import { object, optional, required } from '../../src/schema/collections.ts';
import { document } from '../../src/schema/document.ts';
import { plain } from '../../src/schema/node.ts';
import { Reader, targetOf } from '../../src/schema/reader.ts';
import { type Kind, named, reference } from '../../src/schema/resources.ts';
import { integer, text } from '../../src/schema/scalars.ts';
import { nodeOf, problemText, reading } from './reading.ts';

const VPC: Kind = {
  service: 'ec2',
  name: 'vpc',
  label: 'VPC',
  idPrefix: 'vpc-',
  arn: ({ id, region }, _, vpc) => `arn:aws:ec2:${region}:${id}:vpc/${vpc}`,
};
const SUBNET: Kind = { service: 'ec2', name: 'subnet', label: 'subnet', aliases: ['net'], idPrefix: 'subnet-' };

const network = object({
  vpcs: optional(named(VPC, object({ size: optional(integer()), id: optional(text()) }))),
  subnets: optional(named(SUBNET, object({ vpc: required(reference(VPC)), beside: optional(reference(SUBNET, VPC)) }))),
});

function read(yaml: string) {
  const reader = new Reader(() => ({ problem: 'no files here' }));
  reader.account = { name: 'shop', id: '111122223333', region: 'ap-northeast-1' };
  const value = network.read(nodeOf(yaml), reader);
  reader.account = undefined;
  reader.link();
  return { value, reader, problems: reader.diagnostics.map(problemText) };
}

test('named things get AWS ids and ARNs from their names, or keep the real ones', () => {
  const { value, problems } = read('vpcs: { main: {}, vpc-0a1b2c3d: {}, old: { id: vpc-1234abcd } }\n');
  expect(problems).toEqual([]);
  const ids = [...(value?.vpcs?.values() ?? [])].map(({ id, address }) => [address, id]);
  expect(ids).toEqual([
    ['shop/vpc/main', expect.stringMatching(/^vpc-0[0-9a-f]{16}$/)],
    ['shop/vpc/vpc-0a1b2c3d', 'vpc-0a1b2c3d'],
    ['shop/vpc/old', 'vpc-1234abcd'],
  ]);
  expect(value?.vpcs?.get('old')?.arn).toBe('arn:aws:ec2:ap-northeast-1:111122223333:vpc/vpc-1234abcd');
  expect(read('vpcs: { main: {} }').value?.vpcs?.get('main')?.id).toBe(ids[0]?.[1]);
});

test.each([
  'main',
  'vpc/main',
  'shop/main',
  'shop/vpc/main',
  'vpc-1234abcd',
  'arn:aws:ec2:ap-northeast-1:111122223333:vpc/vpc-1234abcd',
])('a reference by %s', (form) => {
  const { value, problems } = read(`vpcs: { main: { id: vpc-1234abcd } }\nsubnets: { a: { vpc: "${form}" } }\n`);
  expect(problems).toEqual([]);
  const vpc = value?.subnets?.get('a')?.vpc;
  expect(vpc && targetOf(vpc).address).toBe('shop/vpc/main');
});

test('references that lead nowhere or to several things', () => {
  expect(read('vpcs: { main: {} }\nsubnets: { a: { vpc: mian }, b: { vpc: a } }\n').problems).toEqual([
    '2:22 dangling-reference: there is no VPC mian (main?)',
    '2:40 dangling-reference: there is no VPC a',
  ]);
  expect(read('vpcs: { x: {} }\nsubnets: { x: { vpc: x, beside: x } }\n').problems).toEqual([
    '2:33 ambiguous-reference: x could be any of shop/vpc/x, shop/subnet/x',
  ]);
});

test('a kind may be called by further words', () => {
  expect(read('vpcs: { a: {} }\nsubnets: { s: { vpc: a, beside: net/s } }\n').problems).toEqual([]);
});

test('a document stands as YAML, as JSON text, or in a file', () => {
  const policy = document('a policy');
  const wanted = { Version: '2012-10-17' };
  const open = (path: string) =>
    path === 'p.json' ? { source: { path, text: JSON.stringify(wanted) } } : { problem: `${path} lies outside` };
  for (const yaml of ['Version: "2012-10-17"', `'{ "Version": "2012-10-17" }'`, '{ file: p.json }']) {
    const { value, problems } = reading(policy, yaml, open);
    expect(problems).toEqual([]);
    expect(value && plain(value)).toEqual(wanted);
  }
  expect(reading(policy, '{ file: ../x.json }', open).problems).toEqual(['1:9 file-refused: ../x.json lies outside']);
  expect(reading(policy, `'{ "Version": '`, open).problems[0]).toMatch(/yaml-syntax/);
});
