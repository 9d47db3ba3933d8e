/**
 * The front of S3: who may reach a bucket and its objects, and whether it is public. Questions take a view of a world
 * (`viewOf`) or of a simulation in the middle of a step (`viewDuring`).
 */
import type { Service } from '../service.ts';
import { actions } from './actions/index.ts';
import { checkS3 } from './check.ts';
import { reasons } from './reasons.ts';
import { s3Account } from './schema/account.ts';
import { S3_QUESTIONS, showS3 } from './show.ts';
import { reconciled } from './store/reconcile.ts';
import { firstState } from './store/start.ts';

/** Simple Storage Service, as far as access to it goes. */
export const service: Service = {
  name: 's3',
  account: s3Account,
  start: firstState,
  reconcile: (simulation, before) => {
    simulation.setRuntime('s3', reconciled(simulation.runtime('s3'), before, simulation.definition));
  },
  check: checkS3,
  actions,
  reasons,
  show: showS3,
  completions: () => S3_QUESTIONS,
};
