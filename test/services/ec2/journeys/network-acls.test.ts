import { expect, test } from 'vitest';
import { THREE_TIERS, withMore } from './accounts.ts';
import { resultsOf, verdictOf, verdictsOf } from './ask.ts';

/** The database's subnet behind a network ACL of its own. */
function guarded(ingress: object, egress: object) {
  return withMore(THREE_TIERS, {
    networkAcls: { tight: { vpc: 'main', ingress, egress } },
    subnets: { 'private-c': { networkAcl: 'tight' } },
  });
}

const IN = { 100: 'allow tcp 5432 from 10.0.1.0/24' };
const OUT = { 100: 'allow tcp 1024-65535 to 10.0.1.0/24' };
const SEND = ['app -> db tcp/5432'];

test('the smallest pair that works: the service in, the ephemeral ports out', async () => {
  expect(await verdictsOf(guarded(IN, OUT), SEND)).toEqual(['delivered']);
});

test('a new network ACL denies everything; without an entry of its own a reply dies', async () => {
  expect(await verdictsOf(guarded({}, {}), SEND)).toEqual(['dropped nacl-no-matching-ingress-entry shop/nacl/tight']);
  const [result] = await resultsOf(guarded(IN, {}), [`send: ${SEND[0]}`]);
  expect(result).toMatchObject({
    outcome: 'dropped',
    reason: 'nacl-no-matching-egress-entry',
    awsCode: 'SUBNET_ACL_RESTRICTION',
  });
  expect(result?.facts).toMatchObject({
    direction: 'return',
    alsoBlocking: [],
    smallestChange: { change: { 'shop.ec2.networkAcls.tight.egress.100': 'allow tcp 1024-65535 to 10.0.1.0/24' } },
  });
});

test('the lowest number decides, whatever comes later', async () => {
  expect(await verdictsOf(guarded({ ...IN, 200: 'deny all from 0.0.0.0/0' }, OUT), SEND)).toEqual(['delivered']);
  expect(await verdictsOf(guarded({ ...IN, 50: 'deny tcp from 10.0.1.10/32' }, OUT), SEND)).toEqual([
    'dropped nacl-denies-ingress shop/nacl/tight',
  ]);
  expect(await verdictsOf(guarded(IN, { ...OUT, 10: 'deny tcp 32768 to 0.0.0.0/0' }), SEND)).toEqual([
    'dropped back nacl-denies-egress shop/nacl/tight',
  ]);
});

test('the proposed entry comes before the one that denies', async () => {
  const [result] = await resultsOf(guarded({ ...IN, 50: 'deny tcp from 10.0.1.10/32' }, OUT), [`send: ${SEND[0]}`]);
  expect(result?.facts['smallestChange']).toMatchObject({
    change: { 'shop.ec2.networkAcls.tight.ingress.10': 'allow tcp 5432 from 10.0.1.10/32' },
  });
});

test('nothing is evaluated inside a subnet', async () => {
  const account = withMore(guarded({}, {}), {
    instances: { db2: { subnet: 'private-c', privateIpAddress: '10.0.2.11', securityGroups: ['app'] } },
  });
  expect(await verdictsOf(account, ['db2 -> db tcp/5432'])).toEqual(['delivered']);
});

test('replies go to the ports of the client: Windows begins at 49152', async () => {
  const account = withMore(guarded(IN, { 100: 'allow tcp 49152-65535 to 10.0.1.0/24' }), {});
  const windows = withMore(account, { instances: { app: { operatingSystem: 'windows' } } });
  expect(await verdictsOf(account, SEND)).toEqual(['dropped back nacl-no-matching-egress-entry shop/nacl/tight']);
  expect(await verdictsOf(windows, SEND)).toEqual(['delivered']);
});

test('a network ACL cuts what security groups still track', async () => {
  const results = await resultsOf(THREE_TIERS, [
    'send: app:40000 -> db tcp/5432',
    { change: { 'shop.ec2.networkAcls.shut': { vpc: 'main' }, 'shop.ec2.subnets.private-c.networkAcl': 'shut' } },
    'send: app:40000 -> db tcp/5432',
  ]);
  expect(results.map(verdictOf)).toEqual([
    'delivered',
    'done',
    'dropped nacl-no-matching-ingress-entry shop/nacl/shut',
  ]);
});

test("Amazon's own services are never filtered", async () => {
  const account = withMore(guarded({}, {}), { securityGroups: { db: { egress: [] } } });
  const sends = [
    'db -> 169.254.169.254 tcp/80',
    'db -> 169.254.169.123 udp/123',
    'db -> 10.0.0.2 udp/53',
    'db -> 169.254.169.253 udp/53',
  ];
  expect(await verdictsOf(account, sends)).toEqual(['delivered', 'delivered', 'delivered', 'delivered']);
  const deaf = withMore(account, { vpcs: { main: { enableDnsSupport: false } } });
  expect(await verdictsOf(deaf, sends.slice(2))).toEqual([
    'dropped dns-support-off shop/vpc/main',
    'dropped dns-support-off shop/vpc/main',
  ]);
});
