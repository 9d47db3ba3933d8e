import { object, optional } from '../../../schema/collections.ts';
import { placeOf } from '../../../schema/node.ts';
import { boolean } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import { blockWith, type PublicAccessBlock, wholeBlock } from '../block/block-public-access.ts';

const fields = object(
  {
    blockPublicAcls: optional(boolean),
    ignorePublicAcls: optional(boolean),
    blockPublicPolicy: optional(boolean),
    restrictPublicBuckets: optional(boolean),
  },
  { unknowable: true, description: 'Block Public Access; a setting that is left out is off' },
);

/** A configuration, or that there is none at all. */
export type BlockText = PublicAccessBlock | 'none';

/** `{ blockPublicAcls: true, … }`, `none`, or `unknown`. */
export const publicAccessBlock: Schema<BlockText> = {
  json: () => ({ anyOf: [fields.json(), { enum: ['none', 'unknown'] }] }),
  read: (node, reader) => {
    const word = node.kind === 'scalar' && !node.quoted ? node.value : undefined;
    if (word === 'none') return 'none';
    if (word === 'unknown') return wholeBlock('unknown', placeOf(node));
    const read = fields.read(node, reader);
    if (read === undefined) return undefined;
    return blockWith((setting) => {
      const on = read.unknowns?.has(setting) === true ? 'unknown' : (read[setting] ?? false);
      return { on, place: node.kind === 'map' ? node.entries.get(setting)?.key : undefined };
    }, read.place);
  },
};
