import { expect, test } from 'vitest';
import { THREE_TIERS, withMore } from '../journeys/accounts.ts';
import { resultsOf } from '../journeys/ask.ts';

async function shown(...queries: readonly string[]) {
  const account = withMore(THREE_TIERS, { vpcs: { main: { enableDnsHostnames: true } } });
  const results = await resultsOf(
    account,
    queries.map((query) => `show: ${query}`),
  );
  return results.map(({ facts, outcome }) => (outcome === 'done' ? facts['value'] : facts['problem']));
}

test('a subnet shows its class with the proof, and the table in force', async () => {
  const [subnet, table] = await shown('subnet/private-a', 'rtb/private');
  expect(subnet).toMatchObject({
    class: 'private',
    alias: 'protected',
    routeTable: 'shop/rtb/private',
    routeTableFrom: 'association',
    because: '0.0.0.0/0 to shop/nat/nat-a',
  });
  expect(table).toEqual([
    { destination: '10.0.0.0/16', target: 'local', state: 'active', origin: 'local' },
    { destination: '0.0.0.0/0', target: 'shop/nat/nat-a', state: 'active', origin: 'static' },
  ]);
});

test('a group shows its members and who refers to it', async () => {
  expect((await shown('sg/app'))[0]).toMatchObject({
    ingress: ['tcp 8080 from sg/web'],
    interfaces: ['shop/eni/app/eth0'],
    referencedBy: ['shop/sg/db'],
  });
});

test('an instance shows its addresses and names', async () => {
  expect((await shown('instance/web'))[0]).toMatchObject({
    interfaces: [
      {
        addresses: ['10.0.0.10'],
        publicIp: '198.51.100.10',
        elasticIp: 'shop/eip/eip-web',
        privateDnsName: 'ip-10-0-0-10.ap-northeast-1.compute.internal',
        publicDnsName: 'ec2-198-51-100-10.ap-northeast-1.compute.amazonaws.com',
      },
    ],
  });
});

test('who can reach, and who can be reached', async () => {
  expect(await shown('who-can-reach db tcp/5432', 'reachable-from app tcp/443')).toEqual([
    {
      to: 'shop/eni/db/eth0',
      service: 'tcp/5432',
      delivered: ['shop/eni/app/eth0'],
      dropped: ['shop/eni/web/eth0', 'host/laptop', 'internet'],
    },
    {
      from: 'shop/eni/app/eth0',
      service: 'tcp/443',
      delivered: ['shop/eni/web/eth0', 'host/laptop', 'internet'],
      dropped: ['shop/eni/db/eth0'],
    },
  ]);
});

test('looking up a route names the losers and why they lost', async () => {
  expect((await shown('route-lookup app 10.0.0.9'))[0]).toMatchObject({
    routeTable: 'shop/rtb/private',
    target: 'local',
    routes: [
      { route: '10.0.0.0/16', why: 'wins' },
      { route: '0.0.0.0/0', why: 'another prefix is longer' },
    ],
  });
});

test('names, zones, and questions that make no sense', async () => {
  const [name, zone, wrong, nobody] = await shown(
    'dns ec2-198-51-100-10.ap-northeast-1.compute.amazonaws.com from app',
    'az/ap-northeast-1c',
    'who-can-reach web tcp',
    'who-can-reach nobody tcp/1',
  );
  expect(name).toMatchObject({ addresses: ['10.0.0.10'], reason: 'dns-private-for-inside' });
  expect(zone).toMatchObject({ state: 'up', subnets: ['shop/subnet/private-c'], instances: ['shop/instance/db'] });
  expect(wrong).toContain('tcp needs a port');
  expect(nobody).toContain('nobody');
});

test('who can open a service to whom, over everybody', async () => {
  expect((await shown('reachability tcp/5432'))[0]).toMatchObject({
    interfaces: 3,
    delivered: { 'shop/eni/app/eth0': ['shop/eni/db/eth0'], 'shop/eni/web/eth0': [], 'shop/eni/db/eth0': [] },
  });
});
