import { expect, test } from 'vitest';
import { readScenario } from '../../../../src/scenario/scenario.ts';
import { formatDiagnostic } from '../../../../src/schema/diagnostic.ts';

const BASE = {
  vpcs: 'main: { cidrBlock: 10.0.0.0/16 }',
  subnets: 'a: { vpc: main, availabilityZone: a, cidrBlock: 10.0.0.0/24 }',
  internetGateways: 'igw: { vpc: main }',
};

/** What is wrong with an account where some lines are added: `line code message`, the suggestion behind. */
async function problems(more: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const kinds = new Set([...Object.keys(BASE), ...Object.keys(more)]);
  const lines = [...kinds].flatMap((kind) => {
    const things = [BASE[kind as keyof typeof BASE], more[kind]].flatMap((text) => text?.split('\n') ?? []);
    return [`      ${kind}:`, ...things.map((line) => `        ${line}`)];
  });
  const text = [
    'accounts:',
    '  shop:',
    '    id: "111122223333"',
    '    region: ap-northeast-1',
    '    ec2:',
    ...lines,
    '',
  ].join('\n');
  const { diagnostics } = await readScenario({ path: 'x.yaml', text });
  return diagnostics.map((one) => {
    const [first = '', , , ...rest] = formatDiagnostic(one).split('\n');
    const hint = rest.find((line) => line.includes('did you mean'))?.trim();
    return `${one.code}: ${first.replace(/^[^ ]* /, '')}${hint === undefined ? '' : ` (${hint})`}`;
  });
}

test.each([
  [
    'overlapping subnets',
    { subnets: 'b: { vpc: main, availabilityZone: a, cidrBlock: 10.0.0.128/25 }' },
    'overlapping-blocks: error: 10.0.0.128/25 of b overlaps 10.0.0.0/24 of a',
  ],
  [
    'a subnet outside its VPC',
    { subnets: 'b: { vpc: main, availabilityZone: a, cidrBlock: 10.1.0.0/24 }' },
    'block-outside-vpc: error: 10.1.0.0/24 of b is not inside main (10.0.0.0/16)',
  ],
  [
    'a zone that does not exist',
    { subnets: 'b: { vpc: main, availabilityZone: z, cidrBlock: 10.0.1.0/24 }' },
    'unknown-zone: error: there is no Availability Zone z in ap-northeast-1 (did you mean ap-northeast-1a?)',
  ],
  [
    'a VPC that is too large',
    { vpcs: 'big: { cidrBlock: 10.0.0.0/15 }' },
    'cidr-size: error: a /15 is not allowed here',
  ],
  [
    'a VPC that is too small',
    { vpcs: 'small: { cidrBlock: 10.0.0.0/29 }' },
    'cidr-size: error: a /29 is not allowed here',
  ],
  [
    'a link-local VPC',
    { vpcs: 'link: { cidrBlock: 169.254.0.0/16 }' },
    "restricted-block: error: 169.254.0.0/16 is link-local and cannot be a VPC's",
  ],
  [
    'mixed private ranges',
    { vpcs: 'mixed: { cidrBlock: 10.5.0.0/16, secondaryCidrBlocks: [192.168.0.0/16] }' },
    'restricted-block: error: 192.168.0.0/16 cannot be added to mixed: private ranges cannot be mixed, and it has 10.5.0.0/16',
  ],
  [
    'a misspelt key',
    { instances: 'i: { subnet: a, securityGroup: [x] }' },
    'unknown-key: error: unknown key securityGroup (did you mean securityGroups?)',
  ],
  [
    'a dangling reference',
    { instances: 'i: { subnet: aa }' },
    'dangling-reference: error: there is no subnet aa (did you mean a?)',
  ],
  [
    'a port that does not exist',
    { securityGroups: 'g: { vpc: main, ingress: [tcp 99999 from 0.0.0.0/0] }' },
    'wrong-value: error: there is no port 99999',
  ],
  [
    'a misspelt protocol',
    { securityGroups: 'g: { vpc: main, ingress: [tpc 22 from 0.0.0.0/0] }' },
    'wrong-value: error: tpc is not a protocol (did you mean tcp?)',
  ],
  [
    'an egress rule that says from',
    { securityGroups: 'g: { vpc: main, egress: [all from 0.0.0.0/0] }' },
    'wrong-value: error: an egress rule says to, not from',
  ],
  [
    'an address without a length',
    { securityGroups: 'g: { vpc: main, ingress: [tcp 22 from 10.0.0.9] }' },
    'wrong-value: error: 10.0.0.9 has no prefix length (did you mean 10.0.0.9/32?)',
  ],
  [
    'a rule number',
    { networkAcls: 'n: { vpc: main, ingress: { 32767: allow all from 0.0.0.0/0 } }' },
    'wrong-value: error: 32767 is not a rule number',
  ],
  [
    'an address outside its subnet',
    { instances: 'i: { subnet: a, privateIpAddress: 10.0.9.9 }' },
    'address-outside-subnet: error: 10.0.9.9 of i/eth0 is not in a',
  ],
  [
    'a reserved address',
    { instances: 'i: { subnet: a, privateIpAddress: 10.0.0.1 }' },
    'reserved-address: error: 10.0.0.1 is one of the five addresses that AWS reserves in a',
  ],
  [
    'an address twice',
    { instances: 'i: { subnet: a, privateIpAddress: 10.0.0.9 }\nj: { subnet: a, privateIpAddress: 10.0.0.9 }' },
    'duplicate-address: error: 10.0.0.9 of j/eth0 belongs to i/eth0 already',
  ],
  [
    'a second internet gateway',
    { internetGateways: 'igw2: { vpc: main }' },
    'second-gateway: error: shop/vpc/main has the internet gateway igw attached already',
  ],
  [
    'local for what is not the VPC',
    { routeTables: 'r: { vpc: main, routes: { 10.9.0.0/16: local } }' },
    'wrong-route: error: local is only for the blocks of the VPC, not for 10.9.0.0/16',
  ],
  [
    'a gateway inside the VPC',
    { routeTables: 'r: { vpc: main, routes: { 10.0.0.0/24: igw } }' },
    'wrong-route: error: 10.0.0.0/24 is inside the VPC: its target cannot be shop/igw/igw',
  ],
  [
    'a reserved destination',
    { routeTables: 'r: { vpc: main, routes: { 169.254.169.0/24: igw } }' },
    "reserved-destination: error: 169.254.169.0/24 is reserved for AWS's services",
  ],
  [
    'a destination twice',
    { routeTables: 'r: { vpc: main, routes: { 10.9.0.1/16: igw, 10.9.0.0/16: igw } }' },
    'duplicate-name: error: there already is a route to 10.9.0.0/16',
  ],
  [
    'two main tables',
    { routeTables: 'r: { vpc: main, main: true }\ns: { vpc: main, main: true }' },
    'duplicate-default: error: shop/vpc/main has r as its main route table already',
  ],
  [
    'a group of another VPC',
    {
      vpcs: 'two: { cidrBlock: 10.9.0.0/16 }',
      securityGroups: 'g: { vpc: two }',
      instances: 'i: { subnet: a, securityGroups: [g] }',
    },
    'other-vpc: error: g of i/eth0 belongs to shop/vpc/two, not to shop/vpc/main',
  ],
  [
    'peering of overlapping blocks',
    { vpcs: 'two: { cidrBlock: 10.0.0.0/20 }', vpcPeeringConnections: 'p: { requesterVpc: main, accepterVpc: two }' },
    'overlapping-blocks: error: p cannot join shop/vpc/main and shop/vpc/two: both have 10.0.0.0/16 or a part of it',
  ],
  [
    'a NAT gateway without a subnet',
    { natGateways: 'n: { vpc: main }' },
    'wrong-nat-gateway: error: n: a NAT gateway needs a subnet',
  ],
  [
    'a gateway endpoint for another service',
    { vpcEndpoints: 'e: { vpc: main, type: Gateway, service: sqs }' },
    'wrong-endpoint: error: e: there is no gateway endpoint for sqs',
  ],
  ['an instance without an interface', { instances: 'i: {}' }, 'missing-key: error: i has no interface'],
  [
    'an Elastic IP twice',
    { elasticIps: 'e: { publicIp: 198.51.100.1 }\nf: { publicIp: 198.51.100.1 }' },
    'duplicate-address: error: the public address 198.51.100.1 of f belongs to e already',
  ],
  [
    'too many rules',
    {
      networkAcls: `n: { vpc: main, ingress: { ${Array.from({ length: 41 }, (_, index) => `${index + 1}: allow all from 0.0.0.0/0`).join(', ')} } }`,
    },
    'quota: error: n has 41 entries in one direction; AWS allows 40',
  ],
])('%s', async (_, more, expected) => {
  expect(await problems(more)).toContain(expected);
});

test('a valid account has no problems, host bits are a warning', async () => {
  expect(await problems({})).toEqual([]);
  expect(await problems({ vpcs: 'odd: { cidrBlock: 100.68.0.18/18 }' })).toEqual([
    'cidr-host-bits: warning: 100.68.0.18/18 has host bits set; AWS makes it 100.68.0.0/18',
  ]);
});

test('everything that is wrong is reported at once', async () => {
  const codes = (
    await problems({
      subnets:
        'b: { vpc: nowhere, availabilityZone: a, cidrBlock: 10.0.1.0/24 }\nc: { vpc: main, availabilityZone: q, cidrBlock: 10.0.0.0/25 }',
      routeTables: 'r: { vpc: main, routes: { 10.0.0.0/24: igw } }',
    })
  ).map((line) => line.split(':')[0]);
  expect(codes.sort()).toEqual(['dangling-reference', 'overlapping-blocks', 'unknown-zone', 'wrong-route']);
});
