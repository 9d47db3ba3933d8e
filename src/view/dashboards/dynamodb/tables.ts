import type { Json } from '../../../core/result.ts';
import { formatSize } from '../../../core/size.ts';
import { visible } from '../../../core/text.ts';
import {
  attributesJson,
  collectionItems,
  type Item,
  itemSize,
  itemsOfHash,
  keyText,
  partitionViews,
  topContributors,
  typedKey,
} from '../../../services/dynamodb/index.ts';
import type { Pane } from '../../dashboard.ts';
import { bar } from '../../gauge.ts';
import { type Content, row, seg } from '../../segment.ts';
import { count, percent } from './numbers.ts';
import { shadeOf } from './strip.ts';
import { entriesOf, nameOf, type Subject, scalableOf } from './subject.ts';

const barWidth = 10;
/** Beside the collection there is less room. */
const shareWidth = 6;
/** Items of a collection that are listed, and keys. */
const itemsMost = 200;
const contributorsMost = 10;

/** The partitions with their limits: how full each is, what it holds, where it came from. */
export function partitionsPane(subject: Subject): Pane {
  const { space } = scalableOf(subject);
  const views = partitionViews(space, subject.scene.now);
  const old = subject.before === undefined ? [] : scalableOf(subject.before).space.partitions.map(({ id }) => id);
  return {
    id: 'partitions',
    title: `Partitions of ${visible(nameOf(subject))}`,
    corner: seg('1,000 W/s, 3,000 R/s each', 'dim'),
    height: { least: 4, wanted: Math.max(4, Math.min(8, views.length + 1)) },
    body: {
      kind: 'table',
      columns: [
        { title: '', priority: 9, min: 4, max: 5 },
        { title: 'from', priority: 6, min: 10, max: 10 },
        { title: 'heat', priority: 8, min: barWidth + 7, max: barWidth + 7 },
        { title: 'W/s', priority: 7, min: 5, max: 6, align: 'right' },
        { title: 'R/s', priority: 7, min: 5, max: 6, align: 'right' },
        { title: 'bytes', priority: 4, min: 8, max: 9, align: 'right' },
        { title: 'cut from', priority: 3, min: 8, max: 20 },
      ],
      count: views.length,
      rows: space,
      empty: 'no partition',
      at: (index) => {
        const view = views[index];
        if (view === undefined) return { key: '', cells: [] };
        const { style } = shadeOf(view.heat);
        const from =
          view.parent === undefined ? '' : `P${view.parent}${view.cutInCollection ? ' in a collection' : ''}`;
        return {
          key: `P${view.id}`,
          cells: [
            seg(`P${view.id}`, 'strong'),
            seg(view.lowHash, 'dim'),
            row(bar(view.heat, barWidth, style), ` ${percent(view.heat)}`),
            count(view.write),
            count(view.read),
            formatSize(view.bytes),
            view.splitAt === undefined ? from : seg('◇ cut soon', 'changed'),
          ],
          changed: old.length > 0 && !old.includes(view.id),
          item: {
            says: `P${view.id} from ${view.lowHash} to ${view.highHash}: ${count(view.write)} W/s of 1,000, ${count(view.read)} R/s of 3,000`,
            copy: `P${view.id}`,
          },
        };
      },
    },
  };
}

/** The item collection of the last key, in the order of its sort key. */
export function collectionPane(subject: Subject): Pane {
  const entries = entriesOf(subject);
  const { key } = (subject.index ?? subject.table).definition;
  const items = collectionOf(subject);
  const names = [...key.partition, ...key.sort].map(({ name }) => name);
  const before = subject.before === undefined ? [] : collectionOf({ ...subject, ...subject.before });
  const known = new Map(before.map((item) => [keyText(item, subject.table.definition.key), item]));
  const [first] = items;
  const own = first === undefined ? '' : keyText(first, { partition: key.partition, sort: [] });
  return {
    id: 'collection',
    title: first === undefined ? 'Item collection' : `Item collection ${visible(own)}`,
    corner: seg(
      `${items.length === itemsMost ? 'first ' : ''}${items.length} of ${count(entries.total.count)} items`,
      'dim',
    ),
    height: { least: 4, wanted: Math.max(4, Math.min(8, items.length + 1)) },
    body: {
      kind: 'table',
      columns: [
        ...names.map((name, at) => ({ title: visible(name), priority: 9 - Math.min(at, 5), min: 8, max: 24 })),
        { title: 'size', priority: 3, min: 6, max: 8, align: 'right' },
        { title: 'other attributes', priority: 2, min: 12, max: 80 },
      ],
      count: items.length,
      rows: entries,
      empty: 'no item yet: :call dynamodb:PutItem puts one',
      at: (at) => {
        const item = items[at];
        if (item === undefined) return { key: '', cells: [] };
        const json = attributesJson(item);
        const id = keyText(item, subject.table.definition.key);
        const others = Object.entries(json).filter(([name]) => !names.includes(name));
        return {
          key: id,
          cells: [
            ...names.map((name) => seg(plain(json[name]), 'strong')),
            formatSize(itemSize(item)),
            othersOf(others),
          ],
          changed: subject.scene.world !== subject.scene.before && known.get(id) !== item,
          item: { says: visible(JSON.stringify(json)), copy: JSON.stringify(json) },
        };
      },
    },
  };
}

function othersOf(attributes: readonly (readonly [string, { readonly [type: string]: Json }])[]): Content {
  return row(
    ...attributes.flatMap(([name, value], at) => [
      seg(`${at === 0 ? '' : '  '}${visible(name)} `, 'dim'),
      plain(value),
    ]),
  );
}

/** A value without its type where it is a scalar, in DynamoDB JSON where not. */
function plain(value: { readonly [type: string]: Json } | undefined): string {
  if (value === undefined) return '';
  const [only] = Object.values(value);
  return visible(typeof only === 'string' ? only : JSON.stringify(only));
}

/** The collection of the last key that a request named, of the first item it returned, or else the first there is. */
function collectionOf(subject: Subject): readonly Item[] {
  const entries = entriesOf(subject);
  if (subject.key !== undefined) {
    const items = itemsOfHash(entries, subject.key.hash, itemsMost);
    if (items.length > 0) return items;
  }
  const { key } = (subject.index ?? subject.table).definition;
  const named = returnedKey(subject, key.partition[0]);
  if (named !== undefined && key.partition.length === 1) {
    const items = collectionItems(entries, [named], itemsMost);
    if (items.length > 0) return items;
  }
  let first: Item | undefined;
  entries.visit('', '\uffff', (_, item) => {
    first = item;
    return false;
  });
  const values = key.partition.map(
    (attribute) => first && typedKey(plainKey(attributesJson(first)[attribute.name]), attribute),
  );
  return collectionItems(
    entries,
    values.filter((value) => value !== undefined),
    itemsMost,
  );
}

type KeyAttribute = Parameters<typeof typedKey>[1];

function returnedKey({ scene }: Subject, attribute: KeyAttribute | undefined): ReturnType<typeof typedKey> {
  const response = scene.result?.facts.response as
    | { readonly items?: readonly { readonly [name: string]: Json }[] }
    | undefined;
  const value = attribute === undefined ? undefined : response?.items?.[0]?.[attribute.name];
  return attribute === undefined || value === undefined
    ? undefined
    : typedKey(plainKey(value as { readonly [type: string]: Json }), attribute);
}

function plainKey(value: { readonly [type: string]: Json } | undefined): string {
  const [only] = Object.values(value ?? {});
  return typeof only === 'string' ? only : '';
}

/** The partition keys that draw most, as Contributor Insights would show them. */
export function contributorsPane(subject: Subject): Pane {
  const top = topContributors(subject.table, subject.index, contributorsMost);
  return {
    id: 'contributors',
    title: 'Most used keys',
    corner: seg('sampled', 'dim'),
    beside: 0.35,
    height: { least: 4, wanted: Math.max(4, Math.min(8, top.length + 1)) },
    body: {
      kind: 'table',
      columns: [
        { title: 'partition key', priority: 5, min: 8, max: 40, cut: 'middle' },
        { title: 'share', priority: 4, min: shareWidth + 6, max: shareWidth + 6 },
      ],
      count: top.length,
      rows: scalableOf(subject).space,
      empty: 'too few requests for a sample: a load makes some',
      at: (index) => {
        const one = top[index];
        if (one === undefined) return { key: '', cells: [] };
        return {
          key: one.key,
          cells: [visible(one.key), row(bar(one.share, shareWidth), ` ${percent(one.share)}`)],
          item: {
            says: visible(
              `${one.key} draws ${percent(one.share)}, about ${count(one.units)} consumed throughput units`,
            ),
            copy: one.key,
          },
        };
      },
    },
  };
}
