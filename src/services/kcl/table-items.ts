import type { Place, Source } from '../../core/source.ts';
import { member, type Node, placeOf } from '../../schema/node.ts';
import { parseYaml } from '../../schema/yaml.ts';

/** An item in DynamoDB's JSON: `{ "leaseKey": { "S": "…" } }`. */
export type Attributes = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** An item, and where to look for it: which of a scan, or on which line of an export. */
export interface TableItem {
  /** Undefined where it is not made of typed attributes. */
  readonly attributes: Attributes | undefined;
  readonly index: number;
  /** Offset of the line, in an export. */
  readonly line?: number;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function attributesIn(value: unknown): Attributes | undefined {
  return isMap(value) && Object.values(value).every(isMap) ? (value as Attributes) : undefined;
}

/**
 * The items of `aws dynamodb scan` (`Items`, or the list alone after `--query Items`), or of the lines of an export to
 * S3: `Item` in a full one, `NewImage` in an incremental one, where a line without it is a deleted item.
 */
export function itemsOf(source: Source): readonly TableItem[] | undefined {
  const whole = parsed(source.text);
  const list = isMap(whole) && Array.isArray(whole['Items']) ? whole['Items'] : whole;
  if (Array.isArray(list)) return list.map((item, index) => ({ attributes: attributesIn(item), index }));
  const items: TableItem[] = [];
  let line = 0;
  for (const text of source.text.split('\n')) {
    const read = text.trim() === '' ? null : parsed(text);
    const isLine = read === null || (isMap(read) && ['Item', 'NewImage', 'Keys'].some((key) => isMap(read[key])));
    if (!isLine) return undefined;
    const item = isMap(read) ? (read['Item'] ?? read['NewImage']) : undefined;
    if (item !== undefined) items.push({ attributes: attributesIn(item), index: items.length, line });
    line += text.length + 1;
  }
  return items.length > 0 ? items : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Where an attribute stands, or its item where it has none. JSON is read once more for this, with its places. */
export function placeOfAttribute(source: Source, item: TableItem, attribute: string): Place {
  const { line } = item;
  const end = line === undefined ? -1 : source.text.indexOf('\n', line);
  const text = line === undefined ? source.text : source.text.slice(line, end === -1 ? undefined : end);
  const { node } = parseYaml({ path: source.path, text });
  const found = itemIn(node, item);
  const at = member(found, attribute) ?? found;
  return { source, offset: (at === undefined ? 0 : placeOf(at).offset) + (line ?? 0) };
}

function itemIn(node: Node | undefined, { index, line }: TableItem): Node | undefined {
  if (line !== undefined) return member(node, 'Item') ?? member(node, 'NewImage');
  const list = member(node, 'Items') ?? node;
  return list?.kind === 'list' ? list.items[index] : undefined;
}
