import { visible } from '../../../core/text.ts';
import { type ShardView, shardsOf } from '../../../services/kinesis/index.ts';
import { widthOf } from '../../cells.ts';
import type { Pane, Picture, Scene } from '../../dashboard.ts';
import { bar } from '../../gauge.ts';
import { type Row, row, type Style, seg } from '../../segment.ts';
import type { NamedStream } from './subject.ts';

/** What one shard takes: "Quotas and limits", Kinesis Data Streams Developer Guide. */
const RECORDS_MOST = 1000;
const BYTES_MOST = 1_048_576;
const LOAD_WIDTH = 10;

/** The 128-bit key space of each stream, cut into its open shards, and below it every shard with its family. */
export function ringPane(scene: Scene, streams: readonly NamedStream[]): Pane {
  const views = streams.map(({ stream, name }) => ({ name, shards: shardsOf(stream, scene.now) }));
  const count = views.reduce((sum, { shards }) => sum + shards.length, 0);
  return {
    id: 'ring',
    title: views.length === 1 ? `Shards of ${visible(views[0]?.name ?? '')}` : 'Shards',
    corner: seg(`${count} shard${count === 1 ? '' : 's'}, 1,000 records/s or 1 MB/s each`, 'dim'),
    height: { least: 4, wanted: Math.min(10, count + 2 * views.length + 1) },
    body: { kind: 'picture', draw: ({ width }) => draw(views, width) },
  };
}

function draw(
  views: readonly { readonly name: string; readonly shards: readonly ShardView[] }[],
  width: number,
): Picture {
  return {
    rows: views.flatMap(({ shards }) => [spaceRow(shards, width), ...shards.map((shard) => shardRow(shard, width))]),
  };
}

/** `0├──s0──┼──s1──┤2^128`: widths as wide as the shares of the key space. */
function spaceRow(shards: readonly ShardView[], width: number): Row {
  const open = shards.filter(({ state }) => state === 'OPEN').sort((one, other) => (one.start < other.start ? -1 : 1));
  const room = Math.max(open.length * 4, width - 10);
  const parts: Row[] = open.map((shard, index) => {
    const name = shortId(shard.id);
    const cells = Math.max(widthOf(name) + 1, Math.round(shard.share * room) - 1);
    const left = Math.floor((cells - widthOf(name)) / 2);
    const style = heatStyle(fullness(shard));
    return row(
      seg(index === 0 ? '├' : '┼', 'border'),
      seg('─'.repeat(left), style),
      seg(name, 'strong'),
      seg('─'.repeat(Math.max(0, cells - left - widthOf(name))), style),
    );
  });
  return row(' 0', ...parts, seg('┤', 'border'), '2^128');
}

function shardRow(shard: ShardView, width: number): Row {
  const share = fullness(shard);
  const family = [
    shard.parents.length > 0 ? `of ${shard.parents.map(shortId).join(' and ')}` : '',
    shard.children.length > 0 ? `→ ${shard.children.map(shortId).join(', ')}` : '',
  ].join(' ');
  return row(
    ' ',
    seg(shortId(shard.id).padEnd(5), shard.state === 'OPEN' ? 'strong' : 'dim'),
    seg(shard.state.toLowerCase().padEnd(8), shard.state === 'OPEN' ? 'plain' : 'dim'),
    bar(share, LOAD_WIDTH, heatStyle(share)),
    ` ${String(Math.round(shard.writeRecordsPerSecond)).padStart(5)} records/s `,
    width < 70 ? '' : `${String(Math.round(shard.writeBytesPerSecond / 1024)).padStart(5)} KB/s  `,
    `${shard.records} stored `,
    seg(family, 'dim'),
  );
}

function fullness({ writeRecordsPerSecond, writeBytesPerSecond }: ShardView): number {
  return Math.max(writeRecordsPerSecond / RECORDS_MOST, writeBytesPerSecond / BYTES_MOST);
}

function heatStyle(share: number): Style {
  return share >= 0.98 ? 'block' : share >= 0.8 ? 'changed' : 'bar';
}

/** `shardId-000000000003` as `s3`. */
export function shortId(id: string): string {
  const digits = /(\d+)$/.exec(id)?.[1];
  return digits === undefined ? visible(id) : `s${Number(digits)}`;
}
