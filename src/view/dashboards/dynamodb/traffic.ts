import { metricKey, type Statistic, statistics } from '../../../core/metrics.ts';
import { visible } from '../../../core/text.ts';
import { capacityView, quotasOf, tableMetric } from '../../../services/dynamodb/index.ts';
import { chart, type Series } from '../../chart.ts';
import { sideBySide } from '../../compare.ts';
import type { Pane } from '../../dashboard.ts';
import { type Content, row, seg } from '../../segment.ts';
import { nameOf, type Subject, scalableOf } from './subject.ts';

const SECOND = 1000;
const MINUTE = 60_000;
const secondsMost = 180;
const minutesMost = 60;
const twoFrom = 76;
/** Cells of a chart's axis. */
const axis = 11;

/** What was consumed and throttled, second by second, and as the averages of minutes that hide it. */
export function trafficPane(subject: Subject): Pane {
  const side = sideOf(subject);
  return {
    id: 'traffic',
    title: `${side === 'read' ? 'Reads' : 'Writes'} of ${visible(nameOf(subject))}`,
    height: { least: 6, wanted: 8 },
    body: {
      kind: 'picture',
      draw: ({ width, height }) => {
        const both = width >= twoFrom;
        const cells = both ? Math.floor((width - 3) / 2) : width;
        const seconds = block('per second', subject, side, SECOND, Math.min(secondsMost, cells - axis), cells, height);
        if (!both) return { rows: seconds };
        const minutes = block('minute average', subject, side, MINUTE, minutesMost, cells, height);
        return { rows: sideBySide(seconds, minutes, width) };
      },
    },
  };
}

type Side = 'read' | 'write';

function sideOf({ request }: Subject): Side {
  return request?.entries.some(({ reason }) => reason === 'read-rounded') === true ? 'read' : 'write';
}

function block(
  title: string,
  subject: Subject,
  side: Side,
  period: number,
  most: number,
  width: number,
  height: number,
): readonly Content[] {
  const { scene, table, index } = subject;
  const word = side === 'read' ? 'Read' : 'Write';
  const of = { index: index?.definition.name };
  const consumed = valuesOf(subject, tableMetric(table.definition, `Consumed${word}CapacityUnits`, of), period, most);
  const throttled = valuesOf(subject, tableMetric(table.definition, `${word}ThrottleEvents`, of), period, most);
  const view = capacityView(
    scalableOf(subject).capacity,
    quotasOf(scene.world.definition, table.definition),
    scene.now,
  );
  const { rate } = view[side];
  const peak = Math.max(0, ...consumed, ...throttled);
  const unit = side === 'read' ? 'R/s' : 'W/s';
  const head = row(' ', seg(title, 'strong'), seg(`  ${unit}, highest ${Math.round(peak)}`, 'dim'));
  if (peak === 0)
    return [head, '', seg(` nothing in the last ${period === SECOND ? `${most} s` : `${most} min`}`, 'dim')];
  // A limit far above what is used would press the lines flat.
  const limit = Array.from({ length: consumed.length }, () => rate);
  const series: Series[] = [
    ...(rate <= 2 * peak ? [{ name: 'limit', style: 'dim', values: limit } as const] : []),
    { name: 'throttled', style: 'series2', values: throttled },
    { name: 'consumed', style: 'series1', values: consumed },
  ];
  return [head, ...chart(series, { width, height: Math.max(3, height - 1) })];
}

/** Units a second in each period up to the clock; empty periods are zero. */
function valuesOf(
  { scene }: Subject,
  id: ReturnType<typeof tableMetric>,
  period: number,
  most: number,
): readonly number[] {
  const start = Math.floor(scene.world.definition.start / period) * period;
  const end = Math.max(start + period, Math.ceil(scene.now / period) * period);
  const from = Math.max(start, end - most * period);
  const values = Array.from({ length: Math.round((end - from) / period) }, () => 0);
  const found: readonly Statistic[] = statistics(scene.world.metrics.get(metricKey(id)), from, end, period);
  for (const { at, sum } of found) values[Math.round((at - from) / period)] = (sum * SECOND) / period;
  return values;
}
