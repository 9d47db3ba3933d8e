import type { Service } from '../service.ts';
import { ACCESS_QUESTIONS, showAccess } from './questions/show.ts';
import { reasons } from './reasons.ts';
import { callVerb } from './verb.ts';

export { answerCheck } from './answer.ts';
export { resolveCaller } from './caller.ts';
export { derivedContext } from './context.ts';
export { type Call, performCall, requestOf } from './perform.ts';
export { type Asked, askable } from './questions/asked.ts';
export { type AssumeEdge, type AssumePath, assumeGraph, pathsTo } from './questions/become.ts';
export { type WhatCan, whatCan } from './questions/what-can.ts';
export { accessMatrix, type CallerAnswer, whoCan } from './questions/who-can.ts';
export { type WhyNot, whyNot } from './questions/why-not.ts';

/** The way of an API call: credentials → network path → what must be authorized → policies → the service's behaviour. */
export const service: Service = {
  name: 'call',
  start: () => ({}),
  verbs: (services) => [callVerb(services)],
  reasons,
  show: showAccess,
  completions: () => ACCESS_QUESTIONS,
};
