import { expect, test } from 'vitest';
import { THREE_TIERS, withMore } from './accounts.ts';
import { resultsOf, verdictsOf } from './ask.ts';

/** A node in the public subnet that passes port 80 on to the app. */
function withNode(node: object, forward: object = {}) {
  return withMore(THREE_TIERS, {
    networkInterfaces: {
      node: {
        subnet: 'public-a',
        privateIpAddress: '10.0.0.30',
        interfaceType: 'load_balancer',
        securityGroups: ['lb'],
        publicIp: '198.51.100.30',
        forwards: [{ listener: 'tcp/80', targets: ['10.0.1.10:8080'], ...forward }],
        ...node,
      },
    },
    securityGroups: {
      lb: { vpc: 'main', ingress: ['tcp 80-443 from 0.0.0.0/0'] },
      app: { ingress: ['tcp 8080 from sg/lb'] },
    },
  });
}

test("targets see a balancer's node, and may name its group", async () => {
  const [result] = await resultsOf(withNode({}), ['send: laptop -> 198.51.100.30 tcp/80']);
  expect(result?.outcome).toBe('delivered');
  expect(result?.facts['path']).toEqual([
    'host/laptop',
    'shop/igw/igw',
    'shop/subnet/public-a',
    'shop/eni/node',
    'shop/subnet/public-a',
    'shop/subnet/private-a',
    'shop/eni/app/eth0',
    'shop/instance/app',
  ]);
  const translations = (result?.facts['translations'] ?? []) as readonly { at: string; after: object }[];
  const sent = translations[1];
  expect(sent).toMatchObject({
    at: 'shop/eni/node',
    after: { source: '10.0.0.30:1024', destination: '10.0.1.10:8080' },
  });
});

test('without a listener, without a target, without one in the zone', async () => {
  expect(await verdictsOf(withNode({}), ['laptop -> 198.51.100.30 tcp/443'])).toEqual([
    'dropped lb-no-listener shop/eni/node',
  ]);
  expect(await verdictsOf(withNode({}, { targets: [] }), ['laptop -> 198.51.100.30 tcp/80'])).toEqual([
    'dropped lb-no-targets shop/eni/node',
  ]);
  const far = { targets: ['10.0.2.10:5432'], crossZone: false };
  expect(await verdictsOf(withNode({}, far), ['laptop -> 198.51.100.30 tcp/80'])).toEqual([
    'dropped lb-no-target-in-zone shop/eni/node',
  ]);
});

test('where the client is preserved, targets must let clients in, and answers still go through the node', async () => {
  const preserved = withNode(
    { interfaceType: 'network_load_balancer', securityGroups: [] },
    { preserveClientIp: true },
  );
  const send = ['laptop -> 198.51.100.30 tcp/80'];
  expect(await verdictsOf(preserved, send)).toEqual(['dropped sg-no-matching-ingress-rule shop/sg/app']);
  const open = withMore(preserved, { securityGroups: { app: { ingress: ['tcp 8080 from 203.0.113.0/24'] } } });
  const [result] = await resultsOf(open, [`send: ${send[0]}`]);
  expect(result?.outcome).toBe('delivered');
  expect(result?.facts['returnPath']).toContain('shop/eni/node');
});
