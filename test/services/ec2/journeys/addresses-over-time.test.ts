import { expect, test } from 'vitest';
import { THREE_TIERS, withMore } from './accounts.ts';
import { resultsOf } from './ask.ts';

const lent = withMore(THREE_TIERS, {
  elasticIps: { 'eip-web': { instance: undefined } },
  instances: { web: { publicIp: '203.0.113.20' } },
});
const change = (changes: object) => JSON.stringify({ change: changes });
const reach = 'send: laptop -> 203.0.113.20 tcp/443';

test('stopping gives the automatic public address back for good; the private one stays', async () => {
  const results = await resultsOf(lent, [
    reach,
    change({ 'shop.ec2.instances.web.state': 'stopped' }),
    change({ 'shop.ec2.instances.web.state': 'running' }),
    reach,
    'send: laptop -> web tcp/443',
    'send: app -> 10.0.0.10 tcp/443',
  ]);
  expect(results.map(({ outcome }) => outcome)).toEqual([
    'delivered',
    'done',
    'done',
    'dropped',
    'delivered',
    'delivered',
  ]);
  expect(results[3]?.reason).toBe('igw-unknown-destination');
});

test('an Elastic IP takes the place of the automatic address, and stays over a stop', async () => {
  const results = await resultsOf(lent, [
    change({ 'shop.ec2.elasticIps.eip-web.instance': 'web' }),
    reach,
    'send: laptop -> 198.51.100.10 tcp/443',
    change({ 'shop.ec2.instances.web.state': 'stopped' }),
    change({ 'shop.ec2.instances.web.state': 'running' }),
    'send: laptop -> 198.51.100.10 tcp/443',
    change({ 'shop.ec2.elasticIps.eip-web.instance': null }),
    reach,
  ]);
  const outcomes = results.filter(({ verb }) => verb === 'send').map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['dropped', 'delivered', 'delivered', 'dropped']);
});

test('whoever writes another address into the file has that one', async () => {
  const results = await resultsOf(lent, [
    change({ 'shop.ec2.instances.web.state': 'stopped' }),
    change({ 'shop.ec2.instances.web': { state: 'running', publicIp: '203.0.113.21' } }),
    'send: laptop -> 203.0.113.21 tcp/443',
  ]);
  expect(results.at(-1)?.outcome).toBe('delivered');
});
