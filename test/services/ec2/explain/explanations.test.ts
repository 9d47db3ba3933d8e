import { expect, test } from 'vitest';
import type { Ec2 } from '../account.ts';
import { THREE_TIERS, TWO_VPCS, withMore } from '../journeys/accounts.ts';
import { resultsOf } from '../journeys/ask.ts';

/** The explanation codes of a dropped packet, each with the component it speaks of. */
async function codes(account: Ec2, send: string): Promise<readonly string[]> {
  const [result] = await resultsOf(account, [`send: ${send}`]);
  const explanations = (result?.facts['explanations'] ?? []) as readonly { code: string; at: string }[];
  return explanations.map(({ code, at }) => `${code} ${at.replace('shop/', '')}`);
}

test('an empty group and one without a fitting rule have codes of their own', async () => {
  const account = withMore(THREE_TIERS, {
    securityGroups: { empty: { vpc: 'main', ingress: [] } },
    instances: { db: { securityGroups: ['empty', 'db'] } },
  });
  expect(await codes(account, 'web -> db tcp/5432')).toEqual([
    'SG_HAS_NO_RULES sg/empty',
    'ENI_SG_RULES_MISMATCH sg/db',
    'MORE_SPECIFIC_ROUTE rtb/public',
  ]);
});

test('what hid the sender is told where a rule would have known it', async () => {
  const account = withMore(THREE_TIERS, { securityGroups: { web: { ingress: ['tcp 443 from sg/app'] } } });
  expect(await codes(account, 'app -> 198.51.100.10 tcp/443')).toEqual([
    'ENI_SG_RULES_MISMATCH sg/web',
    'SG_REFERENCES_NOT_PRESERVED nat/nat-a',
    'NGW_SOURCE_ADDRESS_REASSIGN nat/nat-a',
    'REMAP_EPHEMERAL_PORT nat/nat-a',
    'IGW_NAT_REFLECTION igw/igw',
  ]);
});

test('without a route every row says why it is none', async () => {
  const account = withMore(TWO_VPCS, { routeTables: { 'one-rtb': { routes: { '10.7.0.0/16': 'blackhole' } } } });
  expect(await codes(account, 'a1 -> a2 tcp/22')).toEqual([
    'NO_ROUTE_TO_DESTINATION rtb/one-rtb',
    'DISCONNECTED_VPCS rtb/one-rtb',
    'VPC_LOCAL_ROUTE_CIDR_RESTRICTION rtb/one-rtb',
    'CANNOT_ROUTE rtb/one-rtb',
  ]);
});

test('a route to what is not attached names what is not', async () => {
  const account = withMore(THREE_TIERS, { internetGateways: { igw: { vpc: undefined } } });
  expect(await codes(account, 'web -> laptop tcp/443')).toEqual([
    'BAD_STATE_ROUTE rtb/public',
    'BAD_STATE_ATTACHMENT igw/igw',
  ]);
});

test('a transit gateway that does not pass groups on', async () => {
  const account = withMore(TWO_VPCS, {
    transitGateways: { tgw: {} },
    transitGatewayVpcAttachments: {
      one: { transitGateway: 'tgw', vpc: 'one', subnets: ['one-a'] },
      two: { transitGateway: 'tgw', vpc: 'two', subnets: ['two-a'] },
    },
    transitGatewayRouteTables: {
      rt: { transitGateway: 'tgw', defaultAssociationRouteTable: true, defaultPropagationRouteTable: true },
    },
    routeTables: { 'one-rtb': { routes: { '10.2.0.0/16': 'tgw' } }, 'two-rtb': { routes: { '10.1.0.0/16': 'tgw' } } },
    securityGroups: { 'two-open': { ingress: ['tcp 22 from sg/one-open'] } },
  });
  expect(await codes(account, 'a1 -> a2 tcp/22')).toEqual([
    'ENI_SG_RULES_MISMATCH sg/two-open',
    'SG_REFERENCING_SUPPORT tgw/tgw',
  ]);
});

test('behind a load balancer the target has its own address and port', async () => {
  const node = (targets: readonly string[]) =>
    withMore(THREE_TIERS, {
      networkInterfaces: {
        node: {
          subnet: 'public-a',
          privateIpAddress: '10.0.0.30',
          interfaceType: 'load_balancer',
          publicIp: '198.51.100.30',
          securityGroups: ['web'],
          forwards: [{ listener: 'tcp/443', targets }],
        },
      },
    });
  expect(await codes(node(['10.0.2.10:5432']), 'laptop -> 198.51.100.30 tcp/443')).toContain(
    'TARGET_PORT_RESTRICTION eni/node',
  );
  expect(await codes(node(['10.0.1.99:8080']), 'laptop -> 198.51.100.30 tcp/443')).toContain(
    'TARGET_ADDRESS_RESTRICTION eni/node',
  );
});

test('a far end that nobody knows, and one that the analyzer does not take', async () => {
  const peered = withMore(TWO_VPCS, {
    vpcPeeringConnections: { pcx: { requesterVpc: 'one', accepterVpc: 'unknown' } },
    routeTables: { 'one-rtb': { routes: { '10.9.0.0/16': 'pcx' } } },
  });
  expect(await codes(peered, 'a1 -> 10.9.0.10 tcp/22')).toContain('UNKNOWN_DESTINATION pcx/pcx');
  expect(await codes(THREE_TIERS, 'laptop -> 198.51.100.50 tcp/443')).toContain('UNSUPPORTED_COMPONENT nat/nat-a');
});
