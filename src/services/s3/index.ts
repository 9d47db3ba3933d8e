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

export { sidOf } from './acl/document.ts';
export {
  awsNameOf,
  type BlockLevel,
  type EffectiveSetting,
  placeOfSetting,
  SETTINGS,
  type Switch,
} from './block/block-public-access.ts';
export type { Bucket, S3Object } from './bucket.ts';
export { ANONYMOUS_PARTY, type Party } from './party.ts';
export { type AclInForce, aclInForce } from './questions/acl.ts';
export { type BlockMatrix, blockMatrix } from './questions/blocks.ts';
export { type PublicAccess, type PublicWay, publicAccess, wayEntry } from './questions/public-access.ts';
export { type AccessColumn, type AccessTable, accessTable } from './questions/readers.ts';
export { targetOf } from './store/target.ts';
export { type S3View, viewOf } from './store/view.ts';

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
