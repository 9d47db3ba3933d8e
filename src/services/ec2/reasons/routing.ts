import type { ReasonTable } from '../../../core/trace.ts';
import type { Ec2Facts } from './facts.ts';

const ROUTES = 'Amazon VPC User Guide: Route tables';
const PRIORITY = 'Amazon VPC User Guide: How route priority works';
const TRANSIT = 'AWS Transit Gateways: How transit gateways work';
const PEERING = 'Amazon VPC Peering Guide: VPC peering basics';

type RoutingFacts = Pick<
  Ec2Facts,
  | 'same-subnet'
  | 'route-selected'
  | 'edge-route-selected'
  | 'edge-target-without-public-ip'
  | 'edge-redirect-bypassed'
  | 'route-blackhole'
  | 'no-route'
  | 'reserved-destination'
  | 'route-row'
  | 'no-such-address'
  | 'for-many'
  | 'pcx-crossed'
  | 'pcx-destination-outside-vpc'
  | 'pcx-source-outside-vpc'
  | 'tgw-entered'
  | 'tgw-zone-not-attached'
  | 'tgw-no-association'
  | 'tgw-route-selected'
  | 'tgw-no-route'
  | 'tgw-blackhole'
  | 'tgw-left'
  | 'vgw-crossed'
  | 'vgw-no-connection'
  | 'vpn-down'
  | 'vpn-entered'
  | 'routing-loop'
>;

/** Sentences of route tables and of what joins VPCs with one another and with other networks. */
export const routingReasons = {
  'same-subnet': {
    says: ({ subnet }) => `both ends are in ${subnet}: no route table and no network ACL is asked`,
    meaning: 'traffic between interfaces of one subnet is delivered directly',
    page: 'Amazon VPC User Guide: Network ACL basics',
  },
  'route-selected': {
    says: ({ destination, route, target }, at) => `${at}: ${route} leads ${destination} to ${target}`,
    meaning: 'the route with the longest matching prefix',
    page: PRIORITY,
  },
  'edge-route-selected': {
    says: ({ destination, route, target }, at) =>
      `${at}, the gateway's own table: ${route} leads ${destination} to ${target}`,
    meaning: 'a gateway route table decides where traffic entering the VPC goes',
    page: 'Amazon VPC User Guide: Gateway route tables',
  },
  'edge-target-without-public-ip': {
    says: ({ target }, at) =>
      `dropped at ${at}: ${target} needs a public IPv4 address to take traffic from an internet gateway`,
    meaning: 'the appliance that a gateway route table names has no public address',
    awsCode: 'INGRESS_RTB_NO_PUBLIC_IP',
    page: 'Amazon VPC User Guide: Gateway route tables',
  },
  'edge-redirect-bypassed': {
    says: ({ target }, at) => `dropped at ${at}: what comes in through ${target} must also go out through it`,
    meaning: 'a subnet whose incoming traffic is redirected to an appliance uses the internet gateway directly',
    awsCode: 'INGRESS_RTB_TRAFFIC_REDIRECTION',
    page: 'Amazon VPC User Guide: Gateway route tables',
  },
  'route-blackhole': {
    says: ({ route, destination, because }, at) =>
      `dropped at ${at}: ${route} wins for ${destination}, but it is a blackhole: ${because}`,
    meaning: 'the winning route leads nowhere',
    awsCode: 'BAD_STATE_ROUTE',
    page: ROUTES,
    modelChoice: 'a blackhole wins the lookup like any route; there is no falling back to a shorter prefix',
  },
  'no-route': {
    says: ({ destination, subnet }, at) => `dropped at ${at}: ${subnet} has no route to ${destination}`,
    meaning: 'no route of the table matches the destination',
    awsCode: 'NO_ROUTE_TO_DESTINATION',
    page: ROUTES,
  },
  'reserved-destination': {
    says: ({ destination }, at) =>
      `dropped at ${at}: ${destination} is reserved for AWS's services, and no route forwards to it`,
    meaning: 'the destination lies in 169.254.168.0/22 or fd00:ec2::/32',
    awsCode: 'NO_ROUTE_TO_DESTINATION',
    page: ROUTES,
  },
  'route-row': {
    says: ({ route, target, why }) => `${route} to ${target} (${why})`,
    meaning: 'one route, and whether it wins',
    page: PRIORITY,
  },
  'no-such-address': {
    says: ({ address, vpc }, at) => `dropped at ${at}: nobody in ${vpc} has the address ${address}`,
    meaning: 'no interface has the destination address',
    awsCode: 'NO_POSSIBLE_DESTINATION',
    page: 'Reachability Analyzer: Explanation codes',
  },
  'for-many': {
    says: ({ address, vpc }, at) => `dropped at ${at}: ${address} is for many, and ${vpc} carries packets to one host`,
    meaning: 'a VPC supports neither broadcast nor multicast',
    awsCode: 'NO_POSSIBLE_DESTINATION',
    page: 'Amazon VPC User Guide: Subnet CIDR blocks',
  },
  'pcx-crossed': {
    says: ({ from, to }, at) => `${at} carries it from ${from} to ${to}`,
    meaning: 'the packet crosses a VPC peering connection',
    page: PEERING,
  },
  'pcx-destination-outside-vpc': {
    says: ({ address, vpc }, at) =>
      `dropped at ${at}: ${address} is not an address of ${vpc}, and peering goes no further`,
    meaning: "a peering connection carries only traffic to the other VPC's own addresses",
    awsCode: 'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
    page: PEERING,
  },
  'pcx-source-outside-vpc': {
    says: ({ address, vpc }, at) =>
      `dropped at ${at}: ${address} is not an address of ${vpc}; peering carries nobody else's traffic`,
    meaning: 'a peering connection cannot be used from behind another gateway of the VPC (edge to edge)',
    awsCode: 'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
    page: PEERING,
  },
  'tgw-entered': {
    says: ({ attachment, zone }, at) => `${at} takes it in zone ${zone} through ${attachment}`,
    meaning: 'the packet enters a transit gateway',
    page: TRANSIT,
  },
  'tgw-zone-not-attached': {
    says: ({ zone, zones }, at) =>
      `dropped at ${at}: it has subnets in ${zones.join(', ')} only, so nothing in ${zone} can send to it`,
    meaning: 'only zones with an attachment subnet can send to the transit gateway',
    awsCode: 'TGW_ROUTE_AZ_RESTRICTION',
    page: 'AWS Transit Gateways: VPC attachments',
  },
  'tgw-no-association': {
    says: ({ attachment }, at) => `dropped at ${at}: ${attachment} is not associated with a route table`,
    meaning: 'packets from an attachment without an associated route table are dropped',
    awsCode: 'TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION',
    page: TRANSIT,
  },
  'tgw-route-selected': {
    says: ({ destination, route, target }, at) => `${at}: ${route} leads ${destination} to ${target}`,
    meaning: "the transit gateway's route with the longest matching prefix",
    page: TRANSIT,
  },
  'tgw-no-route': {
    says: ({ destination }, at) => `dropped at ${at}: it has no route to ${destination}`,
    meaning: "no route of the transit gateway's table matches",
    awsCode: 'TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT',
    page: TRANSIT,
  },
  'tgw-blackhole': {
    says: ({ route, because }, at) => `dropped at ${at}: ${route} wins, but ${because}`,
    meaning: "the transit gateway's winning route is a blackhole",
    awsCode: 'TGW_RTB_BAD_STATE_ROUTE',
    page: TRANSIT,
  },
  'tgw-left': {
    says: ({ attachment, zone, moved }, at) =>
      `${at} hands it to ${attachment} in zone ${zone}${moved ? ' (another zone)' : ''}`,
    meaning: 'the packet leaves a transit gateway into a VPC',
    page: TRANSIT,
  },
  'vgw-crossed': {
    says: ({ connection }) => `${connection} carries it to the customer's side`,
    meaning: 'the packet leaves AWS through a VPN connection',
    page: 'AWS Site-to-Site VPN User Guide: How it works',
  },
  'vgw-no-connection': {
    says: ({ destination }, at) => `dropped at ${at}: no VPN connection of it knows ${destination}`,
    meaning: 'no VPN connection has a route to the destination',
    page: 'AWS Site-to-Site VPN User Guide: Route tables and VPN route priority',
  },
  'vpn-down': {
    says: ({ connection }) => `${connection} is down`,
    meaning: 'the VPN connection does not work',
    awsCode: 'BAD_STATE_VPN',
    page: 'Reachability Analyzer: Explanation codes',
  },
  'vpn-entered': {
    says: ({ connection }) => `it comes in through ${connection}`,
    meaning: "the packet comes from the customer's side of a VPN connection",
    page: 'AWS Site-to-Site VPN User Guide: How it works',
  },
  'routing-loop': {
    says: ({ hops }, at) => `dropped at ${at} after ${hops} hops: the routes lead round in a circle`,
    meaning: "the packet's time to live runs out",
    modelChoice: 'a packet that meets the same device again, or 64 stages, goes round in circles',
  },
} satisfies ReasonTable<RoutingFacts>;
