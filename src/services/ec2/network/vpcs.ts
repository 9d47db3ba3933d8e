import { PrefixTable } from '../address/prefix-table.ts';
import { zoneIn } from '../zones.ts';
import { type Build, type Building, everyOf, found, regionOf, thing } from './build.ts';
import type { RouteTable, Subnet, Vpc } from './model.ts';

/** VPCs, and their route tables still without routes. */
export function buildVpcs(build: Build): void {
  for (const read of everyOf(build, 'vpcs')) {
    // A VPC whose block nobody knows has nothing that could be looked up in it.
    if (read.cidrBlock === undefined) continue;
    const unknown = (key: string) => read.unknowns?.has(key) === true;
    build.vpcs.set(read.address, {
      ...thing(read),
      kind: 'vpc',
      region: read.region ?? regionOf(build, read.account),
      cidrs: [read.cidrBlock, ...(read.secondaryCidrBlocks ?? []), ...(read.ipv6CidrBlocks ?? [])],
      isDefault: read.isDefault === true,
      dnsSupport: unknown('enableDnsSupport') ? 'unknown' : (read.enableDnsSupport ?? true),
      dnsHostnames: unknown('enableDnsHostnames') ? 'unknown' : (read.enableDnsHostnames ?? read.isDefault === true),
      subnets: [],
      interfaces: new Map(),
      endpoints: [],
    });
  }
  for (const read of everyOf(build, 'routeTables')) {
    const vpc = found(build.vpcs, read.vpc);
    if (vpc === undefined) continue;
    const table: Building<RouteTable> = {
      ...thing(read),
      kind: 'rtb',
      vpc,
      main: read.main === true,
      routes: [],
      lookup: new PrefixTable([], (earlier) => earlier),
    };
    build.routeTables.set(read.address, table);
  }
}

/** The main table of each VPC. */
export function mainTables(build: Build): Map<Vpc, RouteTable> {
  const tables = new Map<Vpc, RouteTable>();
  for (const table of build.routeTables.values()) if (table.main) tables.set(table.vpc, table);
  return tables;
}

/** Subnets with the route table and the network ACL that are in force in them: the associated one, else the VPC's. */
export function buildSubnets(build: Build): void {
  const main = mainTables(build);
  const defaultAcls = new Map(
    [...build.networkAcls.values()].filter((acl) => acl.isDefault).map((acl) => [acl.vpc, acl]),
  );
  for (const read of everyOf(build, 'subnets')) {
    const vpc = found(build.vpcs, read.vpc);
    if (vpc === undefined || read.availabilityZone === undefined) continue;
    const unknown = (key: string) => read.unknowns?.has(key) === true;
    const associated = found(build.routeTables, read.routeTable);
    const subnet: Subnet = {
      ...thing(read),
      kind: 'subnet',
      vpc,
      zone: zoneIn(vpc.region, read.availabilityZone) ?? read.availabilityZone,
      cidr4: read.cidrBlock,
      cidr6: read.ipv6CidrBlock,
      table: unknown('routeTable') ? 'unknown' : (associated ?? main.get(vpc) ?? 'unknown'),
      tableAssociated: associated !== undefined,
      acl: unknown('networkAcl')
        ? 'unknown'
        : (found(build.networkAcls, read.networkAcl) ?? defaultAcls.get(vpc) ?? 'unknown'),
      enableDns64: read.enableDns64 === true,
    };
    vpc.subnets.push(subnet);
    build.subnets.set(read.address, subnet);
  }
}
