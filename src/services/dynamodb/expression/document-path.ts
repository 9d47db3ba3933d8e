import {
  type AttributeMap,
  type AttributeValue,
  attribute,
  isList,
  isMap,
  withAttribute,
} from '../value/attribute-value.ts';
import type { PathPart } from './syntax.ts';

/** What stands at a path; undefined where the path leads nowhere. */
export function valueAt(item: AttributeMap, path: readonly PathPart[]): AttributeValue | undefined {
  let value: AttributeValue | undefined = item;
  for (const part of path) {
    if (typeof part === 'number') value = isList(value) ? value[part] : undefined;
    else value = isMap(value) ? attribute(value, part) : undefined;
  }
  return value;
}

/**
 * The item with the value at a path replaced, or taken away by `undefined`. Beyond its end a list grows by one element.
 * Undefined where the path leads through something that is not there or is no list or map.
 */
export function withValueAt(
  item: AttributeMap,
  path: readonly PathPart[],
  value: AttributeValue | undefined,
): AttributeMap | undefined {
  const changed = changedAt(item, path, value);
  return isMap(changed) ? changed : undefined;
}

function changedAt(
  container: AttributeValue | undefined,
  [part, ...rest]: readonly PathPart[],
  value: AttributeValue | undefined,
): AttributeValue | undefined {
  if (typeof part === 'string') {
    if (!isMap(container)) return undefined;
    if (rest.length === 0) return withAttribute(container, part, value);
    const inner = changedAt(attribute(container, part), rest, value);
    return inner === undefined ? undefined : withAttribute(container, part, inner);
  }
  if (part === undefined || !isList(container)) return undefined;
  if (rest.length === 0) return withElement(container, part, value);
  const inner = changedAt(container[part], rest, value);
  return inner === undefined ? undefined : withElement(container, part, inner);
}

function withElement(list: readonly AttributeValue[], at: number, value: AttributeValue | undefined): AttributeValue[] {
  if (value === undefined) return list.toSpliced(at, 1);
  return at < list.length ? list.with(at, value) : [...list, value];
}

/** The parts of an item that some paths address, nested as in the item; elements of lists close up in their order. */
export function projected(item: AttributeMap, paths: readonly (readonly PathPart[])[]): AttributeMap {
  const found = select(item, paths);
  return isMap(found) ? found : {};
}

function select(
  value: AttributeValue | undefined,
  paths: readonly (readonly PathPart[])[],
): AttributeValue | undefined {
  if (value === undefined || paths.some((path) => path.length === 0)) return value;
  const heads = new Set(paths.map((path) => path[0] as PathPart));
  const below = (head: PathPart, inner: AttributeValue | undefined) =>
    select(
      inner,
      paths.filter((path) => path[0] === head).map((path) => path.slice(1)),
    );
  if (isList(value)) {
    const positions = [...heads].filter((head) => typeof head === 'number').sort((one, other) => one - other);
    const elements = positions.map((at) => below(at, value[at])).filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  if (!isMap(value)) return undefined;
  const names = Object.keys(value).filter((name) => heads.has(name));
  const entries = names.map((name) => [name, below(name, attribute(value, name))] as const);
  const present = entries.filter((entry): entry is [string, AttributeValue] => entry[1] !== undefined);
  return present.length === 0 ? undefined : Object.fromEntries(present);
}
