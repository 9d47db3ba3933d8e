import { targetLeases } from '../lease-taker.ts';
import type { AssignmentView, ViewedLease } from './view.ts';

/**
 * The strategy LEASE_COUNT_BASED (3.4.3 and later): as in 2.x by numbers, but idle workers count, since their heartbeat
 * rows are seen, and everything converges in one run (`LeaseCountBasedLeaseAssignmentDecider`, amazon-kinesis-client).
 */
export class LeaseCountDecider {
  readonly #view: AssignmentView;
  readonly target: number;

  constructor(view: AssignmentView) {
    this.#view = view;
    this.target = targetLeases(view.leases.length, view.candidates.length, view.config.maxLeasesForWorker).target;
  }

  /** Active workers with their leases, the emptiest first; of equal ones the one listed first. */
  #counts(): { readonly worker: string; count: number }[] {
    const counts = this.#view.candidates.map(({ worker }) => ({ worker, count: this.#view.heldBy(worker).length }));
    return counts.sort((one, other) => one.count - other.count);
  }

  /** Fills one worker up to the target, then the next. Returns what is left when the list ends. */
  assign(todo: readonly ViewedLease[]): readonly ViewedLease[] {
    const waiting = [...todo].sort((one, other) => one.since - other.since);
    for (const entry of this.#counts()) {
      // As in the library a worker gets one lease before its count is compared.
      do {
        const viewed = waiting.shift();
        if (viewed === undefined) return [];
        this.#view.move(viewed, entry.worker);
        entry.count += 1;
      } while (entry.count < this.target);
    }
    return waiting;
  }

  /** Moves single leases from the fullest to the emptiest worker while one needs and the other has too many. */
  balance(): { readonly target: number; readonly moved: number } {
    const counts = this.#counts();
    const movable = new Map(
      counts.map(({ worker }) => [
        worker,
        this.#view.heldBy(worker).filter(({ lease }) => lease.checkpointOwner === undefined),
      ]),
    );
    let moved = 0;
    let left = 0;
    let right = counts.length - 1;
    while (left < right) {
      const poor = counts[left];
      const rich = counts[right];
      if (poor === undefined || rich === undefined) break;
      if (poor.count >= this.target) left += 1;
      else if (rich.count <= this.target) right -= 1;
      else {
        const viewed = movable.get(rich.worker)?.shift();
        if (viewed === undefined) right -= 1;
        else {
          this.#view.move(viewed, poor.worker);
          poor.count += 1;
          rich.count -= 1;
          moved += 1;
        }
      }
    }
    return { target: this.target, moved };
  }
}
