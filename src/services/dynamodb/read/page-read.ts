import type { Milliseconds } from '../../../core/time.ts';
import type { Consumed } from '../capacity/consumed.ts';
import { type Consistency, fetchReadUnits, pageReadUnits } from '../capacity/units.ts';
import { projected } from '../expression/document-path.ts';
import { holds } from '../expression/evaluate.ts';
import type { Projection } from '../expression/parse-projection.ts';
import type { Condition } from '../expression/syntax.ts';
import { keyOf } from '../key/key-schema.ts';
import { type Place, type PlaceRange, placeOf } from '../key/place.ts';
import { partitionAt } from '../partition/key-space.ts';
import { admit, type Refusal, type SeenGates } from '../throughput/admission.ts';
import type { Demand, Limits } from '../throughput/gates.ts';
import type { Item } from '../value/attribute-value.ts';
import { itemSize } from '../value/item-size.ts';
import { type Page, readPage } from './page.ts';
import type { ReadSource } from './read-source.ts';
import { itemsAsSeen } from './replica.ts';

/** A Query or Scan worked out as far as the request alone tells. */
export interface PageRead {
  readonly source: ReadSource;
  readonly range: PlaceRange;
  readonly forward: boolean;
  readonly limit?: number | undefined;
  readonly filter?: Condition | undefined;
  readonly projection?: Projection | undefined;
  readonly consistent: boolean;
  readonly fetches: boolean;
}

/** What a Query or Scan came to. */
export interface PageResult {
  readonly page: Page;
  readonly returned: readonly Item[];
  /** The key to go on from, where the page was cut. */
  readonly lastKey?: Item | undefined;
  readonly consistency: Consistency;
  readonly pageUnits: number;
  readonly fetched: number;
  readonly fetchUnits: number;
  readonly consumed: Consumed;
  readonly unseen: number;
  readonly gates: readonly SeenGates[];
  readonly refusal?: Refusal | undefined;
}

/** Reads a page, bills it, and lets it through or not. */
export function readPageOf(
  read: PageRead,
  { limits, at, lag, explained }: { limits: Limits; at: number; lag: Milliseconds; explained: boolean },
): PageResult {
  const { source, range, forward, limit } = read;
  const seen =
    source.index === undefined ? itemsAsSeen(source.table, range, at, lag) : { found: source.entries, unseen: 0 };
  const page = readPage({ entries: seen.found, space: source.scalable.space, range, forward, limit });
  const consistency: Consistency = read.consistent ? 'strong' : 'eventual';
  const items = read.fetches ? page.items.map((item) => fetchedItem(source, item)) : page.items;
  const pageUnits = pageReadUnits(page.bytes, consistency);
  const fetchUnits = read.fetches ? fetchReadUnits(items.map(itemSize), consistency) : 0;
  const demands = [...pageDemands(source, page, pageUnits), ...fetchDemands(read, items, consistency)];
  const gates: SeenGates[] = [];
  const refusal = admit(demands, limits, at, explained ? gates : undefined);
  const { filter, projection } = read;
  const kept = filter === undefined ? items : items.filter((item) => holds(filter, item));
  const last = page.cut === undefined ? undefined : page.items.at(-1);
  return {
    page,
    returned: projection === undefined ? kept : kept.map((item) => projected(item, projection)),
    lastKey: last && keyOf(last, source.key, source.table.definition.key),
    consistency,
    pageUnits,
    fetched: read.fetches ? items.length : 0,
    fetchUnits,
    consumed: consumedOf(source, pageUnits, fetchUnits),
    unseen: seen.unseen,
    gates,
    refusal,
  };
}

function fetchedItem({ table }: ReadSource, entry: Item): Item {
  const place = placeOf(entry, table.definition.key);
  return (place === undefined ? undefined : table.items.get(place)) ?? entry;
}

/** The page's units by the partitions its bytes came from. */
function pageDemands(source: ReadSource, page: Page, units: number): Demand[] {
  const { scalable, table, index, isGlobal } = source;
  return [...page.byPartition].map(([partition, { bytes, place }]) => ({
    resource: isGlobal ? 'Index' : 'Table',
    index: isGlobal ? index?.definition.name : undefined,
    capacity: scalable.capacity,
    partition,
    partitions: (isGlobal ? scalable : table).space.partitions.length,
    direction: 'read',
    units: page.bytes === 0 ? units : (units * bytes) / page.bytes,
    place,
  }));
}

function fetchDemands(read: PageRead, items: readonly Item[], consistency: Consistency): Demand[] {
  if (!read.fetches) return [];
  const { table } = read.source;
  return items.map((item) => {
    const place = placeOf(item, table.definition.key) as Place;
    return {
      resource: 'Table',
      capacity: table.capacity,
      partition: partitionAt(table.space, place),
      partitions: table.space.partitions.length,
      direction: 'read',
      units: fetchReadUnits([itemSize(item)], consistency),
      place,
    };
  });
}

/** The arms of `ConsumedCapacity`: a query of a local index draws on the table, and fetches are the table's own. */
function consumedOf({ table, index, isGlobal }: ReadSource, pageUnits: number, fetchUnits: number): Consumed {
  const none: ReadonlyMap<string, number> = new Map();
  const name = table.definition.name;
  if (index === undefined) return { table: name, own: pageUnits, local: none, global: none };
  const arm = new Map([[index.definition.name, pageUnits]]);
  return isGlobal
    ? { table: name, own: 0, local: none, global: arm }
    : { table: name, own: fetchUnits, local: arm, global: none };
}
