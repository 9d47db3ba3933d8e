import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Canvas, FormatName } from '../render/format.ts';
import { packageRoot } from './package-root.ts';
import type { Part } from './replay-one.ts';
import type { ScenarioSource } from './sources.ts';

/** What every worker is told once. */
export interface Work {
  readonly format: FormatName;
  readonly canvas: Canvas;
  readonly until: string | undefined;
}

/**
 * Replays scenarios on `jobs` threads and hands their parts over in the order of the sources, whichever was done first.
 * Even one job has its own thread: this one stays free for Ctrl-C.
 */
export async function replayAll(
  sources: readonly ScenarioSource[],
  jobs: number,
  work: Work,
  take: (part: Part) => void,
): Promise<void> {
  const parts = new Map<number, Part>();
  let next = 0;
  let taken = 0;
  const done = (index: number, part: Part) => {
    parts.set(index, part);
    for (let ready = parts.get(taken); ready !== undefined; ready = parts.get(taken)) {
      parts.delete(taken);
      taken += 1;
      take(ready);
    }
  };
  const takeNext = () => {
    const index = next;
    next += 1;
    const source = sources[index];
    return source === undefined ? undefined : { index, source };
  };
  await Promise.all(Array.from({ length: Math.min(jobs, sources.length) }, () => runWorker(work, takeNext, done)));
}

/** One thread: asks for the next scenario until there is none. An error inside it is a bug of ours and comes out here. */
function runWorker(
  workerData: Work,
  takeNext: () => { index: number; source: ScenarioSource } | undefined,
  done: (index: number, part: Part) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(packageRoot(), 'dist', 'replay-worker.mjs'), { workerData });
    let current = takeNext();
    const proceed = () => {
      if (current === undefined) worker.terminate().then(() => resolve(), reject);
      else worker.postMessage(current.source);
    };
    worker.on('message', (part: Part) => {
      try {
        if (current !== undefined) done(current.index, part);
        current = takeNext();
        proceed();
      } catch (error) {
        reject(error);
      }
    });
    worker.on('error', reject);
    proceed();
  });
}
