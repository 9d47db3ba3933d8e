import { md5 } from '../../core/hash.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `length` characters of base 32 that follow from a text. */
export function base32Of(text: string, length: number): string {
  let characters = '';
  for (let block = 0; characters.length < length; block += 1) {
    for (const byte of md5(`${block}/${text}`)) characters += BASE32[byte % 32];
  }
  return characters.slice(0, length);
}

/** What the first four characters of an IAM id tell (IAM User Guide, IAM identifiers). */
export const ID_PREFIXES = {
  user: 'AIDA',
  role: 'AROA',
  group: 'AGPA',
  policy: 'ANPA',
  'instance-profile': 'AIPA',
} as const;

/** The unique id of a thing: derived from its address, and from how many of that name there were before. */
export function uniqueIdOf(kind: keyof typeof ID_PREFIXES, address: string, generation = 0): string {
  return ID_PREFIXES[kind] + base32Of(generation === 0 ? address : `${address}#${generation}`, 17);
}
