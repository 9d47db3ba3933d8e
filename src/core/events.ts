import TinyQueue from 'tinyqueue';
import type { Instant } from './time.ts';

/** Something that will happen at a moment of simulated time. Plain data; the named service handles it. */
export interface QueuedEvent {
  readonly at: Instant;
  /** Order of insertion; breaks ties between events of the same moment. */
  readonly sequence: number;
  readonly service: string;
  readonly kind: string;
  readonly payload: unknown;
}

const inOrder = (one: QueuedEvent, other: QueuedEvent) => one.at - other.at || one.sequence - other.sequence;

/** The events of a world that are still to come, owned by one step while it runs. */
export class EventQueue {
  readonly #heap: TinyQueue<QueuedEvent>;
  #sequence: number;

  /** `events` is what an earlier queue returned from `events()`; it is copied, never changed. */
  constructor(events: readonly QueuedEvent[], nextSequence: number) {
    this.#heap = new TinyQueue([...events], inOrder);
    this.#sequence = nextSequence;
  }

  push(event: Omit<QueuedEvent, 'sequence'>): void {
    const { at, service, kind, payload } = event;
    this.#heap.push({ at, sequence: this.#sequence, service, kind, payload });
    this.#sequence += 1;
  }

  /** Takes the next event that is due at or before `until`. */
  popUntil(until: Instant): QueuedEvent | undefined {
    const next = this.#heap.peek();
    return next !== undefined && next.at <= until ? this.#heap.pop() : undefined;
  }

  /** The moment of the next event. */
  nextAt(): Instant | undefined {
    return this.#heap.peek()?.at;
  }

  get nextSequence(): number {
    return this.#sequence;
  }

  /** The events still to come, in an order fit for another queue. */
  events(): readonly QueuedEvent[] {
    return this.#heap.data;
  }
}
