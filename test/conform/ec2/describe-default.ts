import { formatIp } from '../../../src/services/ec2/address/ip.ts';
import { usableAddresses } from '../../../src/services/ec2/address/subnet-addresses.ts';
import { networkOf } from '../../../src/services/ec2/network/compile.ts';
import type { Network, RouteTable, SecurityGroup, Vpc } from '../../../src/services/ec2/network/model.ts';
import { formatEntry, formatRule } from '../../../src/services/ec2/notation/rules.ts';
import type { Adapter, Json } from '../contract.ts';
import { blocksIn, textOf } from './input.ts';
import { loaded, readEc2 } from './scenario.ts';

/** What AWS makes together with something, as the loader writes it out. */
export const describeDefault: Adapter = {
  answer: async (input) => {
    const wish = textOf(input, 'create', 'Create') ?? '';
    if (/attachment|transit gateway|\btgw\b/i.test(wish)) return describeTransit(/attachment/i.test(wish));
    if (/subnet|interface|\beni\b|instance/i.test(wish)) return describeInside(wish);
    // What else AWS makes is told by no question of the network.
    if (!/vpc|security group|\bsg\b|acl|route table/i.test(wish)) return undefined;
    const blocks = blocksIn(wish.split(/\s+/));
    const six = blocks.filter((block) => block.includes(':'));
    const block = blocks.find((one) => !one.includes(':')) ?? '10.0.0.0/16';
    const isDefault = /(?:^|[^n-])\bdefault vpc/i.test(wish) && !/non-?default/i.test(wish);
    const vpcs = { v: { cidrBlock: block, ...(six.length > 0 ? { ipv6CidrBlocks: six } : {}) } };
    const custom = { networkAcls: { custom: { vpc: 'v' } }, securityGroups: { custom: { vpc: 'v' } } };
    const network = networkOf(loaded(await readEc2(isDefault ? { defaultVpc: true } : { vpcs, ...custom })).definition);
    const [vpc] = network.vpcs.values();
    return vpc === undefined ? undefined : describe(network, vpc, /default (?:security|sg)/i.test(wish));
  },
};

function describe(network: Network, vpc: Vpc, ofDefaultGroup: boolean): Json {
  const acls = [...network.networkAcls.values()].filter((acl) => acl.vpc === vpc);
  const groups = [...network.securityGroups.values()].filter((group) => group.vpc === vpc);
  const defaultAcl = acls.find((acl) => acl.isDefault);
  const customAcl = acls.find((acl) => !acl.isDefault);
  const customGroup = groups.find((group) => !group.isDefault);
  const gateway = network.internetGatewayOf.get(vpc);
  const defaultGroup = groups.find((group) => group.isDefault);
  const lengths = vpc.subnets.flatMap(({ cidr4 }) => (cidr4 === undefined ? [] : [cidr4.length]));
  const primary = formatRoute(network.mainTableOf.get(vpc))[0]?.split(' ')[0] ?? null;
  return {
    cidr: primary,
    routes: formatRoute(network.mainTableOf.get(vpc)),
    subnetPrefixLength: lengths[0] ?? null,
    subnetSize: lengths[0] ?? null,
    natGateway: null,
    cidrBlock: formatRoute(network.mainTableOf.get(vpc))[0]?.split(' ')[0] ?? null,
    isDefault: vpc.isDefault,
    mainRouteTableRoutes: formatRoute(network.mainTableOf.get(vpc)),
    defaultAcl: defaultAcl === undefined ? null : aclWords(defaultAcl),
    customAcl: customAcl === undefined ? null : aclWords(customAcl),
    defaultSg: groupWords(defaultGroup),
    customSg: groupWords(customGroup),
    ...groupWords(ofDefaultGroup ? defaultGroup : customGroup),
    internetGateway: gateway?.id ?? null,
    subnets: vpc.subnets.length,
    enableDnsSupport: vpc.dnsSupport,
    enableDnsHostnames: vpc.dnsHostnames,
  };
}

function formatRoute(table: RouteTable | undefined): readonly string[] {
  const routes = table === undefined || table.routes === 'unknown' ? [] : table.routes;
  return routes.map(({ label, target }) => `${label} -> ${target.kind}`);
}

type Acl = Network['networkAcls'] extends ReadonlyMap<string, infer T> ? T : never;

/** A network ACL in the words of the cases: the first entry of each direction decides over all traffic, or nothing is allowed. */
function aclWords(acl: Acl): string {
  const side = (direction: 'ingress' | 'egress') => {
    const entries = acl[direction];
    const [first] = entries === 'unknown' ? [] : entries;
    if (first === undefined) return 'deny all';
    const [verdict, what] = formatEntry(first, direction).split(' ');
    return `${verdict} ${what}`;
  };
  return `${side('ingress')} in, ${side('egress')} out`;
}

function groupWords(group: SecurityGroup | undefined): { readonly [key: string]: Json } | null {
  if (group === undefined) return null;
  const side = (direction: 'ingress' | 'egress') => {
    const rules = group[direction];
    const lines = (rules === 'unknown' ? [] : rules).map((rule) => {
      const own = 'kind' in rule.peer && rule.peer === group;
      return own ? 'all from itself' : formatRule(rule, direction);
    });
    return lines.length === 0 ? 'none' : lines.join(', ');
  };
  return { ingress: side('ingress'), egress: side('egress') };
}

/** A new subnet, interface or instance as it is where nothing is said of it. */
async function describeInside(wish: string): Promise<Json> {
  const isDefault = /(?:^|[^n-])\bdefault (?:subnet|vpc)/i.test(wish) && !/non-?default/i.test(wish);
  const [block = '10.0.1.0/24'] = blocksIn(wish.split(/\s+/));
  const subnets = { s: { vpc: 'v', availabilityZone: 'a', cidrBlock: block } };
  const own = { vpcs: { v: { cidrBlock: `${block.split('.').slice(0, 2).join('.')}.0.0/16` } }, subnets };
  const subnet = isDefault ? 'default-a' : 's';
  const hosts = { instances: { i: { subnet } }, networkInterfaces: { e: { subnet } } };
  const { definition } = loaded(await readEc2({ ...(isDefault ? { defaultVpc: true } : own), ...hosts }));
  const network = networkOf(definition);
  const made = [...network.subnets.values()].find(({ name }) => name === subnet);
  const eni = network.interfaces.get(/instance/i.test(wish) ? 'case/eni/i/eth0' : 'case/eni/e');
  const launched = network.interfaces.get('case/eni/i/eth0');
  if (made === undefined || eni === undefined) return null;
  const { table, acl, cidr4 } = made;
  const groups = typeof eni.groups === 'object' ? eni.groups.groups : [];
  const free = cidr4 === undefined ? null : usableAddresses(cidr4);
  const [lent] = eni.publicIps.values();
  return {
    mapPublicIpOnLaunch: (launched?.publicIps.size ?? 0) > 0,
    assignIpv6AddressOnCreation: eni.ips.some((ip) => typeof ip === 'bigint'),
    routeTable: table === 'unknown' ? null : table.main ? 'main' : 'custom',
    networkAcl: acl === 'unknown' ? null : acl.isDefault ? 'default' : 'custom',
    availableIpAddressCount: free,
    usableAddresses: free,
    sourceDestCheck: eni.sourceDestCheck,
    securityGroups: groups.map((group) => (group.isDefault ? 'default' : group.name)),
    securityGroup: groups.every((group) => group.isDefault) ? 'default' : 'custom',
    publicIp: lent === undefined ? null : formatIp(lent.ip),
    privateIpAddresses: eni.ips.length,
  };
}

/** A new transit gateway and an attachment of a VPC to it. */
async function describeTransit(ofAttachment: boolean): Promise<Json> {
  const network = networkOf(
    loaded(
      await readEc2({
        vpcs: { v: { cidrBlock: '10.0.0.0/16' } },
        subnets: { s: { vpc: 'v', availabilityZone: 'a', cidrBlock: '10.0.1.0/24' } },
        transitGateways: { t: {} },
        transitGatewayVpcAttachments: { x: { transitGateway: 't', vpc: 'v', subnets: ['s'] } },
      }),
    ).definition,
  );
  const [gateway] = network.transitGateways.values();
  const [attachment] = network.attachments.values();
  const [table] = network.transitRouteTables.values();
  const on = (flag: boolean | undefined) => (flag === true ? 'enable' : 'disable');
  const routes = table === undefined || table.routes === 'unknown' ? [] : table.routes;
  return {
    defaultRouteTableAssociation: on(attachment !== undefined && network.associationOf.has(attachment)),
    defaultRouteTablePropagation: on(routes.length > 0),
    securityGroupReferencingSupport: on(
      ofAttachment
        ? attachment?.type === 'vpc' && attachment.securityGroupReferencing
        : gateway?.securityGroupReferencing,
    ),
    applianceModeSupport: on(attachment?.type === 'vpc' && attachment.applianceMode),
    routeTables: network.transitRouteTables.size,
  };
}
