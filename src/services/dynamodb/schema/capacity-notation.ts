import { object, optional, required } from '../../../schema/collections.ts';
import { duration, integer } from '../../../schema/scalars.ts';
import type { Read } from '../../../schema/schema.ts';
import type { CapacityDefinition, ScalingPolicy, Units } from '../definition.ts';

/** "Auto scaling", Developer Guide: the target may be 20 to 90 percent. */
export const SCALING_TARGET_LEAST = 20;
export const SCALING_TARGET_MOST = 90;
export const SCALING_TARGET_DEFAULT = 70;
/** What the console proposes where nothing else is said. */
const PROVISIONED_DEFAULT = 5;
/** Unused capacity is kept for up to this long ("Burst capacity", Developer Guide). */
export const BURST_SECONDS_MOST = 300;

const unitsPerSecond = integer({ min: 1, max: 10_000_000 });

const scaling = object({
  minCapacity: required(unitsPerSecond),
  maxCapacity: required(unitsPerSecond),
  targetValue: optional(integer({ min: SCALING_TARGET_LEAST, max: SCALING_TARGET_MOST })),
});

/** The keys of a table or global index about its capacity, in AWS's words. */
export const capacityFields = {
  provisionedThroughput: optional(
    object({ readCapacityUnits: required(unitsPerSecond), writeCapacityUnits: required(unitsPerSecond) }),
  ),
  onDemandThroughput: optional(
    object({ maxReadRequestUnits: optional(unitsPerSecond), maxWriteRequestUnits: optional(unitsPerSecond) }),
  ),
  warmThroughput: optional(
    object({ readUnitsPerSecond: optional(unitsPerSecond), writeUnitsPerSecond: optional(unitsPerSecond) }),
  ),
  autoScaling: optional(object({ read: optional(scaling), write: optional(scaling) })),
  /** Not AWS's: the history that a table brings along. */
  previousPeak: optional(object({ read: optional(unitsPerSecond), write: optional(unitsPerSecond) })),
  burstBank: optional(
    duration({ max: BURST_SECONDS_MOST * 1000, description: 'unused capacity in the burst bank at the start' }),
  ),
};

type CapacityKeys = Partial<Read<ReturnType<typeof object<typeof capacityFields>>>>;

/** The capacity of a table or index from its keys. */
export function capacityFrom(keys: CapacityKeys): CapacityDefinition {
  const { provisionedThroughput: provisioned, onDemandThroughput: maximum, warmThroughput: warm } = keys;
  return {
    provisioned: {
      read: provisioned?.readCapacityUnits ?? PROVISIONED_DEFAULT,
      write: provisioned?.writeCapacityUnits ?? PROVISIONED_DEFAULT,
    },
    maximum: units(maximum?.maxReadRequestUnits, maximum?.maxWriteRequestUnits),
    warm: units(warm?.readUnitsPerSecond, warm?.writeUnitsPerSecond),
    previousPeak: units(keys.previousPeak?.read, keys.previousPeak?.write),
    autoScaling: { read: policy(keys.autoScaling?.read), write: policy(keys.autoScaling?.write) },
    burstSeconds: (keys.burstBank ?? BURST_SECONDS_MOST * 1000) / 1000,
  };
}

/** What is given of the units of each direction. */
export function units(read: number | undefined, write: number | undefined): Partial<Units> {
  return { ...(read === undefined ? {} : { read }), ...(write === undefined ? {} : { write }) };
}

function policy(keys: Read<typeof scaling> | undefined): ScalingPolicy | undefined {
  return keys && { min: keys.minCapacity, max: keys.maxCapacity, target: keys.targetValue ?? SCALING_TARGET_DEFAULT };
}
