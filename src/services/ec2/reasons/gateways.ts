import type { ReasonTable } from '../../../core/trace.ts';
import type { Ec2Facts } from './facts.ts';

const INTERNET_GATEWAY = 'Amazon VPC User Guide: Internet gateways';
const EGRESS_ONLY = 'Amazon VPC User Guide: Egress-only internet gateways';
const NAT = 'Amazon VPC User Guide: NAT gateways';
const NAT_INSTANCE = 'Amazon VPC User Guide: NAT instances';
const CODES = 'Reachability Analyzer: Explanation codes';
const ENDPOINTS = 'AWS PrivateLink Guide: Gateway endpoints';

type GatewayFacts = Pick<
  Ec2Facts,
  | 'igw-private-to-public'
  | 'igw-public-to-private'
  | 'igw-ipv6'
  | 'igw-no-public-ip'
  | 'igw-private-destination'
  | 'igw-shared-destination'
  | 'igw-private-source'
  | 'igw-shared-source'
  | 'igw-spoofed-source'
  | 'igw-own-source'
  | 'igw-unknown-destination'
  | 'igw-missing'
  | 'no-public-address'
  | 'bpa-blocked'
  | 'eigw-out'
  | 'eigw-reply'
  | 'eigw-no-session'
  | 'eigw-ipv4'
  | 'nat-translated'
  | 'nat-translated-back'
  | 'nat-mapping'
  | 'nat-no-session'
  | 'nat-port-exhausted'
  | 'nat-idle-timeout'
  | 'nat-protocol'
  | 'nat-not-available'
  | 'nat-source-outside-vpc'
  | 'nat-zone-not-covered'
  | 'nat-instance-translated'
  | 'nat-instance-translated-back'
  | 'forwarded-by-instance'
  | 'not-forwarded'
  | 'vpce-gateway-used'
  | 'vpce-gateway-reply'
  | 'vpce-interface-reached'
  | 'vpce-protocol'
  | 'vpce-interface-protocol'
  | 'vpce-source'
  | 'vpce-cannot-initiate'
  | 'vpce-not-available'
  | 'gwlb-inspected'
  | 'gwlb-no-appliance'
>;

/** Sentences of gateways to the internet, NAT devices, endpoints and appliances. */
export const gatewayReasons = {
  'igw-private-to-public': {
    says: ({ from, to }, at) => `${at} gives it its public address: ${from} becomes ${to}`,
    meaning: "the internet gateway replaces the private source address by the interface's public one",
    page: INTERNET_GATEWAY,
  },
  'igw-public-to-private': {
    says: ({ from, to }, at) => `${at} knows whose address it is: ${from} becomes ${to}`,
    meaning: 'the internet gateway replaces the public destination address by the private one it maps to',
    page: INTERNET_GATEWAY,
  },
  'igw-ipv6': {
    says: (_, at) => `${at} passes IPv6 as it is`,
    meaning: 'an internet gateway does not translate IPv6',
    page: INTERNET_GATEWAY,
  },
  'igw-no-public-ip': {
    says: ({ address }, at) => `dropped at ${at}: ${address} has no public IPv4 address`,
    meaning: 'the source has no public IPv4 address that the internet gateway could give the packet',
    awsCode: 'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS',
    page: INTERNET_GATEWAY,
  },
  'igw-private-destination': {
    says: ({ address }, at) =>
      `dropped at ${at}: ${address} is a private address, and the internet has no such destination`,
    meaning: 'an internet gateway does not carry packets to private destinations (RFC 1918)',
    awsCode: 'IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS',
    page: CODES,
  },
  'igw-shared-destination': {
    says: ({ address }, at) => `dropped at ${at}: ${address} is in the shared address space`,
    meaning: 'an internet gateway does not carry packets to shared destinations (RFC 6598)',
    awsCode: 'IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS',
    page: CODES,
  },
  'igw-private-source': {
    says: ({ address }, at) => `dropped at ${at}: ${address} is a private address and cannot come from the internet`,
    meaning: 'an internet gateway does not take packets from private sources (RFC 1918)',
    awsCode: 'IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS',
    page: CODES,
  },
  'igw-shared-source': {
    says: ({ address }, at) =>
      `dropped at ${at}: ${address} is in the shared address space and cannot come from the internet`,
    meaning: 'an internet gateway does not take packets from shared sources (RFC 6598)',
    awsCode: 'IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS',
    page: CODES,
  },
  'igw-spoofed-source': {
    says: ({ address, vpc }, at) => `dropped at ${at}: ${address} is not an address of ${vpc}`,
    meaning: 'a gateway drops packets whose source is not of its VPC',
    awsCode: 'GATEWAY_REJECTS_SPOOFED_TRAFFIC',
    page: CODES,
  },
  'igw-own-source': {
    says: ({ address, vpc }, at) => `dropped at ${at}: ${address} is an address of ${vpc} and cannot come from outside`,
    meaning: 'a gateway drops packets from outside that bear an address of its VPC as their source',
    awsCode: 'GATEWAY_REJECTS_SPOOFED_TRAFFIC',
    page: CODES,
  },
  'igw-unknown-destination': {
    says: ({ address }, at) => `dropped at ${at}: ${address} is the public address of nobody in the scenario`,
    meaning: 'the destination is not the public address of any interface that an internet gateway knows',
    awsCode: 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS',
    page: CODES,
    modelChoice: 'what hosts outside AWS say to one another is not simulated: nobody but the scenario is there',
  },
  'igw-missing': {
    says: ({ address, vpc }) => `${vpc} has no internet gateway, so ${address} cannot be reached from the internet`,
    meaning: 'the VPC with the public address has no internet gateway attached',
    awsCode: 'NO_PATH',
    page: INTERNET_GATEWAY,
  },
  'no-public-address': {
    says: ({ of }, at) => `${at} has no public address, so ${of} has nothing to send to`,
    meaning: 'a host outside AWS can only address an instance by a public address',
    awsCode: 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS',
    page: INTERNET_GATEWAY,
  },
  'bpa-blocked': {
    says: ({ mode, vpc }, at) => `dropped at ${at}: VPC Block Public Access is ${mode} for ${vpc}`,
    meaning: 'VPC Block Public Access stops traffic at internet gateways, whatever the rules say',
    awsCode: 'VPC_BLOCK_PUBLIC_ACCESS_ENABLED',
    page: 'Amazon VPC User Guide: VPC BPA basics',
  },
  'eigw-out': {
    says: (_, at) => `${at} lets it out and will let the answer in`,
    meaning: 'an egress-only internet gateway lets IPv6 connections out',
    page: EGRESS_ONLY,
  },
  'eigw-reply': {
    says: (_, at) => `${at} remembers that it was asked for`,
    meaning: 'an egress-only internet gateway lets answers in',
    page: EGRESS_ONLY,
  },
  'eigw-no-session': {
    says: (_, at) => `dropped at ${at}: nobody inside began this connection`,
    meaning: 'an egress-only internet gateway lets nothing in that was not asked for',
    page: EGRESS_ONLY,
  },
  'eigw-ipv4': {
    says: (_, at) => `dropped at ${at}: it carries IPv6 only`,
    meaning: 'an egress-only internet gateway does not carry IPv4',
    awsCode: 'PROTOCOL_RESTRICTION',
    page: EGRESS_ONLY,
  },
  'nat-translated': {
    says: ({ from, to, known }, at) =>
      `${at} ${known ? 'knows the connection' : 'makes a mapping'}: ${from} becomes ${to}`,
    meaning: 'the NAT gateway replaces source address and port by its own',
    awsCode: 'NGW_SOURCE_ADDRESS_REASSIGN',
    page: NAT,
  },
  'nat-translated-back': {
    says: ({ from, to }, at) => `${at} finds the mapping: ${from} becomes ${to}`,
    meaning: 'the NAT gateway undoes its translation for an answer',
    page: NAT,
  },
  'nat-mapping': {
    says: ({ from, to, destination, idleSeconds }) =>
      `${from} is ${to} towards ${destination}${idleSeconds > 0 ? `, idle for ${idleSeconds} s` : ''}`,
    meaning: "one row of a NAT device's table",
    page: NAT,
  },
  'nat-no-session': {
    says: ({ packet }, at) =>
      `dropped at ${at}: it has no mapping for ${packet.source} to ${packet.destination}; nobody can begin a connection to a NAT gateway`,
    meaning: 'a NAT gateway takes only answers to connections it knows',
    page: NAT,
  },
  'nat-port-exhausted': {
    says: ({ destination, connections }, at) =>
      `dropped at ${at}: all ${connections} connections to ${destination} are taken (ErrorPortAllocation)`,
    meaning: 'a NAT gateway has 55,000 connections per address and destination',
    page: 'Amazon VPC User Guide: NAT gateway basics',
  },
  'nat-idle-timeout': {
    says: ({ idleSeconds }, at) =>
      `${at} answers with a reset: the connection was idle for ${idleSeconds} s and is forgotten`,
    meaning: 'a NAT gateway forgets connections after 350 s without a packet',
    page: 'Amazon VPC User Guide: Troubleshoot NAT gateways',
  },
  'nat-protocol': {
    says: ({ protocol }, at) => `dropped at ${at}: it carries TCP, UDP and ICMP over IPv4, not ${protocol}`,
    meaning: 'a NAT gateway carries TCP, UDP and ICMP',
    awsCode: 'PROTOCOL_RESTRICTION',
    page: NAT,
  },
  'nat-not-available': {
    says: ({ state }, at) => `dropped at ${at}: it is ${state}`,
    meaning: 'the NAT gateway does not work',
    awsCode: 'BAD_STATE',
    page: NAT,
  },
  'nat-source-outside-vpc': {
    says: ({ address, vpc }, at) =>
      `dropped at ${at}: ${address} is not in ${vpc}, and a NAT gateway serves only its own VPC`,
    meaning: 'a NAT gateway cannot be used from the other side of peering, VPN or Direct Connect',
    awsCode: 'NGW_REQUIRES_SOURCE_IN_VPC',
    page: NAT,
  },
  'nat-zone-not-covered': {
    says: ({ zone, zones }, at) => `dropped at ${at}: it serves ${zones.join(', ')}, not ${zone}`,
    meaning: 'a regional NAT gateway in manual mode serves the zones it was given',
    awsCode: 'REGIONAL_NGW_ROUTE_AZ_RESTRICTION',
    page: 'Amazon VPC User Guide: Regional NAT gateways',
  },
  'nat-instance-translated': {
    says: ({ from, to }, at) => `${at} masquerades it: ${from} becomes ${to}`,
    meaning: "a NAT instance replaces the packet's source by its own address",
    page: NAT_INSTANCE,
    modelChoice: 'the guest is taken to run NAT for packets that leave the VPC, unless `forwarding` says otherwise',
  },
  'nat-instance-translated-back': {
    says: ({ from, to }, at) => `${at} finds the mapping: ${from} becomes ${to}`,
    meaning: 'a NAT instance undoes its translation for an answer',
    page: NAT_INSTANCE,
  },
  'forwarded-by-instance': {
    says: (_, at) => `${at} forwards it as it is`,
    meaning: 'an appliance forwards a packet that is not for itself',
    modelChoice: 'the guest is taken to forward packets within the VPC unchanged, unless `forwarding` says otherwise',
  },
  'not-forwarded': {
    says: (_, at) => `dropped at ${at}: its guest does not forward packets`,
    meaning: 'the packet was routed to an instance that does not forward',
    modelChoice: 'the scenario says so (`forwarding: none`)',
  },
  'vpce-gateway-used': {
    says: ({ service }, at) => `${at} takes it to ${service}`,
    meaning: "a gateway endpoint leads to its service's public addresses without leaving AWS",
    page: ENDPOINTS,
  },
  'vpce-gateway-reply': {
    says: ({ service }, at) => `${service} answers through ${at}`,
    meaning: 'answers of a service come back through its gateway endpoint',
    page: ENDPOINTS,
  },
  'vpce-interface-reached': {
    says: ({ service }, at) => `${at} takes it to ${service}`,
    meaning: 'an interface endpoint leads to its service',
    page: 'AWS PrivateLink Guide: Interface endpoints',
  },
  'vpce-protocol': {
    says: ({ protocol }, at) => `dropped at ${at}: it does not carry ${protocol}`,
    meaning: 'gateway endpoints carry TCP and echo requests over IPv4',
    awsCode: 'VPCE_GATEWAY_PROTOCOL_RESTRICTION',
    page: ENDPOINTS,
  },
  'vpce-interface-protocol': {
    says: ({ protocol }, at) => `dropped at ${at}: it does not carry ${protocol}`,
    meaning: 'interface endpoints carry TCP',
    awsCode: 'PROTOCOL_RESTRICTION',
    page: 'AWS PrivateLink Guide: Interface endpoints',
    modelChoice: 'some endpoint services take UDP; those of AWS do not',
  },
  'vpce-source': {
    says: ({ address, vpc }, at) => `dropped at ${at}: ${address} is not a host of ${vpc}`,
    meaning: 'a gateway endpoint serves only hosts of its own VPC',
    awsCode: 'VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION',
    page: ENDPOINTS,
  },
  'vpce-cannot-initiate': {
    says: (_, at) => `${at} answers, but begins no connections`,
    meaning: 'an endpoint cannot initiate traffic',
    awsCode: 'VPCE_INTRA_VPC_TRAFFIC',
    page: CODES,
  },
  'vpce-not-available': {
    says: (_, at) => `dropped at ${at}: it is not available`,
    meaning: 'the endpoint does not work',
    awsCode: 'BAD_STATE',
    page: CODES,
  },
  'gwlb-inspected': {
    says: ({ appliance }, at) => `${at} has it inspected by ${appliance} and gets it back`,
    meaning: 'a Gateway Load Balancer endpoint sends the packet through an appliance',
    page: 'AWS PrivateLink Guide: Gateway Load Balancer endpoints',
  },
  'gwlb-no-appliance': {
    says: ({ appliances }, at) => `dropped at ${at}: none of its appliances works (${appliances.join(', ')})`,
    meaning: 'no appliance behind the Gateway Load Balancer is healthy',
    page: 'Elastic Load Balancing: Gateway Load Balancers',
  },
} satisfies ReasonTable<GatewayFacts>;
