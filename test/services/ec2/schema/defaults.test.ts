import { expect, test } from 'vitest';
import { formatIp } from '../../../../src/services/ec2/address/ip.ts';
import { classifySubnet } from '../../../../src/services/ec2/index.ts';
import { formatEntry, formatRule } from '../../../../src/services/ec2/notation/rules.ts';
import { networkFrom } from '../account.ts';

test('a VPC comes with a main route table, an open network ACL and a default group, and nothing else', async () => {
  const network = await networkFrom({ vpcs: { main: { cidrBlock: '10.0.0.0/16' } } });
  const table = network.routeTables.get('shop/rtb/main/main');
  const acl = network.networkAcls.get('shop/nacl/main/default');
  const group = network.securityGroups.get('shop/sg/main/default');
  const lines = (entries: typeof group, side: 'ingress' | 'egress') =>
    entries?.[side] === 'unknown' ? [] : entries?.[side].map((rule) => formatRule(rule, side));
  expect(table?.routes).toMatchObject([{ label: '10.0.0.0/16', target: { kind: 'local' } }]);
  expect(acl?.ingress === 'unknown' ? [] : acl?.ingress.map((entry) => formatEntry(entry, 'ingress'))).toEqual([
    'allow all from 0.0.0.0/0',
  ]);
  expect(lines(group, 'ingress')).toEqual(['all from sg/main/default']);
  expect(lines(group, 'egress')).toEqual(['all to 0.0.0.0/0']);
  expect([network.subnets.size, network.internetGateways.size]).toEqual([0, 0]);
  expect(network.vpcs.get('shop/vpc/main')).toMatchObject({ dnsSupport: true, dnsHostnames: false });
});

test('defaults may stand under names of their own, and are found by both', async () => {
  const network = await networkFrom({
    vpcs: { main: { cidrBlock: '10.0.0.0/16' } },
    securityGroups: {
      'sg-0123456789abcdef0': { vpc: 'main', groupName: 'default', ingress: [] },
      web: { vpc: 'main', ingress: ['tcp 80 from sg/main/default'] },
    },
    routeTables: { out: { vpc: 'vpc/main', main: true } },
    networkAcls: { open: { vpc: 'shop/main', isDefault: true } },
  });
  expect([...network.securityGroups.keys()]).toEqual(['shop/sg/sg-0123456789abcdef0', 'shop/sg/web']);
  expect([...network.routeTables.keys()]).toEqual(['shop/rtb/out']);
  expect([...network.networkAcls.keys()]).toEqual(['shop/nacl/open']);
});

test('the default VPC: a public subnet in every zone', async () => {
  const network = await networkFrom({ defaultVpc: true, instances: { web: { subnet: 'default-a' } } });
  const subnets = [...network.subnets.values()];
  expect(subnets.map(({ name }) => name)).toEqual(['default-a', 'default-b', 'default-c', 'default-d']);
  expect(subnets.map((subnet) => classifySubnet(network, subnet).class)).toEqual([
    'public',
    'public',
    'public',
    'public',
  ]);
  expect(network.vpcs.get('shop/vpc/default')).toMatchObject({ isDefault: true, dnsHostnames: true });
  const web = network.interfaces.get('shop/eni/web/eth0');
  expect(web?.ips.map(formatIp)).toEqual(['172.31.0.10']);
  expect(web?.publicIps.size).toBe(1);
});

test('a default VPC in each named Region', async () => {
  const network = await networkFrom({ defaultVpc: ['ap-northeast-1', 'us-west-2'] });
  expect([...network.vpcs.values()].map(({ name, region }) => `${name} ${region}`)).toEqual([
    'default ap-northeast-1',
    'default-us-west-2 us-west-2',
  ]);
});

test('what is made up for one thing does not depend on others', async () => {
  const one = { vpcs: { main: { cidrBlock: '10.0.0.0/16' } }, elasticIps: { web: {} } };
  const more = { ...one, elasticIps: { api: {}, web: {}, zoo: {} } };
  const addressIn = async (account: object) => (await networkFrom({ ...account })).elasticIps.get('shop/eip/web');
  expect(await addressIn(more)).toBe(await addressIn(one));
});
