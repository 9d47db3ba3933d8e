import type { Instant } from '../../core/time.ts';
import type { ExplainedReply, LoadReply } from './contract.ts';
import { HistogramDraft } from './histogram.ts';
import type { Sample, Tally } from './load.ts';

/** Refusals of one reason that are kept with their explanation. */
const SAMPLES_PER_REASON = 3;
/** Of the requests that succeed, the first is kept, then the tenth, the hundredth and so on. */
const SUCCESS_SAMPLE_FACTOR = 10;

/** A tally while one step runs. */
export class TallyDraft {
  #succeeded: number;
  #throttled: number;
  #failed: number;
  readonly #reasons: Map<string, number>;
  readonly #latency: HistogramDraft;
  readonly #samples: Sample[];
  #nextSuccessSample: number;

  constructor(from: Tally) {
    this.#succeeded = from.succeeded;
    this.#throttled = from.throttled;
    this.#failed = from.failed;
    this.#reasons = new Map(from.reasons);
    this.#latency = new HistogramDraft(from.latency);
    this.#samples = [...from.samples];
    this.#nextSuccessSample = 1;
    while (this.#nextSuccessSample <= from.succeeded) this.#nextSuccessSample *= SUCCESS_SAMPLE_FACTOR;
  }

  get sent(): number {
    return this.#succeeded + this.#throttled + this.#failed;
  }

  /** Whether the next request, should it succeed, is one to be kept. */
  get wantsSuccess(): boolean {
    return this.#succeeded + 1 >= this.#nextSuccessSample;
  }

  /** Whether a refusal that has just been added is one to be kept. */
  wantsRefusal(reply: LoadReply): boolean {
    return reply.outcome !== 'succeeded' && (this.#reasons.get(reply.reason ?? '') ?? 0) <= SAMPLES_PER_REASON;
  }

  add(reply: LoadReply): void {
    if (reply.outcome === 'succeeded') {
      this.#succeeded += 1;
      this.#latency.add(reply.latency);
      return;
    }
    if (reply.outcome === 'throttled') this.#throttled += 1;
    else this.#failed += 1;
    const reason = reply.reason ?? '';
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
  }

  keep(index: number, at: Instant, reply: ExplainedReply): void {
    const { outcome, reason, title, trace } = reply;
    this.#samples.push({ index, at, outcome, reason, title, trace });
    if (outcome === 'succeeded') this.#nextSuccessSample *= SUCCESS_SAMPLE_FACTOR;
  }

  finish(): Tally {
    return {
      succeeded: this.#succeeded,
      throttled: this.#throttled,
      failed: this.#failed,
      reasons: new Map(this.#reasons),
      latency: this.#latency.finish(),
      samples: [...this.#samples],
    };
  }
}
