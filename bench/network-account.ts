/** How large an account is made for a benchmark. */
export interface AccountSize {
  readonly interfaces: number;
  readonly securityGroups: number;
}

const PER_SUBNET = 200;

/**
 * A scenario with one VPC: subnets of 200 instances, security groups that each open some ports to a block and to the
 * group before them. Host `laptop` is outside, the first subnet is public.
 */
export function accountYaml({ interfaces, securityGroups }: AccountSize): string {
  const lines = [
    'title: A large account',
    'internet: { laptop: 203.0.113.10 }',
    'accounts:',
    '  shop:',
    '    id: "111122223333"',
    '    region: ap-northeast-1',
    '    ec2:',
    '      vpcs: { main: { cidrBlock: 10.0.0.0/16 } }',
    '      internetGateways: { igw: { vpc: main } }',
    '      routeTables: { public: { vpc: main, routes: { 0.0.0.0/0: igw } } }',
    '      subnets:',
  ];
  const subnets = Math.ceil(interfaces / PER_SUBNET);
  for (let index = 0; index < subnets; index += 1) {
    const open = index === 0 ? ', routeTable: public, mapPublicIpOnLaunch: true' : '';
    lines.push(
      `        s${index}: { vpc: main, availabilityZone: ${'acd'[index % 3]}, cidrBlock: 10.0.${index}.0/24${open} }`,
    );
  }
  lines.push('      securityGroups:');
  for (let index = 0; index < securityGroups; index += 1) {
    lines.push(`        g${index}:`, '          vpc: main', '          ingress:');
    for (let rule = 0; rule < 6; rule += 1)
      lines.push(
        `            - tcp ${1000 + ((index + rule * 7) % 60)}-${1100 + rule} from 10.0.${(index + rule) % Math.max(subnets, 1)}.0/24`,
      );
    lines.push(`            - tcp 443 from ${index === 0 ? '0.0.0.0/0' : `sg/g${index - 1}`}`);
  }
  lines.push('      instances:');
  for (let index = 0; index < interfaces; index += 1) {
    const subnet = Math.floor(index / PER_SUBNET);
    lines.push(
      `        i${index}:`,
      `          subnet: s${subnet}`,
      `          privateIpAddress: 10.0.${subnet}.${(index % PER_SUBNET) + 10}`,
      `          securityGroups: [g${index % securityGroups}, g${(index * 7 + 3) % securityGroups}]`,
      '          listens: [tcp/443, tcp/1000-1100]',
    );
  }
  return `${lines.join('\n')}\n`;
}
