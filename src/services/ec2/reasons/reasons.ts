import type { ReasonTable } from '../../../core/trace.ts';
import { balancerReasons } from './balancers.ts';
import { endReasons } from './ends.ts';
import type { Ec2Facts } from './facts.ts';
import { filterReasons } from './filters.ts';
import { gatewayReasons } from './gateways.ts';
import { routingReasons } from './routing.ts';
import { timeReasons } from './time.ts';

/** Every reason code of EC2 with its sentence, its meaning and AWS's own code. */
export const REASONS: ReasonTable<Ec2Facts> = {
  ...endReasons,
  ...filterReasons,
  ...routingReasons,
  ...gatewayReasons,
  ...balancerReasons,
  ...timeReasons,
};

/** AWS's own code for a reason, where it has one. */
export function awsCodeOf(reason: keyof Ec2Facts): string | undefined {
  return REASONS[reason].awsCode;
}
