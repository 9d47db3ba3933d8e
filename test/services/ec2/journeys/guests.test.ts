import { expect, test } from 'vitest';
import { THREE_TIERS, withMore } from './accounts.ts';
import { resultsOf, verdictOf, verdictsOf } from './ask.ts';

test('a closed port refuses, and the client notices', async () => {
  const account = withMore(THREE_TIERS, {
    instances: { web: { listens: ['tcp/80'] } },
    securityGroups: { web: { ingress: ['all from 0.0.0.0/0'] } },
  });
  const [tcp, udp, ping] = await resultsOf(account, [
    'send: laptop -> web tcp/443',
    'send: laptop -> web udp/53',
    'send: laptop -> web icmp',
  ]);
  expect(tcp).toMatchObject({
    outcome: 'refused',
    reason: 'nothing-listens',
    at: 'shop/instance/web',
    facts: { clientSees: 'connection refused' },
  });
  expect(udp?.facts).toMatchObject({ clientSees: 'port unreachable' });
  expect(ping?.outcome).toBe('delivered');
});

test('hosts outside listen as they say', async () => {
  const top = { internet: { api: { ipAddress: '192.0.2.80', listens: ['tcp/443'] } } };
  expect(await verdictsOf(THREE_TIERS, ['app -> api tcp/443', 'app -> api tcp/80'], top)).toEqual([
    'delivered',
    'refused nothing-listens host/api',
  ]);
});

test('a stopped instance neither sends nor takes, and gives its automatic address back', async () => {
  const account = withMore(THREE_TIERS, { instances: { web: { state: 'stopped' } } });
  expect(await verdictsOf(account, ['web -> app tcp/8080', 'app -> web tcp/443'])).toEqual([
    'dropped source-not-running shop/instance/web',
    'dropped component-down shop/instance/web',
  ]);
  const automatic = withMore(THREE_TIERS, {
    elasticIps: { 'eip-web': { instance: undefined } },
    instances: { web: { publicIp: '198.51.100.10', state: 'stopped' } },
  });
  expect(
    await verdictsOf(withMore(automatic, { elasticIps: { 'eip-web': { publicIp: undefined } } }), [
      'laptop -> 198.51.100.10 tcp/443',
    ]),
  ).toEqual(['dropped igw-unknown-destination shop/igw/igw']);
});

test('a crashed instance takes nothing until it recovers', async () => {
  const results = await resultsOf(THREE_TIERS, [
    'fail: instance/web',
    'send: laptop -> web tcp/443',
    'recover: instance/web',
    'send: laptop -> web tcp/443',
  ]);
  expect(results.map(verdictOf)).toEqual([
    'done shop/instance/web',
    'dropped component-down shop/instance/web',
    'done shop/instance/web',
    'delivered',
  ]);
});

const TWO_INTERFACES = withMore(THREE_TIERS, {
  instances: {
    web: { networkInterfaces: [{ subnet: 'private-a', privateIpAddress: '10.0.1.20', securityGroups: ['app'] }] },
  },
});

test('an instance with two interfaces: each has its own subnet, groups and addresses', async () => {
  expect(
    await verdictsOf(TWO_INTERFACES, [
      'laptop -> web tcp/443',
      'app -> 10.0.1.20 tcp/22',
      'web -> app tcp/8080',
      'eni/web/eth1 -> app tcp/8080',
    ]),
  ).toEqual([
    'delivered',
    'dropped sg-no-matching-ingress-rule shop/sg/app',
    // From its second interface, which is nearer to the destination, it is a member of app, not of web.
    'dropped sg-no-matching-ingress-rule shop/sg/app',
    'dropped sg-no-matching-ingress-rule shop/sg/app',
  ]);
  const [near] = await resultsOf(TWO_INTERFACES, ['send: web -> 10.0.1.10 tcp/8080']);
  expect(near?.facts['path']).toContain('shop/eni/web/eth1');
});

test('an interface sends from its own addresses only, unless checking is off', async () => {
  const spoofed = { send: { from: 'app', to: 'db', service: 'tcp/5432', sourceIp: '10.0.1.99' } };
  const [checked] = await resultsOf(THREE_TIERS, [spoofed]);
  expect(checked).toMatchObject({
    reason: 'source-dest-check',
    awsCode: 'ENI_SOURCE_DEST_CHECK_RESTRICTION',
    at: 'shop/eni/app/eth0',
  });
});

test('what the scenario leaves unknown makes an outcome unknown, but only where it decides', async () => {
  const account = withMore(THREE_TIERS, {
    securityGroups: { app: { ingress: 'unknown' }, db: { egress: 'unknown' } },
    natGateways: { 'nat-a': { state: 'unknown' } },
  });
  expect(
    await verdictsOf(account, [
      'web -> app tcp/8080',
      'app -> db tcp/5432',
      'app -> internet tcp/443',
      'laptop -> web tcp/443',
      'laptop -> web tcp/22',
    ]),
  ).toEqual([
    'unknown unknown-value shop/sg/app',
    'delivered',
    'unknown unknown-value shop/nat/nat-a',
    'delivered',
    'dropped sg-no-matching-ingress-rule shop/sg/web',
  ]);
  const list = withMore(THREE_TIERS, {
    prefixLists: { offices: { entries: 'unknown' } },
    securityGroups: { web: { ingress: ['tcp 22 from offices', 'tcp 443 from 0.0.0.0/0'] } },
  });
  expect(await verdictsOf(list, ['laptop -> web tcp/443', 'laptop -> web tcp/22', 'laptop -> web tcp/80'])).toEqual([
    'delivered',
    'unknown unknown-value shop/sg/web',
    'dropped sg-no-matching-ingress-rule shop/sg/web',
  ]);
});

test('names: split horizon, private names, no such name', async () => {
  const named = withMore(THREE_TIERS, { vpcs: { main: { enableDnsHostnames: true } } });
  const name = 'ec2-198-51-100-10.ap-northeast-1.compute.amazonaws.com';
  const [inside, outside, unnamed, internal] = await resultsOf(named, [
    `send: app -> ${name} tcp/443`,
    `send: laptop -> ${name} tcp/443`,
    'send: app -> ec2-192-0-2-99.ap-northeast-1.compute.amazonaws.com tcp/443',
    'send: web -> ip-10-0-1-10.ap-northeast-1.compute.internal tcp/8080',
  ]);
  expect(inside?.facts).toMatchObject({ translations: [] });
  expect(outside?.facts['translations']).toHaveLength(2);
  expect(unnamed).toMatchObject({
    outcome: 'dropped',
    reason: 'dns-name-unknown',
    facts: { clientSees: 'no such name' },
  });
  expect(internal?.outcome).toBe('delivered');
  const [off] = await resultsOf(THREE_TIERS, [`send: laptop -> ${name} tcp/443`]);
  expect(off?.reason).toBe('dns-name-unknown');
});

test('a source port goes on with its connection; without one the lowest free port is taken', async () => {
  const results = await resultsOf(THREE_TIERS, [
    'send: web -> app tcp/8080',
    'send: web -> app tcp/8080',
    'send: web:32768 -> app tcp/8080',
    'show: connections',
  ]);
  expect(results[3]?.facts['value']).toMatchObject([
    { interface: 'shop/eni/web/eth0', source: '10.0.0.10:32768' },
    { interface: 'shop/eni/app/eth0', source: '10.0.0.10:32768' },
    { source: '10.0.0.10:32769' },
    { source: '10.0.0.10:32769' },
  ]);
});

test('a VPC carries nothing that is for many, but answers whoever asks for an address', async () => {
  expect(
    await verdictsOf(THREE_TIERS, [
      'app -> 224.0.0.5 udp/5353',
      'app -> 255.255.255.255 udp/67',
      'app -> 10.0.1.255 udp/9',
    ]),
  ).toEqual(['dropped for-many shop/vpc/main', 'delivered', 'dropped no-such-address shop/subnet/private-a']);
});
