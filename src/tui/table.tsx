import { Text } from 'ink';
import type { ComponentType, ReactElement, ReactNode } from 'react';
import stringWidth from 'string-width';
import vendored from '../vendor/ink-table.mjs';
import type { StaticBody } from '../view/dashboard.ts';
import type { Size } from '../view/layout.ts';
import { staticCells } from '../view/static-table.ts';

/** The parts of ink-table's class that the width-correct variant builds on; its own types need a global JSX. */
interface Config {
  readonly columns: readonly string[];
  readonly padding: number;
}
type Base = new (
  props: object,
) => {
  readonly props: { readonly data: readonly Readonly<Record<string, string>>[] };
  getConfig(): Config;
  getColumns(): readonly { readonly key: string; readonly column: string; readonly width: number }[];
};

// ink-table measures with String.length. Here column widths are display columns, and the cells correct its padding.
class DisplayWidthTable extends ((vendored as { default: unknown }).default as Base) {
  override getColumns() {
    const { columns, padding } = this.getConfig();
    return columns.map((column) => {
      const texts = [column, ...this.props.data.map((line) => line[column] ?? '')];
      const width = Math.max(...texts.map((text) => Math.max(stringWidth(text), text.length)));
      return { key: column, column, width: width + padding * 2 };
    });
  }
}

function corrected(text: string): string {
  const extra = stringWidth(text) - text.length;
  return extra > 0 ? text.slice(0, text.length - extra) : text + ' '.repeat(-extra);
}

const Cell = ({ children }: { children?: ReactNode }) => <Text>{corrected(String(children))}</Text>;
const Header = ({ children }: { children?: ReactNode }) => <Text bold>{corrected(String(children))}</Text>;
const Line = ({ children }: { children?: ReactNode }) => <Text color="blackBright">{children}</Text>;

const Table = DisplayWidthTable as unknown as ComponentType<{
  data: readonly Readonly<Record<string, string>>[];
  cell: ComponentType<{ children?: ReactNode }>;
  header: ComponentType<{ children?: ReactNode }>;
  skeleton: ComponentType<{ children?: ReactNode }>;
}>;

/** A static table of a dashboard, drawn by ink-table in the same cells as the views draw it. */
export function StaticTable({ body, size }: { body: StaticBody; size: Size }): ReactElement {
  const { titles, rows } = staticCells(body, size);
  const data = rows.map((cells) => Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? ''])));
  return <Table data={data} cell={Cell} header={Header} skeleton={Line} />;
}
