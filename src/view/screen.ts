import { awsCommandOf } from '../app/keys.ts';
import { focusOf, type State } from '../app/state.ts';
import type { Surface, WhyNode } from '../app/update.ts';
import { fitRow, fitText } from './cells.ts';
import { hintsRow, tabsRow, titleRow } from './chrome.ts';
import type { StaticBody } from './dashboard.ts';
import { frame } from './frame.ts';
import { type Band, leastSize, type Size } from './layout.ts';
import { moveIn } from './navigate.ts';
import { aboutBox, type Caret, lay, menuBox, promptLine } from './overlay.ts';
import { drawPane, inside } from './pane.ts';
import { blank, join, type Row, row, seg } from './segment.ts';
import { type Dashboards, type Stage, setStage, slotsInOrder } from './stage.ts';
import { foldedSteps, stepCard } from './steps.ts';
import { pathOf, treeLines } from './why.ts';

/** A static table's box on the screen: a renderer may draw it by itself over the rows, which have it too. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly size: Size;
  readonly body: StaticBody;
}

/** A whole screen: one row less than the terminal has. */
export interface Screen {
  readonly rows: readonly Row[];
  readonly caret: Caret | undefined;
  readonly statics: readonly Placement[];
}

/** Draws states, and answers the reducer's questions about where things are. */
export interface View {
  readonly surface: Surface;
  draw(state: State): Screen;
}

/** A view over the dashboards that are loaded; more may be put into the map later. */
export function createView(dashboards: Dashboards): View {
  let last: { readonly state: State; readonly loaded: number; readonly stage: Stage } | undefined;
  const stageOf = (state: State): Stage => {
    if (last?.state !== state || last.loaded !== dashboards.size) {
      last = { state, loaded: dashboards.size, stage: setStage(state, dashboards) };
    }
    return last.stage;
  };
  const surface = surfaceOf(stageOf, dashboards);
  let drawn: { readonly stage: Stage; readonly screen: Screen } | undefined;
  const draw = (state: State): Screen => {
    const stage = stageOf(state);
    if (drawn?.stage !== stage) drawn = { stage, screen: drawScreen(state, stage, surface) };
    return drawn.screen;
  };
  return { surface, draw };
}

function surfaceOf(stageOf: (state: State) => Stage, dashboards: Dashboards): Surface {
  return {
    panes: (state) => stageOf(state).order,
    move: (state, motion) => {
      const placed = stageOf(state).placed.get(focusOf(state));
      return placed === undefined ? undefined : moveIn(placed, motion);
    },
    under: (state) => {
      const { under, scene } = stageOf(state);
      const trace =
        under?.why === undefined || scene?.result === undefined ? undefined : pathOf(scene.result.trace, under.why);
      const copy = under?.copy ?? awsCommandOf(state);
      return { trace, copy, open: under?.open };
    },
    keys: (state) => {
      const { scene } = stageOf(state);
      const dashboard = dashboards.get(state.tab);
      if (scene === undefined || dashboard === undefined || state.comparing) return [];
      const own = state.own[state.tab] ?? dashboard.start;
      return (dashboard.keys ?? []).map((key) => ({
        key: key.key,
        title: key.title,
        disabled: key.disabled?.(scene, own),
        run: () => key.run(own, scene),
      }));
    },
    filterable: (state) => stageOf(state).placed.get(focusOf(state))?.pane.body.kind === 'table',
    tabs: (state) => {
      const { session } = state;
      const world = session?.timeline.worlds[session.at];
      if (session === undefined || world === undefined) return [];
      return slotsInOrder(session, world).map((slot) => slot.key);
    },
    node: (state) => nodeUnder(state, stageOf(state)),
  };
}

function nodeUnder(state: State, { scene, under }: Stage): WhyNode | undefined {
  if (scene?.result === undefined || under?.why === undefined) return undefined;
  const line = treeLines(scene.result, state.toggled).find((each) => each.entry === under.why);
  return line === undefined
    ? undefined
    : { path: line.path, open: line.open, children: line.entry.children?.length ?? 0 };
}

function drawScreen(state: State, stage: Stage, surface: Surface): Screen {
  const { size, prompt } = state;
  const height = Math.max(1, size.height - 1);
  if (stage.layout.shape === 'tiny') return { rows: tinyCard(size), caret: undefined, statics: [] };
  const { rows: body, statics } = drawBody(state, stage);
  const { tabs, shape } = stage.layout;
  const head = [titleRow(state, stage.scene), ...(tabs ? [tabsRow(state, stage.scene, shape)] : [])];
  let rows: readonly Row[] = [...head, ...body];
  rows = Array.from({ length: height - 1 }, (_, index) => rows[index] ?? blank);
  if (prompt !== undefined && (prompt.kind === 'keys' || prompt.kind === 'palette')) {
    const { box, caret } = menuBox(state, prompt, surface);
    return { rows: lay([...rows, hintsRow(state, surface)], box), caret, statics: [] };
  }
  if (prompt !== undefined) {
    const { line, box, caret } = promptLine(state, prompt);
    const whole = [...rows, line];
    return {
      rows: box === undefined ? whole : lay(whole, box),
      caret,
      statics: box === undefined ? lower(statics, head.length) : [],
    };
  }
  const whole = [...rows, hintsRow(state, surface)];
  const about = state.about && stage.scene !== undefined ? aboutBox(state) : undefined;
  if (about !== undefined) return { rows: lay(whole, about), caret: undefined, statics: [] };
  return { rows: whole, caret: undefined, statics: lower(statics, head.length) };
}

function lower(statics: readonly Placement[], by: number): readonly Placement[] {
  return statics.map((each) => ({ ...each, y: each.y + by }));
}

interface Drawn {
  readonly rows: readonly Row[];
  readonly statics: readonly Placement[];
}

function drawBody(state: State, stage: Stage): Drawn {
  const { layout } = stage;
  const { session } = state;
  const middle = drawBands(stage.body, stage, hiddenNote(stage));
  const why = drawBands(stage.why, stage);
  const under = (rows: readonly Row[], moved: number): Drawn => ({
    rows: [...rows, ...why.rows],
    statics: middle.statics.map((each) => ({ ...each, x: each.x + moved })),
  });
  if (session === undefined || layout.steps.height === 0) return under(middle.rows, 0);
  if (layout.steps.height === 1) {
    const folded = foldedSteps(state, layout.steps.width, stage.focus === 'steps');
    const rows = [folded, ...middle.rows, ...why.rows];
    return { rows, statics: lower(middle.statics, 1) };
  }
  const left = drawSteps(state, stage);
  if (layout.dashboard.height === 0) return { rows: left, statics: [] };
  const { width } = layout.steps;
  return under(
    Array.from({ length: layout.steps.height }, (_, index) =>
      row(fitRow(left[index] ?? blank, width), middle.rows[index] ?? blank),
    ),
    width,
  );
}

/** The step list, and under it the selected step in full where the list leaves room. */
function drawSteps(state: State, stage: Stage): readonly Row[] {
  const { session } = state;
  const placed = stage.placed.get('steps');
  if (session === undefined || placed === undefined) return [];
  const { size } = placed;
  const listed = session.timeline.steps.length + 3;
  const focused = stage.focus === 'steps';
  const room = size.height - Math.min(listed, Math.ceil(size.height / 2));
  if (room < 6) return drawPane(placed.pane, { ...placed, focused });
  const card = stepCard(state, session, size.width - 4).map((line) => row(' ', line));
  const height = Math.min(room, Math.max(card.length + 2, size.height - listed));
  const list = drawPane(placed.pane, { ...placed, size: { ...size, height: size.height - height }, focused });
  const title = session.at === 0 ? 'Scenario' : `Step ${session.at}`;
  return [...list, ...frame(cutCard(card, height - 2, focused), { title, width: size.width, height })];
}

/** What does not fit is not cut without a word. */
function cutCard(card: readonly Row[], height: number, focused: boolean): readonly Row[] {
  if (card.length <= height) return card;
  const way = focused ? row(seg('z', 'key'), seg(' shows all of it', 'dim')) : row();
  return [...card.slice(0, height - 1), row(seg(' … ', 'dim'), way)];
}

function hiddenNote(stage: Stage): Row {
  const { hidden, order } = stage;
  const reachable = hidden.filter((pane) => order.includes(pane.id));
  if (reachable.length === 0) return blank;
  const names = join(
    reachable.map((pane) => seg(pane.title, 'dim')),
    seg(' · ', 'dim'),
  );
  return row(seg(`+${reachable.length} `, 'dim'), names, seg('  tab', 'key'));
}

function drawBands(bands: readonly Band[], stage: Stage, foot: Row = blank): Drawn {
  const rows: Row[] = [];
  const statics: Placement[] = [];
  for (const [index, band] of bands.entries()) {
    const lowest = index === bands.length - 1 && foot.length > 0;
    let x = 0;
    const drawn = band.panes.map(({ pane, width }) => {
      const placed = stage.placed.get(pane.id);
      const size = { width, height: band.height };
      if (pane.body.kind === 'static')
        statics.push({ x: x + 1, y: rows.length + 1, size: inside(size), body: pane.body });
      x += width;
      const state = placed?.state ?? { top: 0 };
      return drawPane(pane, { size, state, focused: pane.id === stage.focus, foot: lowest ? foot : undefined });
    });
    for (let line = 0; line < band.height; line++) rows.push(row(...drawn.map((pane) => pane[line] ?? blank)));
  }
  return { rows, statics };
}

/** What a window that is too small says. */
function tinyCard({ width, height }: State['size']): readonly Row[] {
  const rows = Math.max(1, height - 1);
  const text = [`needs ${leastSize.width}x${leastSize.height}`, `has ${width}x${height}`];
  const top = Math.max(0, (rows - text.length) >> 1);
  return Array.from({ length: rows }, (_, index) => row(fitText(text[index - top] ?? '', width, 'center')));
}
