import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flush, type Key, parseKeys } from '../../src/app/key-parser.ts';

const names = (keys: readonly Key[]) => keys.map((key) => ('name' in key ? key.name : `paste ${key.paste}`));

/** Keys from chunks as they come, with whatever is left at the end. */
function read(...chunks: readonly string[]): readonly string[] {
  let pending = '';
  const found: string[] = [];
  for (const chunk of chunks) {
    const parsed = parseKeys(chunk, pending);
    found.push(...names(parsed.keys));
    pending = parsed.pending;
  }
  return [...found, ...names(flush(pending))];
}

describe('keys', () => {
  test.each([
    ['jj', ['j', 'j']],
    ['G', ['G']],
    ['\x1b[A', ['up']],
    ['\x1bOB', ['down']],
    ['\x1b[C\x1b[D', ['right', 'left']],
    ['\x1b[5~\x1b[6~', ['pageUp', 'pageDown']],
    ['\x1b[H\x1b[F\x1b[1~\x1b[4~', ['home', 'end', 'home', 'end']],
    ['\x1b[Z', ['shift-tab']],
    ['\t\r', ['tab', 'enter']],
    [' ', ['space']],
    ['\x7f\x7f\x7f', ['backspace', 'backspace', 'backspace']],
    ['\x1b[3~', ['delete']],
    ['\x03\x10\x1a', ['ctrl-c', 'ctrl-p', 'ctrl-z']],
    ['\x1bx', ['alt-x']],
    ['\x1b\r', ['alt-enter']],
    ['あい', ['あ', 'い']],
    ['\x1b', ['esc']],
    ['\x1b\x1b', ['esc', 'esc']],
    ['\x1b[1;5A', ['up']],
    ['\x1b[?1u\x1b[999~', []],
  ])('%j is %j', (bytes, keys) => expect(read(bytes)).toEqual(keys));

  test('a sequence that comes in pieces is one key', () => {
    expect(read('\x1b', '[', 'B')).toEqual(['down']);
    expect(read('x\x1b', 'OA')).toEqual(['x', 'up']);
  });

  test('keys that come in one chunk are keys all the same', () => {
    expect(read('ab\rc')).toEqual(['a', 'b', 'enter', 'c']);
  });

  test('what the terminal says was pasted is one text, in however many pieces it comes', () => {
    expect(read('j\x1b[200~ab\r\x1b[Ac\x1b[201~k')).toEqual(['j', 'paste ab\r\x1b[Ac', 'k']);
    expect(read('\x1b[200~a', 'b\x1b[20', '1~k')).toEqual(['paste ab', 'k']);
    expect(read('\x1b[200~never ends')).toEqual(['paste never ends']);
  });

  test('where the pieces are cut changes nothing', () => {
    const parts = fc.constantFrom('j', '\x1b[A', '\x1bOC', '\x1b[5~', '日', '\t', '\x1b[Z', '\x1b[200~a\rb\x1b[201~');
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1, maxLength: 8 }), fc.nat(), (list, at) => {
        const whole = list.join('');
        const cut = at % whole.length;
        expect(read(whole.slice(0, cut), whole.slice(cut))).toEqual(read(whole));
      }),
    );
  });

  test('no input breaks it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        (bytes) => void expect(() => read(bytes)).not.toThrow(),
      ),
    );
  });
});
