import type { Result } from '../core/result.ts';
import type { RunningStep } from '../core/step.ts';
import type { World } from '../core/world.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Diagnostic } from '../schema/diagnostic.ts';
import type { Summary } from './summary.ts';

/** A scenario that has been played, all of it or up to a step. */
export interface Replayed {
  /** As people call it. */
  readonly name: string;
  readonly scenario: Scenario;
  readonly steps: readonly PlayedStep[];
}

/** A step, what it did, and the world after it. */
export interface PlayedStep {
  readonly step: RunningStep;
  readonly result: Result;
  readonly world: World;
}

/** A way to write replays down. Every part is written by itself, so that scenarios can be played in any order. */
export interface Format {
  /** Stands before all scenarios. It is made last, since it may say what all of them came to. */
  head?(summary: Summary): string;
  scenario(replayed: Replayed): string;
  /** A step by itself, for an answer to somebody who asked. */
  step?(played: PlayedStep, name: string, scenario: Scenario): string;
  /** Stands for a scenario that could not be loaded; its diagnostics go to stderr in any case. */
  broken?(name: string, diagnostics: readonly Diagnostic[]): string;
  /** Stands after all scenarios. */
  foot?(summary: Summary): string;
}

/** What a format may know about where it is written to. */
export interface Canvas {
  /** Columns that a line of text may have. */
  readonly width: number;
  readonly colour: boolean;
  /** Whether only ASCII can be shown. */
  readonly ascii: boolean;
}

/** The formats of `replay`, loaded when they are asked for. */
const FORMATS = {
  text: async (canvas: Canvas) => (await import('./text.ts')).textFormat(canvas),
  json: async () => (await import('./json.ts')).jsonFormat,
  junit: async () => (await import('./junit.ts')).junitFormat,
  markdown: async () => (await import('./markdown.ts')).markdownFormat,
  svg: async () => (await import('./svg.ts')).svgFormat(),
} as const satisfies Record<string, (canvas: Canvas) => Promise<Format>>;

export type FormatName = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** The format of a name. */
export function loadFormat(name: FormatName, canvas: Canvas): Promise<Format> {
  return FORMATS[name](canvas);
}
