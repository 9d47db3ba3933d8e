import type { Instant } from '../../../core/time.ts';
import { hashPoint, hashText, KEY_SPACE } from '../key/partition-hash.ts';
import { HIGHEST, hashOf } from '../key/place.ts';
import { PARTITION_UNITS } from '../partition/initial.ts';
import { type KeySpace, type Partition, shareOfKeySpace } from '../partition/key-space.ts';
import { usedIn } from '../throughput/usage.ts';

/** A partition as it stands at a moment. */
export interface PartitionView {
  readonly id: number;
  readonly parent: number | undefined;
  readonly bornAt: Instant;
  /** Its stretch of the key space as shares of the whole, 0 to 1. */
  readonly from: number;
  readonly to: number;
  readonly lowHash: string;
  readonly highHash: string;
  /** Whether it begins or ends inside an item collection. */
  readonly cutInCollection: boolean;
  readonly bytes: number;
  /** Units in the last whole second. */
  readonly read: number;
  readonly write: number;
  /** How full it was then, as a share of the nearer of its limits. */
  readonly heat: number;
  /** Units of this second that are left. */
  readonly readLeft: number;
  readonly writeLeft: number;
  /** When a split that has been decided will be done. */
  readonly splitAt: Instant | undefined;
}

const HASH_LENGTH = 4;

/** The partitions of a table or index in the order of the key space. */
export function partitionViews(space: KeySpace, now: Instant): readonly PartitionView[] {
  return space.partitions.map((partition) => partitionView(partition, now));
}

function partitionView(partition: Partition, now: Instant): PartitionView {
  const { low, high } = partition;
  const second = Math.floor(now / 1000);
  const read = usedIn(partition.read, second - 1);
  const write = usedIn(partition.write, second - 1);
  const from = hashPoint(hashOf(low)) / KEY_SPACE;
  return {
    id: partition.id,
    parent: partition.parent,
    bornAt: partition.bornAt,
    from,
    to: from + shareOfKeySpace(partition),
    lowHash: hashText(hashOf(low)),
    highHash: high === HIGHEST ? '0xffffffff' : hashText(hashOf(high)),
    cutInCollection: low.length > HASH_LENGTH || (high !== HIGHEST && high.length > HASH_LENGTH),
    bytes: partition.bytes,
    read,
    write,
    heat: Math.max(read / PARTITION_UNITS.read, write / PARTITION_UNITS.write),
    readLeft: PARTITION_UNITS.read - usedIn(partition.read, second),
    writeLeft: PARTITION_UNITS.write - usedIn(partition.write, second),
    splitAt: partition.planned?.at,
  };
}
