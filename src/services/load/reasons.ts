import type { EntryOf, ReasonTable } from '../../core/trace.ts';

/** What was looked at for each reason of the load itself. */
export interface LoadFacts {
  'load-request': {
    readonly number: number;
    readonly clock: string;
    readonly title: string;
    readonly outcome: string;
    readonly reason: string;
  };
  'load-started': { readonly id: string; readonly action: string };
  'load-refused': { readonly id: string; readonly problem: string };
}

export type LoadEntry = EntryOf<'load', LoadFacts>;

export const reasons = {
  'load-request': {
    says: ({ number, clock, title, outcome, reason }) =>
      `request ${number} at ${clock}: ${title} ${outcome}${reason === '' ? '' : ` (${reason})`}`,
    meaning: 'One request of a load, kept with its whole explanation as an example of its kind.',
  },
  'load-started': {
    says: ({ id, action }) => `${id} sends ${action} until it is stopped`,
    meaning: 'A load without an end has begun; it runs on under the following steps.',
  },
  'load-refused': {
    says: ({ id, problem }) => `${id} cannot run: ${problem}`,
    meaning: 'The action cannot be called with what the load gives it.',
  },
} satisfies ReasonTable<LoadFacts>;
