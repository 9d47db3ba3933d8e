import { Box, Transform } from 'ink';
import { type ComponentType, memo, type ReactElement, useSyncExternalStore } from 'react';
import { type Painter, painter } from '../view/ansi.ts';
import type { StaticBody } from '../view/dashboard.ts';
import { asciiRow } from '../view/glyphs.ts';
import type { Size } from '../view/layout.ts';
import type { Placement, View } from '../view/screen.ts';
import type { Row } from '../view/segment.ts';
import { themes } from '../view/theme.ts';
import type { Capabilities } from './capabilities.ts';
import type { Store } from './store.ts';
import { noTokens, type Tokens, tokenWidth } from './tokens.ts';

/** Draws static tables; loaded when the first one is shown. */
export type StaticTableComponent = ComponentType<{ body: StaticBody; size: Size }>;

export interface AppProps {
  readonly store: Store;
  readonly view: View;
  readonly capabilities: Capabilities;
  readonly tables: () => StaticTableComponent | undefined;
  /** Given by a stream that expands tokens; without it Ink is given the painted rows. */
  readonly tokens?: Tokens;
}

/** Turns rows into text for a terminal of these capabilities. */
export function rowPainter({ colour, unicode, theme }: Capabilities): Painter {
  const paint = painter(colour, themes[theme]);
  return unicode ? paint : (content: Row) => paint(asciiRow(content));
}

/** The whole screen: one text per row, drawn from the store's state. */
export function App({ store, view, capabilities, tables, tokens = noTokens }: AppProps): ReactElement {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const screen = view.draw(state);
  const paint = rowPainter(capabilities);
  const Table = capabilities.unicode ? tables() : undefined;
  const placements = Table === undefined ? [] : screen.statics;
  return (
    <Box flexDirection="column" height={Math.max(1, state.size.height - 1)}>
      {screen.rows.map((content, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen
          key={index}
          text={paint(content)}
          width={tokens === noTokens ? state.size.width : tokenWidth}
          tokens={placements.some((placement) => covers(placement, index)) ? noTokens : tokens}
        />
      ))}
      {Table === undefined
        ? null
        : placements.map((placement) => (
            <Static key={`${placement.x},${placement.y}`} Table={Table} placement={placement} />
          ))}
    </Box>
  );
}

/** Whether a table is drawn over a row: such a row is put together by Ink. */
function covers({ y, size }: Placement, row: number): boolean {
  return row >= y && row < y + size.height;
}

/**
 * A row. Ink measures the blanks and is given the text only when it writes: its caches keep every text they ever
 * measured, and so they keep one.
 */
const Line = memo(({ text, width, tokens }: { text: string; width: number; tokens: Tokens }) => (
  <Transform transform={() => tokens.of(text)}>{' '.repeat(width)}</Transform>
));

function Static({ Table, placement }: { Table: StaticTableComponent; placement: Placement }): ReactElement {
  const { x, y, size, body } = placement;
  // ink-table reads its columns' widths only once.
  return (
    <Box position="absolute" marginLeft={x} marginTop={y} width={size.width}>
      <Table key={JSON.stringify([size, body])} body={body} size={size} />
    </Box>
  );
}
