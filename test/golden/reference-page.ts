import { scenarioJsonSchema } from '../../src/scenario/json-schema.ts';
import { stepLanguage } from '../../src/scenario/steps.ts';
import { object } from '../../src/schema/collections.ts';
import type { JsonSchema } from '../../src/schema/json-schema.ts';
import { loadServices, SERVICES } from '../../src/services/registry.ts';
import type { Golden } from './index.ts';

/** The reference of every key of the format, made from the definitions that read and check it. */
export async function referencePage(): Promise<Golden> {
  const schema = await scenarioJsonSchema();
  const { accounts, steps: _, model, ...top } = schema.properties ?? {};
  const account = accounts?.additionalProperties;
  const { id, region, ...parts } = (typeof account === 'object' ? account.properties : undefined) ?? {};
  const sections = [
    section('The top of the file', { ...top, model }),
    section('An account', { id, region }),
    ...Object.entries(parts).map(([name, part]) => section(`accounts.\\<name>.${name}`, part.properties ?? {})),
    await verbsSection(),
  ];
  const head = `# Reference of keys

Made from the definitions that read and check a scenario by \`npm run snapshots\`; \`hakoniwa schema\` prints the same as JSON
Schema. \`<name>\` stands for a name you choose, \`[]\` for every item of a list. Keys of an AWS resource may also be the literal
\`unknown\`. What each part means is told in the pages of the systems; the shape of the whole is in [format.md](format.md).
`;
  return new Map([['docs/reference.md', `${head}\n${sections.join('\n')}`]]);
}

function section(title: string, properties: Readonly<Record<string, JsonSchema | undefined>>): string {
  const rows = Object.entries(properties).flatMap(([key, json]) => (json === undefined ? [] : rowsOf(key, json, 0)));
  return `## ${title}\n\n| key | value |\n| --- | --- |\n${rows.join('\n')}\n`;
}

async function verbsSection(): Promise<string> {
  const services = await loadServices(new Set(SERVICES.map(({ name }) => name)));
  const { verbs } = stepLanguage(services, () => ({ problem: 'a page opens no files' }));
  const rows = [...verbs.values()].flatMap(({ name, meaning, fields }) => [
    `| **\`${name}\`** | ${cell(meaning)} |`,
    ...Object.entries(object(fields).json().properties ?? {}).flatMap(([key, json]) => rowsOf(key, json, 1)),
  ]);
  return `## A step\n\nOne of these verbs with its keys; \`id\`, \`note\`, \`save\` and \`expect\` go with every one.\n\n| key | value |\n| --- | --- |\n${rows.join('\n')}\n`;
}

/** A key and, below it, the keys of its value. */
function rowsOf(key: string, json: JsonSchema, depth: number): readonly string[] {
  const forms = formsOf(json);
  const words = [...new Set(forms.map(valueText))].filter((text) => text !== '');
  const text = json.description ?? words.join(' or ');
  return [
    `| ${'&emsp;'.repeat(depth)}\`${key}\` | ${cell(text)} |`,
    ...forms.flatMap((form) => innerRows(form, depth + 1)),
  ];
}

function innerRows(json: JsonSchema, depth: number): readonly string[] {
  const more = typeof json.additionalProperties === 'object' ? json.additionalProperties : undefined;
  return [
    ...Object.entries(json.properties ?? {}).flatMap(([key, inner]) => rowsOf(key, inner, depth)),
    ...Object.values(json.patternProperties ?? {}).flatMap((inner) => rowsOf('<number>', inner, depth)),
    ...(more === undefined || Object.keys(more).length === 0 ? [] : rowsOf('<name>', more, depth)),
    ...(json.items === undefined
      ? []
      : formsOf(json.items).flatMap((form) => innerRows(form, depth).map((row) => row.replace('`', '`[].')))),
  ];
}

/** The forms a value may take; that it may be unknown is said once for all. */
function formsOf(json: JsonSchema): readonly JsonSchema[] {
  if (json.anyOf === undefined) return [json];
  return json.anyOf.filter((form) => form.const !== 'unknown').flatMap(formsOf);
}

function valueText(json: JsonSchema): string {
  if (json.description !== undefined) return json.description;
  if (json.enum !== undefined) return json.enum.map((word) => `\`${String(word)}\``).join(', ');
  if (json.items !== undefined) return `a list of: ${formsOf(json.items).map(valueText).join(' or ')}`;
  if (json.type === 'object') return json.properties === undefined ? 'a map' : '';
  return typeof json.type === 'string' ? json.type : '';
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}
