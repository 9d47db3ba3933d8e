import { lineChange } from './line-diff.ts';
import { noTokens, type Tokens, tokenWidth } from './tokens.ts';

/** Where the terminal's own cursor is shown; nowhere while no text is typed. */
export interface CaretPosition {
  readonly x: number;
  readonly y: number;
}

/** The stream Ink draws on. It compares pictures and writes only the parts of lines that differ. */
export interface FrameStream {
  readonly ink: NodeJS.WriteStream;
  /** Draws nothing until `repaint`: the screen belongs to somebody else. */
  hold(): void;
  /** Forgets what is on the screen and draws the last picture again. */
  repaint(): void;
  /** Another size: what comes next is drawn on an empty screen. */
  resize(size: { readonly width: number; readonly height: number }): void;
  close(): void;
}

// Terminals that know it show everything between the two at once; others ignore it.
const beginUpdate = '\x1b[?2026h';
const endUpdate = '\x1b[?2026l';
const eraseScreen = '\x1b[2J';

/**
 * A stream for Ink's debug mode, in which it writes each picture whole and plain. Ink 6.8's own incremental mode is a
 * line off for pictures shorter than the screen, and its standard mode erases all lines every time; on a window that
 * became smaller it wipes the terminal's scrollback. Here every line has its absolute place, so nothing depends on
 * where the cursor was left.
 */
export function frameStream(
  write: (text: string) => void,
  size: { readonly width: number; readonly height: number },
  caret: () => CaretPosition | undefined,
  tokens: Tokens = noTokens,
): FrameStream {
  let open = true;
  let held = false;
  let shown: readonly string[] = [];
  let cursor = '';

  const draw = (lines: readonly string[]) => {
    if (held) {
      shown = lines;
      return;
    }
    let changes = '';
    for (let y = 0; y < Math.max(lines.length, shown.length); y++) {
      const line = lines[y] ?? '';
      if (line === shown[y]) continue;
      const { x, text, erase } = lineChange(shown[y] ?? '', line);
      // Erased first: after a line that fills the window the cursor still stands on its last cell.
      changes += `\x1b[${y + 1};${x + 1}H${erase ? '\x1b[K' : ''}${text}`;
    }
    shown = lines;
    const at = caret();
    const moved = at === undefined ? '\x1b[?25l' : `\x1b[${at.y + 1};${at.x + 1}H\x1b[?25h`;
    // Drawing moves the cursor, so a visible one is put back each time.
    if (changes === '' && moved === cursor) return;
    cursor = moved;
    write(beginUpdate + changes + moved + endUpdate);
  };

  const ink = {
    columns: tokens === noTokens ? size.width : tokenWidth,
    rows: size.height,
    // Ink and its cursor hiding leave a stream alone that is no terminal; the picture comes all the same.
    isTTY: false,
    write: (picture: string) => {
      if (open) draw(picture.split('\n').map(tokens.expand));
      return true;
    },
    on: () => ink,
    off: () => ink,
    once: () => ink,
    removeListener: () => ink,
  };

  const forget = () => {
    shown = [];
    cursor = '';
    write(eraseScreen);
  };
  return {
    ink: ink as unknown as NodeJS.WriteStream,
    hold: () => {
      held = true;
    },
    repaint: () => {
      held = false;
      const lines = shown;
      forget();
      draw(lines);
    },
    resize: ({ width, height }) => {
      if (tokens === noTokens) ink.columns = width;
      ink.rows = height;
      forget();
    },
    close: () => {
      open = false;
    },
  };
}
