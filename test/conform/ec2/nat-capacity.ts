import type { Adapter, Json } from '../contract.ts';
import { firstOf, listOf, numberOf, textOf } from './input.ts';
import { readEc2 } from './scenario.ts';
import { Play } from './timeline.ts';

/** How many connections a NAT gateway with some addresses has room for, per destination. */
export const natCapacity: Adapter = {
  answer: async (input) => {
    const gateway = firstOf(input, 'natGateway', 'NatGateway') ?? input;
    const listed = listOf(firstOf(gateway, 'addresses', 'NatGatewayAddresses'));
    const addresses = numberOf(input, 'addresses', 'ips', 'eips') ?? listed.length;
    const { scenario } = await readEc2(worldOf(Math.max(addresses, 1)));
    if (scenario === undefined) return { valid: false, next: [] };
    const play = new Play(scenario);
    for (const block of listOf(firstOf(input, 'existing'))) {
      await play.step({ send: sendOf(block, numberOf(block, 'connections', 'count') ?? 1) });
      const idle = numberOf(block, 'idleSeconds', 'idle');
      if (idle !== undefined) await play.step({ wait: `${idle}s` });
    }
    const next: Json[] = [];
    for (const wish of listOf(firstOf(input, 'next'))) {
      const { outcome, reason } = await play.step({ send: sendOf(wish, numberOf(wish, 'connections', 'count') ?? 1) });
      next.push(
        outcome === 'delivered' ? 'ok' : reason === 'nat-port-exhausted' ? 'ErrorPortAllocation' : (reason ?? outcome),
      );
    }
    const metric = next.includes('ErrorPortAllocation') ? 'ErrorPortAllocation' : null;
    return { next, results: next, metric, valid: true };
  },
};

function worldOf(addresses: number) {
  const names = Array.from({ length: addresses }, (_, index) => `eip-${index}`);
  const [first = '', ...others] = names;
  return {
    vpcs: { v: { cidrBlock: '10.0.0.0/16' } },
    internetGateways: { igw: { vpc: 'v' } },
    subnets: {
      edge: { vpc: 'v', availabilityZone: 'a', cidrBlock: '10.0.0.0/24', routeTable: 'edge' },
      inside: { vpc: 'v', availabilityZone: 'a', cidrBlock: '10.0.1.0/24', routeTable: 'inside' },
    },
    elasticIps: Object.fromEntries(names.map((name, index) => [name, { publicIp: `203.0.113.${10 + index}` }])),
    natGateways: {
      nat: { subnet: 'edge', elasticIp: first, ...(others.length > 0 ? { secondaryElasticIps: others } : {}) },
    },
    routeTables: {
      edge: { vpc: 'v', routes: { '0.0.0.0/0': 'igw' } },
      inside: { vpc: 'v', routes: { '0.0.0.0/0': 'nat' } },
    },
    instances: { i: { subnet: 'inside' } },
  };
}

/** `198.51.100.7:443/tcp` as a destination. */
function sendOf(wish: Json, connections: number): { readonly [key: string]: Json } {
  const [end = '', protocol = 'tcp'] = (textOf(wish, 'destination') ?? '').split('/');
  const at = end.lastIndexOf(':');
  const [host, port] = at < 0 ? [end, '443'] : [end.slice(0, at), end.slice(at + 1)];
  return { from: 'i', to: host, service: `${protocol}/${port}`, connections };
}
