import { type BlockLevel, type EffectiveSetting, effectiveSetting, SETTINGS } from '../block/block-public-access.ts';
import type { AccessPoint, Bucket } from '../bucket.ts';
import { blockLevels } from '../store/levels.ts';
import type { S3View } from '../store/view.ts';

/** Block Public Access around a bucket: a row for each level, and what they come to together. */
export interface BlockMatrix {
  readonly levels: readonly BlockLevel[];
  /** In the order of the settings. */
  readonly effective: readonly EffectiveSetting[];
}

/** The levels × settings of a bucket, or of an access point of it. */
export function blockMatrix(view: S3View, bucket: Bucket, accessPoint?: AccessPoint): BlockMatrix {
  const levels = blockLevels(view, bucket, accessPoint);
  return { levels, effective: SETTINGS.map((setting) => effectiveSetting(levels, setting)) };
}
