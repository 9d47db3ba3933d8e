/** What a case file may hold, and what an adapter answers: plain JSON, without undefined. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One entry of a case file; any further keys (`source`, `why`, `title`, …) are for readers. */
export interface Case {
  readonly id: string;
  /** `service/question`; absent in files of another form, which no adapter answers. */
  readonly kind?: string;
  readonly input: Json;
  readonly expected: Json;
}

/** What an adapter may use besides the input of its case. */
export interface Surroundings {
  /** Folders in which a case's data files are looked for, first hit wins: `--data`, then the project's own `test/data`. */
  readonly dataDirs: readonly string[];
}

/** Turns the input of a kind of case into calls of a service's questions. It never sees what is expected. */
export interface Adapter {
  /**
   * The answer, with at least every field that a case of this kind may list. `undefined` means that this form of the
   * kind is not known here (the case counts as unknown, not as failed); an exception counts as failed.
   */
  readonly answer: (input: Json, surroundings: Surroundings) => Json | undefined | Promise<Json | undefined>;
  /**
   * Only where a kind has its own idea of equal, such as a second right answer listed beside the first: judges instead
   * of `agrees` from compare.ts, and should end in calling it.
   */
  readonly matches?: (expected: Json, actual: Json) => boolean;
}

/** The adapters of one service by kind; each `test/conform/SERVICE.ts` exports such a table as `adapters`. */
export type Adapters = { readonly [kind: string]: Adapter };
