/**
 * A key as the key table names it: `a`, `A`, `é`, `enter`, `shift-tab`, `ctrl-p`, `alt-x`, `pageUp`; or a pasted text.
 */
export type Key = { readonly name: string } | { readonly paste: string };

/** Keys read from a chunk of input, and the beginning of a sequence whose rest has not come yet. */
export interface Parsed {
  readonly keys: readonly Key[];
  readonly pending: string;
}

const finals: { readonly [final: string]: string } = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
  Z: 'shift-tab',
};

const numbered: { readonly [number: string]: string } = {
  '1': 'home',
  '3': 'delete',
  '4': 'end',
  '5': 'pageUp',
  '6': 'pageDown',
  '7': 'home',
  '8': 'end',
};

const controls: { readonly [character: string]: string } = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
  ' ': 'space',
};

const pasteBegins = '\x1b[200~';
const pasteEnds = '\x1b[201~';

// An introducer and the parameters and final byte that follow it; either may still be on its way.
const sequence = /^\x1b(?:\[(?<csi>[0-9;<=>?]*)(?<final>[\x40-\x7e])|O(?<ss3>[A-Za-z]))/;
const unfinished = /^\x1b(?:\[[0-9;<=>?]*|O)?$/;

/**
 * Splits terminal input into keys. `pending` is what an earlier chunk left over. A lone escape stays pending: whoever
 * reads waits a moment for the rest of a sequence and then calls `flush`.
 */
export function parseKeys(chunk: string, pending = ''): Parsed {
  const keys: Key[] = [];
  let rest = pending + chunk;
  while (rest !== '') {
    if (rest[0] !== '\x1b') {
      const end = rest.indexOf('\x1b');
      const text = end < 0 ? rest : rest.slice(0, end);
      keys.push(...textKeys(text));
      rest = rest.slice(text.length);
      continue;
    }
    if (unfinished.test(rest)) return { keys, pending: rest };
    if (isPaste(rest)) {
      const end = rest.indexOf(pasteEnds);
      if (end < 0) return { keys, pending: rest };
      keys.push({ paste: rest.slice(pasteBegins.length, end) });
      rest = rest.slice(end + pasteEnds.length);
      continue;
    }
    const match = sequence.exec(rest);
    if (match !== null) {
      keys.push(...sequenceKey(match.groups ?? {}));
      rest = rest.slice(match[0].length);
    } else if (rest[1] === '\x1b') {
      keys.push({ name: 'esc' });
      rest = rest.slice(1);
    } else {
      const character = String.fromCodePoint(rest.codePointAt(1) ?? 0);
      keys.push({ name: `alt-${characterName(character)}` });
      rest = rest.slice(1 + character.length);
    }
  }
  return { keys, pending: '' };
}

/** Whether what is pending is the beginning of a paste, which may take its time. */
export function isPaste(pending: string): boolean {
  return pending.startsWith(pasteBegins);
}

/** The keys of a sequence whose rest never came: a paste as far as it came, or an escape and whatever followed it. */
export function flush(pending: string): readonly Key[] {
  if (pending === '') return [];
  if (isPaste(pending)) return [{ paste: pending.slice(pasteBegins.length) }];
  return [{ name: 'esc' }, ...textKeys(pending.slice(1))];
}

function sequenceKey(groups: { readonly [name: string]: string | undefined }): readonly Key[] {
  const { csi, final, ss3 } = groups;
  const [first = '', modifier] = (csi ?? '').split(';');
  const name = ss3 !== undefined ? finals[ss3] : final === '~' ? numbered[first] : finals[final ?? ''];
  if (name === undefined) return [];
  return [{ name: modifier === '2' && name === 'tab' ? 'shift-tab' : name }];
}

/** Characters one by one, however many of them a chunk holds: the terminal itself says what was pasted. */
function textKeys(text: string): readonly Key[] {
  return [...text].map((character) => ({ name: characterName(character) }));
}

function characterName(character: string): string {
  const known = controls[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 ? `ctrl-${String.fromCharCode(code + 0x60)}` : character;
}

/** The character a key types into a text field; undefined for keys that type none. */
export function typed(key: Key): string | undefined {
  if ('paste' in key) return undefined;
  if (key.name === 'space') return ' ';
  return [...key.name].length === 1 ? key.name : undefined;
}
