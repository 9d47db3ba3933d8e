import { type BlockLevel, wholeBlock } from '../block/block-public-access.ts';
import type { AccessPoint, Bucket } from '../bucket.ts';
import { organizationBlock } from './organization.ts';
import type { S3View } from './view.ts';

/** Where Block Public Access of an account stands, for people. */
export function accountBlockAddress(account: string): string {
  return `account/${account}/publicAccessBlock`;
}

/**
 * All levels of Block Public Access around an account's buckets, the widest first. A policy of the organization takes
 * the place of the account's own settings (Organizations User Guide, Amazon S3 policies).
 */
export function accountLevels(
  view: S3View,
  account: { readonly name: string; readonly id: string },
): readonly BlockLevel[] {
  const managed = organizationBlock(view.definition, account.name);
  return [
    {
      level: 'organization',
      at: managed?.at ?? 'organization',
      block: managed && wholeBlock(managed.on, managed.place),
    },
    {
      level: 'account',
      at: accountBlockAddress(account.name),
      block: view.blocks.get(account.id),
      overridden: managed !== undefined,
    },
  ];
}

/** All levels around a bucket, and around an access point of it where the request goes through one. */
export function blockLevels(view: S3View, bucket: Bucket, accessPoint?: AccessPoint): readonly BlockLevel[] {
  const levels: BlockLevel[] = [
    ...accountLevels(view, { name: bucket.account, id: bucket.owner }),
    { level: 'bucket', at: `${bucket.address}/publicAccessBlock`, block: bucket.block },
  ];
  if (accessPoint === undefined) return levels;
  return [
    ...levels,
    { level: 'accessPoint', at: `${accessPoint.address}/publicAccessBlock`, block: accessPoint.block },
  ];
}
