import type { Ec2 } from '../account.ts';

/** Lays further resources over an account: kind by kind, thing by thing, member by member. */
export function withMore(base: Ec2, more: Ec2): Ec2 {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(more)) {
    const known = merged[key];
    merged[key] = isMap(known) && isMap(value) ? withMore(known, value) : value;
  }
  return merged;
}

function isMap(value: unknown): value is Ec2 {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A public and two private subnets, a NAT gateway, web, app and db in their groups: everything works. */
export const THREE_TIERS: Ec2 = {
  vpcs: { main: { cidrBlock: '10.0.0.0/16' } },
  internetGateways: { igw: { vpc: 'main' } },
  natGateways: { 'nat-a': { subnet: 'public-a', elasticIp: 'eip-nat', privateIpAddress: '10.0.0.50' } },
  elasticIps: { 'eip-nat': { publicIp: '198.51.100.50' }, 'eip-web': { publicIp: '198.51.100.10', instance: 'web' } },
  routeTables: {
    public: { vpc: 'main', routes: { '0.0.0.0/0': 'igw' } },
    private: { vpc: 'main', routes: { '0.0.0.0/0': 'nat-a' } },
  },
  subnets: {
    'public-a': { vpc: 'main', availabilityZone: 'a', cidrBlock: '10.0.0.0/24', routeTable: 'public' },
    'private-a': { vpc: 'main', availabilityZone: 'a', cidrBlock: '10.0.1.0/24', routeTable: 'private' },
    'private-c': { vpc: 'main', availabilityZone: 'c', cidrBlock: '10.0.2.0/24', routeTable: 'private' },
  },
  securityGroups: {
    web: { vpc: 'main', ingress: ['tcp 443 from 0.0.0.0/0'] },
    app: { vpc: 'main', ingress: ['tcp 8080 from sg/web'] },
    db: { vpc: 'main', ingress: ['tcp 5432 from sg/app'] },
  },
  instances: {
    web: { subnet: 'public-a', privateIpAddress: '10.0.0.10', securityGroups: ['web'] },
    app: { subnet: 'private-a', privateIpAddress: '10.0.1.10', securityGroups: ['app'] },
    db: { subnet: 'private-c', privateIpAddress: '10.0.2.10', securityGroups: ['db'] },
  },
};

/** Two VPCs with open groups; what joins them is added. */
export const TWO_VPCS: Ec2 = {
  vpcs: { one: { cidrBlock: '10.1.0.0/16' }, two: { cidrBlock: '10.2.0.0/16' } },
  routeTables: { 'one-rtb': { vpc: 'one', main: true }, 'two-rtb': { vpc: 'two', main: true } },
  subnets: {
    'one-a': { vpc: 'one', availabilityZone: 'a', cidrBlock: '10.1.0.0/24' },
    'one-c': { vpc: 'one', availabilityZone: 'c', cidrBlock: '10.1.1.0/24' },
    'two-a': { vpc: 'two', availabilityZone: 'a', cidrBlock: '10.2.0.0/24' },
    'two-c': { vpc: 'two', availabilityZone: 'c', cidrBlock: '10.2.1.0/24' },
  },
  securityGroups: {
    'one-open': { vpc: 'one', ingress: ['all from 0.0.0.0/0'] },
    'two-open': { vpc: 'two', ingress: ['all from 0.0.0.0/0'] },
  },
  instances: {
    a1: { subnet: 'one-a', privateIpAddress: '10.1.0.10', securityGroups: ['one-open'] },
    c1: { subnet: 'one-c', privateIpAddress: '10.1.1.10', securityGroups: ['one-open'] },
    a2: { subnet: 'two-a', privateIpAddress: '10.2.0.10', securityGroups: ['two-open'] },
    c2: { subnet: 'two-c', privateIpAddress: '10.2.1.10', securityGroups: ['two-open'] },
  },
};
