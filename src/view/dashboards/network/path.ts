import { decidingEntry } from '../../../core/explain.ts';
import { visible } from '../../../core/text.ts';
import { wrapRow } from '../../cells.ts';
import type { Pane, Scene } from '../../dashboard.ts';
import { outcomeMark } from '../../glyphs.ts';
import { type Content, type Row, row, seg } from '../../segment.ts';
import { type HopView, hopsOf } from './hops.ts';
import { drawLanes, homeHop, lanesHeight } from './lanes.ts';

/** The hops of the selected step's packet, and the one the cursor is on. */
export interface Journey {
  readonly hops: readonly HopView[];
  readonly home: HopView | undefined;
  readonly under: HopView | undefined;
}

/** What the selected step's packet met, with the cursor where it was moved or where the packet was decided. */
export function journeyOf(scene: Scene, cursor: string | undefined): Journey {
  const { result, progress } = scene;
  const hops = hopsOf(result);
  const decided = result === undefined ? undefined : decidingEntry(result.trace, result.reason, result.at);
  const home = homeHop(hops, decided, progress);
  const chosen = progress === undefined ? hops.find((hop) => hop.key === cursor) : undefined;
  return { hops, home, under: chosen ?? home };
}

/** Request and reply as two lanes with a verdict under every thing they meet. */
export function pathPane(scene: Scene, { hops, home }: Journey): Pane {
  return {
    id: 'path',
    title: 'Path',
    corner: outcomeCorner(scene),
    height: {
      least: hops.length === 0 ? 1 : 4,
      wanted: (width) => (hops.length === 0 ? 2 : Math.min(14, lanesHeight(hops, width))),
    },
    body: {
      kind: 'picture',
      draw: (space) => {
        if (hops.length === 0) return { rows: nothingSent(scene, space.width) };
        return drawLanes(hops, space, home, scene.progress);
      },
    },
  };
}

/** How it ended, and what the client saw of it. */
function outcomeCorner({ result, progress }: Scene): Content | undefined {
  if (result === undefined || result.verb !== 'send' || progress !== undefined) return undefined;
  const mark = outcomeMark(result.outcome, result.reason);
  const back = result.facts['direction'] === 'return' ? ' on the way back' : '';
  const sees = result.facts['clientSees'];
  return row(
    seg(`${mark.glyph} ${mark.word}${back}`, mark.style),
    typeof sees === 'string' ? seg(`  client sees: ${visible(sees)}`, 'dim') : '',
  );
}

function nothingSent({ result, results }: Scene, width: number): readonly Row[] {
  const sent = results.some((each) => each.verb === 'send');
  const text = sent
    ? 'This step sent no packet; the connections and the map are as it left them.'
    : 'No packet yet. :send A -> B tcp/443 sends one.';
  const why =
    result === undefined || result.verb !== 'send' ? text : 'The packet went nowhere: the reason stands under Why.';
  return wrapRow(row(' ', seg(why, 'dim')), width);
}
