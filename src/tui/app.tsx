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

/** Draws static tables; loaded when the first one is shown. */
export type StaticTableComponent = ComponentType<{ body: StaticBody; size: Size }>;

export interface AppProps {
  readonly store: Store;
  readonly view: View;
  readonly capabilities: Capabilities;
  readonly tables: () => StaticTableComponent | undefined;
}

/** Turns rows into text for a terminal of these capabilities. */
export function rowPainter({ colour, unicode, theme }: Capabilities): Painter {
  const paint = painter(colour, themes[theme]);
  return unicode ? paint : (content: Row) => paint(asciiRow(content));
}

/** The whole screen: one text per row, drawn from the store's state. */
export function App({ store, view, capabilities, tables }: AppProps): ReactElement {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const screen = view.draw(state);
  const paint = rowPainter(capabilities);
  const Table = capabilities.unicode ? tables() : undefined;
  return (
    <Box flexDirection="column" width={state.size.width} height={Math.max(1, state.size.height - 1)}>
      {screen.rows.map((content, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen
        <Line key={index} text={paint(content)} width={state.size.width} />
      ))}
      {Table === undefined
        ? null
        : screen.statics.map((placement) => (
            <Static key={`${placement.x},${placement.y}`} Table={Table} placement={placement} />
          ))}
    </Box>
  );
}

/**
 * A row. Ink measures the blanks and is given the painted text only when it writes: its caches keep every text they
 * ever measured, and so they keep one.
 */
const Line = memo(({ text, width }: { text: string; width: number }) => (
  <Transform transform={() => text}>{' '.repeat(width)}</Transform>
));

function Static({ Table, placement }: { Table: StaticTableComponent; placement: Placement }): ReactElement {
  const { x, y, size, body } = placement;
  // ink-table reads its columns' widths only once.
  return (
    <Box position="absolute" marginLeft={x} marginTop={y}>
      <Table key={JSON.stringify([size, body])} body={body} size={size} />
    </Box>
  );
}
