import type { FaultKind } from '../../core/service.ts';
import type { Service } from '../service.ts';
import { checkNetwork } from './check/check.ts';
import { AVAILABILITY_ZONE, KINDS } from './kinds.ts';
import { carryAddresses, networkOf } from './network/compile.ts';
import { REASONS } from './reasons/reasons.ts';
import { instanceCredentials, requestPath } from './request-path.ts';
import { ec2Account } from './schema/account.ts';
import { internet } from './schema/internet.ts';
import { send } from './send/verb.ts';
import { forgetIdle } from './sessions/commit.ts';
import { expiredConnections } from './sessions/expiry.ts';
import { reconciled } from './sessions/reconcile.ts';
import { NO_SESSIONS } from './sessions/state.ts';
import { completions, show } from './show/show.ts';

const down: FaultKind = { how: ['down'] };

/** EC2 and VPC networking as the house plugs it in. */
export const service: Service = {
  name: 'ec2',
  account: ec2Account,
  top: { internet },
  verbs: [send],
  reasons: REASONS,
  start: () => NO_SESSIONS,
  reconcile: (simulation, before) => {
    carryAddresses(before, simulation.definition);
    simulation.setRuntime('ec2', reconciled(simulation.runtime('ec2'), networkOf(simulation.definition)));
  },
  happened: expiredConnections,
  events: { 'nat-idle': forgetIdle },
  faults: {
    [AVAILABILITY_ZONE]: down,
    [KINDS.instance.name]: { how: ['crash', 'hang'] },
    [KINDS.natGateway.name]: down,
    [KINDS.transitGateway.name]: down,
    [KINDS.vpnConnection.name]: down,
  },
  credentials: instanceCredentials,
  requestPath,
  check: checkNetwork,
  show,
  completions,
};
