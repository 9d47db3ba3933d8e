import { list } from '../../../schema/collections.ts';
import { document } from '../../../schema/document.ts';
import { kindWord, type MapNode, member, type Node, placeOf } from '../../../schema/node.ts';
import type { Reader } from '../../../schema/reader.ts';
import { scalar } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import type { Attachment, NameAt } from '../definition.ts';

const verbatim = document('a policy document');

/** Any ASCII character but the reserved ones (IAM and STS quotas, IAM name requirements: inline policies). */
const POLICY_NAME = /^[!-~]{1,128}$/;
const RESERVED = /[\\/*?]/;

/** A name, with its place for later messages. */
export function nameAt(what: string): Schema<NameAt> {
  return scalar({
    expected: `the name of a ${what}`,
    json: { type: 'string', description: `a ${what}` },
    parse: (node) => (node.value === null ? undefined : { name: node.raw, place: placeOf(node) }),
  });
}

/** `ReadOnly`, an ARN, or a document with a `name` beside its elements: `{ name: switch, Version: …, Statement: […] }`. */
const attachment: Schema<Attachment> = {
  json: () => ({
    description: 'the name or ARN of a managed policy, or an inline policy: a document with a name',
    anyOf: [{ type: 'string' }, { type: 'object', required: ['name'] }],
  }),
  read: (node, reader) => {
    const place = placeOf(node);
    if (node.kind === 'scalar' && node.value !== null) return { kind: 'managed', policy: node.raw, place };
    if (node.kind === 'map') return inline(node, reader);
    return reader.error('wrong-type', `${kindWord(node)} stands where a policy belongs`, place, {
      expected: 'the name of a managed policy, or { name: …, Version: …, Statement: […] }',
    });
  },
};

function inline(node: MapNode, reader: Reader): Attachment | undefined {
  const place = placeOf(node);
  const name = member(node, 'name');
  if (name?.kind !== 'scalar') {
    return reader.error('missing-key', 'an inline policy without a name', place, { expected: 'the key name' });
  }
  if (name.value === null || !POLICY_NAME.test(name.raw) || RESERVED.test(name.raw)) {
    return reader.error('wrong-name', `${name.raw} cannot be the name of a policy`, placeOf(name), {
      expected: 'up to 128 letters, digits and signs, without blanks and \\/*?',
    });
  }
  const found = verbatim.read(member(node, 'document') ?? without(node, 'name'), reader);
  return found === undefined ? undefined : { kind: 'inline', name: name.raw, document: found, place };
}

function without(node: MapNode, key: string): Node {
  const entries = new Map(node.entries);
  entries.delete(key);
  return { ...node, entries };
}

export const attachments: Schema<readonly Attachment[]> = list(attachment, { orOne: true });
