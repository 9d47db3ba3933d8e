import { parentPort, workerData } from 'node:worker_threads';
import { loadFormat } from '../render/format.ts';
import { replayOne } from './replay-one.ts';
import type { Work } from './replay-pool.ts';
import type { ScenarioSource } from './sources.ts';

/** Replays the scenarios it is sent, one after the other, and sends back what each came to. */
const { format, canvas, until } = workerData as Work;
const written = await loadFormat(format, canvas);

parentPort?.on('message', async (source: ScenarioSource) => {
  parentPort?.postMessage(await replayOne(source, until, written));
});
