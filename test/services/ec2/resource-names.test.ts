import { expect, test } from 'vitest';
import { formatIp } from '../../../src/services/ec2/address/ip.ts';
import { resolveName } from '../../../src/services/ec2/index.ts';
import { networkFrom } from './account.ts';

const ID = 'i-0123456789abcdef0';
const NAME = `${ID}.ap-northeast-1.compute.internal`;

/** What the name by its id resolves to inside the VPC, and why. */
async function asked(options: object, onLaunch: object = {}, vpc: object = {}): Promise<string> {
  const network = await networkFrom({
    vpcs: {
      main: {
        cidrBlock: '10.0.0.0/16',
        ipv6CidrBlocks: ['2001:db8:1234:1a00::/56'],
        enableDnsHostnames: true,
        ...vpc,
      },
    },
    subnets: {
      a: {
        vpc: 'main',
        availabilityZone: 'a',
        cidrBlock: '10.0.1.0/24',
        ipv6CidrBlock: '2001:db8:1234:1a01::/64',
        ...onLaunch,
      },
    },
    instances: {
      [ID]: { subnet: 'a', privateIpAddress: '10.0.1.10', ipv6Addresses: ['2001:db8:1234:1a01::10'], ...options },
    },
  });
  const { ips, reason } = resolveName(network, NAME, [...network.vpcs.values()][0]);
  return [reason, ...ips.map(formatIp)].join(' ');
}

test.each<readonly [string, object, object, object, string]>([
  ['no record unless asked for', {}, {}, {}, 'dns-resource-name-off'],
  [
    'an A record leads to the private IPv4 address',
    { privateDnsNameOptions: { enableResourceNameDnsARecord: true } },
    {},
    {},
    'dns-resource-name 10.0.1.10',
  ],
  [
    'an AAAA record leads to the IPv6 address',
    { privateDnsNameOptions: { hostnameType: 'resource-name', enableResourceNameDnsAAAARecord: true } },
    {},
    {},
    'dns-resource-name 2001:db8:1234:1a01::10',
  ],
  [
    'the subnet says it for what is launched there',
    {},
    { privateDnsNameOptionsOnLaunch: { hostnameType: 'resource-name', enableResourceNameDnsARecord: true } },
    {},
    'dns-resource-name 10.0.1.10',
  ],
  [
    'the instance goes before its subnet',
    { privateDnsNameOptions: { enableResourceNameDnsARecord: false } },
    { privateDnsNameOptionsOnLaunch: { enableResourceNameDnsARecord: true } },
    {},
    'dns-resource-name-off',
  ],
  [
    'without DNS hostnames nothing resolves',
    { privateDnsNameOptions: { enableResourceNameDnsARecord: true } },
    {},
    { enableDnsHostnames: false },
    'dns-hostnames-off',
  ],
])('%s', async (_, options, onLaunch, vpc, expected) => {
  expect(await asked(options, onLaunch, vpc)).toBe(expected);
});
