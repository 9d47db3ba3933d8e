import type { Timeline } from '../core/timeline.ts';
import type { Scenario, TypedStep } from '../scenario/scenario.ts';
import type { Diagnostic } from '../schema/diagnostic.ts';
import type { Key } from './key-parser.ts';
import type { GalleryEntry, Notice, PaneState, State } from './state.ts';

/** Everything that can happen to the interface. */
export type Message =
  | { readonly kind: 'key'; readonly key: Key }
  | { readonly kind: 'resize'; readonly width: number; readonly height: number }
  | { readonly kind: 'tick'; readonly elapsed: number }
  | { readonly kind: 'opening'; readonly name: string }
  | { readonly kind: 'gallery'; readonly entries: readonly GalleryEntry[] }
  | {
      readonly kind: 'opened';
      readonly name: string;
      readonly path?: string | undefined;
      readonly scenario: Scenario;
      readonly timeline: Timeline;
    }
  | { readonly kind: 'reloaded'; readonly scenario: Scenario; readonly timeline: Timeline }
  | { readonly kind: 'broken'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'typed'; readonly typed: TypedLine; readonly result: TypedStep }
  | { readonly kind: 'ready'; readonly tab: string }
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'redraw' };

/** A step as it was typed. */
export interface TypedLine {
  readonly text: string;
  /** To be done now, to be tried in a what-if, or to be put back after the file was read again. */
  readonly purpose: 'add' | 'what-if' | 'again';
  /** After how many steps it stands. */
  readonly at: number;
}

/** How the app is left: as asked, or by ctrl-c. */
export type QuitCode = 0 | 130;

/** What the shell is asked to do outside the interface's state. */
export type Effect =
  | { readonly kind: 'open'; readonly target: string }
  | { readonly kind: 'reload' }
  | { readonly kind: 'type'; readonly typed: TypedLine }
  | { readonly kind: 'save'; readonly path: string }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'load'; readonly tab: string }
  | { readonly kind: 'quit'; readonly code: QuitCode }
  | { readonly kind: 'suspend' };

export interface Update {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** How the cursor is asked to move. */
export type Motion = 'up' | 'down' | 'left' | 'right' | 'pageUp' | 'pageDown' | 'first' | 'last';

/** A key of the dashboard shown. */
export interface OwnKey {
  readonly key: string;
  readonly title: string;
  /** Why it cannot be used now. */
  readonly disabled?: string | undefined;
  /** What the dashboard remembers afterwards. */
  readonly run: () => unknown;
}

/** What `enter`, `y` and the why-line use of the thing under the cursor. */
export interface Under {
  /** The path of its entry in the selected step's trace, where it has one (`0.2.1`). */
  readonly trace?: string | undefined;
  readonly copy?: string | undefined;
  /** What `enter` opens in the gallery. */
  readonly open?: string | undefined;
}

/** A node of the trace tree, by its path (`0.2.1`). */
export interface WhyNode {
  readonly path: string;
  readonly children: number;
  readonly open: boolean;
}

/**
 * What the interface must know of the picture to handle keys: where things are. The views answer; the reducer stays
 * free of drawing.
 */
export interface Surface {
  /** The dashboard's panes in the order `tab` visits them. */
  panes(state: State): readonly string[];
  /** The focused pane's cursor and scroll position after a motion; undefined where there is nothing to move in. */
  move(state: State, motion: Motion): PaneState | undefined;
  under(state: State): Under;
  keys(state: State): readonly OwnKey[];
  /** Whether the focused pane is a list that can be filtered. */
  filterable(state: State): boolean;
  /** Digits of the dashboards whose systems the scenario has, the one it opens with first. */
  tabs(state: State): readonly string[];
  /** The node under the cursor of the trace tree. */
  node(state: State): WhyNode | undefined;
}

/** A new state without effects. */
export function to(state: State, ...effects: readonly Effect[]): Update {
  return { state, effects };
}

/** The state with a line for the reader; it goes away with the next key unless it is an error. */
export function tell(state: State, text: string, severity: Notice['severity'] = 'info'): Update {
  return to({ ...state, notice: { severity, text } });
}
