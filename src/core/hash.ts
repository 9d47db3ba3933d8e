import { createHash } from 'node:crypto';

/** MD5 of a text as 16 bytes. Used only to derive names and seeds, never for security. */
export function md5(text: string): Uint8Array {
  return createHash('md5').update(text, 'utf8').digest();
}

/** The first `digits` hexadecimal digits of the MD5 of a text; how ids are derived from names. */
export function hexOf(text: string, digits: number): string {
  return createHash('md5').update(text, 'utf8').digest('hex').slice(0, digits);
}
