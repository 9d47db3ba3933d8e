import { expect, test } from 'vitest';
import { THREE_TIERS, withMore } from './accounts.ts';
import { resultsOf, verdictsOf } from './ask.ts';

test('an internet gateway maps addresses one to one, both ways', async () => {
  const [result] = await resultsOf(THREE_TIERS, ['send: laptop:50000 -> web tcp/443']);
  expect(result).toMatchObject({ outcome: 'delivered', facts: { clientSees: 'reply', pathMtu: 1500 } });
  expect(result?.facts['translations']).toMatchObject([
    { at: 'shop/igw/igw', direction: 'forward', dst: ['198.51.100.10', '10.0.0.10'] },
    { at: 'shop/igw/igw', direction: 'return', src: ['10.0.0.10', '198.51.100.10'] },
  ]);
});

test('each of the four things that a public host needs', async () => {
  const sends = ['laptop -> web tcp/443'];
  const lacking = {
    gateway: withMore(THREE_TIERS, { internetGateways: { igw: { vpc: undefined } } }),
    route: withMore(THREE_TIERS, { routeTables: { public: { routes: undefined } } }),
    address: withMore(THREE_TIERS, { elasticIps: { 'eip-web': { instance: undefined } } }),
    rule: withMore(THREE_TIERS, { securityGroups: { web: { ingress: ['tcp 80 from 0.0.0.0/0'] } } }),
  };
  expect(await verdictsOf(lacking.gateway, sends)).toEqual(['dropped igw-missing shop/vpc/main']);
  expect(await verdictsOf(lacking.route, sends)).toEqual(['dropped back no-route shop/rtb/public']);
  expect(await verdictsOf(lacking.address, sends)).toEqual(['dropped no-public-address shop/instance/web']);
  expect(await verdictsOf(lacking.rule, sends)).toEqual(['dropped sg-no-matching-ingress-rule shop/sg/web']);
});

test('what an internet gateway refuses on the way out', async () => {
  const direct = withMore(THREE_TIERS, { subnets: { 'private-a': { routeTable: 'public' } } });
  expect(
    await verdictsOf(direct, ['app -> 192.0.2.1 tcp/443', 'web -> 192.168.0.1 tcp/443', 'web -> 100.64.0.1 tcp/443']),
  ).toEqual([
    'dropped igw-no-public-ip shop/igw/igw',
    'dropped igw-private-destination shop/igw/igw',
    'dropped igw-shared-destination shop/igw/igw',
  ]);
});

test("a sibling's public address leads out and back in, with the sender's public address as source", async () => {
  const account = withMore(THREE_TIERS, {
    elasticIps: { 'eip-peer': { publicIp: '198.51.100.20', instance: 'peer' } },
    securityGroups: { web: { ingress: ['tcp 443 from sg/web', 'tcp 80 from 198.51.100.10/32'] } },
    instances: { peer: { subnet: 'public-a', privateIpAddress: '10.0.0.20', securityGroups: ['web'] } },
  });
  expect(
    await verdictsOf(account, ['web -> peer tcp/443', 'web -> 198.51.100.20 tcp/443', 'web -> 198.51.100.20 tcp/80']),
  ).toEqual(['delivered', 'dropped sg-no-matching-ingress-rule shop/sg/web', 'delivered']);
  const [lost] = await resultsOf(account, ['send: web -> 198.51.100.20 tcp/443']);
  const reasons = lost?.trace.at(-1)?.children?.map(({ reason }) => reason);
  expect(reasons).toContain('sg-reference-lost');
});

test('a VPC that blocks public access', async () => {
  const blocked = (mode: string, exclusions: object = {}) =>
    withMore(THREE_TIERS, { vpcBlockPublicAccess: { internetGatewayBlockMode: mode, exclusions } });
  const sends = ['laptop -> web tcp/443', 'web -> internet tcp/443', 'app -> internet tcp/443'];
  const gone = 'dropped bpa-blocked shop/igw/igw';
  expect(await verdictsOf(blocked('block-bidirectional'), sends)).toEqual([gone, gone, gone]);
  expect(await verdictsOf(blocked('block-ingress'), sends)).toEqual([gone, gone, 'delivered']);
  expect(await verdictsOf(blocked('off'), sends)).toEqual(['delivered', 'delivered', 'delivered']);
  const egress = { web: { vpc: 'main', internetGatewayExclusionMode: 'allow-egress' } };
  expect(await verdictsOf(blocked('block-bidirectional', egress), sends)).toEqual([gone, 'delivered', 'delivered']);
});

test('outbound port 25 is closed until AWS opens it; private addresses are not concerned', async () => {
  const sends = ['web -> 192.0.2.1 tcp/25', 'app -> internet tcp/25', 'web -> app tcp/25'];
  const open = withMore(THREE_TIERS, {
    port25Unblocked: true,
    securityGroups: { app: { ingress: ['tcp 25 from sg/web'] } },
  });
  expect(await verdictsOf(THREE_TIERS, sends)).toEqual([
    'dropped port-25-blocked shop/eni/web/eth0',
    'dropped port-25-blocked shop/eni/app/eth0',
    'dropped sg-no-matching-ingress-rule shop/sg/app',
  ]);
  expect(await verdictsOf(open, sends)).toEqual(['delivered', 'delivered', 'delivered']);
});
