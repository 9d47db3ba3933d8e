import type { Service } from '../service.ts';
import { attachmentActions } from './actions/attachments.ts';
import { identityActions } from './actions/identities.ts';
import { memberActions } from './actions/members.ts';
import { checkIdentities } from './check.ts';
import { reasons } from './reasons.ts';
import { iamAccount } from './schema/account.ts';
import { organization } from './schema/organization.ts';
import { showIdentity } from './show.ts';
import { firstIdentities, reconciled } from './store/reconcile.ts';

/** Identity and Access Management: who may do what. */
export const service: Service = {
  name: 'iam',
  account: iamAccount,
  top: { organization },
  start: firstIdentities,
  reconcile: (simulation, before) => {
    simulation.setRuntime('iam', reconciled(simulation.runtime('iam'), before, simulation.definition));
  },
  check: checkIdentities,
  actions: { ...identityActions, ...attachmentActions(), ...memberActions },
  reasons,
  show: showIdentity,
};
