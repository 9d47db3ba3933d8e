import { Document, parse, parseDocument, YAMLSeq } from 'yaml';
import { plain } from '../schema/node.ts';
import type { Scenario } from './scenario.ts';
import { typedForm } from './typed.ts';

/** A step that was typed, and after how many steps of the file (and of those typed before it) it stands. */
export interface TypedAt {
  readonly at: number;
  readonly text: string;
}

/**
 * The scenario as a file with the typed steps in their places. A scenario that came from a file keeps its comments and
 * its form; one that was imported is written from its tree.
 */
export function scenarioText(scenario: Scenario, typed: readonly TypedAt[]): string {
  const { text } = scenario.root.source;
  const fromFile = /\.ya?ml$/i.test(scenario.root.source.path) && text.trim() !== '';
  const document = fromFile ? parseDocument(text) : new Document(plain(scenario.root));
  let steps = document.get('steps');
  if (!(steps instanceof YAMLSeq)) {
    steps = new YAMLSeq();
    document.set('steps', steps);
  }
  const items = (steps as YAMLSeq).items;
  for (const { at, text: line } of [...typed].sort((one, other) => one.at - other.at)) {
    items.splice(at, 0, document.createNode(stepOf(line)));
  }
  return document.toString({ lineWidth: 120 });
}

/** A typed step as plain data. */
function stepOf(line: string): unknown {
  const form = typedForm(line);
  return 'yaml' in form ? parse(form.yaml) : { [form.verb]: form.rest };
}
