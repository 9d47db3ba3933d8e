import type { Style } from './segment.ts';

/** The sixteen colours every terminal names, so that the person's own palette applies. */
export type Colour =
  | 'black'
  | 'red'
  | 'green'
  | 'yellow'
  | 'blue'
  | 'magenta'
  | 'cyan'
  | 'white'
  | 'brightBlack'
  | 'brightRed'
  | 'brightGreen'
  | 'brightYellow'
  | 'brightBlue'
  | 'brightMagenta'
  | 'brightCyan'
  | 'brightWhite';

export interface Paint {
  readonly fg?: Colour;
  readonly bg?: Colour;
  readonly bold?: true;
  readonly dim?: true;
  readonly underline?: true;
}

export type Theme = { readonly [S in Style]: Paint };

/** Green and red as most terminals' users expect them. Plain blue is never used: it is unreadable on black. */
const standard: Theme = {
  plain: {},
  dim: { fg: 'brightBlack' },
  strong: { bold: true },
  title: { fg: 'cyan', bold: true },
  accent: { fg: 'cyan' },
  pass: { fg: 'green' },
  block: { fg: 'red', bold: true },
  deny: { fg: 'red', bold: true, underline: true },
  none: { fg: 'yellow', bold: true },
  unknown: { fg: 'magenta' },
  note: { fg: 'brightCyan' },
  changed: { fg: 'brightYellow' },
  selected: { fg: 'black', bg: 'cyan' },
  key: { bold: true },
  border: { fg: 'brightBlack' },
  focus: { fg: 'cyan', bold: true },
  bar: { fg: 'cyan' },
  error: { fg: 'brightRed', bold: true },
  series1: { fg: 'cyan' },
  series2: { fg: 'yellow' },
  series3: { fg: 'magenta' },
  series4: { fg: 'green' },
};

/** For eyes that do not tell red from green: what passes is blue, what is stopped is yellow and bold. */
const colourBlindSafe: Theme = {
  ...standard,
  pass: { fg: 'brightBlue' },
  block: { fg: 'brightYellow', bold: true },
  deny: { fg: 'brightYellow', bold: true, underline: true },
  none: { fg: 'brightMagenta', bold: true },
  changed: { fg: 'brightWhite', bold: true },
  error: { fg: 'brightYellow', bold: true },
  series4: { fg: 'brightBlue' },
};

export const themes = { standard, colourBlindSafe } as const;
export type ThemeName = keyof typeof themes;

/** The colours as a terminal with a dark background commonly shows them; for pictures, where no terminal decides. */
export const colourValues: { readonly [C in Colour]: string } = {
  black: '#1b2028',
  red: '#e06c75',
  green: '#98c379',
  yellow: '#e5c07b',
  blue: '#61afef',
  magenta: '#c678dd',
  cyan: '#56b6c2',
  white: '#d8dee9',
  brightBlack: '#6b7689',
  brightRed: '#ff7b86',
  brightGreen: '#b5e890',
  brightYellow: '#ffd580',
  brightBlue: '#82c4ff',
  brightMagenta: '#dea0f5',
  brightCyan: '#7fdbe8',
  brightWhite: '#ffffff',
};
