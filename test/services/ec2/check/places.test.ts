import { expect, test } from 'vitest';
import { readScenario } from '../../../../src/scenario/scenario.ts';

const BASE = {
  vpcs: ['main: { cidrBlock: 10.0.0.0/16 }', 'other: { cidrBlock: 10.1.0.0/16 }'],
  subnets: [
    'a: { vpc: main, availabilityZone: a, cidrBlock: 10.0.0.0/24 }',
    'c: { vpc: main, availabilityZone: c, cidrBlock: 10.0.3.0/24 }',
    'far: { vpc: other, availabilityZone: d, cidrBlock: 10.1.0.0/24 }',
  ],
  internetGateways: ['igw: { vpc: main }'],
  routeTables: ['theirs: { vpc: other }'],
  securityGroups: ['foreign: { vpc: other }'],
};

/** The problems of an account where some lines are added: `code: what the place points at`. */
async function problems(more: Readonly<Record<string, string>>, region = 'ap-northeast-1'): Promise<readonly string[]> {
  const kinds = new Set([...Object.keys(BASE), ...Object.keys(more)]);
  const lines = [...kinds].flatMap((kind) => {
    const things = [...(BASE[kind as keyof typeof BASE] ?? []), ...(more[kind]?.split('\n') ?? [])];
    return [`      ${kind}:`, ...things.map((line) => `        ${line}`)];
  });
  const account = ['accounts:', '  shop:', '    id: "111122223333"', `    region: ${region}`, '    ec2:'];
  const text = [...account, ...lines, ''].join('\n');
  const { diagnostics } = await readScenario({ path: 'x.yaml', text });
  return diagnostics.map(({ code, place }) => {
    const rest = place.source.text.slice(place.offset);
    return `${code}: ${/^[{[]|^[^,\]}\n]+/.exec(rest)?.[0]?.trim()}`;
  });
}

test.each<readonly [string, Readonly<Record<string, string>>, string]>([
  ['a zone', { subnets: 'b: { vpc: main, availabilityZone: q, cidrBlock: 10.0.1.0/24 }' }, 'unknown-zone: q'],
  [
    'an overlap',
    { subnets: 'b: { vpc: main, availabilityZone: a, cidrBlock: 10.0.0.128/25 }' },
    'overlapping-blocks: 10.0.0.128/25',
  ],
  [
    'a block outside the VPC',
    { subnets: 'b: { vpc: main, availabilityZone: a, cidrBlock: 10.9.0.0/24 }' },
    'block-outside-vpc: 10.9.0.0/24',
  ],
  [
    'the second of two further blocks',
    { vpcs: 'v: { cidrBlock: 10.5.0.0/16, secondaryCidrBlocks: [10.6.0.0/16, 192.168.0.0/16] }' },
    'restricted-block: 192.168.0.0/16',
  ],
  [
    'a route table of another VPC',
    { subnets: 'b: { vpc: main, availabilityZone: a, cidrBlock: 10.0.1.0/24, routeTable: theirs }' },
    'other-vpc: theirs',
  ],
  [
    'an address that AWS reserves',
    { instances: 'i: { subnet: a, privateIpAddress: 10.0.0.1 }' },
    'reserved-address: 10.0.0.1',
  ],
  [
    'a secondary address outside its subnet',
    { instances: 'i: { subnet: a, secondaryPrivateIpAddresses: [10.0.0.9, 10.0.9.9] }' },
    'address-outside-subnet: 10.0.9.9',
  ],
  [
    'an address taken twice',
    {
      instances:
        'i: { subnet: a, privateIpAddress: 10.0.0.9 }\nj: { networkInterfaces: [{ subnet: a, privateIpAddress: 10.0.0.9 }] }',
    },
    'duplicate-address: 10.0.0.9',
  ],
  [
    'the address of a NAT gateway',
    { natGateways: 'n: { subnet: a, connectivityType: private, privateIpAddress: 10.0.0.2 }' },
    'reserved-address: 10.0.0.2',
  ],
  ['a group of another VPC', { instances: 'i: { subnet: a, securityGroups: [foreign] }' }, 'other-vpc: foreign'],
  [
    "a group of another VPC at an endpoint's interface",
    { vpcEndpoints: 'e: { vpc: main, type: Interface, service: sqs, subnets: [a], securityGroups: [foreign] }' },
    'other-vpc: foreign',
  ],
  [
    'subnets of a gateway endpoint',
    { vpcEndpoints: 'e: { vpc: main, type: Gateway, service: s3, subnets: [a] }' },
    'wrong-endpoint: [',
  ],
  [
    'a service without a gateway endpoint',
    { vpcEndpoints: 'e: { vpc: main, type: Gateway, service: sqs }' },
    'wrong-endpoint: sqs',
  ],
  [
    'zones of a zonal NAT gateway',
    { natGateways: 'n: { subnet: a, connectivityType: private, availabilityZones: [a] }' },
    'wrong-nat-gateway: [',
  ],
  [
    'a second Elastic IP association',
    {
      elasticIps: 'e: {}',
      natGateways: 'm: { subnet: a, elasticIp: e }\nn: { subnet: c, elasticIp: e }',
    },
    'duplicate-association: e',
  ],
  [
    'a stranger among the subnets of an attachment',
    {
      transitGateways: 't: {}',
      transitGatewayVpcAttachments: 'x: { transitGateway: t, vpc: main, subnets: [a, far] }',
    },
    'other-vpc: far',
  ],
  ['a second internet gateway', { internetGateways: 'second: { vpc: main }' }, 'second-gateway: main'],
  [
    'a second main route table',
    { routeTables: 'r: { vpc: main, main: true }\ns: { vpc: main, main: true }' },
    'duplicate-default: true',
  ],
  [
    'a peering with itself',
    { vpcPeeringConnections: 'p: { requesterVpc: main, accepterVpc: vpc/main }' },
    'wrong-peering: vpc/main',
  ],
])('%s is reported at its own value', async (_, more, expected) => {
  expect(await problems(more)).toEqual([expected]);
});

test('a Region that nobody knows is the account’s, once, however many VPCs lie in it', async () => {
  const found = await problems({}, 'xx-north-1');
  expect(found.filter((one) => one.startsWith('unknown-region'))).toEqual(['unknown-region: xx-north-1']);
});

test.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    'an instance in a subnet of a misspelt VPC',
    {
      subnets: 'b: { vpc: mian, availabilityZone: a, cidrBlock: 10.0.1.0/24 }',
      instances: 'i: { subnet: b }',
    },
    ['dangling-reference: mian'],
  ],
  ['an instance in a misspelt subnet', { instances: 'i: { subnet: nowhere }' }, ['dangling-reference: nowhere']],
  ['an instance whose subnet is no name at all', { instances: 'i: { subnet: [a] }' }, ['wrong-type: [']],
  [
    'an instance in a subnet whose block is wrong',
    {
      subnets: 'b: { vpc: main, availabilityZone: a, cidrBlock: 10.0.1.0/33 }',
      instances: 'i: { subnet: b, privateIpAddress: 10.0.1.9 }',
    },
    ['wrong-value: 10.0.1.0/33'],
  ],
  [
    'a subnet in a further block that is wrong',
    {
      vpcs: 'v: { cidrBlock: 10.5.0.0/16, secondaryCidrBlocks: [10.6.0.0/8] }',
      subnets: 'b: { vpc: v, availabilityZone: a, cidrBlock: 10.6.1.0/24 }',
    },
    ['cidr-size: 10.6.0.0/8'],
  ],
  [
    'a table that routes to an attachment of a misspelt VPC',
    {
      transitGateways: 't: {}',
      transitGatewayVpcAttachments: 'x: { transitGateway: t, vpc: mian, subnets: [a] }',
      transitGatewayRouteTables: 'r: { transitGateway: t, propagations: [x] }',
    },
    ['dangling-reference: mian'],
  ],
  [
    'an interface of a misspelt group',
    { instances: 'i: { subnet: a, securityGroups: [wbe] }' },
    ['dangling-reference: wbe'],
  ],
  ['a NAT gateway in a misspelt subnet', { natGateways: 'n: { subnet: nowhere }' }, ['dangling-reference: nowhere']],
])('%s: only the cause is reported', async (_, more, expected) => {
  expect(await problems(more)).toEqual(expected);
});
