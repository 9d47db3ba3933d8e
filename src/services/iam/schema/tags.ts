import { mapEntries, record } from '../../../schema/collections.ts';
import { text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import type { Tags } from '../definition.ts';

/** What IAM lets users and roles have (IAM User Guide, Tags for IAM resources: rules for tagging). */
const TAGS_MOST = 50;
const KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u;

const values = record(
  text({
    expected: 'up to 256 letters, digits, blanks and _.:/=+-@',
    pattern: VALUE,
    description: 'the value of a tag',
  }),
  { description: 'tags by key' },
);

/** Tags of a user or role; keys are told apart without regard to case. */
export const tags: Schema<Tags> = {
  json: () => values.json(),
  read: (node, reader) => {
    const entries = [...(mapEntries(node, reader) ?? [])];
    if (entries.length > TAGS_MOST)
      reader.error('LimitExceeded', `there are ${entries.length} tags, more than the ${TAGS_MOST} IAM keeps`, node);
    const seen = new Map<string, string>();
    for (const [key, { key: place }] of entries) {
      const twin = seen.get(key.toLowerCase());
      if (!KEY.test(key)) {
        const expected = 'up to 128 letters, digits, blanks and _.:/=+-@';
        reader.error('wrong-name', `${key} cannot be the key of a tag`, place, { expected });
      } else if (twin !== undefined)
        reader.error('duplicate-name', `the tags ${twin} and ${key} differ in case only`, place);
      seen.set(key.toLowerCase(), key);
    }
    return node.kind === 'map' ? values.read(node, reader) : undefined;
  },
};
