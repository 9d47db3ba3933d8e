import type { Pane } from './dashboard.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * How much of the screen there is room for.
 * - `wide`: steps beside the dashboard; `narrow`: steps folded to one line above it
 * - `focused`: only the pane that has the focus; `tiny`: a card that says how large the window must be
 */
export type Shape = 'wide' | 'narrow' | 'focused' | 'tiny';

export const leastSize: Size = { width: 40, height: 10 };

/** The shape of a screen of these terminal cells. */
export function shapeOf({ width, height }: Size): Shape {
  if (width < leastSize.width || height < leastSize.height) return 'tiny';
  if (width < 60 || height < 16) return 'focused';
  return width < 100 ? 'narrow' : 'wide';
}

/** What the shell's own parts want. */
export interface LayoutWish {
  readonly focus: 'steps' | 'dashboard' | 'why';
  /** The focused part alone, as large as possible. */
  readonly zoom: boolean;
  /** Nothing but one list: no line of dashboards, no steps. */
  readonly gallery?: boolean;
  /** The why-line is opened into its tree. */
  readonly whyOpen: boolean;
}

/** Rectangles of the shell's parts; a part that is not shown has no height, folded steps have one row and no border. */
export interface ShellLayout {
  readonly shape: Shape;
  readonly tabs: boolean;
  readonly steps: Size;
  readonly dashboard: Size;
  readonly why: Size;
}

const none: Size = { width: 0, height: 0 };

/**
 * Shares a screen among the shell's parts. `size` is the terminal's; one row less is drawn, because a frame as tall as
 * the terminal makes Ink clear the whole screen each time.
 */
export function shellLayout(size: Size, wish: LayoutWish): ShellLayout {
  const shape = shapeOf(size);
  const { width } = size;
  const tabs = !wish.gallery && (shape === 'wide' || shape === 'narrow');
  // Title and hints are always there.
  const height = size.height - 1 - 2 - (tabs ? 1 : 0);
  const empty = { shape, tabs, steps: none, dashboard: none, why: none };
  if (shape === 'tiny') return empty;
  if (wish.zoom || wish.gallery || shape === 'focused') return { ...empty, [wish.focus]: { width, height } };
  const why = { width, height: whyHeight(height, shape, wish.whyOpen) };
  const body = height - why.height;
  if (shape === 'narrow') {
    return { ...empty, steps: { width, height: 1 }, dashboard: { width, height: body - 1 }, why };
  }
  const left = Math.min(48, Math.max(28, Math.floor(width * 0.29)));
  return {
    ...empty,
    steps: { width: left, height: body },
    dashboard: { width: width - left, height: body },
    why,
  };
}

function whyHeight(height: number, shape: Shape, open: boolean): number {
  if (open) return Math.max(8, Math.floor(height * (shape === 'wide' ? 0.55 : 0.7)));
  return height >= 19 ? 5 : height >= 16 ? 4 : 3;
}

/** Panes that share a line of the dashboard, with their widths. */
export interface Band {
  readonly height: number;
  readonly panes: readonly { readonly pane: Pane; readonly width: number }[];
}

export interface Stack {
  readonly bands: readonly Band[];
  /** Panes there was no room for. */
  readonly hidden: readonly Pane[];
}

/** The share of the height the first pane, and each other one, takes as long as it can fill it before another is shown. */
const firstShare = 0.65;
const otherShare = 0.42;

/** Narrower than this, panes never stand beside each other. */
const besideFrom = 76;

/**
 * Stacks panes from the most to the least important, as long as each keeps the rows it needs. The focused pane is
 * always among those shown.
 */
export function stackPanes(panes: readonly Pane[], size: Size, focused: string | undefined): Stack {
  const groups = grouped(panes, size.width);
  const least = (group: readonly Pane[]) => Math.max(...group.map((pane) => pane.height.least)) + 2;
  const has = (group: readonly Pane[]) => group.some((pane) => pane.id === focused);
  const shown = new Set<readonly Pane[]>();
  let left = size.height;
  const wanted = [...groups.filter(has), ...groups.filter((group) => !has(group))];
  for (const group of wanted) {
    if (shown.size > 0 && least(group) > left) continue;
    shown.add(group);
    // What matters more is shown well before what matters less is shown at all.
    // The picture is kept whole for reading; when the focus is elsewhere it only keeps one's bearings.
    const share = shown.size > 1 ? otherShare : group === groups[0] ? firstShare : 0;
    left -= Math.max(least(group), Math.min(most(group, size.width), Math.floor(size.height * share)));
  }
  // Rather than leave rows empty, those shown already give way to one more.
  for (const group of wanted) {
    const needed = [...shown, group].reduce((sum, each) => sum + least(each), 0);
    const filled = [...shown].reduce((sum, each) => sum + most(each, size.width), 0);
    if (!shown.has(group) && needed <= size.height && filled < size.height) shown.add(group);
  }
  const visible = groups.filter((group) => shown.has(group));
  const heights = shareHeight(visible, size, least);
  return {
    bands: visible.map((group, index) => ({ height: heights[index] ?? 0, panes: shareWidth(group, size.width) })),
    hidden: groups.filter((group) => !shown.has(group)).flat(),
  };
}

function grouped(panes: readonly Pane[], width: number): readonly (readonly Pane[])[] {
  const groups: Pane[][] = [];
  for (const pane of panes) {
    const last = groups.at(-1);
    if (pane.beside !== undefined && last !== undefined && width >= besideFrom) last.push(pane);
    else groups.push([pane]);
  }
  return groups;
}

function shareHeight(
  groups: readonly (readonly Pane[])[],
  { width, height }: Size,
  least: (group: readonly Pane[]) => number,
): readonly number[] {
  const heights = groups.map(least);
  let left = height - heights.reduce((sum, each) => sum + each, 0);
  for (const [index, group] of groups.entries()) {
    const more = Math.max(0, Math.min(left, most(group, width) - (heights[index] ?? 0)));
    heights[index] = (heights[index] ?? 0) + more;
    left -= more;
  }
  const last = heights.length - 1;
  if (last >= 0) heights[last] = (heights[last] ?? 0) + left;
  return heights;
}

/** Rows a group can fill, borders included. */
function most(group: readonly Pane[], width: number): number {
  return Math.max(...group.map((pane) => wantedOf(pane, width))) + 2;
}

/** Rows of content a pane can fill in a dashboard of this width. */
function wantedOf({ height, beside }: Pane, width: number): number {
  if (typeof height.wanted === 'number') return height.wanted;
  const own = beside === undefined || width < besideFrom ? width : Math.floor(width * beside);
  return height.wanted(own - 2);
}

function shareWidth(group: readonly Pane[], width: number): readonly { readonly pane: Pane; readonly width: number }[] {
  let left = width;
  const widths = group.map((pane, index) => {
    if (index === 0) return 0;
    const own = Math.floor(width * (pane.beside ?? 0));
    left -= own;
    return own;
  });
  return group.map((pane, index) => ({ pane, width: index === 0 ? left : (widths[index] ?? 0) }));
}
