import { memberPlace } from '../../../schema/members.ts';
import { everyOf, found } from '../network/build.ts';
import type { Checking } from './check.ts';
import { sameVpc } from './interfaces.ts';

const GATEWAY_SERVICES: ReadonlySet<string> = new Set(['s3', 'dynamodb']);

/** VPC endpoints: what each type has and has not ("Gateway endpoints", "Interface endpoints", PrivateLink guide). */
export function checkEndpoints(checking: Checking): void {
  const { reads, network, reader } = checking;
  for (const read of everyOf(reads, 'vpcEndpoints')) {
    const endpoint = network.endpoints.get(read.address);
    if (endpoint === undefined) continue;
    const refuse = (key: string, message: string, expected?: string) =>
      reader.error(
        'wrong-endpoint',
        `${read.name}: ${message}`,
        memberPlace(read, key) ?? read.place,
        expected === undefined ? {} : { expected },
      );
    if (endpoint.type === 'Gateway') {
      if (!GATEWAY_SERVICES.has(endpoint.service))
        refuse('service', `there is no gateway endpoint for ${endpoint.service}`, [...GATEWAY_SERVICES].join(' or '));
      if (read.subnets !== undefined || read.securityGroups !== undefined)
        refuse(
          read.subnets === undefined ? 'securityGroups' : 'subnets',
          'a gateway endpoint has neither subnets nor security groups',
          'routeTables',
        );
      for (const ref of read.routeTables ?? [])
        sameVpc(checking, endpoint.vpc, found(network.routeTables, ref), ref.place, `the route table ${ref.text}`);
      continue;
    }
    if (read.routeTables !== undefined)
      refuse(
        'routeTables',
        `${endpoint.type === 'Interface' ? 'an interface' : 'a Gateway Load Balancer'} endpoint has no route tables`,
        'subnets',
      );
    const zones = endpoint.interfaces.map(({ subnet }) => subnet.zone);
    if (new Set(zones).size < zones.length) refuse('subnets', 'an endpoint has one subnet in a zone');
    if (endpoint.type === 'GatewayLoadBalancer' && zones.length > 1)
      refuse('subnets', 'a Gateway Load Balancer endpoint has one subnet');
    for (const own of endpoint.interfaces)
      sameVpc(
        checking,
        endpoint.vpc,
        own.subnet,
        read.subnets?.find(({ entry }) => entry?.address === own.subnet.address)?.place ?? read.place,
        `the subnet of ${own.name}`,
      );
    const { dnsSupport, dnsHostnames } = endpoint.vpc;
    if (read.privateDnsEnabled === true && (dnsSupport === false || dnsHostnames === false)) {
      reader.warn(
        'private-dns-off',
        `private DNS of ${read.name} has no effect: enableDnsSupport and enableDnsHostnames of ${endpoint.vpc.name} must both be true`,
        memberPlace(read, 'privateDnsEnabled') ?? read.place,
      );
    }
  }
}
