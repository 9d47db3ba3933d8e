import type { Instant } from '../../../core/time.ts';
import { hashAt, hashPoint, KEY_SPACE } from '../key/partition-hash.ts';
import { HIGHEST, hashOf, LOWEST, type Place } from '../key/place.ts';
import { type Bank, newUsage, type Usage } from '../throughput/usage.ts';
import { type Heat, newHeat } from './heat.ts';

/** A split that has been decided and will be done at a moment. */
export interface PlannedSplit {
  readonly at: Instant;
  readonly cut: Place;
}

/** A contiguous stretch of the key space with a limit of its own. A step's draft changes its counters in place. */
export interface Partition {
  /** Counts the partitions the table or index has ever had, from 1. */
  readonly id: number;
  readonly low: Place;
  readonly high: Place;
  /** The partition it was cut from. */
  readonly parent?: number | undefined;
  readonly bornAt: Instant;
  /** Bytes of the items in it, those of local indexes among them. */
  bytes: number;
  readonly read: Usage;
  readonly write: Usage;
  /** Its share of the provisioned throughput, where shares are fixed. */
  readonly readBank: Bank;
  readonly writeBank: Bank;
  readonly heat: Heat;
  /** Seconds on end in which it was nearly full. */
  hotSeconds: number;
  planned?: PlannedSplit | undefined;
}

/** The partitions of a table or global index: ordered, without overlap, together the whole key space. */
export interface KeySpace {
  partitions: Partition[];
  /** The id of the next partition. */
  nextId: number;
}

/** A key space cut into equal stretches, with so many seconds of unused capacity in the banks of their shares. */
export function evenKeySpace(count: number, now: Instant, bankedSeconds = 0): KeySpace {
  const cuts = Array.from({ length: count - 1 }, (_, at) => hashAt(Math.round(((at + 1) * KEY_SPACE) / count)));
  const bounds = [LOWEST, ...cuts, HIGHEST];
  const partitions = bounds
    .slice(1)
    .map((high, at) => newPartition(at + 1, bounds[at] ?? LOWEST, high, now, bankedSeconds));
  return { partitions, nextId: count + 1 };
}

function newPartition(id: number, low: Place, high: Place, now: Instant, bankedSeconds = 0): Partition {
  // What a bank has gathered it gets when it is first filled, for its rate depends on how many share the table's.
  const bank = (): Bank => ({ tokens: 0, second: Math.floor(now / 1000) - 1 - bankedSeconds });
  return {
    id,
    low,
    high,
    bornAt: now,
    bytes: 0,
    read: newUsage(),
    write: newUsage(),
    readBank: bank(),
    writeBank: bank(),
    heat: newHeat(),
    hotSeconds: 0,
  };
}

/** A copy that a step may change. */
export function forkKeySpace(space: KeySpace): KeySpace {
  const partitions = space.partitions.map((partition) => ({
    ...partition,
    read: { ...partition.read },
    write: { ...partition.write },
    readBank: { ...partition.readBank },
    writeBank: { ...partition.writeBank },
    heat: { ...partition.heat, samples: [...partition.heat.samples], refused: [...partition.heat.refused] },
  }));
  return { partitions, nextId: space.nextId };
}

/** The partition in which a place lies. */
export function partitionAt({ partitions }: KeySpace, place: Place): Partition {
  let low = 0;
  let high = partitions.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((partitions[middle] as Partition).low <= place) low = middle;
    else high = middle - 1;
  }
  return partitions[low] as Partition;
}

/** Cuts a partition in two; each half keeps what is known of its heat. `bytesBelow` lie below the cut. */
export function cutPartition(space: KeySpace, id: number, cut: Place, bytesBelow: number, now: Instant): void {
  const at = space.partitions.findIndex((partition) => partition.id === id);
  const parent = space.partitions[at];
  if (parent === undefined || cut <= parent.low || cut >= parent.high) return;
  const child = (low: Place, high: Place, bytes: number): Partition => {
    const within = (places: readonly Place[]) => places.filter((place) => place >= low && place < high);
    const heat = newHeat(within(parent.heat.samples), within(parent.heat.refused));
    const fresh = newPartition(space.nextId, low, high, now);
    space.nextId += 1;
    const share = { tokens: parent.readBank.tokens / 2, second: parent.readBank.second };
    const writeShare = { tokens: parent.writeBank.tokens / 2, second: parent.writeBank.second };
    return { ...fresh, parent: id, bytes, heat, readBank: share, writeBank: writeShare };
  };
  const below = child(parent.low, cut, bytesBelow);
  const above = child(cut, parent.high, parent.bytes - bytesBelow);
  space.partitions = space.partitions.toSpliced(at, 1, below, above);
}

/** The share of the whole key space that a partition covers, by hash alone. */
export function shareOfKeySpace({ low, high }: Pick<Partition, 'low' | 'high'>): number {
  const end = high === HIGHEST ? KEY_SPACE : hashPoint(hashOf(high));
  return (end - hashPoint(hashOf(low))) / KEY_SPACE;
}

/** The middle of a partition's stretch of hashes; undefined where it has only one. */
export function middleHash({ low, high }: Pick<Partition, 'low' | 'high'>): Place | undefined {
  const from = hashPoint(hashOf(low));
  const to = high === HIGHEST ? KEY_SPACE : hashPoint(hashOf(high));
  const middle = hashAt(Math.floor((from + to) / 2));
  return middle > low && middle < high ? middle : undefined;
}
