import { kindWord, placeOf } from '../../../schema/node.ts';
import { scalar } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import type { KeyAttribute } from '../key/key-schema.ts';
import type { KeyTypeName } from '../value/attribute-value.ts';
import { textSize } from '../value/item-size.ts';

/** "Index key attribute names" and "Secondary index projected attributes" under "Quotas in Amazon DynamoDB". */
const NAME_BYTES_MOST = 255;
const GLOBAL_INDEX_ATTRIBUTES_MOST = 4;

/** One key attribute, written `name:S`; of type S where none is given. */
export const keyAttribute: Schema<KeyAttribute> = scalar({
  expected: 'a key attribute such as tenant:S, createdAt:N or hash:B',
  json: { type: 'string', pattern: '^([^:]+|.+:[SNB])$' },
  parse: ({ raw, value }) => {
    // A key left empty is a mistake, not an attribute of that name.
    if (value === null || typeof value === 'boolean') return undefined;
    // A name that has a colon of its own must be followed by its type.
    const [, name = '', type = 'S'] = /^(.+):([SNB])$/s.exec(raw) ?? /^([^:]+)$/s.exec(raw) ?? [];
    return name === '' || textSize(name) > NAME_BYTES_MOST ? undefined : { name, type: type as KeyTypeName };
  },
});

/** The attributes of one half of a key: one, or for a global index up to four. */
export const keyAttributeList: Schema<readonly KeyAttribute[]> = {
  json: () => ({
    anyOf: [keyAttribute.json(), { type: 'array', items: keyAttribute.json(), maxItems: GLOBAL_INDEX_ATTRIBUTES_MOST }],
  }),
  read: (node, reader) => {
    if (node.kind !== 'list') {
      const one = keyAttribute.read(node, reader);
      return one && [one];
    }
    if (node.items.length === 0 || node.items.length > GLOBAL_INDEX_ATTRIBUTES_MOST) {
      const expected = `1 to ${GLOBAL_INDEX_ATTRIBUTES_MOST} key attributes`;
      return reader.error('wrong-length', `${kindWord(node)} of ${node.items.length}`, placeOf(node), { expected });
    }
    const attributes = node.items.map((item) => keyAttribute.read(item, reader));
    return attributes.every((one) => one !== undefined) ? attributes : undefined;
  },
};
