import type { ReasonTable } from '../../../core/trace.ts';
import type { Ec2Facts } from './facts.ts';

const HOSTS = 'Amazon VPC User Guide: DNS attributes for your VPC';

type EndFacts = Pick<
  Ec2Facts,
  | 'source-sends'
  | 'source-without-address'
  | 'source-not-running'
  | 'zone-down'
  | 'component-down'
  | 'amazon-service-unfiltered'
  | 'dns-support-off'
  | 'internet-reached'
  | 'internet-sends'
  | 'not-routable'
  | 'on-premises-reached'
  | 'delivered'
  | 'nothing-listens'
  | 'connection-changed'
  | 'reply-received'
  | 'reply-not-recognised'
  | 'reply-misdelivered'
  | 'unknown-value'
  | 'dns-resolved'
  | 'dns-name-unknown'
>;

/** Sentences of where packets begin and end. */
export const endReasons = {
  'source-sends': {
    says: ({ packet, direction }, at) =>
      `${at} ${direction === 'return' ? 'answers' : 'sends'} ${packet.protocol} from ${packet.source} to ${packet.destination}`,
    meaning: 'a packet begins its way',
  },
  'source-without-address': {
    says: ({ family }, at) => `${at} has no ${family} address to send from`,
    meaning: 'the sender has no address of the family of the destination',
    awsCode: 'ENI_ADDRESS_RESTRICTION',
  },
  'source-not-running': {
    says: ({ state }, at) => `${at} is ${state} and sends nothing`,
    meaning: 'the sender does not run',
    awsCode: 'BAD_STATE',
  },
  'zone-down': {
    says: ({ zone }, at) => `dropped at ${at}: zone ${zone} is down`,
    meaning: 'the Availability Zone is lost (a fault of the scenario)',
  },
  'component-down': {
    says: ({ state }, at) => `dropped at ${at}: it is ${state}`,
    meaning: 'what should take the packet does not run',
    awsCode: 'BAD_STATE',
  },
  'amazon-service-unfiltered': {
    says: ({ service }) => `${service} is Amazon's own: neither security groups nor network ACLs filter it`,
    meaning: 'DNS, DHCP, instance metadata, time and licence activation are never filtered',
    page: 'Amazon VPC User Guide: Network ACL basics',
  },
  'dns-support-off': {
    says: ({ vpc }) => `the Amazon DNS server does not answer: enableDnsSupport is false in ${vpc}`,
    meaning: 'without enableDnsSupport the VPC has no Amazon DNS server',
    page: HOSTS,
  },
  'internet-reached': {
    says: ({ host }) => `it reaches ${host} on the internet`,
    meaning: 'the packet reaches a host outside AWS',
    modelChoice: 'hosts of the internet that the scenario does not name answer on every port',
  },
  'internet-sends': {
    says: ({ host, packet, direction }) =>
      `${host} ${direction === 'return' ? 'answers' : 'sends'} ${packet.protocol} from ${packet.source} to ${packet.destination}`,
    meaning: 'a host outside AWS sends the packet',
  },
  'not-routable': {
    says: ({ address }) => `${address} is a private address: nobody can reach it over the internet`,
    meaning: 'private addresses are not routed on the internet',
    awsCode: 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS',
  },
  'on-premises-reached': {
    says: ({ connection }) => `it reaches the network behind ${connection}`,
    meaning: "the packet reaches the customer's side of a VPN connection",
    modelChoice: 'hosts on premises answer on every port unless the scenario names them',
  },
  delivered: {
    says: ({ service }, at) => `${at} takes ${service}`,
    meaning: 'the packet arrived, and something answers it',
    modelChoice:
      "a host answers what its `listens` names, by default everything; the guest's own firewall is not modelled",
  },
  'nothing-listens': {
    says: ({ service, listens }, at) =>
      `${at} refuses: nothing listens on ${service}${listens.length > 0 ? ` (it listens on ${listens.join(', ')})` : ''}`,
    meaning: 'the packet arrived, but no program of the host listens',
  },
  'connection-changed': {
    says: ({ was, packet }, at) =>
      `${at} answers with a reset: it knows the connection from ${was}, not from ${packet.source}`,
    meaning: 'the way of an open connection has changed, so that the other end no longer knows it',
    page: 'AWS PrivateLink Guide: Gateway endpoints',
  },
  'reply-received': {
    says: (_, at) => `${at} has its answer`,
    meaning: 'the reply came back',
  },
  'reply-not-recognised': {
    says: ({ packet, expected }, at) =>
      `${at} does not know the answer: it comes from ${packet.source} to ${packet.destination}, where ${expected.source} to ${expected.destination} was awaited`,
    meaning: "the reply's addresses are not those the request was sent to",
  },
  'reply-misdelivered': {
    says: ({ to }) => `the answer went to ${to}, not to who asked`,
    meaning:
      "the routes of the answering side lead the reply to another host (a VPC's replies go wherever its own table says)",
    page: 'Amazon VPC Peering Guide: VPC peering routing',
  },
  'unknown-value': {
    says: ({ what }, at) => `the scenario does not know ${what} of ${at}, so nobody can tell`,
    meaning: 'the outcome rests on a value that the scenario leaves unknown',
    awsCode: 'UNKNOWN_RESOURCE',
  },
  'dns-resolved': {
    says: ({ name, address, because }) => `${name} is ${address}: ${because}`,
    meaning: 'what a name resolves to where it was asked',
    page: HOSTS,
  },
  'dns-name-unknown': {
    says: ({ name, because }) => `${name} does not resolve: ${because}`,
    meaning: 'the name does not resolve where it was asked',
    page: HOSTS,
  },
} satisfies ReasonTable<EndFacts>;
