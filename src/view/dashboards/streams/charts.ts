import { type MetricId, metricKey, type Statistic, statistics } from '../../../core/metrics.ts';
import { visible } from '../../../core/text.ts';
import { LOOK_MS, onlooksOf } from '../../../services/kcl/index.ts';
import { streamMetrics } from '../../../services/kinesis/index.ts';
import { chart, type Series } from '../../chart.ts';
import { sideBySide } from '../../compare.ts';
import type { Pane, Scene } from '../../dashboard.ts';
import { type Content, row, seg } from '../../segment.ts';
import { count, seconds } from './numbers.ts';
import type { Reading, Subject } from './subject.ts';

const twoFrom = 76;
/** Cells of a chart's axis. */
const axis = 11;
const SECOND = 1000;

/** How far the application is behind, and how much it repeats, over time. */
export function lagPane(reading: Reading): Pane {
  return {
    id: 'lag',
    title: 'Lag and duplicates',
    height: { least: 6, wanted: 8 },
    body: {
      kind: 'picture',
      draw: ({ width, height }) => {
        const both = width >= twoFrom;
        const cells = both ? Math.floor((width - 3) / 2) : width;
        const lag = lagBlock(reading, cells, both ? height : Math.max(4, height >> 1));
        const twice = duplicatesBlock(reading, cells, both ? height : Math.max(4, height >> 1));
        return { rows: both ? sideBySide(lag, twice, width) : [...lag, ...twice] };
      },
    },
  };
}

function lagBlock({ scene, app, account }: Reading, width: number, height: number): readonly Content[] {
  const values = gauges(scene, onlooksOf(app.address).lag, width - axis, 0).map((value) => value / SECOND);
  const head = row(' ', seg('furthest behind', 'strong'), seg(`  seconds, now ${seconds(account.lagMs)}`, 'dim'));
  return block(head, [{ name: 'lag', style: 'series1', values }], width, height);
}

function duplicatesBlock({ scene, app, account }: Reading, width: number, height: number): readonly Content[] {
  const sums = gauges(scene, onlooksOf(app.address).duplicates, width - axis + 1, undefined);
  const values = sums.slice(1).map((sum, at) => Math.max(0, sum - (sums[at] ?? sum)));
  const each = seconds(LOOK_MS);
  const head = row(
    ' ',
    seg('delivered again', 'strong'),
    seg(`  in each ${each}, ${count(account.duplicates.total)} in all`, 'dim'),
  );
  return block(head, [{ name: 'again', style: 'series2', values }], width, height);
}

function block(head: Content, series: readonly Series[], width: number, height: number): readonly Content[] {
  const peak = Math.max(0, ...series.flatMap(({ values }) => values));
  if (peak === 0) return [head, '', seg(' nothing so far', 'dim')];
  return [head, ...chart(series, { width, height: Math.max(3, height - 1) })];
}

/** The values an onlooker wrote down, the newest last; where it did not look the one before holds. */
function gauges(scene: Scene, id: MetricId, most: number, none: number | undefined): readonly number[] {
  const from = Math.max(scene.world.definition.start, scene.now - Math.max(1, most) * LOOK_MS);
  const first = Math.floor(from / LOOK_MS) * LOOK_MS;
  const found = new Map(
    statistics(scene.world.metrics.get(metricKey(id)), first, scene.now + 1, LOOK_MS).map((one) => [one.at, one.max]),
  );
  const values: number[] = [];
  let last = none ?? 0;
  for (let at = first; at <= scene.now; at += LOOK_MS) {
    last = found.get(at) ?? last;
    values.push(last);
  }
  return values;
}

/** What came into a stream and what was refused, second by second. */
export function trafficPane({ scene, stream }: Subject): Pane | undefined {
  if (stream === undefined) return undefined;
  const metrics = streamMetrics(stream.name);
  return {
    id: 'traffic',
    title: `Records into ${visible(stream.name)}`,
    height: { least: 6, wanted: 8 },
    body: {
      kind: 'picture',
      draw: ({ width, height }) => {
        const came = perSecond(scene, metrics.incomingRecords, width - axis);
        const refused = perSecond(scene, metrics.writesThrottled, width - axis);
        const head = row(' ', seg('records/s', 'strong'), seg(`  highest ${count(Math.max(0, ...came))}`, 'dim'));
        const series: Series[] = [
          { name: 'throttled', style: 'series2', values: refused },
          { name: 'stored', style: 'series1', values: came },
        ];
        return { rows: block(head, series, width, height) };
      },
    },
  };
}

function perSecond(scene: Scene, id: MetricId, most: number): readonly number[] {
  const start = Math.floor(scene.world.definition.start / SECOND) * SECOND;
  const end = Math.max(start + SECOND, Math.ceil(scene.now / SECOND) * SECOND);
  const from = Math.max(start, end - Math.max(1, Math.min(180, most)) * SECOND);
  const values = Array.from({ length: Math.round((end - from) / SECOND) }, () => 0);
  const found: readonly Statistic[] = statistics(scene.world.metrics.get(metricKey(id)), from, end, SECOND);
  for (const { at, sum } of found) values[Math.round((at - from) / SECOND)] = sum;
  return values;
}
