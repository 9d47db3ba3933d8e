import type { Place } from '../key/place.ts';
import { PARTITION_UNITS } from './initial.ts';

/** A read warms a partition a third as much as a write: 3,000 of them fill it where 1,000 writes do. */
const READ_HEAT = PARTITION_UNITS.write / PARTITION_UNITS.read;
/** One of so many units is remembered; a prime, so that no regular pattern of keys falls in step with it. */
export const UNITS_PER_SAMPLE = 233;
/** A full partition gets about as many samples in a minute. */
const SAMPLES_MOST = 256;

/** Where the latest requests of a partition went: an even sample by units, oldest first. */
export interface Heat {
  readonly samples: Place[];
  /** Where the latest refused requests went, oldest first. */
  readonly refused: Place[];
  /** Units since the last sample. */
  rest: number;
}

export function newHeat(samples: readonly Place[] = [], refused: readonly Place[] = []): Heat {
  return { samples: [...samples], refused: [...refused], rest: 0 };
}

/** Notes that a request for a place was refused. */
export function addRefusal({ refused }: Heat, place: Place): void {
  refused.push(place);
  if (refused.length > SAMPLES_MOST) refused.shift();
}

/** Notes units that a place has drawn. */
export function addHeat(heat: Heat, place: Place, direction: 'read' | 'write', units: number): void {
  heat.rest += direction === 'read' ? units * READ_HEAT : units;
  while (heat.rest >= UNITS_PER_SAMPLE) {
    heat.rest -= UNITS_PER_SAMPLE;
    heat.samples.push(place);
    if (heat.samples.length > SAMPLES_MOST) heat.samples.shift();
  }
}
