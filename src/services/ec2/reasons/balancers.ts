import type { ReasonTable } from '../../../core/trace.ts';
import type { Ec2Facts } from './facts.ts';

const BALANCERS = 'Elastic Load Balancing: Target groups for your Network Load Balancers';
const CODES = 'Reachability Analyzer: Explanation codes';

type BalancerFacts = Pick<
  Ec2Facts,
  'lb-forwarded' | 'lb-forwarded-back' | 'lb-no-listener' | 'lb-no-targets' | 'lb-no-target-in-zone'
>;

/** Sentences of load balancers' nodes. */
export const balancerReasons = {
  'lb-forwarded': {
    says: ({ from, to, source }, at) => `${at} takes it at ${from} and sends it on to ${to}, from ${source}`,
    meaning: 'a load balancer sends the packet on to a target',
    page: BALANCERS,
    modelChoice: 'the first target in its own zone, else the first of all, takes every connection',
  },
  'lb-forwarded-back': {
    says: ({ from, to }, at) => `${at} answers for ${from} from ${to}`,
    meaning: "a target's answer goes back through the load balancer",
    page: BALANCERS,
  },
  'lb-no-listener': {
    says: ({ service, listens }, at) => `dropped at ${at}: no listener takes ${service} (it has ${listens.join(', ')})`,
    meaning: 'the load balancer has no listener for the packet',
    awsCode: 'ELBV2_LISTENERS_MISMATCH',
    page: CODES,
  },
  'lb-no-targets': {
    says: ({ service }, at) => `dropped at ${at}: its listener for ${service} has no targets`,
    meaning: 'no target is registered behind the listener',
    awsCode: 'ELBV2_LISTENER_HAS_NO_TG',
    page: CODES,
  },
  'lb-no-target-in-zone': {
    says: ({ zone, targets }, at) =>
      `dropped at ${at}: cross-zone load balancing is off, and none of its targets (${targets.join(', ')}) is in ${zone}`,
    meaning: 'without cross-zone load balancing a node sends to targets in its own zone alone',
    awsCode: 'ELBV2_NO_TARGETS_IN_AZ',
    page: CODES,
  },
} satisfies ReasonTable<BalancerFacts>;
