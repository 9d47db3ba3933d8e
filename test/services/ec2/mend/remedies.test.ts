import { expect, test } from 'vitest';
import type { Ec2 } from '../account.ts';
import { THREE_TIERS, TWO_VPCS, withMore } from '../journeys/accounts.ts';
import { resultsOf } from '../journeys/ask.ts';

const ATTACHED = withMore(TWO_VPCS, {
  transitGateways: { tgw: {} },
  transitGatewayVpcAttachments: {
    one: { transitGateway: 'tgw', vpc: 'one', subnets: ['one-a'] },
    two: { transitGateway: 'tgw', vpc: 'two', subnets: ['two-a'] },
  },
  routeTables: { 'one-rtb': { routes: { '10.2.0.0/16': 'tgw' } }, 'two-rtb': { routes: { '10.1.0.0/16': 'tgw' } } },
});

const cases: readonly (readonly [name: string, account: Ec2, send: string | object, says: string])[] = [
  [
    'source/destination checking',
    withMore(THREE_TIERS, {
      instances: { nat: { subnet: 'public-a', securityGroups: ['web'] } },
      elasticIps: { 'eip-2': { instance: 'nat' } },
      securityGroups: { web: { ingress: ['all from 0.0.0.0/0'] } },
      routeTables: { private: { routes: { '0.0.0.0/0': 'instance/nat' } } },
    }),
    'app -> internet tcp/443',
    'turn source/destination checking off at shop/instance/nat',
  ],
  [
    'VPC Block Public Access',
    withMore(THREE_TIERS, { vpcBlockPublicAccess: { internetGatewayBlockMode: 'block-bidirectional' } }),
    'laptop -> web tcp/443',
    'exclude shop/vpc/main from VPC Block Public Access',
  ],
  ['port 25', THREE_TIERS, 'web -> internet tcp/25', 'have AWS lift the port 25 restriction for shop'],
  [
    'the Amazon DNS server',
    withMore(THREE_TIERS, { vpcs: { main: { enableDnsSupport: false } } }),
    'web -> 10.0.0.2 udp/53',
    'set enableDnsSupport of shop/vpc/main',
  ],
  [
    'a stopped instance',
    withMore(THREE_TIERS, { instances: { app: { state: 'stopped' } } }),
    'web -> app tcp/8080',
    'start shop/instance/app',
  ],
  [
    'a transit gateway without the route',
    withMore(ATTACHED, { transitGatewayRouteTables: { 'tgw/default': { propagations: ['one'] } } }),
    'a1 -> a2 tcp/443',
    'shop/tgw-rtb/tgw/default: + route 10.2.0.0/16 to shop/tgw-attach/two',
  ],
  [
    'a zone that is not attached',
    ATTACHED,
    'c1 -> a2 tcp/443',
    'add shop/subnet/one-c to the subnets of shop/tgw-attach/one',
  ],
  [
    'an attachment without a table',
    withMore(ATTACHED, {
      transitGateways: { tgw: { defaultRouteTableAssociation: 'disable' } },
      transitGatewayRouteTables: {
        rtb: { transitGateway: 'tgw', associations: ['two'], propagations: ['one', 'two'] },
      },
    }),
    'a1 -> a2 tcp/443',
    'associate shop/tgw-attach/one with shop/tgw-rtb/rtb',
  ],
  [
    'a peering connection without routes',
    withMore(TWO_VPCS, { vpcPeeringConnections: { pcx: { requesterVpc: 'one', accepterVpc: 'two' } } }),
    'a1 -> a2 tcp/443',
    'shop/rtb/one-rtb: + route 10.2.0.0/16 to pcx/pcx; shop/rtb/two-rtb: + route 10.1.0.0/16 to pcx/pcx',
  ],
  [
    'an internet gateway that is not attached',
    withMore(THREE_TIERS, { internetGateways: { igw: { vpc: undefined } } }),
    'laptop -> web tcp/443',
    'attach shop/igw/igw to shop/vpc/main; shop/rtb/public: + route 0.0.0.0/0 to igw/igw',
  ],
  [
    'an internet gateway that is not attached, from inside',
    withMore(THREE_TIERS, { internetGateways: { igw: { vpc: undefined } } }),
    'web -> internet tcp/443',
    'attach shop/igw/igw to shop/vpc/main; shop/rtb/public: + route 0.0.0.0/0 to igw/igw',
  ],
  [
    'a private subnet with a NAT gateway at hand',
    withMore(THREE_TIERS, { routeTables: { private: { routes: undefined } } }),
    'app -> internet tcp/443',
    'shop/rtb/private: + route 0.0.0.0/0 to nat/nat-a',
  ],
];

test.each(cases)('%s', async (_, account, send, says) => {
  const [before] = await resultsOf(account, [{ send }]);
  const smallest = before?.facts['smallestChange'] as { says: string; change: object } | undefined;
  expect(smallest?.says).toBe(says);
  const [changed, after] = await resultsOf(account, [{ change: smallest?.change ?? {} }, { send }]);
  expect([changed?.outcome, after?.outcome]).toEqual(['done', 'delivered']);
});

test('against what no edit helps nothing is proposed', async () => {
  const results = await resultsOf(THREE_TIERS, [
    'send: web -> 192.168.1.1 tcp/443',
    'send: laptop -> 198.51.100.50 tcp/443',
    'send: app -> 10.0.0.99 tcp/443',
  ]);
  expect(results.map(({ facts }) => facts['smallestChange'])).toEqual([undefined, undefined, undefined]);
});
