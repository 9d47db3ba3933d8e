import { expect, test } from 'vitest';
import { withMore } from './accounts.ts';
import { resultsOf, verdictsOf } from './ask.ts';

const SIX = {
  vpcs: { main: { cidrBlock: '10.0.0.0/16', ipv6CidrBlocks: ['2001:db8:1234:1a00::/56'] } },
  internetGateways: { igw: { vpc: 'main' } },
  egressOnlyInternetGateways: { eigw: { vpc: 'main' } },
  routeTables: {
    public: { vpc: 'main', routes: { '::/0': 'igw', '0.0.0.0/0': 'igw' } },
    private: { vpc: 'main', routes: { '::/0': 'eigw' } },
  },
  subnets: {
    public: {
      vpc: 'main',
      availabilityZone: 'a',
      cidrBlock: '10.0.0.0/24',
      ipv6CidrBlock: '2001:db8:1234:1a00::/64',
      assignIpv6AddressOnCreation: true,
      routeTable: 'public',
    },
    private: {
      vpc: 'main',
      availabilityZone: 'a',
      cidrBlock: '10.0.1.0/24',
      ipv6CidrBlock: '2001:db8:1234:1a01::/64',
      assignIpv6AddressOnCreation: true,
      routeTable: 'private',
    },
    only6: { vpc: 'main', availabilityZone: 'a', ipv6CidrBlock: '2001:db8:1234:1a02::/64', routeTable: 'private' },
  },
  securityGroups: { web: { vpc: 'main', ingress: ['tcp 443 from ::/0'] } },
  instances: {
    web: { subnet: 'public', securityGroups: ['web'], ipv6Addresses: ['2001:db8:1234:1a00::10'] },
    app: { subnet: 'private', securityGroups: ['web'], ipv6Addresses: ['2001:db8:1234:1a01::10'] },
    bare: { subnet: 'only6', securityGroups: ['web'] },
  },
};
const TOP = { internet: { six: '2001:db8:9::7', both: { ipAddress: '203.0.113.9', ipv6Address: '2001:db8:9::9' } } };

test('an internet gateway passes IPv6 both ways without translating', async () => {
  const [result] = await resultsOf(SIX, ['send: six -> web tcp/443'], TOP);
  expect(result).toMatchObject({ outcome: 'delivered', facts: { translations: [] } });
  expect(
    await verdictsOf(SIX, ['web -> six tcp/443', '[2001:db8:9::7]:50000 -> [2001:db8:1234:1a00::10] tcp/443'], TOP),
  ).toEqual(['delivered', 'delivered']);
});

test('an egress-only gateway lets connections out, and nobody begin one from outside', async () => {
  expect(await verdictsOf(SIX, ['app -> six tcp/443', 'six -> app tcp/443'], TOP)).toEqual([
    'delivered',
    'dropped eigw-no-session shop/eigw/eigw',
  ]);
});

test('0.0.0.0/0 says nothing about IPv6', async () => {
  const account = withMore(SIX, { routeTables: { public: { routes: { '::/0': undefined } } } });
  expect(await verdictsOf(account, ['web -> six tcp/443', 'web -> internet tcp/443'], TOP)).toEqual([
    'dropped no-route shop/rtb/public',
    'dropped igw-no-public-ip shop/igw/igw',
  ]);
  const closed = withMore(SIX, { securityGroups: { web: { egress: ['all to 0.0.0.0/0'] } } });
  expect(await verdictsOf(closed, ['web -> six tcp/443'], TOP)).toEqual([
    'dropped sg-no-matching-egress-rule shop/sg/web',
  ]);
});

test('an IPv6-only instance has an address of its own and none of IPv4', async () => {
  const [answer] = await resultsOf(SIX, ['show: instance/bare'], TOP);
  expect(answer?.facts['value']).toMatchObject({
    interfaces: [{ addresses: ['2001:db8:1234:1a02::a'], publicIp: null }],
  });
  expect(await verdictsOf(SIX, ['bare -> both tcp/443', 'bare -> 203.0.113.9 tcp/443'], TOP)).toEqual([
    'delivered',
    'dropped source-without-address shop/instance/bare',
  ]);
});

test('NAT64: an IPv6-only host reaches IPv4 through a NAT gateway', async () => {
  const account = withMore(SIX, {
    natGateways: { nat: { subnet: 'public' } },
    routeTables: { private: { routes: { '64:ff9b::/96': 'nat' } } },
    subnets: { only6: { enableDns64: true } },
  });
  const [result] = await resultsOf(account, ['send: bare -> s3.ap-northeast-1.amazonaws.com tcp/443'], TOP);
  expect(result?.outcome).toBe('delivered');
  expect(result?.facts['translations']).toMatchObject([
    { at: 'shop/nat/nat', after: { destination: '3.5.152.10:443' } },
    { at: 'shop/igw/igw' },
    { at: 'shop/igw/igw' },
    { at: 'shop/nat/nat' },
  ]);
});

test('pings of both families', async () => {
  const account = withMore(SIX, { securityGroups: { web: { ingress: ['icmpv6 128 from ::/0'] } } });
  expect(await verdictsOf(account, ['six -> web icmp', 'six -> web icmpv6/128.0', 'six -> web tcp/443'], TOP)).toEqual([
    'delivered',
    'delivered',
    'dropped sg-no-matching-ingress-rule shop/sg/web',
  ]);
});
