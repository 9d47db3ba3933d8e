import { expect, test } from 'vitest';
import { parseIp } from '../../../../src/services/ec2/address/ip.ts';
import type { Header } from '../../../../src/services/ec2/rules/packet.ts';
import { decideGroups } from '../../../../src/services/ec2/rules/security-group.ts';
import { networkFrom } from '../account.ts';

/** Whether a connection from an address needs no entry in the connection table, for each of some rules. */
async function untracked(ingress: readonly string[], egress: readonly string[], header: Partial<Header>) {
  const network = await networkFrom({
    vpcs: { v: { cidrBlock: '10.0.0.0/16' } },
    subnets: { s: { vpc: 'v', availabilityZone: 'a', cidrBlock: '10.0.0.0/24' } },
    securityGroups: { g: { vpc: 'v', ingress, egress } },
    instances: { i: { subnet: 's', securityGroups: ['g'] } },
  });
  const groups = network.interfaces.get('shop/eni/i/eth0')?.groups;
  const src = parseIp('203.0.113.9') ?? 0;
  const full: Header = { protocol: 6, src, dst: 0, srcPort: 50_000, dstPort: 80, ...header };
  const decision =
    typeof groups === 'object' ? decideGroups(groups, 'ingress', full, { ip: full.src, groups: undefined }) : undefined;
  return decision?.allowed === true && decision.untracked;
}

const OUT = ['all to 0.0.0.0/0', 'all to ::/0'];

test.each([
  ['open both ways', ['tcp 80 from 0.0.0.0/0'], OUT, {}, true],
  ['from one address only', ['tcp 80 from 203.0.113.9/32'], OUT, {}, false],
  ['open, but not every port out', ['tcp 80 from 0.0.0.0/0'], ['tcp 1024-65535 to 0.0.0.0/0'], {}, false],
  ['open, all TCP ports out', ['tcp 80 from 0.0.0.0/0'], ['tcp to 0.0.0.0/0'], {}, true],
  ['open, all UDP ports out', ['tcp 80 from 0.0.0.0/0'], ['udp to 0.0.0.0/0'], {}, false],
  [
    'open for the other family',
    ['tcp 80 from ::/0'],
    ['all to 0.0.0.0/0'],
    { src: parseIp('2001:db8::9') ?? 0n },
    false,
  ],
  ['open for IPv6', ['tcp 80 from ::/0'], OUT, { src: parseIp('2001:db8::9') ?? 0n }, true],
  ['ICMP', ['icmp from 0.0.0.0/0'], OUT, { protocol: 1, icmp: { type: 8, code: 0 } }, false],
  ['another protocol', ['50 from 0.0.0.0/0'], OUT, { protocol: 50 }, false],
] as const)('%s', async (_, ingress, egress, header, expected) => {
  expect(await untracked(ingress, egress, header)).toBe(expected);
});
