import { expect, test } from 'vitest';
import { THREE_TIERS, withMore } from './accounts.ts';
import { resultsOf, verdictsOf } from './ask.ts';

test('a blackhole wins its lookup; there is no falling back', async () => {
  const account = withMore(THREE_TIERS, {
    routeTables: {
      private: {
        routes: {
          '192.0.2.0/24': { target: 'nat-0123456789abcdef0', state: 'blackhole' },
          '198.51.100.0/24': 'blackhole',
        },
      },
    },
  });
  const [result] = await resultsOf(account, ['send: app -> 192.0.2.1 tcp/443']);
  expect(result).toMatchObject({
    outcome: 'dropped',
    reason: 'route-blackhole',
    awsCode: 'BAD_STATE_ROUTE',
    at: 'shop/rtb/private',
  });
  expect(await verdictsOf(account, ['app -> 198.51.100.99 tcp/443', 'app -> 203.0.113.99 tcp/443'])).toEqual([
    'dropped route-blackhole shop/rtb/private',
    'delivered',
  ]);
});

test('a subnet without an association uses the main table', async () => {
  const account = withMore(THREE_TIERS, {
    subnets: { 'private-a': { routeTable: undefined } },
    routeTables: { 'main/main': { routes: { '0.0.0.0/0': 'nat-a' } } },
  });
  expect(await verdictsOf(account, ['app -> internet tcp/443'])).toEqual(['delivered']);
});

test('a destination that nobody has, and one that is reserved', async () => {
  expect(
    await verdictsOf(THREE_TIERS, [
      'app -> 10.0.0.99 tcp/443',
      'app -> 10.0.200.1 tcp/443',
      'app -> 169.254.169.1 tcp/80',
    ]),
  ).toEqual([
    'dropped no-such-address shop/subnet/public-a',
    'dropped no-such-address shop/vpc/main',
    'dropped reserved-destination shop/rtb/private',
  ]);
});

/** Traffic between the two private subnets goes through a firewall in the public one. */
const FIREWALL = withMore(THREE_TIERS, {
  securityGroups: {
    fw: { vpc: 'main', ingress: ['all from 0.0.0.0/0'] },
    db: { ingress: ['tcp 5432 from 10.0.1.0/24'] },
  },
  instances: {
    fw: { subnet: 'public-a', privateIpAddress: '10.0.0.80', securityGroups: ['fw'], sourceDestCheck: false },
  },
  subnets: { 'private-a': { routeTable: 'a-via-fw' }, 'private-c': { routeTable: 'c-via-fw' } },
  routeTables: {
    'a-via-fw': { vpc: 'main', routes: { '10.0.2.0/24': 'instance/fw' } },
    'c-via-fw': { vpc: 'main', routes: { '10.0.1.0/24': 'eni/fw/eth0' } },
  },
});

test('a route for a whole subnet sends traffic through an appliance, which hides who sent it', async () => {
  const [result] = await resultsOf(FIREWALL, ['send: app -> db tcp/5432']);
  expect(result?.outcome).toBe('delivered');
  expect(result?.facts['path']).toContain('shop/instance/fw');
  expect(result?.facts['returnPath']).toContain('shop/instance/fw');
  const byGroup = withMore(FIREWALL, { securityGroups: { db: { ingress: ['tcp 5432 from sg/app'] } } });
  expect(await verdictsOf(byGroup, ['app -> db tcp/5432'])).toEqual(['dropped sg-no-matching-ingress-rule shop/sg/db']);
  const deaf = withMore(FIREWALL, { instances: { fw: { forwarding: 'none' } } });
  expect(await verdictsOf(deaf, ['app -> db tcp/5432'])).toEqual(['dropped not-forwarded shop/instance/fw']);
});

/** What comes from the internet for the web subnet goes through an appliance first. */
const EDGE = withMore(THREE_TIERS, {
  securityGroups: { fw: { vpc: 'main', ingress: ['all from 0.0.0.0/0'] } },
  elasticIps: { 'eip-fw': { instance: 'fw' } },
  instances: {
    fw: {
      subnet: 'edge-a',
      privateIpAddress: '10.0.9.10',
      securityGroups: ['fw'],
      sourceDestCheck: false,
      forwarding: 'router',
    },
  },
  subnets: {
    'edge-a': { vpc: 'main', availabilityZone: 'a', cidrBlock: '10.0.9.0/24', routeTable: 'edge-out' },
    'public-a': { routeTable: 'via-fw' },
  },
  internetGateways: { igw: { routeTable: 'gateway' } },
  routeTables: {
    gateway: { vpc: 'main', routes: { '10.0.0.0/24': 'eni/fw/eth0' } },
    'edge-out': { vpc: 'main', routes: { '0.0.0.0/0': 'igw' } },
    'via-fw': { vpc: 'main', routes: { '0.0.0.0/0': 'eni/fw/eth0' } },
  },
});

test("a gateway's own table puts an appliance in front of a subnet, both ways", async () => {
  const [result] = await resultsOf(EDGE, ['send: laptop -> web tcp/443']);
  expect(result?.outcome).toBe('delivered');
  expect(result?.facts['path']).toEqual(
    expect.arrayContaining(['shop/igw/igw', 'shop/instance/fw', 'shop/instance/web']),
  );
  expect(result?.facts['returnPath']).toContain('shop/instance/fw');
  const bypass = withMore(EDGE, { subnets: { 'public-a': { routeTable: 'public' } } });
  expect(await verdictsOf(bypass, ['laptop -> web tcp/443'])).toEqual([
    'dropped back edge-redirect-bypassed shop/igw/igw',
  ]);
  const hidden = withMore(EDGE, { elasticIps: { 'eip-fw': { instance: undefined } } });
  expect(await verdictsOf(hidden, ['laptop -> web tcp/443'])).toEqual([
    'dropped edge-target-without-public-ip shop/rtb/gateway',
  ]);
});

test('an appliance behind a Gateway Load Balancer endpoint', async () => {
  const account = withMore(EDGE, {
    instances: { fw: { sourceDestCheck: true } },
    vpcEndpoints: {
      inspect: {
        vpc: 'main',
        type: 'GatewayLoadBalancer',
        service: 'com.amazonaws.vpce.ap-northeast-1.vpce-svc-0123456789abcdef0',
        subnets: ['edge-a'],
        appliances: ['fw'],
      },
    },
    routeTables: {
      gateway: { routes: { '10.0.0.0/24': 'vpce/inspect' } },
      'via-fw': { routes: { '0.0.0.0/0': 'vpce/inspect' } },
    },
  });
  expect(await verdictsOf(account, ['laptop -> web tcp/443'])).toEqual(['delivered']);
  const down = withMore(account, { instances: { fw: { state: 'stopped' } } });
  expect(await verdictsOf(down, ['laptop -> web tcp/443'])).toEqual(['dropped gwlb-no-appliance shop/vpce/inspect']);
});
