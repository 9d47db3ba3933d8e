import type { Service } from '../service.ts';
import { reasons } from './reasons.ts';
import { callVerb } from './verb.ts';

export { answerCheck } from './answer.ts';
export { resolveCaller } from './caller.ts';
export { derivedContext } from './context.ts';

/** The way of an API call: credentials → network path → what must be authorized → policies → the service's behaviour. */
export const service: Service = {
  name: 'call',
  start: () => ({}),
  verbs: (services) => [callVerb(services)],
  reasons,
};
