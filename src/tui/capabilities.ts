import type { ThemeName } from '../view/theme.ts';

/** What the terminal can show. */
export interface Capabilities {
  readonly colour: boolean;
  /** False: borders and glyphs are drawn in ASCII. */
  readonly unicode: boolean;
  readonly theme: ThemeName;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * FORCE_COLOR decides, then NO_COLOR, then what the terminal says of itself. A locale that is not UTF-8 gets ASCII;
 * where no locale is set the terminal is taken for a modern one.
 */
export function capabilitiesOf(env: Environment, depth: number): Capabilities {
  const forced = env['FORCE_COLOR'];
  const refused = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '';
  const colour = forced !== undefined && forced !== '' ? !['0', 'false'].includes(forced) : !refused && depth > 1;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const unicode = env['HAKONIWA_ASCII'] === undefined && (locale === '' || /utf-?8/i.test(locale));
  const theme = env['HAKONIWA_THEME'] === 'colour-blind-safe' ? 'colourBlindSafe' : 'standard';
  return { colour, unicode, theme };
}
