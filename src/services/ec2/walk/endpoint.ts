import type { Endpoint, Instance, Subnet } from '../network/model.ts';
import { ICMP, TCP } from '../notation/traffic.ts';
import { formatService, type Header } from '../rules/packet.ts';
import type { At, End, Stage } from './hop.ts';
import { enterSubnet } from './interfaces.ts';
import { nothing, outside, type Walk } from './walk.ts';

/** A route leads to a VPC endpoint: a gateway endpoint, or a Gateway Load Balancer endpoint. */
export function endpoint(walk: Walk, { endpoint, from, header }: At<'endpoint'>): Stage | End {
  walk.visit(endpoint);
  if (!endpoint.available) return walk.stop('vpce-not-available', endpoint, header, nothing);
  if (endpoint.type === 'Gateway') return gatewayEndpoint(walk, endpoint, header);
  if (endpoint.type === 'GatewayLoadBalancer') return inspect(walk, endpoint, from, header);
  return walk.stop('vpce-interface-protocol', endpoint, header, () => ({ protocol: 'routed packets' }));
}

/** "Gateway endpoints": TCP and echo requests over IPv4, from hosts of the endpoint's own VPC. */
function gatewayEndpoint(walk: Walk, endpoint: Endpoint, header: Header): End {
  const { vpc } = endpoint;
  const echo = header.protocol === ICMP && header.icmp?.type === 8;
  if ((header.protocol !== TCP && !echo) || typeof header.dst === 'bigint') {
    return walk.stop('vpce-protocol', endpoint, header, () => ({ protocol: formatService(header) }));
  }
  if (!vpc.interfaces.has(header.src)) return walk.stop('vpce-source', endpoint, header, outside(header.src, vpc));
  // Flows over a DynamoDB gateway endpoint are tracked whatever the rules say ("Automatically tracked connections").
  if (endpoint.service === 'dynamodb') walk.alwaysTracked = true;
  walk.pass('vpce-gateway-used', endpoint, header, () => ({ service: endpoint.serviceName }));
  return { kind: 'arrived', terminal: { kind: 'service', endpoint }, header };
}

/** An answer of a service comes back through its gateway endpoint straight to the interface. */
export function fromService(walk: Walk, endpoint: Endpoint, header: Header): Stage {
  walk.visit(endpoint);
  walk.pass('vpce-gateway-reply', endpoint, header, () => ({ service: endpoint.serviceName }));
  return { go: 'deliver', vpc: endpoint.vpc, header, from: undefined };
}

/**
 * A Gateway Load Balancer endpoint hands the packet to an appliance and gets it back as it was; it goes on from the
 * endpoint's own subnet ("Gateway Load Balancer endpoints", PrivateLink guide).
 */
function inspect(walk: Walk, endpoint: Endpoint, from: Subnet | undefined, header: Header): Stage | End {
  const own = endpoint.interfaces[0];
  if (own === undefined) return walk.unknown(endpoint, header, 'the subnet');
  const ended = enterSubnet(walk, own.subnet, header, from);
  if (ended !== undefined) return ended;
  const { zone } = own.subnet;
  if (walk.zoneDown(zone)) return walk.stop('zone-down', endpoint, header, () => ({ zone }));
  const appliance = endpoint.appliances?.find((instance) => works(walk, instance));
  if (endpoint.appliances !== undefined && appliance === undefined) {
    return walk.stop('gwlb-no-appliance', endpoint, header, () => ({
      appliances: endpoint.appliances?.map(({ address }) => address) ?? [],
    }));
  }
  // Flows through a Network Firewall are tracked whatever the rules say, those through other appliances are not.
  if (endpoint.firewall) walk.alwaysTracked = true;
  walk.visit(appliance);
  walk.loseIdentity(endpoint, `${endpoint.address} sends it through an appliance`);
  walk.pass('gwlb-inspected', endpoint, header, () => ({
    appliance: appliance?.address ?? 'an appliance outside the sandbox',
  }));
  return { go: 'leave-subnet', subnet: own.subnet, header };
}

function works(walk: Walk, instance: Instance): boolean {
  return (
    instance.state === 'running' &&
    !walk.isDown(instance.address) &&
    !instance.interfaces.some(({ subnet }) => walk.zoneDown(subnet.zone))
  );
}
