import { focusOf, freshPane, type PaneState, paneKey, type Session, type State } from '../app/state.ts';
import { worldAfter } from '../core/timeline.ts';
import type { World } from '../core/world.ts';
import { comparisonPanes } from './comparison.ts';
import type { Dashboard, Item, Pane, Scene } from './dashboard.ts';
import { type DashboardSlot, dashboardSlots } from './dashboards/index.ts';
import { galleryPanes, openingPane } from './gallery.ts';
import { type Band, type ShellLayout, type Size, shellLayout, stackPanes } from './layout.ts';
import { itemOf } from './pane.ts';
import { problemsPane } from './problems.ts';
import { seg } from './segment.ts';
import { stepsPane } from './steps.ts';
import { entryPane, summaryPane, treePane } from './why.ts';

/** Dashboards whose code has come, by digit. */
export type Dashboards = ReadonlyMap<string, Dashboard>;

/** A pane with its place on the screen and what is remembered of it. */
export interface Placed {
  readonly pane: Pane;
  readonly size: Size;
  readonly state: PaneState;
}

/** Everything a state comes to before it is drawn: who stands where, and what each pane shows. */
export interface Stage {
  readonly layout: ShellLayout;
  readonly focus: string;
  readonly scene: Scene | undefined;
  /** Panes the focus can visit inside the dashboard's area. */
  readonly order: readonly string[];
  readonly placed: ReadonlyMap<string, Placed>;
  readonly body: readonly Band[];
  readonly hidden: readonly Pane[];
  readonly why: readonly Band[];
  /** The thing under the focused pane's cursor. */
  readonly under: Item | undefined;
}

/** The scene of the selected moment. */
export function sceneOf(session: Session, play: State['play']): Scene {
  const { timeline, at } = session;
  const before = worldAfter(timeline, Math.max(0, at - 1));
  const after = worldAfter(timeline, at);
  const progress = play?.progress;
  const now = progress === undefined ? after.now : before.now + Math.floor((after.now - before.now) * progress);
  return {
    world: play?.world ?? after,
    before,
    results: timeline.results.slice(0, at),
    result: timeline.results[at - 1],
    now,
    progress,
  };
}

/** The digits of the dashboards whose systems a world has. */
export function slotsOf(world: World): readonly DashboardSlot[] {
  return dashboardSlots.filter((slot) => slot.services.some((service) => world.services.has(service)));
}

/** The same, the one the scenario is about first: a folder is named for the dashboard its scenarios are seen on. */
export function slotsInOrder({ scenario }: Session, world: World): readonly DashboardSlot[] {
  const folder = scenario.file.split('/').at(-2);
  const about = ({ title }: DashboardSlot) => title.toLowerCase() === folder;
  const slots = slotsOf(world);
  return [...slots.filter(about), ...slots.filter((slot) => !about(slot))];
}

/** Puts every pane of a state in its place. */
export function setStage(state: State, dashboards: Dashboards): Stage {
  const { session } = state;
  const focus = focusOf(state);
  const part = focus === 'steps' || focus === 'why' ? focus : 'dashboard';
  const gallery = focus === 'gallery' || session === undefined;
  const layout = shellLayout(state.size, {
    focus: part,
    zoom: state.zoom,
    whyOpen: state.whyOpen,
    gallery,
  });
  const scene = session === undefined || gallery ? undefined : sceneOf(session, state.play);
  const panes = gallery ? outside(state, layout.dashboard) : middle(state, session, scene, dashboards);
  const alone = (state.zoom || layout.shape === 'focused') && !gallery && part === 'dashboard';
  const shown = alone ? panes.filter((pane) => pane.id === focus) : panes;
  const stack =
    layout.dashboard.height === 0
      ? { bands: [], hidden: [] }
      : stackPanes(shown.length > 0 ? shown : panes.slice(0, 1), layout.dashboard, focus);
  const placed = new Map<string, Placed>();
  const put = (bands: readonly Band[]) => {
    for (const band of bands) {
      for (const { pane, width } of band.panes) {
        const remembered =
          pane.id === 'steps' ? stepsState(state) : (state.panes[paneKey(state, pane.id)] ?? freshPane);
        placed.set(pane.id, { pane, size: { width, height: band.height }, state: remembered });
      }
    }
  };
  put(stack.bands);
  if (session !== undefined && layout.steps.height > 0) {
    put([
      {
        height: layout.steps.height,
        panes: [{ pane: stepsPane(session, state.play !== undefined), width: layout.steps.width }],
      },
    ]);
  }
  // While a step is played, the picture of the dashboard tells what is going on.
  const [first = focus] = panes.map((pane) => pane.id);
  const under = underCursor(focus, placed) ?? (state.play === undefined ? undefined : underCursor(first, placed));
  const why = scene === undefined || session === undefined ? [] : whyBands(state, session, scene, layout.why, under);
  put(why);
  return {
    layout,
    focus,
    scene,
    order: panes.filter(visited).map((pane) => pane.id),
    placed,
    body: stack.bands,
    hidden: stack.hidden,
    why,
    under: focus === 'why' ? underCursor(focus, placed) : under,
  };
}

function underCursor(focus: string, placed: ReadonlyMap<string, Placed>): Item | undefined {
  const at = placed.get(focus);
  return at === undefined ? undefined : itemOf(at.pane, at.state, at.size);
}

/** The cursor of the step list is the selected step. */
function stepsState(state: State): PaneState {
  const at = state.session?.at ?? 0;
  return { ...(state.panes['steps'] ?? freshPane), cursor: { key: String(at), index: at } };
}

/** Static tables are looked at, not walked in. */
function visited(pane: Pane): boolean {
  return !['compare-reasons', 'gallery-about'].includes(pane.id) && pane.body.kind !== 'static';
}

/** What is shown without a scenario. */
function outside(state: State, size: Size): readonly Pane[] {
  if (state.opening !== undefined) return [openingPane(state.opening)];
  return galleryPanes(state.gallery, state.panes['gallery'] ?? freshPane, size);
}

function middle(state: State, session: Session, scene: Scene | undefined, dashboards: Dashboards): readonly Pane[] {
  const cursor = (pane: string) => state.panes[paneKey(state, pane)]?.cursor?.key;
  if (state.comparing && session.whatIf !== undefined)
    return comparisonPanes(session, session.whatIf, cursor('compare'));
  const slot = dashboardSlots.find((each) => each.key === state.tab);
  const dashboard = dashboards.get(state.tab);
  if (scene === undefined || slot === undefined) return [];
  if (!slotsOf(scene.world).includes(slot)) return [placeholder(slot.title, `no ${slot.title} in this scenario`)];
  if (dashboard === undefined)
    return [placeholder(slot.title, slot.load === undefined ? 'its steps are explained under Why' : '')];
  return dashboard.panes(scene, state.own[state.tab] ?? dashboard.start, cursor);
}

function placeholder(title: string, text: string): Pane {
  return {
    id: 'placeholder',
    title,
    height: { least: 1, wanted: 1 },
    body: { kind: 'picture', draw: () => ({ rows: [[seg(` ${text}`, 'dim')]] }) },
  };
}

function whyBands(state: State, session: Session, scene: Scene, size: Size, under: Item | undefined): readonly Band[] {
  if (size.height === 0) return [];
  if (state.problems.length > 0 && !state.whyOpen) return stackPanes([problemsPane(state.problems)], size, 'why').bands;
  if (!state.whyOpen) return stackPanes([summaryPane(scene, under)], size, 'why').bands;
  const tree = treePane(scene.result, scene.world, state.toggled, session.timeline);
  const [band] = stackPanes([tree, entryPane(undefined, scene.world)], size, 'why').bands;
  const width = band?.panes[0]?.width ?? size.width;
  const item = itemOf(tree, state.panes['why'] ?? freshPane, { width, height: band?.height ?? size.height });
  return stackPanes([tree, entryPane(item?.why, scene.world)], size, 'why').bands;
}
