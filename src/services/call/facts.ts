import type { Facts, Json } from '../../core/result.ts';
import { type Advice, type Explanation, type GateReport, smallestChange } from '../iam/index.ts';

/** The decision of a request and its ladder of gates, as plain data for results and expectations. */
export function decisionFacts({ decision, crossAccount, gates, alsoBlocking }: Explanation): Facts {
  return {
    decision,
    crossAccount,
    gates: Object.fromEntries([...ladder(gates)].map(([kind, outcome]) => [kind, outcome])),
    alsoBlocking: alsoBlocking.map(({ gate }) => (gate.level === undefined ? gate.kind : `${gate.kind} ${gate.level}`)),
  };
}

/** Outcomes by type of policy; of several levels of one type the one that blocks, else the last. */
function ladder(gates: readonly GateReport[]): ReadonlyMap<string, string> {
  const outcomes = new Map<string, string>();
  for (const { gate, outcome } of gates) {
    const known = outcomes.get(gate.kind);
    if (known !== 'explicit-deny' && known !== 'no-allow') outcomes.set(gate.kind, outcome);
  }
  return outcomes;
}

/** Who would have to change what, and all of it as one step to try. */
export function adviceFacts(advice: readonly Advice[]): Facts {
  if (advice.length === 0) return {};
  const changes = advice.map(({ account, at, says }): Json => ({ account, at, says }));
  const smallest = smallestChange(advice);
  return { changes, ...(smallest === undefined ? {} : { smallestChange: { ...smallest } }) };
}
