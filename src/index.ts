/**
 * hakoniwa as a library: load a scenario, ask, step, replay; results are plain values. No terminal code.
 *
 * ```ts
 * const { scenario, diagnostics } = await loadScenario('shop.yaml');
 * if (scenario === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
 * const timeline = replay(scenario);
 * timeline.results.map((result) => result.outcome);
 * ```
 */
export { decidingEntry, sentenceOf, whereOf } from './core/explain.ts';
export { type MetricSeries, type MetricStore, metricKey, statistics } from './core/metrics.ts';
export type { Expectation, Facts, Json, Outcome, OutcomeWord, Result } from './core/result.ts';
export { holds } from './core/result.ts';
export { type LinePlace, locate, type Place, type Source } from './core/source.ts';
export { advance, performStep, type RunningStep } from './core/step.ts';
export {
  compare,
  fork,
  insertStep,
  played,
  playTo,
  startTimeline,
  type Timeline,
  worldAfter,
} from './core/timeline.ts';
export type { TraceEntry, Verdict } from './core/trace.ts';
export type { World } from './core/world.ts';
export { importScenario } from './import/index.ts';
export { resultObject } from './render/json.ts';
export { type Ask, ask, replay } from './scenario/ask.ts';
export { loadScenario } from './scenario/load.ts';
export {
  firstWorldOf,
  type Reading,
  readScenario,
  readTypedStep,
  type Scenario,
  timelineOf,
} from './scenario/scenario.ts';
export { type Diagnostic, formatDiagnostic, formatDiagnostics } from './schema/diagnostic.ts';

/**
 * The policy engine without a scenario, for whoever asks much of few policies: compile once, ask many times. It is loaded
 * on demand.
 *
 * ```ts
 * const { authorizationOf, authorize, compileDocument, contextOf, PolicySet, principalOf } = await loadPolicyEngine();
 * const identity = new PolicySet([compileDocument(document, 'identity').policy]);
 * const principal = principalOf('arn:aws:iam::111122223333:user/ann');
 * authorize(authorizationOf({ principal, action: 's3:GetObject', resource, context: contextOf(), policies: { identity } }));
 * ```
 */
export const loadPolicyEngine = () => import('./services/iam/engine.ts');
