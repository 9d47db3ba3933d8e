import { object, optional } from '../../../schema/collections.ts';
import { type MapEntry, member, type Node, placeOf } from '../../../schema/node.ts';
import type { Reader } from '../../../schema/reader.ts';
import { boolean } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import { awsNameOf, blockWith, type PublicAccessBlock, SETTINGS, wholeBlock } from '../block/block-public-access.ts';

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
    const ours = inOurSpelling(node, reader);
    const read = fields.read(ours, reader);
    if (read === undefined) return undefined;
    return blockWith((setting) => {
      const on = read.unknowns?.has(setting) === true ? 'unknown' : (read[setting] ?? false);
      return { on, place: ours.kind === 'map' ? ours.entries.get(setting)?.key : undefined };
    }, read.place);
  },
};

/** AWS prints the settings with capitals, in an envelope (`get-public-access-block`); that may be pasted as well. */
function inOurSpelling(node: Node, reader: Reader): Node {
  if (node.kind !== 'map') return node;
  const inner = node.entries.size === 1 ? member(node, 'PublicAccessBlockConfiguration') : undefined;
  if (inner !== undefined) return inOurSpelling(inner, reader);
  const entries = new Map<string, MapEntry>();
  for (const [key, entry] of node.entries) {
    const ours = SETTINGS.find((setting) => awsNameOf(setting) === key) ?? key;
    if (entries.has(ours)) reader.error('duplicate-key', `${ours} stands here in two spellings`, entry.key);
    entries.set(ours, entry);
  }
  return { ...node, entries };
}
