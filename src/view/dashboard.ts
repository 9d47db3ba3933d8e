import type { Result } from '../core/result.ts';
import type { Place } from '../core/source.ts';
import type { Instant } from '../core/time.ts';
import type { TraceEntry } from '../core/trace.ts';
import type { World } from '../core/world.ts';
import type { Content } from './segment.ts';
import type { Column } from './table.ts';

/** The moment a dashboard shows: the world after the selected step, and how it came there. */
export interface Scene {
  /** The world as of the selected step; while simulated time is played, as of the playhead. */
  readonly world: World;
  /** The world before the selected step; the same as `world` before the first step. What differs is marked. */
  readonly before: World;
  /** Results up to and including the selected step. */
  readonly results: readonly Result[];
  /** The selected step's own result; undefined before the first step. */
  readonly result: Result | undefined;
  /** The simulated clock of the picture: charts end here. */
  readonly now: Instant;
  /** How far the selected step has been played, 0 to 1; undefined while nothing plays. Nothing may move then. */
  readonly progress: number | undefined;
}

/**
 * One dashboard: a pure function from a scene to panes. It formats and computes no AWS behaviour: what it shows it
 * asks from the services' questions. `Own` is the little it must remember between two key presses (a mode, a toggle).
 */
export interface Dashboard<Own = unknown> {
  readonly title: string;
  readonly start: Own;
  /** Keys of its own; one that the global key table has is a defect that a test finds. */
  readonly keys?: readonly DashboardKey<Own>[];
  /**
   * Its panes from the most to the least important: the first is what remains on a small screen. `cursor` tells the
   * key of the thing selected in another pane, for panes that show details of it.
   */
  panes(scene: Scene, own: Own, cursor: CursorOf): readonly Pane[];
}

export type CursorOf = (pane: string) => string | undefined;

export interface DashboardKey<Own> {
  readonly key: string;
  /** What it does, in a few words, for hints and help. */
  readonly title: string;
  /** Why it cannot be used now; a disabled key stays listed with this reason. */
  disabled?(scene: Scene, own: Own): string | undefined;
  run(own: Own, scene: Scene): Own;
}

/** One bordered part of a dashboard. The shell draws border, title, cursor, scrollbar, filter and position. */
export interface Pane {
  /** Unique in its dashboard; cursor and scroll position are remembered under it. */
  readonly id: string;
  readonly title: string;
  /** What stands at the right of the title: a mode, a total. */
  readonly corner?: Content | undefined;
  /** Rows of content it needs to be of use, and rows it can fill in a width; what is left over goes to the last pane. */
  readonly height: { readonly least: number; readonly wanted: number | ((width: number) => number) };
  /** Stands to the right of the pane before it, with this share of the width (0…1), where the width allows. */
  readonly beside?: number | undefined;
  readonly body: Body;
}

export type Body = PictureBody | TableBody | StaticBody;

/** Rows drawn freely, with spots the cursor can visit. */
export interface PictureBody {
  readonly kind: 'picture';
  draw(space: Space): Picture;
}

export interface Space {
  /** Cells inside the border. A picture that is wider is cut. */
  readonly width: number;
  /** Rows inside the border. A picture that is taller is scrolled. */
  readonly height: number;
}

export interface Picture {
  readonly rows: readonly Content[];
  readonly spots?: readonly Spot[] | undefined;
  /**
   * Where the cursor stands until it is moved; the first spot unless given. Keys that hold the step's number let it go
   * back there with every step.
   */
  readonly home?: string | undefined;
}

/** A place in a picture that the cursor can visit; the cell to its left is left free for the cursor's marker. */
export interface Spot {
  readonly key: string;
  readonly row: number;
  readonly column: number;
  readonly width: number;
  readonly item?: Item | undefined;
}

/** What keys do with the thing under the cursor. */
export interface Item {
  /** What the why-line says, and where the trace tree opens. */
  readonly why?: TraceEntry | undefined;
  /** One sentence for the why-line, for things that no trace tells about. */
  readonly says?: string | undefined;
  /** Where it stands in the file. */
  readonly place?: Place | undefined;
  /** What `y` copies: an ARN, an id, a JSON text. */
  readonly copy?: string | undefined;
  /** The scenario `⏎` opens. */
  readonly open?: string | undefined;
}

/** A scrolling table. Rows are asked for only when they are visible or filtered, so their number does not matter. */
export interface TableBody {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly count: number;
  at(index: number): TableLine;
  /** What to say when there are no rows, and what would make some. */
  readonly empty: string;
  readonly home?: string | undefined;
  /** The filter finds letters in order, the best matches first, instead of whole words. */
  readonly fuzzy?: boolean | undefined;
  /** Without the line of titles. */
  readonly bare?: boolean | undefined;
  /**
   * Identity of the rows: a filter's matches are kept as long as it stays the same. A value of the world they come
   * from will do.
   */
  readonly rows: object;
}

export interface TableLine {
  /** Stable from step to step, so that the cursor stays on the same thing. */
  readonly key: string;
  readonly cells: readonly Content[];
  /** It is new or differs from the step before: the line gets a mark. */
  readonly changed?: boolean | undefined;
  readonly item?: Item | undefined;
}

/** A table of at most ten short rows that is only looked at. */
export interface StaticBody {
  readonly kind: 'static';
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
