import type { Json, Outcome } from '../../core/result.ts';
import { type ShowProblem, type ShowQuery, shown } from '../../core/service.ts';
import type { Simulation } from '../../core/simulation.ts';
import { formatClock } from '../../core/time.ts';
import { describeSummary } from './actions/describing.ts';
import { billingOf } from './billing.ts';
import { shardsNeeded } from './capacity-mode.ts';
import { PRODUCER, STREAM } from './definition.ts';
import { decode, encode } from './kpl/show.ts';
import { KINESIS_FAMILY, quotasOf, routeOf, type ShardView, shardsOf } from './questions.ts';
import { kinesisDraft } from './runtime.ts';
import { type Stream, shardId } from './stream.ts';

const STREAM_PARTS = ['shards', 'route', 'quotas', 'history', 'billing'] as const;

/**
 * `show: stream/clicks`, `…/shards`, `…/route KEY`, `…/history`, `…/billing`, `producer/web`, `kinesis-family`, `kinesis-sizing 5000
 * 8000`, `kpl-encode KEY=DATA …`, `kpl-decode HEX`.
 */
export function showKinesis(simulation: Simulation, query: ShowQuery): Outcome | ShowProblem | undefined {
  const [word, first, second] = query.words;
  if (word === 'kinesis-family') return shown(KINESIS_FAMILY.map((line) => ({ ...line })));
  if (word === 'kinesis-sizing') return sizing(first, second);
  if (word === 'kpl-encode') return encode(query.words.slice(1));
  if (word === 'kpl-decode') return decode(first, second);
  if (query.entry?.kind === PRODUCER.name) {
    const state = kinesisDraft(simulation).producers.get(query.entry.address);
    return state === undefined ? undefined : shown({ ...state.counts });
  }
  if (query.entry?.kind !== STREAM.name) return undefined;
  const stream = kinesisDraft(simulation).streams.get(query.entry.address);
  if (stream === undefined) return { problem: `${query.entry.name} has been deleted` };
  const advantage = simulation.definition.accounts.get(stream.account)?.parts.kinesis?.onDemandAdvantage === true;
  if (query.part === 'billing') return shown(billingOf(stream, simulation.now, advantage));
  return showStream(stream, query, simulation.now, simulation.definition.start);
}

function showStream(stream: Stream, query: ShowQuery, now: number, start: number): Outcome | ShowProblem {
  const known = STREAM_PARTS.map((part) => `${STREAM.name}/${stream.name}/${part}`);
  switch (query.part) {
    case undefined:
      return shown({ ...describeSummary(stream), shards: shardsOf(stream, now).map(plain) });
    case 'shards':
      return shown(shardsOf(stream, now).map(plain));
    case 'quotas':
      return shown(quotasOf(stream.region));
    case 'history':
      return historyOf(stream, start);
    case 'route': {
      const key = query.words.slice(1).join(' ');
      return key === '' ? { problem: 'route needs a partition key', known } : shown(routeOf(stream, key));
    }
    default:
      return { problem: `a stream has no ${query.part}`, known };
  }
}

/** Reshards that were asked for, and what the service did to an on-demand stream by itself. */
function historyOf(stream: Stream, start: number): Outcome {
  const asked = stream.reshards.map(({ at, reshard }) => ({
    at,
    what: 'reshard',
    shards: reshard.closes.map(shardId),
    parts: reshard.opens.length,
  }));
  const notes = stream.notes.map(({ at, entry }) => ({ at, what: entry.reason as string, ...entry.looked }));
  const lines = [...asked, ...notes].sort((one, other) => one.at - other.at);
  const trace = stream.notes.map(({ entry }) => entry);
  return shown(
    lines.map(({ at, ...line }): Json => ({ clock: formatClock(at - start), ...line })),
    { trace },
  );
}

function plain(view: ShardView): { readonly [key: string]: Json } {
  return { ...view, start: String(view.start), end: String(view.end), share: Number(view.share.toFixed(6)) };
}

function sizing(incoming: string | undefined, outgoing: string | undefined): Outcome | ShowProblem {
  const [incomingKb, outgoingKb] = [Number(incoming), Number(outgoing ?? 0)];
  if (!(incomingKb >= 0) || !(outgoingKb >= 0)) {
    return {
      problem: 'kinesis-sizing needs two numbers: KB per second in and out',
      known: ['kinesis-sizing 5000 8000'],
    };
  }
  return shown({ shards: shardsNeeded(incomingKb, outgoingKb), incomingKb, outgoingKb });
}
