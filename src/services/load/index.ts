import type { Service } from '../service.ts';
import { type LoadRuntime, LoadsDraft } from './engine.ts';
import { reasons } from './reasons.ts';
import { loadVerbs } from './verbs.ts';

export type { ExplainedReply, LoadExplanation, LoadOrder, LoadProblem, LoadReply, LoadRunner } from './contract.ts';
export type { Distribution, LoadItems } from './distribution.ts';
export { type Generated, type Generator, generatorOf } from './generator.ts';
export { distribution, loadItems, rate } from './notation.ts';

/**
 * The `load` and `stop` verbs: many calls over simulated time. A service takes part by giving an action a `load`
 * function (see `contract.ts`); what arrives when, and with which keys, is decided here.
 */
export const service: Service = {
  name: 'load',
  reasons,
  start: (): LoadRuntime => ({ loads: new Map() }),
  draft: {
    open: (runtime: LoadRuntime) => new LoadsDraft(runtime),
    close: (draft: LoadsDraft) => draft.close(),
  },
  events: {
    slice: (simulation) => simulation.draft<LoadsDraft>('load').slice(simulation),
  },
  verbs: loadVerbs,
};
