import { locate } from '../../src/core/source.ts';
import type { Diagnostic } from '../../src/schema/diagnostic.ts';
import type { Node } from '../../src/schema/node.ts';
import { Reader } from '../../src/schema/reader.ts';
import type { OpenFile, Schema } from '../../src/schema/schema.ts';
import { parseYaml } from '../../src/schema/yaml.ts';

const noFiles: OpenFile = () => ({ problem: 'no files here' });

/** The node of a YAML text that is right. */
export function nodeOf(text: string): Node {
  const { node, diagnostics } = parseYaml({ path: 'a.yaml', text });
  if (node === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return node;
}

/** What a schema reads from a YAML text, and every problem as `line:column code message`. */
export function reading<T>(
  schema: Schema<T>,
  text: string,
  openFile = noFiles,
): { value: T | undefined; problems: readonly string[] } {
  const reader = new Reader(openFile);
  const value = schema.read(nodeOf(text), reader);
  reader.link();
  return { value, problems: reader.diagnostics.map(problemText) };
}

/** A diagnostic in one line. */
export function problemText({ place, code, message, suggestion }: Diagnostic): string {
  const { line, column } = locate(place);
  return `${line}:${column} ${code}: ${message}${suggestion === undefined ? '' : ` (${suggestion}?)`}`;
}
