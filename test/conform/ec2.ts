import type { Adapters } from './contract.ts';
import { describeDefault } from './ec2/describe-default.ts';
import { dns } from './ec2/dns.ts';
import { flow } from './ec2/flow.ts';
import { natCapacity } from './ec2/nat-capacity.ts';
import { routeSelect, subnetType } from './ec2/tables.ts';
import { timeline } from './ec2/timeline.ts';
import { validate } from './ec2/validate.ts';

/** EC2 and VPC networking. */
export const adapters: Adapters = {
  'vpc/flow': flow,
  'vpc/route-select': routeSelect,
  'vpc/timeline': timeline,
  'vpc/nat-capacity': natCapacity,
  'vpc/validate': validate,
  'vpc/dns': dns,
  'vpc/subnet-type': subnetType,
  'vpc/describe-default': describeDefault,
};
