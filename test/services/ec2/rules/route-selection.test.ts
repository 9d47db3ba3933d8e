import { expect, test } from 'vitest';
import { parseIp } from '../../../../src/services/ec2/address/ip.ts';
import { selectRoute } from '../../../../src/services/ec2/rules/route-selection.ts';
import { targetName } from '../../../../src/services/ec2/walk/routing.ts';
import { networkFrom } from '../account.ts';

/** Where a table with these routes leads each destination. */
async function targets(routes: object, destinations: readonly string[]): Promise<readonly string[]> {
  const network = await networkFrom({
    vpcs: {
      v: { cidrBlock: '10.0.0.0/16', ipv6CidrBlocks: ['2001:db8:1234:1a00::/56'] },
      w: { cidrBlock: '10.9.0.0/16' },
    },
    subnets: {
      s: { vpc: 'v', availabilityZone: 'a', cidrBlock: '10.0.0.0/24' },
      t: { vpc: 'v', availabilityZone: 'a', cidrBlock: '10.0.3.0/24' },
    },
    internetGateways: { igw: { vpc: 'v' } },
    egressOnlyInternetGateways: { eigw: { vpc: 'v' } },
    vpnGateways: { vgw: { vpc: 'v' } },
    natGateways: { nat: { subnet: 's' } },
    vpcPeeringConnections: { pcx: { requesterVpc: 'v', accepterVpc: 'w' } },
    prefixLists: {
      list: { id: 'pl-0b', entries: ['192.0.2.0/24', '198.51.100.0/24'] },
      other: { id: 'pl-0a', entries: ['192.0.2.0/24'] },
    },
    instances: { fw: { subnet: 's', sourceDestCheck: false } },
    routeTables: { r: { vpc: 'v', routes } },
  });
  const table = network.routeTables.get('shop/rtb/r');
  return destinations.map((destination) => {
    const selection = table === undefined ? 'unknown' : selectRoute(table, parseIp(destination) ?? 0);
    if (selection === 'unknown') return 'unknown';
    return 'none' in selection ? 'none' : targetName(selection.route.target);
  });
}

test('the longest prefix wins; families are apart', async () => {
  expect(
    await targets({ '0.0.0.0/0': 'nat', '10.9.0.0/16': 'pcx', '10.0.3.0/24': 'instance/fw' }, [
      '8.8.8.8',
      '10.9.1.1',
      '10.0.3.9',
      '10.0.200.9',
      '2001:db8:9::1',
      '2001:db8:1234:1a00::5',
    ]),
  ).toEqual(['shop/nat/nat', 'shop/pcx/pcx', 'shop/eni/fw/eth0', 'local', 'none', 'local']);
});

test('of one prefix: static, then by prefix list, then propagated', async () => {
  const propagated = { target: 'vgw', origin: 'EnableVgwRoutePropagation' };
  expect(
    await targets(
      { '172.31.0.0/24': [propagated, 'igw'], list: 'igw', '192.0.2.0/24': propagated, '198.51.100.0/24': 'nat' },
      ['172.31.0.5', '192.0.2.1', '198.51.100.1'],
    ),
  ).toEqual(['shop/igw/igw', 'shop/igw/igw', 'shop/nat/nat']);
});

test('a propagated route never beats the local one', async () => {
  expect(
    await targets({ '10.0.3.0/25': { target: 'vgw', origin: 'EnableVgwRoutePropagation' } }, ['10.0.3.9']),
  ).toEqual(['local']);
});

test('of two prefix lists with the same block the lowest id', async () => {
  expect(await targets({ list: 'igw', other: 'nat' }, ['192.0.2.1'])).toEqual(['shop/nat/nat']);
});

test('an unknown route makes its destinations unknown', async () => {
  expect(await targets({ '0.0.0.0/0': 'unknown', '10.9.0.0/16': 'pcx' }, ['8.8.8.8', '10.9.0.1'])).toEqual([
    'unknown',
    'shop/pcx/pcx',
  ]);
});
