/**
 * What a piece of text means. Colours are looked up in `theme.ts`; no view names one. Every style that carries a
 * verdict is also carried by a glyph or a word (`glyphs.ts`), so that nothing is lost without colour.
 */
export type Style =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'title'
  | 'accent'
  | 'pass'
  | 'block'
  | 'deny'
  | 'none'
  | 'unknown'
  | 'note'
  | 'changed'
  | 'selected'
  | 'key'
  | 'border'
  | 'focus'
  | 'bar'
  | 'error'
  | 'series1'
  | 'series2'
  | 'series3'
  | 'series4';

/** A run of text in one style. It holds no control characters: foreign text goes through `visible` (`core/text.ts`). */
export interface Segment {
  readonly text: string;
  readonly style: Style;
}

/** One line of the screen. */
export type Row = readonly Segment[];

/** Anything that can stand in a cell: plain text, a segment, or a row. */
export type Content = string | Segment | Row;

export const blank: Row = [];

/** A segment; plain unless a style is given. */
export function seg(text: string, style: Style = 'plain'): Segment {
  return { text, style };
}

/** Whether a content is one segment, not a row or a text. */
function isSegment(content: Content): content is Segment {
  return typeof content === 'object' && 'text' in content;
}

/** A row made of its parts from left to right; empty texts vanish. */
export function row(...parts: readonly Content[]): Row {
  const out: Segment[] = [];
  for (const part of parts) {
    if (typeof part === 'string') {
      if (part !== '') out.push({ text: part, style: 'plain' });
    } else if (isSegment(part)) {
      if (part.text !== '') out.push(part);
    } else {
      for (const piece of part) out.push(piece);
    }
  }
  return out;
}

/** The row's text without its styles. */
export function textOf(content: Content): string {
  if (typeof content === 'string') return content;
  if (isSegment(content)) return content.text;
  let text = '';
  for (const piece of content) text += piece.text;
  return text;
}

/** The same text in one style throughout. */
export function restyle(content: Content, style: Style): Row {
  const text = textOf(content);
  return text === '' ? blank : [{ text, style }];
}

/** Contents with a separator between each two. */
export function join(parts: readonly Content[], separator: Content): Row {
  return row(...parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
}
