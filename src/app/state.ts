import type { RunningStep } from '../core/step.ts';
import type { Timeline } from '../core/timeline.ts';
import type { World } from '../core/world.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Diagnostic } from '../schema/diagnostic.ts';
import { emptyField, type Field } from './field.ts';

/** Which row or spot of a pane the cursor is on; the index is where it was last seen. */
export interface Cursor {
  readonly key: string;
  readonly index: number;
}

/** What is remembered of a pane between two key presses. */
export interface PaneState {
  readonly cursor?: Cursor | undefined;
  readonly top: number;
  readonly filter?: string | undefined;
}

export const freshPane: PaneState = { top: 0 };

/** A scenario in the gallery: one of the house's, or a file opened before. */
export interface GalleryEntry {
  readonly id: string;
  /** What `open` is called with. */
  readonly target: string;
  readonly title: string;
  readonly topic: string;
  readonly kind: 'scenario' | 'exercise' | 'recent';
  /** What it says about itself, as far as it has been read. */
  readonly about?: string | undefined;
}

/** A step that was typed, and after how many steps it stands; kept so that an edited file can be run with it again. */
export interface AddedStep {
  readonly at: number;
  readonly text: string;
}

/** What a what-if came from, and what was changed in it. */
export interface WhatIf {
  readonly base: Timeline;
  readonly baseAt: number;
  /** What had been typed into the base; `base` itself is replaced whenever it is played further. */
  readonly baseAdded: readonly AddedStep[];
  /** The step that was put in, as typed. */
  readonly text: string;
  /** How many steps the two have in common. */
  readonly shared: number;
}

/** A scenario being looked at. */
export interface Session {
  readonly name: string;
  /** The file on disk, where there is one: it is watched. */
  readonly path?: string | undefined;
  readonly scenario: Scenario;
  /** Played as far as anybody has looked. */
  readonly timeline: Timeline;
  /** Steps done at the selected moment: 0 is before the first. */
  readonly at: number;
  readonly added: readonly AddedStep[];
  readonly whatIf?: WhatIf | undefined;
  /** Earlier timelines, for taking back. */
  readonly past: readonly Pick<Session, 'timeline' | 'at' | 'added' | 'whatIf'>[];
}

/** Simulated time being played through the selected step. */
export interface Play {
  readonly running: boolean;
  /** 0 to 1 through the selected step. */
  readonly progress: number;
  /** The world at the playhead, while a step that only waits is played. */
  readonly world?: World | undefined;
}

export type PromptKind = 'command' | 'filter' | 'what-if' | 'palette' | 'keys';

/** A line being typed, with what may complete it. */
export interface Prompt {
  readonly kind: PromptKind;
  readonly field: Field;
  /** Which of the suggestions is chosen; -1 for none. */
  readonly chosen: number;
  /** Pane whose filter is typed, and the filter it had before. */
  readonly pane?: string | undefined;
  readonly before?: string | undefined;
}

export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
}

/** Everything the interface is. It lives outside React; drawing it again from nothing loses nothing. */
export interface State {
  readonly size: { readonly width: number; readonly height: number };
  readonly session?: Session | undefined;
  /** What is being read before anything else can be shown. */
  readonly opening?: string | undefined;
  readonly gallery: readonly GalleryEntry[];
  /** The gallery lies over the session. */
  readonly browsing: boolean;
  /** Digit of the dashboard shown. */
  readonly tab: string;
  /** Dashboards whose code has come. */
  readonly ready: readonly string[];
  /** `steps`, `why`, or the id of a pane of the dashboard. */
  readonly focus: string;
  readonly panes: { readonly [id: string]: PaneState };
  /** What dashboards remember for themselves, by digit. */
  readonly own: { readonly [tab: string]: unknown };
  readonly zoom: boolean;
  readonly whyOpen: boolean;
  /** Nodes of the trace tree that are open (or closed) against their default. */
  readonly toggled: readonly string[];
  /** The comparison of a what-if lies over the dashboard. */
  readonly comparing: boolean;
  readonly about: boolean;
  readonly speed: number;
  readonly play?: Play | undefined;
  readonly prompt?: Prompt | undefined;
  readonly history: readonly string[];
  readonly notice?: Notice | undefined;
  /** Problems of an edit of the watched file; the last good world is shown meanwhile. */
  readonly problems: readonly Diagnostic[];
}

/** The first state: an empty gallery. */
export function firstState(size: State['size']): State {
  return {
    size,
    gallery: [],
    browsing: true,
    tab: '1',
    ready: [],
    focus: 'steps',
    panes: {},
    own: {},
    zoom: false,
    whyOpen: false,
    toggled: [],
    comparing: false,
    about: false,
    speed: 10,
    history: [],
    problems: [],
  };
}

/** The identity under which a pane's state is kept: dashboards have panes of the same names. */
export function paneKey(state: State, pane: string): string {
  return ['steps', 'why', 'gallery', 'compare'].includes(pane) ? pane : `${state.tab}/${pane}`;
}

export function paneState(state: State, pane: string): PaneState {
  return state.panes[paneKey(state, pane)] ?? freshPane;
}

/** The pane that keys go to. */
export function focusOf(state: State): string {
  if (state.browsing || state.session === undefined) return 'gallery';
  if (state.comparing && state.focus !== 'steps' && state.focus !== 'why') return 'compare';
  return state.focus;
}

/** The step that led to the selected moment. */
export function selectedStep(session: Session): RunningStep | undefined {
  return session.at === 0 ? undefined : session.timeline.steps[session.at - 1];
}

export const emptyPrompt = { field: emptyField, chosen: -1 } as const;
