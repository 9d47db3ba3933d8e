import { locate, type Source } from '../core/source.ts';
import { member, type Node, placeOf, type ScalarNode } from './node.ts';
import type { Reader } from './reader.ts';
import type { Schema } from './schema.ts';
import { parseYaml } from './yaml.ts';

/**
 * A document in AWS's own language, taken verbatim: as YAML, as a JSON string, or as `{ file: policy.json }` inside
 * the scenario's folder. Reads as the document's own node, places and all.
 */
export function document(what: string): Schema<Node> {
  return {
    json: () => ({
      description: `${what}: as YAML, as a JSON string, or { file: … }`,
      anyOf: [{ type: 'object' }, { type: 'array' }, { type: 'string' }],
    }),
    read: (node, reader) => {
      const file = node.kind === 'map' && node.entries.size === 1 ? member(node, 'file') : undefined;
      if (file?.kind === 'scalar') return fromFile(file, reader);
      if (node.kind === 'scalar' && typeof node.value === 'string') return parsedDocument(embedded(node), reader);
      if (node.kind === 'scalar')
        return reader.error('wrong-type', `${what} is missing`, placeOf(node), { expected: what });
      return node;
    },
  };
}

/** A text file of the scenario's folder, or the text itself where it stands inline: `{ file: … }` or a string. */
export function textDocument(what: string): Schema<Source> {
  return {
    json: () => ({ description: `${what}: inline, or { file: … }`, anyOf: [{ type: 'string' }, { type: 'object' }] }),
    read: (node, reader) => {
      if (node.kind === 'scalar' && typeof node.value === 'string') return embedded(node);
      const file = member(node, 'file');
      if (file?.kind === 'scalar') return opened(file, reader);
      return reader.error('wrong-type', `${what} is neither a text nor { file: … }`, placeOf(node), { expected: what });
    },
  };
}

function fromFile(file: ScalarNode, reader: Reader): Node | undefined {
  const source = opened(file, reader);
  return source === undefined ? undefined : parsedDocument(source, reader);
}

function opened(file: ScalarNode, reader: Reader): Source | undefined {
  const found = reader.openFile(file.raw);
  if ('source' in found) return found.source;
  return reader.error('file-refused', found.problem, placeOf(file));
}

function parsedDocument(source: Source, reader: Reader): Node | undefined {
  const { node, diagnostics } = parseYaml(source);
  reader.diagnostics.push(...diagnostics);
  return node;
}

function embedded(node: ScalarNode): Source {
  const { file, line } = locate(node);
  return { path: `${file}:${line} (inside)`, text: String(node.value) };
}
