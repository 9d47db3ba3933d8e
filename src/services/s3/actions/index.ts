import type { ApiAction } from '../../service.ts';
import { BUCKET_ACTIONS, OBJECT_ACTIONS } from '../policy/action-scope.ts';
import { accessPointActions } from './access-point-actions.ts';
import { aclActions } from './acl-actions.ts';
import { blockActions } from './block-actions.ts';
import { bucketActions } from './bucket-actions.ts';
import { s3Action } from './define.ts';
import { policyActions } from './policy-actions.ts';
import { readActions } from './read-objects.ts';
import { writeActions } from './write-objects.ts';

const simulated: Readonly<Record<string, ApiAction>> = {
  ...readActions,
  ...writeActions,
  ...aclActions,
  ...policyActions,
  ...blockActions,
  ...bucketActions,
  ...accessPointActions,
};

/** Permissions of which nothing but the authorization is simulated: S3's own side of it is as for all others. */
function authorizedOnly(permissions: readonly string[], on: 'bucket' | 'object'): readonly [string, ApiAction][] {
  return permissions
    .filter((permission) => simulated[permission] === undefined)
    .map((permission) => [
      permission,
      s3Action({
        on,
        permission,
        anyParameters: true,
        perform: () => ({ ok: { response: null, facts: { simulated: false } } }),
      }),
    ]);
}

/** All actions of S3 by name. */
export const actions: Readonly<Record<string, ApiAction>> = {
  ...Object.fromEntries([...authorizedOnly(BUCKET_ACTIONS, 'bucket'), ...authorizedOnly(OBJECT_ACTIONS, 'object')]),
  ...simulated,
};
