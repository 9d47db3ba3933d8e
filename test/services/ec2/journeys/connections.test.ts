import { expect, test } from 'vitest';
import { THREE_TIERS, TWO_VPCS, withMore } from './accounts.ts';
import { resultsOf, verdictsOf } from './ask.ts';

const PEERED = withMore(TWO_VPCS, {
  vpcPeeringConnections: { pcx: { requesterVpc: 'one', accepterVpc: 'two' } },
  routeTables: { 'one-rtb': { routes: { '10.2.0.0/16': 'pcx' } }, 'two-rtb': { routes: { '10.1.0.0/16': 'pcx' } } },
});

test('peering needs routes on both sides and to be accepted', async () => {
  const send = ['a1 -> a2 tcp/443'];
  expect(await verdictsOf(PEERED, send)).toEqual(['delivered']);
  expect(await verdictsOf(withMore(PEERED, { routeTables: { 'two-rtb': { routes: undefined } } }), send)).toEqual([
    'dropped back no-route shop/rtb/two-rtb',
  ]);
  const [pending] = await resultsOf(
    withMore(PEERED, { vpcPeeringConnections: { pcx: { status: 'pending-acceptance' } } }),
    ['send: a1 -> a2 tcp/443'],
  );
  expect(pending).toMatchObject({
    reason: 'route-blackhole',
    awsCode: 'BAD_STATE_ROUTE',
    facts: { smallestChange: { change: { 'shop.ec2.vpcPeeringConnections.pcx.status': 'active' } } },
  });
});

test('rules see groups across peering in one Region, not between Regions', async () => {
  const byGroup = withMore(PEERED, {
    securityGroups: {
      'two-open': { ingress: ['tcp 443 from sg/one-open'] },
      'one-open': { egress: ['tcp 443 to sg/two-open'] },
    },
  });
  expect(await verdictsOf(byGroup, ['a1 -> a2 tcp/443'])).toEqual(['delivered']);
  const far = withMore(byGroup, {
    vpcs: { two: { region: 'us-west-2' } },
    securityGroups: { 'one-open': { egress: ['all to 0.0.0.0/0'] } },
  });
  const [result] = await resultsOf(far, ['send: a1 -> a2 tcp/443']);
  expect(result).toMatchObject({ reason: 'sg-no-matching-ingress-rule', facts: { pathMtu: 8500 } });
});

test('peering is not transitive, and no way to the gateways of the other side', async () => {
  const three = withMore(PEERED, {
    vpcs: { three: { cidrBlock: '10.3.0.0/16' } },
    internetGateways: { igw: { vpc: 'two' } },
    subnets: { 'three-a': { vpc: 'three', availabilityZone: 'a', cidrBlock: '10.3.0.0/24' } },
    instances: { a3: { subnet: 'three-a' } },
    vpcPeeringConnections: { 'two-three': { requesterVpc: 'two', accepterVpc: 'three' } },
    routeTables: {
      'one-rtb': { routes: { '10.3.0.0/16': 'pcx', '0.0.0.0/0': 'pcx' } },
      'two-rtb': { routes: { '10.3.0.0/16': 'two-three', '0.0.0.0/0': 'igw' } },
    },
  });
  expect(await verdictsOf(three, ['a1 -> a3 tcp/443', 'a1 -> internet tcp/443'])).toEqual([
    'dropped pcx-destination-outside-vpc shop/pcx/pcx',
    'dropped pcx-destination-outside-vpc shop/pcx/pcx',
  ]);
});

const ATTACHED = withMore(TWO_VPCS, {
  transitGateways: { tgw: {} },
  transitGatewayVpcAttachments: {
    one: { transitGateway: 'tgw', vpc: 'one', subnets: ['one-a', 'one-c'] },
    two: { transitGateway: 'tgw', vpc: 'two', subnets: ['two-a', 'two-c'] },
  },
  routeTables: { 'one-rtb': { routes: { '10.2.0.0/16': 'tgw' } }, 'two-rtb': { routes: { '10.1.0.0/16': 'tgw' } } },
});

test('a transit gateway by its defaults: everybody associated, everybody propagated', async () => {
  const [result] = await resultsOf(ATTACHED, ['send: a1 -> a2 tcp/443']);
  expect(result).toMatchObject({
    outcome: 'delivered',
    facts: { pathMtu: 8500, path: expect.arrayContaining(['shop/tgw/tgw']) },
  });
});

test('association, propagation, blackhole', async () => {
  const table = (more: object) =>
    withMore(ATTACHED, {
      transitGatewayRouteTables: {
        rtb: { transitGateway: 'tgw', defaultAssociationRouteTable: true, defaultPropagationRouteTable: true, ...more },
      },
    });
  const send = ['a1 -> a2 tcp/443'];
  expect(await verdictsOf(table({ associations: ['two'] }), send)).toEqual(['dropped tgw-no-association shop/tgw/tgw']);
  expect(await verdictsOf(table({ propagations: ['one'] }), send)).toEqual(['dropped tgw-no-route shop/tgw-rtb/rtb']);
  expect(await verdictsOf(table({ propagations: ['one'], routes: { '10.2.0.0/16': 'two' } }), send)).toEqual([
    'delivered',
  ]);
  expect(await verdictsOf(table({ routes: { '10.2.0.0/24': 'blackhole' } }), send)).toEqual([
    'dropped tgw-blackhole shop/tgw-rtb/rtb',
  ]);
});

test('a zone without an attachment subnet can receive but not send: the reply dies', async () => {
  const account = withMore(ATTACHED, { transitGatewayVpcAttachments: { two: { subnets: ['two-a'] } } });
  const [result] = await resultsOf(account, ['send: a1 -> c2 tcp/443']);
  expect(result).toMatchObject({
    outcome: 'dropped',
    reason: 'tgw-zone-not-attached',
    awsCode: 'TGW_ROUTE_AZ_RESTRICTION',
    facts: { direction: 'return' },
  });
});

test("the attachment subnets' network ACLs look at what comes in, and at what goes out to other subnets", async () => {
  const account = withMore(ATTACHED, {
    subnets: { 'two-tgw': { vpc: 'two', availabilityZone: 'a', cidrBlock: '10.2.9.0/28', networkAcl: 'two-tgw' } },
    transitGatewayVpcAttachments: { two: { subnets: ['two-tgw'] } },
    networkAcls: {
      'two-tgw': {
        vpc: 'two',
        ingress: { 100: 'allow tcp from 10.2.0.0/16' },
        egress: { 100: 'allow tcp 443 to 10.2.0.0/16' },
      },
    },
  });
  expect(await verdictsOf(account, ['a1 -> a2 tcp/443', 'a1 -> a2 tcp/80'])).toEqual([
    'delivered',
    'dropped nacl-no-matching-egress-entry shop/nacl/two-tgw',
  ]);
});

test('rules see groups across a transit gateway only inbound, and only where it is switched on', async () => {
  const byGroup = (more: object) =>
    withMore(ATTACHED, {
      transitGateways: { tgw: more },
      securityGroups: { 'two-open': { ingress: ['tcp 443 from sg/one-open'] } },
    });
  const send = ['a1 -> a2 tcp/443'];
  expect(await verdictsOf(byGroup({}), send)).toEqual(['dropped sg-no-matching-ingress-rule shop/sg/two-open']);
  expect(await verdictsOf(byGroup({ securityGroupReferencingSupport: 'enable' }), send)).toEqual(['delivered']);
  const outbound = withMore(byGroup({ securityGroupReferencingSupport: 'enable' }), {
    securityGroups: { 'one-open': { egress: ['tcp to sg/two-open'] } },
  });
  expect(await verdictsOf(outbound, send)).toEqual(['dropped sg-no-matching-egress-rule shop/sg/one-open']);
});

test('two transit gateways joined by a peering attachment need static routes', async () => {
  const joined = (routes: object) =>
    withMore(TWO_VPCS, {
      transitGateways: { here: {}, there: {} },
      transitGatewayVpcAttachments: {
        one: { transitGateway: 'here', vpc: 'one', subnets: ['one-a'] },
        two: { transitGateway: 'there', vpc: 'two', subnets: ['two-a'] },
      },
      transitGatewayPeeringAttachments: {
        across: { requesterTransitGateway: 'here', accepterTransitGateway: 'there' },
      },
      transitGatewayRouteTables: {
        'here/default': { routes },
        'there/default': { routes: { '10.1.0.0/16': 'across' } },
      },
      routeTables: {
        'one-rtb': { routes: { '10.2.0.0/16': 'here' } },
        'two-rtb': { routes: { '10.1.0.0/16': 'there' } },
      },
    });
  expect(await verdictsOf(joined({ '10.2.0.0/16': 'across' }), ['a1 -> a2 tcp/443'])).toEqual(['delivered']);
  expect(await verdictsOf(joined({}), ['a1 -> a2 tcp/443'])).toEqual([
    'dropped tgw-no-route shop/tgw-rtb/here/default',
  ]);
});

const OFFICE = withMore(TWO_VPCS, {
  vpnGateways: { vgw: { vpc: 'one' } },
  customerGateways: { office: { ipAddress: '198.51.100.77' } },
  vpnConnections: { vpn: { vpnGateway: 'vgw', customerGateway: 'office', routes: ['192.168.0.0/16'] } },
  routeTables: { 'one-rtb': { propagatingVgws: ['vgw'] } },
});

test('a virtual private gateway: routes are propagated, both sides can begin', async () => {
  const top = { internet: { desk: '192.168.1.5' } };
  expect(await verdictsOf(OFFICE, ['a1 -> 192.168.1.5 tcp/22', 'desk -> a1 tcp/22', 'desk -> a2 tcp/22'], top)).toEqual(
    ['delivered', 'delivered', 'dropped no-such-address shop/vpc/one'],
  );
  expect(
    await verdictsOf(withMore(OFFICE, { vpnConnections: { vpn: { state: 'deleted' } } }), ['a1 -> 192.168.1.5 tcp/22']),
  ).toEqual(['dropped vpn-down shop/vpn/vpn']);
  const [table] = await resultsOf(OFFICE, ['show: rtb/one-rtb']);
  expect(table?.facts['value']).toContainEqual({
    destination: '192.168.0.0/16',
    target: 'shop/vgw/vgw',
    state: 'active',
    origin: 'propagated',
  });
});

test('a VPN connection attached to a transit gateway', async () => {
  const account = withMore(ATTACHED, {
    vpnConnections: { vpn: { transitGateway: 'tgw', routes: ['192.168.0.0/16'] } },
    routeTables: { 'one-rtb': { routes: { '192.168.0.0/16': 'tgw' } } },
  });
  expect(await verdictsOf(account, ['a1 -> 192.168.1.5 tcp/22', '192.168.1.5 -> a1 tcp/22'])).toEqual([
    'delivered',
    'delivered',
  ]);
});

test('hosts of many VPCs share the NAT gateway of one behind a transit gateway', async () => {
  const account = withMore(ATTACHED, {
    internetGateways: { igw: { vpc: 'two' } },
    subnets: {
      'two-public': { vpc: 'two', availabilityZone: 'a', cidrBlock: '10.2.8.0/24', routeTable: 'two-public' },
      'two-a': { routeTable: 'two-tgw' },
    },
    natGateways: { nat: { subnet: 'two-public' } },
    transitGatewayRouteTables: { 'tgw/default': { routes: { '0.0.0.0/0': 'two' } } },
    routeTables: {
      'one-rtb': { routes: { '0.0.0.0/0': 'tgw' } },
      'two-tgw': { vpc: 'two', routes: { '0.0.0.0/0': 'nat', '10.1.0.0/16': 'tgw' } },
      'two-public': { vpc: 'two', routes: { '0.0.0.0/0': 'igw', '10.1.0.0/16': 'tgw' } },
    },
  });
  expect(await verdictsOf(account, ['a1 -> internet tcp/443'])).toEqual(['delivered']);
});

test('an instance that tracks as many connections as it can drops the next, and takes it once one is forgotten', async () => {
  const account = withMore(THREE_TIERS, {
    instances: { web: { connectionTrackingAllowance: 2 } },
    securityGroups: { web: { egress: ['tcp 443 to 203.0.113.0/24'] } },
  });
  const results = await resultsOf(account, [
    'send: laptop:50001 -> web tcp/443',
    'send: laptop:50002 -> web tcp/443',
    'send: laptop:50003 -> web tcp/443',
    'send: laptop:50001 -> web tcp/443',
    'wait: 120h',
    'send: laptop:50003 -> web tcp/443',
  ]);
  expect(
    results.filter(({ verb }) => verb === 'send').map(({ outcome, reason }) => `${outcome} ${reason ?? ''}`),
  ).toEqual(['delivered ', 'delivered ', 'dropped conntrack-exhausted', 'delivered ', 'delivered ']);
  // What is not tracked takes no room.
  const open = withMore(account, { securityGroups: { web: { egress: ['all to 0.0.0.0/0'] } } });
  const untracked = await resultsOf(
    open,
    [1, 2, 3].map((port) => `send: laptop:5000${port} -> web tcp/443`),
  );
  expect(untracked.map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered', 'delivered']);
});
