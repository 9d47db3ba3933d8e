import type { Place, Source } from '../core/source.ts';

/** The way to a value inside a JSON document: keys and list positions from the root. */
export type JsonPath = readonly (string | number)[];

/** Where the value at `path` stands in a valid JSON text; as far down as the text has it. */
export function jsonPlace(source: Source, path: JsonPath): Place {
  const { text } = source;
  let offset = skipBlank(text, 0);
  for (const step of path) {
    const inner = typeof step === 'number' ? itemAt(text, offset, step) : memberAt(text, offset, step);
    if (inner === undefined) break;
    offset = inner;
  }
  return { source, offset };
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
  return at;
}

/** The end of the string that begins at `from` (just behind its closing quote). */
function stringEnd(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** The end of the value that begins at `from`. */
function valueEnd(text: string, from: number): number {
  if (text[from] === '"') return stringEnd(text, from);
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const character = text[at];
    if (character === '"') {
      at = stringEnd(text, at);
      continue;
    }
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      if (depth === 0) return at;
      depth -= 1;
    } else if (character === ',' && depth === 0) return at;
    at += 1;
  }
  return at;
}

function itemAt(text: string, from: number, wanted: number): number | undefined {
  if (text[from] !== '[') return undefined;
  let at = skipBlank(text, from + 1);
  for (let index = 0; at < text.length && text[at] !== ']'; index += 1) {
    if (index === wanted) return at;
    const end = skipBlank(text, valueEnd(text, at));
    at = text[end] === ',' ? skipBlank(text, end + 1) : end;
  }
  return undefined;
}

function memberAt(text: string, from: number, wanted: string): number | undefined {
  if (text[from] !== '{') return undefined;
  let at = skipBlank(text, from + 1);
  let found: number | undefined;
  while (at < text.length && text[at] === '"') {
    const keyEnd = stringEnd(text, at);
    const value = skipBlank(text, skipBlank(text, keyEnd) + 1);
    // As in JSON.parse, the last of several equal keys counts.
    if (JSON.parse(text.slice(at, keyEnd)) === wanted) found = value;
    const end = skipBlank(text, valueEnd(text, value));
    at = text[end] === ',' ? skipBlank(text, end + 1) : end;
  }
  return found;
}
