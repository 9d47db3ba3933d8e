import type { ReasonTable } from '../../../core/trace.ts';
import type { Ec2Facts, OnTheWay } from './facts.ts';

const GROUPS = 'Amazon VPC User Guide: Security group rules';
const TRACKING = 'Amazon EC2 User Guide: Security group connection tracking';
const ACLS = 'Amazon VPC User Guide: Network ACL basics';

type FilterFacts = Pick<
  Ec2Facts,
  | 'source-dest-check'
  | 'sg-egress-allowed'
  | 'sg-ingress-allowed'
  | 'sg-tracked'
  | 'sg-no-matching-egress-rule'
  | 'sg-no-matching-ingress-rule'
  | 'sg-has-no-egress-rules'
  | 'sg-has-no-ingress-rules'
  | 'sg-rule'
  | 'sg-reference-lost'
  | 'nacl-allowed'
  | 'nacl-denies-ingress'
  | 'nacl-denies-egress'
  | 'nacl-no-matching-ingress-entry'
  | 'nacl-no-matching-egress-entry'
  | 'nacl-entry'
  | 'port-25-blocked'
  | 'conntrack-exhausted'
>;

function ruleCount(rules: number): string {
  return rules === 1 ? 'its only rule does not allow' : `none of its ${rules} rules allows`;
}

function named(groups: readonly string[], at: string): string {
  return groups.length > 1 ? groups.join(' and ') : at;
}

/** A network ACL is stateless, which is what readers overlook when a reply dies. */
function noEntry({ packet, direction }: OnTheWay): string {
  const stateless =
    direction === 'return' ? '; a reply needs an entry of its own, to the port its request came from' : '';
  return `no entry lets ${packet.protocol} from ${packet.source} to ${packet.destination} through${stateless}`;
}

/** Sentences of security groups, network ACLs and what else looks at a packet at an interface. */
export const filterReasons = {
  'source-dest-check': {
    says: ({ side, own, packet }, at) =>
      side === 'egress'
        ? `${at} sends only from ${own.join(', ')}, not from ${packet.source}: source/destination check is on`
        : `${at} takes only packets for ${own.join(', ')}, not for ${packet.destination}: source/destination check is on`,
    meaning:
      "source/destination checking dropped a packet that neither comes from nor goes to one of the interface's addresses",
    awsCode: 'ENI_SOURCE_DEST_CHECK_RESTRICTION',
    page: 'Amazon VPC User Guide: NAT instances',
  },
  'sg-egress-allowed': {
    says: ({ rule, tracked }, at) => `${at} lets it out: ${rule}${tracked ? '' : ' (the flow is not tracked)'}`,
    meaning: 'an egress rule of a security group allows the new connection',
    page: GROUPS,
  },
  'sg-ingress-allowed': {
    says: ({ rule, tracked }, at) => `${at} lets it in: ${rule}${tracked ? '' : ' (the flow is not tracked)'}`,
    meaning: 'an ingress rule of a security group allows the new connection',
    page: GROUPS,
  },
  'sg-tracked': {
    says: (looked, at) =>
      `${at} lets it ${looked.side === 'ingress' ? 'in' : 'out'} without looking at rules: ${looked.interface} knows the connection`,
    meaning: 'the packet belongs to a tracked connection; security groups are stateful',
    page: TRACKING,
  },
  'sg-no-matching-egress-rule': {
    says: ({ groups, rules, service, peer }, at) =>
      `dropped at ${named(groups, at)}: ${ruleCount(rules)} ${service} to ${peer}`,
    meaning: "no egress rule of any of the interface's security groups allows the connection",
    awsCode: 'ENI_SG_RULES_MISMATCH',
    page: GROUPS,
  },
  'sg-no-matching-ingress-rule': {
    says: ({ groups, rules, service, peer }, at) =>
      `dropped at ${named(groups, at)}: ${ruleCount(rules)} ${service} from ${peer}`,
    meaning: "no ingress rule of any of the interface's security groups allows the connection",
    awsCode: 'ENI_SG_RULES_MISMATCH',
    page: GROUPS,
  },
  'sg-has-no-egress-rules': {
    says: ({ groups }, at) => `dropped at ${named(groups, at)}: without egress rules nothing gets out`,
    meaning: 'the security groups have no egress rule at all',
    awsCode: 'SG_HAS_NO_RULES',
    page: GROUPS,
  },
  'sg-has-no-ingress-rules': {
    says: ({ groups }, at) => `dropped at ${named(groups, at)}: without ingress rules nothing gets in`,
    meaning: 'the security groups have no ingress rule at all',
    awsCode: 'SG_HAS_NO_RULES',
    page: GROUPS,
  },
  'sg-rule': {
    says: ({ group, rule, why }) => `${group}: ${rule} (${why})`,
    meaning: 'one rule of a security group, and whether it matches',
    page: GROUPS,
  },
  'sg-reference-lost': {
    says: ({ group, sender, because }) =>
      `a rule names ${group}, of which ${sender} is a member, but ${because}: rules that name groups no longer match`,
    meaning: 'a rule that refers to a group would match, if the way had not hidden the sender',
    awsCode: 'SG_REFERENCES_NOT_PRESERVED',
    page: 'Amazon VPC User Guide: Security group referencing',
  },
  'nacl-allowed': {
    says: ({ rule, side, subnet }, at) => `${at} lets it ${side === 'ingress' ? 'into' : 'out of'} ${subnet}: ${rule}`,
    meaning: 'the first matching entry of the network ACL allows the packet',
    page: ACLS,
  },
  'nacl-denies-ingress': {
    says: ({ rule, subnet }, at) => `dropped at ${at}, entering ${subnet}: ${rule} matches first`,
    meaning: 'the first matching inbound entry of the network ACL denies the packet',
    awsCode: 'SUBNET_ACL_RESTRICTION',
    page: ACLS,
  },
  'nacl-denies-egress': {
    says: ({ rule, subnet }, at) => `dropped at ${at}, leaving ${subnet}: ${rule} matches first`,
    meaning: 'the first matching outbound entry of the network ACL denies the packet',
    awsCode: 'SUBNET_ACL_RESTRICTION',
    page: ACLS,
  },
  'nacl-no-matching-ingress-entry': {
    says: (looked, at) => `dropped at ${at}, entering ${looked.subnet}: ${noEntry(looked)}`,
    meaning: 'no inbound entry of the network ACL matches, so its final entry (*) denies the packet',
    awsCode: 'SUBNET_ACL_RESTRICTION',
    page: ACLS,
  },
  'nacl-no-matching-egress-entry': {
    says: (looked, at) => `dropped at ${at}, leaving ${looked.subnet}: ${noEntry(looked)}`,
    meaning: 'no outbound entry of the network ACL matches, so its final entry (*) denies the packet',
    awsCode: 'SUBNET_ACL_RESTRICTION',
    page: ACLS,
  },
  'nacl-entry': {
    says: ({ rule, why }) => `${rule} (${why})`,
    meaning: 'one entry of a network ACL, and whether it matches',
    page: ACLS,
  },
  'conntrack-exhausted': {
    says: ({ allowance }, at) =>
      `dropped at ${at}: it tracks ${allowance === 1 ? 'one connection' : `${allowance} connections`} already, as many as it can (conntrack_allowance_exceeded)`,
    meaning: 'the instance tracks as many connections as it can, and a new one that is tracked finds no room',
    page: TRACKING,
    modelChoice: "the figure is the scenario's own: AWS publishes none by instance type",
  },
  'port-25-blocked': {
    says: (_, at) => `${at} may not send to port 25 on the internet until AWS lifts the restriction for the account`,
    meaning: 'outbound TCP 25 to public addresses is blocked by default',
    page: 'Amazon EC2 User Guide: Restriction on email sent using port 25',
  },
} satisfies ReasonTable<FilterFacts>;
