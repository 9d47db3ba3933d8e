import { expect, test } from 'vitest';
import { THREE_TIERS, withMore } from './accounts.ts';
import { played, resultsOf, verdictOf, verdictsOf } from './ask.ts';

test('a public NAT gateway translates to its private address, the internet gateway to its Elastic IP', async () => {
  const [result] = await resultsOf(THREE_TIERS, [
    { send: { from: 'app', to: 'internet', service: 'tcp/443', sourcePort: 40000, natSourcePort: 2000 } },
  ]);
  expect(result?.outcome).toBe('delivered');
  expect(result?.facts['translations']).toMatchObject([
    { at: 'shop/nat/nat-a', before: { source: '10.0.1.10:40000' }, after: { source: '10.0.0.50:2000' } },
    { at: 'shop/igw/igw', src: ['10.0.0.50', '198.51.100.50'] },
    { at: 'shop/igw/igw', dst: ['198.51.100.50', '10.0.0.50'] },
    { at: 'shop/nat/nat-a', after: { destination: '10.0.1.10:40000' } },
  ]);
});

test('nobody begins a connection to a NAT gateway', async () => {
  expect(
    await verdictsOf(THREE_TIERS, [
      'laptop -> 198.51.100.50 tcp/443',
      'web -> 10.0.0.50 tcp/443',
      'laptop -> 198.51.100.50 icmp/8.0',
    ]),
  ).toEqual([
    'dropped nat-no-session shop/nat/nat-a',
    'dropped nat-no-session shop/nat/nat-a',
    'dropped nat-no-session shop/nat/nat-a',
  ]);
});

test('a public address behind a NAT route: the request comes in, the reply has no mapping', async () => {
  const account = withMore(THREE_TIERS, {
    elasticIps: { 'eip-app': { publicIp: '198.51.100.11', instance: 'app' } },
    securityGroups: { app: { ingress: ['all from 0.0.0.0/0'] } },
  });
  expect(await verdictsOf(account, ['laptop -> app tcp/443'])).toEqual(['dropped back nat-no-session shop/nat/nat-a']);
});

test('a NAT gateway carries TCP, UDP and ICMP', async () => {
  expect(
    await verdictsOf(THREE_TIERS, ['app -> internet udp/53', 'app -> internet icmp/8.0', 'app -> internet 50']),
  ).toEqual(['delivered', 'delivered', 'dropped nat-protocol shop/nat/nat-a']);
});

test('a NAT gateway in a subnet that routes to itself goes round in circles', async () => {
  const account = withMore(THREE_TIERS, {
    natGateways: { 'nat-a': { subnet: 'private-a', privateIpAddress: '10.0.1.50' } },
  });
  expect(await verdictsOf(account, ['app -> internet tcp/443'])).toEqual(['dropped routing-loop shop/nat/nat-a']);
});

test('the loss of a zone takes its NAT gateway from everybody', async () => {
  const steps = [
    'fail: az/a',
    'send: db -> internet tcp/443',
    'recover: az/ap-northeast-1a',
    'send: db -> internet tcp/443',
  ];
  const account = withMore(THREE_TIERS, {});
  const results = await resultsOf(account, steps);
  expect(results.map(verdictOf)).toEqual([
    'done az/ap-northeast-1a',
    'dropped zone-down shop/nat/nat-a',
    'done az/ap-northeast-1a',
    'delivered',
  ]);
  const each = withMore(THREE_TIERS, {
    subnets: {
      'public-c': { vpc: 'main', availabilityZone: 'c', cidrBlock: '10.0.3.0/24', routeTable: 'public' },
      'private-c': { routeTable: 'private-c' },
    },
    natGateways: { 'nat-c': { subnet: 'public-c' } },
    routeTables: { 'private-c': { vpc: 'main', routes: { '0.0.0.0/0': 'nat-c' } } },
  });
  expect((await resultsOf(each, steps)).map(verdictOf)[1]).toBe('delivered');
});

test('a mapping is forgotten after 350 s without a packet, and the next packet from inside gets a reset', async () => {
  const { results, world } = await played(THREE_TIERS, [
    'send: app:40000 -> internet tcp/443',
    'wait: 349s',
    'send: app:40000 -> internet tcp/443',
    'wait: 350s',
    'send: app:40000 -> internet tcp/443',
    'send: app:40000 -> internet tcp/443',
  ]);
  expect(results.map(verdictOf)).toEqual([
    'delivered',
    'done',
    'delivered',
    'done',
    'dropped nat-idle-timeout shop/nat/nat-a',
    'delivered',
  ]);
  expect(results[4]?.facts).toMatchObject({ clientSees: 'connection reset' });
  const sums = [...world.metrics.values()].map(({ id, chunks }) => [
    id.name,
    chunks.flatMap(({ points }) => points).reduce((sum, point) => sum + point.sum, 0),
  ]);
  expect(Object.fromEntries(sums)).toMatchObject({
    IdleTimeoutCount: 1,
    ConnectionAttemptCount: 2,
    ConnectionEstablishedCount: 2,
    PacketsDropCount: 1,
    PacketsOutToSource: 3,
  });
});

test('one address carries 55,000 connections to one destination, each further address as many again', async () => {
  const many = (connections: number) => ({ send: { from: 'app', to: 'internet', service: 'tcp/443', connections } });
  const one = await resultsOf(THREE_TIERS, [
    many(54_999),
    'send: db -> internet tcp/443',
    'send: db -> internet tcp/443',
    'send: db -> 192.0.2.9 tcp/443',
  ]);
  expect(one.map(verdictOf)).toEqual([
    'delivered',
    'delivered',
    'dropped nat-port-exhausted shop/nat/nat-a',
    'delivered',
  ]);
  const two = withMore(THREE_TIERS, {
    elasticIps: { 'eip-more': {} },
    natGateways: { 'nat-a': { secondaryElasticIps: ['eip-more'] } },
  });
  const [result] = await resultsOf(two, [many(120_000)]);
  expect(result).toMatchObject({
    outcome: 'dropped',
    reason: 'nat-port-exhausted',
    facts: { connections: { opened: 110_000, failed: 10_000 } },
  });
});

test('a private NAT gateway hides addresses from another network, but leads nowhere on the internet', async () => {
  const account = withMore(THREE_TIERS, {
    natGateways: { 'nat-a': { connectivityType: 'private', elasticIp: undefined } },
    elasticIps: { 'eip-nat': {} },
  });
  expect(await verdictsOf(account, ['app -> internet tcp/443'])).toEqual(['dropped igw-no-public-ip shop/igw/igw']);
});

test('a regional NAT gateway needs no public subnet and serves every zone', async () => {
  const regional = (more: object) =>
    withMore(THREE_TIERS, {
      natGateways: {
        'nat-a': { subnet: undefined, privateIpAddress: undefined, vpc: 'main', availabilityMode: 'regional', ...more },
      },
    });
  expect(await verdictsOf(regional({}), ['app -> internet tcp/443', 'db -> internet tcp/443'])).toEqual([
    'delivered',
    'delivered',
  ]);
  expect(
    await verdictsOf(regional({ availabilityZones: ['a'] }), ['app -> internet tcp/443', 'db -> internet tcp/443']),
  ).toEqual(['delivered', 'dropped nat-zone-not-covered shop/nat/nat-a']);
});

const NAT_INSTANCE = withMore(THREE_TIERS, {
  securityGroups: { nat: { vpc: 'main', ingress: ['all from 10.0.0.0/16'] } },
  elasticIps: { 'eip-nat-2': { instance: 'nat-i' } },
  instances: {
    'nat-i': { subnet: 'public-a', privateIpAddress: '10.0.0.60', securityGroups: ['nat'], sourceDestCheck: false },
  },
  routeTables: { private: { routes: { '0.0.0.0/0': 'instance/nat-i' } } },
});

test('a NAT instance translates, is filtered by its groups, and must not check source and destination', async () => {
  const send = ['app -> internet tcp/443'];
  expect(await verdictsOf(NAT_INSTANCE, send)).toEqual(['delivered']);
  const checking = withMore(NAT_INSTANCE, { instances: { 'nat-i': { sourceDestCheck: true } } });
  expect(await verdictsOf(checking, send)).toEqual(['dropped source-dest-check shop/eni/nat-i/eth0']);
  const closed = withMore(NAT_INSTANCE, { securityGroups: { nat: { egress: ['tcp 80 to 0.0.0.0/0'] } } });
  expect(await verdictsOf(closed, send)).toEqual(['dropped sg-no-matching-egress-rule shop/sg/nat']);
  const stopped = withMore(NAT_INSTANCE, { instances: { 'nat-i': { state: 'stopped' } } });
  expect(await verdictsOf(stopped, send)).toEqual(['dropped route-blackhole shop/rtb/private']);
});

test('the table of a NAT gateway stands under its hop: the mapping used first, then the others with their age', async () => {
  const [, , third] = await resultsOf(THREE_TIERS, [
    'send: app -> laptop tcp/443',
    'wait: 20s',
    'send: app -> laptop tcp/80',
  ]);
  const hops = (third?.trace ?? []).filter(({ reason }) => reason.startsWith('nat-translated'));
  const rows = hops.map(({ children = [] }) =>
    children.map(({ reason, verdict, looked }) => ({ reason, verdict, ...(looked as object) })),
  );
  const kept = { reason: 'nat-mapping', to: '10.0.0.50:1024', destination: '203.0.113.10:443', idleSeconds: 20 };
  const made = { reason: 'nat-mapping', to: '10.0.0.50:1024', destination: '203.0.113.10:80', idleSeconds: 0 };
  expect(rows).toMatchObject([
    [
      { ...made, verdict: 'match' },
      { ...kept, verdict: 'miss' },
    ],
    [
      { ...made, verdict: 'match' },
      { ...kept, verdict: 'miss' },
    ],
  ]);
});
