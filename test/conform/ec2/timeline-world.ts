import type { Json } from '../contract.ts';
import { firstOf, numberOf, textOf } from './input.ts';
import type { Rules } from './timeline-changes.ts';

/** How the interface is reached from outside, and reaches out. */
export type Place = 'public' | 'nat' | 'egress-only' | 'balancer' | 'accelerator' | 'firewall' | 'lambda';

/** Where the interface lies: reachable from outside, behind a NAT gateway, behind an egress-only gateway. */
export function placeOf(path: string): Place | undefined {
  if (
    /^(?:direct|internet|igw|vpc|public|peering|tgw|transit|interface|privatelink|gateway-endpoint|dynamodb|s3)/i.test(
      path,
    )
  )
    return 'public';
  if (/^(?:nlb|network[- ]?load|load[- ]?balancer)/i.test(path)) return 'balancer';
  if (/accelerator/i.test(path)) return 'accelerator';
  if (/firewall/i.test(path)) return 'firewall';
  if (/lambda/i.test(path)) return 'lambda';
  if (/^(?:public-)?nat/i.test(path)) return 'nat';
  return /^(?:egress-only|eigw)/i.test(path) ? 'egress-only' : undefined;
}

const TABLES: Readonly<Record<Place, string>> = {
  public: 'edge',
  nat: 'nat',
  'egress-only': 'eigw',
  balancer: 'edge',
  accelerator: 'edge',
  firewall: 'firewall',
  lambda: 'nat',
};

/** The node in front of the instance, which passes every port on to the same one and keeps the client's address. */
const NODES: Readonly<Partial<Record<Place, string>>> = {
  balancer: 'network_load_balancer',
  accelerator: 'global_accelerator_managed',
};

/** The public address of the node. */
export const NODE = '198.51.100.254';

/** Whether packets to the interface go to a node in front of it. */
export function hasNode(place: Place): boolean {
  return NODES[place] !== undefined;
}

/** The address of the interface that is looked at. */
export function interfaceIn(place: Place): string {
  return place === 'lambda' ? 'i' : 'i/eth0';
}

/** One instance `i` with the group `group`, and what the ways in and out need. */
export function worldOf(input: Json, place: Place, rules: Rules, services: readonly string[]) {
  const open = { ingress: ['all from 0.0.0.0/0'], egress: ['all to 0.0.0.0/0'] };
  const { attributes, elasticIps } = instanceOf(input, place);
  const firewall = place === 'firewall';
  return {
    vpcs: { v: { cidrBlock: '10.0.0.0/16', ipv6CidrBlocks: ['2001:db8:1234:1a00::/56'] } },
    internetGateways: { igw: { vpc: 'v', ...(firewall ? { routeTable: 'ingress' } : {}) } },
    egressOnlyInternetGateways: { eigw: { vpc: 'v' } },
    subnets: {
      edge: { vpc: 'v', availabilityZone: 'a', cidrBlock: '10.0.0.0/24', routeTable: 'edge' },
      inside: {
        vpc: 'v',
        availabilityZone: 'a',
        cidrBlock: '10.0.1.0/24',
        ipv6CidrBlock: '2001:db8:1234:1a01::/64',
        routeTable: TABLES[place],
        networkAcl: 'acl',
      },
    },
    natGateways: { nat: { subnet: 'edge' } },
    routeTables: {
      edge: { vpc: 'v', routes: { '0.0.0.0/0': 'igw', '::/0': 'igw' } },
      nat: { vpc: 'v', routes: { '0.0.0.0/0': 'nat' } },
      eigw: { vpc: 'v', routes: { '::/0': 'eigw' } },
      ...(firewall
        ? {
            firewall: { vpc: 'v', routes: { '0.0.0.0/0': 'vpce/firewall' } },
            ingress: { vpc: 'v', routes: { '10.0.1.0/24': 'vpce/firewall' } },
          }
        : {}),
    },
    networkAcls: {
      acl: {
        vpc: 'v',
        ingress: { 100: 'allow all from 0.0.0.0/0', 101: 'allow all from ::/0' },
        egress: { 100: 'allow all to 0.0.0.0/0', 101: 'allow all to ::/0' },
      },
    },
    vpcEndpoints: {
      ...(firewall
        ? { firewall: { vpc: 'v', type: 'GatewayLoadBalancer', service: 'network-firewall', subnets: ['edge'] } }
        : {}),
      sqs: { vpc: 'v', type: 'Interface', service: 'sqs', subnets: ['edge'], securityGroups: ['open'] },
      dynamodb: { vpc: 'v', type: 'Gateway', service: 'dynamodb', routeTables: ['edge'] },
      s3: { vpc: 'v', type: 'Gateway', service: 's3', routeTables: ['edge'] },
    },
    securityGroups: { group: { vpc: 'v', ...rules }, open: { vpc: 'v', ...open } },
    elasticIps,
    ...hostsOf(place, attributes, services),
  };
}

/** The instance, or the interface of a function, and the node in front. */
function hostsOf(place: Place, { instanceType, ...attributes }: Attributes, services: readonly string[]) {
  const { associatePublicIpAddress: _, ...plain } = attributes;
  if (place === 'lambda') return { networkInterfaces: { i: { ...plain, interfaceType: 'lambda' } } };
  const interfaceType = NODES[place];
  const instances = { i: { ...attributes, instanceType } };
  if (interfaceType === undefined) return { instances };
  const forwards = services.map((service) => ({
    listener: service,
    targets: [`10.0.1.10:${service.split('/')[1]}`],
    preserveClientIp: true,
  }));
  const node = { subnet: 'edge', interfaceType, securityGroups: ['open'], publicIp: NODE, forwards };
  return { instances, networkInterfaces: { node } };
}

type Attributes = ReturnType<typeof instanceOf>['attributes'];

/** The instance with the addresses and timeouts that the case gives it. */
function instanceOf(input: Json, place: Place) {
  const instance = firstOf(input, 'instance');
  const tracking = firstOf(input, 'connectionTracking', 'ConnectionTrackingSpecification', 'timeouts') ?? input;
  const elastic = textOf(instance, 'elasticIp', 'eip', 'ElasticIp');
  const lent = textOf(instance, 'public', 'publicIp', 'PublicIpAddress');
  const timeouts = {
    tcpEstablishedTimeout: numberOf(tracking, 'tcpEstablishedTimeout', 'TcpEstablishedTimeout'),
    udpStreamTimeout: numberOf(tracking, 'udpStreamTimeout', 'UdpStreamTimeout'),
    udpTimeout: numberOf(tracking, 'udpTimeout', 'UdpTimeout'),
  };
  const attributes = {
    subnet: 'inside',
    privateIpAddress: '10.0.1.10',
    ipv6Addresses: ['2001:db8:1234:1a01::10'],
    securityGroups: ['group'],
    associatePublicIpAddress: place === 'public' || place === 'firewall',
    publicIp: place === 'public' ? lent : undefined,
    instanceType: textOf(input, 'instanceType', 'InstanceType'),
    connectionTrackingSpecification: Object.values(timeouts).some((one) => one !== undefined) ? timeouts : undefined,
  };
  return { attributes, elasticIps: elastic === undefined ? {} : { own: { publicIp: elastic, instance: 'i' } } };
}
