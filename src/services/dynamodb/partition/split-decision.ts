import { after, collectionOf, type Place } from '../key/place.ts';

/** Why no cut takes enough heat away from a partition. */
export type NoSplit = 'single-item' | 'sequential-keys' | 'pinned-by-local-index' | 'too-few-requests';

export type SplitDecision =
  | { readonly helps: true; readonly cut: Place /** Share of the heat below the cut. */; readonly below: number }
  | {
      readonly helps: false;
      readonly because: NoSplit;
      /** The collection that takes the heat, where one does. */
      readonly collection?: Place | undefined;
      readonly share?: number | undefined;
    };

/** What decides whether and where a partition can be cut. */
export interface SplitQuestion {
  /** Places of recent requests, oldest first, each standing for equally many units. */
  readonly samples: readonly Place[];
  /** Whether a collection must stay in one partition: the table has a local index. */
  readonly collectionsPinned: boolean;
  /** Attributes of the partition key. */
  readonly partitionAttributes: number;
}

/** Fewer samples say nothing. */
const SAMPLES_LEAST = 20;
/** A cut that leaves more than this on one side helps nobody. */
const ONE_SIDE_MOST = 0.9;
/** So much of the heat on keys that only grow moves on with the newest key. */
const RISING_SHARE = 0.95;

/**
 * Whether cutting a partition would spread its heat, and where ("Isolating frequently accessed items", Developer Guide,
 * and the cases the service itself looks for: one item, keys in sequence, a collection that may not be cut).
 *
 * @modelChoice The shares above, and that the cut lies where the sampled heat is halved.
 */
export function splitDecision({ samples, collectionsPinned, partitionAttributes }: SplitQuestion): SplitDecision {
  if (samples.length < SAMPLES_LEAST) return { helps: false, because: 'too-few-requests' };
  const sorted = samples.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  const collections = sorted.map((place) => collectionOf(place, partitionAttributes));
  const hottest = mostFrequent(collections);
  const item = mostFrequent(sorted);
  if (item.share > ONE_SIDE_MOST) {
    return { helps: false, because: 'single-item', collection: hottest.value, share: item.share };
  }
  if (collectionsPinned && hottest.share > ONE_SIDE_MOST) {
    return { helps: false, because: 'pinned-by-local-index', collection: hottest.value, share: hottest.share };
  }
  const own = samples.filter((place) => place.startsWith(hottest.value));
  if (hottest.share > 0.5 && rises(own)) {
    return { helps: false, because: 'sequential-keys', collection: hottest.value, share: hottest.share };
  }
  const cut = bestCut(collectionsPinned ? collections : sorted);
  return cut === undefined
    ? { helps: false, because: 'single-item', collection: hottest.value, share: item.share }
    : { helps: true, ...cut };
}

/** The cut between two different places that comes nearest to halving the heat. */
function bestCut(sorted: readonly Place[]): { cut: Place; below: number } | undefined {
  let best: { cut: Place; below: number } | undefined;
  for (let at = 1; at < sorted.length; at += 1) {
    const cut = sorted[at] as Place;
    if (cut === sorted[at - 1]) continue;
    const below = at / sorted.length;
    if (best === undefined || Math.abs(below - 0.5) < Math.abs(best.below - 0.5)) best = { cut, below };
  }
  return best;
}

function rises(places: readonly Place[]): boolean {
  let steps = 0;
  for (let at = 1; at < places.length; at += 1) if ((places[at] as Place) > (places[at - 1] as Place)) steps += 1;
  return places.length > 1 && steps / (places.length - 1) >= RISING_SHARE;
}

function mostFrequent(sorted: readonly Place[]): { value: Place; share: number } {
  let best = { value: '', count: 0 };
  let current = { value: '', count: 0 };
  for (const value of sorted) {
    current = current.value === value ? { value, count: current.count + 1 } : { value, count: 1 };
    if (current.count > best.count) best = current;
  }
  return { value: best.value, share: best.count / sorted.length };
}

/**
 * Where a partition that has grown too big is cut: at the middle byte, or beside the collection that lies there where
 * collections may not be cut. Undefined where one item or one pinned collection fills it.
 */
export function sizeCut(
  middle: Place,
  low: Place,
  high: Place,
  question: Pick<SplitQuestion, 'collectionsPinned' | 'partitionAttributes'>,
): Place | undefined {
  if (!question.collectionsPinned) return middle > low && middle < high ? middle : undefined;
  const collection = collectionOf(middle, question.partitionAttributes);
  const beside = [collection, after(collection)];
  return beside.find((cut) => cut > low && cut < high);
}
