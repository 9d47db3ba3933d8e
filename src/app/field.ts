import { type Key, typed } from './key-parser.ts';

/** A line of text being edited. The caret stands before the character at its index, counted in code points. */
export interface Field {
  readonly text: string;
  readonly caret: number;
}

export const emptyField: Field = { text: '', caret: 0 };

/** A field with this text and the caret at its end. */
export function fieldOf(text: string): Field {
  return { text, caret: [...text].length };
}

/** The text before the caret. */
export function beforeCaret(field: Field): string {
  return [...field.text].slice(0, field.caret).join('');
}

/** Replaces `count` characters before the caret with a text. */
export function insert(field: Field, text: string, count = 0): Field {
  const characters = [...field.text];
  const added = [...text];
  characters.splice(field.caret - count, count, ...added);
  return { text: characters.join(''), caret: field.caret - count + added.length };
}

/** The field after a key, as readline edits; undefined for a key that edits nothing. */
export function edit(field: Field, key: Key): Field | undefined {
  if ('paste' in key) return insert(field, key.paste.replace(/\p{Cc}+/gu, ' ').trimEnd());
  const character = typed(key);
  if (character !== undefined) return insert(field, character);
  const length = [...field.text].length;
  switch (key.name) {
    case 'left':
      return { ...field, caret: Math.max(0, field.caret - 1) };
    case 'right':
      return { ...field, caret: Math.min(length, field.caret + 1) };
    case 'home':
    case 'ctrl-a':
      return { ...field, caret: 0 };
    case 'end':
    case 'ctrl-e':
      return { ...field, caret: length };
    case 'backspace':
      return field.caret === 0 ? field : insert(field, '', 1);
    case 'delete':
      return field.caret === length ? field : insert({ ...field, caret: field.caret + 1 }, '', 1);
    case 'ctrl-u':
      return insert(field, '', field.caret);
    case 'ctrl-k':
      return { text: beforeCaret(field), caret: field.caret };
    case 'ctrl-w':
    case 'alt-backspace': {
      const word = /\S*\s*$/.exec(beforeCaret(field))?.[0] ?? '';
      return insert(field, '', [...word].length);
    }
    default:
      return undefined;
  }
}
