import { fitText, shorten, widthOf } from '../../cells.ts';
import type { Picture, Space, Spot } from '../../dashboard.ts';
import { verdictMarks } from '../../glyphs.ts';
import { blank, type Content, type Row, row, type Style, seg } from '../../segment.ts';
import type { HopView } from './hops.ts';

/** One of the two ways. */
type Lane = 'request' | 'reply';

/** A thing on the way, and what it decided about the request and about the reply. */
interface Column {
  readonly request: HopView | undefined;
  readonly reply: HopView | undefined;
  readonly label: string;
  readonly width: number;
}

/** Columns that fit into one width. */
interface Block {
  readonly columns: readonly Column[];
  readonly first: boolean;
  readonly last: boolean;
  /** Columns the reply came to. */
  readonly reached: ReadonlySet<Column>;
}

const lead = 10;
const arrow = 5;
const remarkMost = 14;

/**
 * The things on the way from left to right. The reply comes back from right to left; what it passes again stands below
 * where the request passed it (the longest common subsequence), what it passes alone gets a column of its own.
 */
export function alignLanes(hops: readonly HopView[]): readonly Column[] {
  const there = hops.filter((hop) => hop.leg === 'request');
  const back = hops.filter((hop) => hop.leg === 'reply').reverse();
  const common = commonLengths(there, back);
  const columns: Column[] = [];
  let i = 0;
  let j = 0;
  while (i < there.length || j < back.length) {
    const request = there[i];
    const reply = back[j];
    if (request !== undefined && reply !== undefined && request.label === reply.label) {
      columns.push(columnOf(request, reply));
      i++;
      j++;
    } else if (
      reply === undefined ||
      (request !== undefined && (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0))
    ) {
      columns.push(columnOf(request, undefined));
      i++;
    } else {
      columns.push(columnOf(undefined, reply));
      j++;
    }
  }
  return columns;
}

function columnOf(request: HopView | undefined, reply: HopView | undefined): Column {
  const label = request?.label ?? reply?.label ?? '';
  // What was decided may reach below the arrow.
  const remark = Math.max(remarkWidth(request), remarkWidth(reply)) - arrow + 1;
  return { request, reply, label, width: Math.min(24, Math.max(widthOf(label), remark)) };
}

function remarkWidth(hop: HopView | undefined): number {
  return hop === undefined ? 0 : Math.min(remarkMost, widthOf(hop.remark)) + 2;
}

function commonLengths(one: readonly HopView[], other: readonly HopView[]): readonly (readonly number[])[] {
  const table = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  for (let i = one.length - 1; i >= 0; i--) {
    const line = table[i];
    for (let j = other.length - 1; line !== undefined && j >= 0; j--) {
      const same = one[i]?.label === other[j]?.label;
      line[j] = same ? (table[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(table[i + 1]?.[j] ?? 0, line[j + 1] ?? 0);
    }
  }
  return table;
}

/** Which hops have been made when the packet is under way, and which one it is at. */
interface Progress {
  readonly made: ReadonlySet<HopView>;
  readonly at: HopView | undefined;
  /** The hop after each, in the same direction. */
  readonly next: ReadonlyMap<HopView, HopView>;
}

function progressOf(hops: readonly HopView[], progress: number | undefined): Progress {
  const next = new Map<HopView, HopView>();
  for (const [index, hop] of hops.entries()) {
    const after = hops[index + 1];
    if (after?.leg === hop.leg) next.set(hop, after);
  }
  if (progress === undefined) return { made: new Set(hops), at: undefined, next };
  const count = Math.min(hops.length, Math.floor(progress * (hops.length + 1)));
  return { made: new Set(hops.slice(0, count)), at: hops[count], next };
}

/** The key of the hop the cursor begins at: the one that decided, or the one the packet is at. */
export function homeHop(
  hops: readonly HopView[],
  decided: object | undefined,
  progress: number | undefined,
): HopView | undefined {
  if (progress !== undefined)
    return hops[Math.max(0, Math.min(hops.length - 1, Math.floor(progress * (hops.length + 1)) - 1))];
  return (
    hops.find((hop) => hop.entry === decided) ??
    hops.find((hop) => hop.entry.verdict === 'block' || hop.entry.verdict === 'none' || hop.entry.verdict === 'deny') ??
    hops.findLast((hop) => hop.leg === 'request')
  );
}

/** Rows that the lanes take in a width. */
export function lanesHeight(hops: readonly HopView[], width: number): number {
  return drawLanes(hops, { width, height: 0 }, undefined, undefined).rows.length;
}

/** Request and reply as two chains, folded where the width ends. */
export function drawLanes(
  hops: readonly HopView[],
  space: Space,
  home: HopView | undefined,
  progress: number | undefined,
): Picture {
  const columns = alignLanes(hops);
  const state = progressOf(hops, progress);
  const rows: Row[] = [];
  const spots: Spot[] = [];
  for (const hop of hops) {
    if (hop.leg !== 'name') continue;
    const label = shorten(hop.label, Math.max(8, space.width - lead - 20), 'middle');
    spots.push(spotAt({ x: lead, label, hop }, hop, rows.length));
    rows.push(nameRow(hop, label));
  }
  if (columns.length === 0) return { rows, spots, home: home?.key };
  const blocks = fold(columns, space.width - lead);
  const turned = columns.findIndex((column) => column.reply !== undefined);
  const reached = new Set(turned < 0 ? [] : columns.slice(turned));
  for (const [index, block] of blocks.entries()) {
    if (index > 0) rows.push(blank);
    const one = { columns: block, first: index === 0, last: index === blocks.length - 1, reached };
    rows.push(...laneRows('request', one, state, rows.length, spots));
    if (turned >= 0) rows.push(...laneRows('reply', one, state, rows.length, spots));
  }
  // Left to right, then back: the order in which the cursor goes through them.
  spots.sort((a, b) => hops.findIndex((hop) => hop.key === a.key) - hops.findIndex((hop) => hop.key === b.key));
  return { rows, spots, home: home?.key };
}

function fold(columns: readonly Column[], width: number): readonly (readonly Column[])[] {
  const blocks: Column[][] = [[]];
  let used = 0;
  for (const column of columns) {
    const takes = column.width + arrow;
    if (used + takes > width && used > 0) {
      blocks.push([]);
      used = 0;
    }
    blocks.at(-1)?.push(column);
    used += takes;
  }
  return blocks;
}

/** A name in a lane: a hop's, or that of a thing which is only passed by or not reached. */
interface Stop {
  readonly x: number;
  readonly label: string;
  readonly hop: HopView | undefined;
}

/** What the name resolved to, before anything left. */
function nameRow(hop: HopView, label: string): Row {
  const mark = verdictMarks[hop.entry.verdict];
  const lane = seg(` ${fitText('name', lead - 1)}`, 'dim');
  return row(lane, label, seg(' is ', 'dim'), seg(`${mark.glyph} ${hop.remark}`, mark.style));
}

/** The chain of one direction in one block: names with arrows between them, and below each what it decided. */
function laneRows(leg: Lane, block: Block, state: Progress, y: number, spots: Spot[]): readonly Row[] {
  const { columns, first, last, reached } = block;
  const stops: Stop[] = [];
  let x = lead;
  for (const [index, column] of columns.entries()) {
    const hop = column[leg];
    // Where the reply begins, and where it never came, the thing is named all the same.
    const named = leg === 'reply' && (!reached.has(column) || (last && index === columns.length - 1));
    if (hop !== undefined || named) stops.push({ x, label: column.label, hop });
    x += column.width + arrow;
  }
  const names: Content[] = [seg(` ${fitText(first ? leg : '', lead - 1)}`, 'dim')];
  const ends: Stop = { x: last ? (stops.at(-1)?.x ?? lead) : x, label: '', hop: undefined };
  const [start = ends] = stops;
  const verdicts: Content[] = [' '.repeat(start.x)];
  if (start.x > lead) names.push(...line(leg, start.x - lead - 2, undefined, start.hop, state), '  ');
  for (const [index, stop] of stops.entries()) {
    const next = stops[index + 1];
    const known = stop.hop !== undefined && state.made.has(stop.hop);
    names.push(seg(stop.label, nameStyle(stop.hop, known)));
    if (stop.hop !== undefined) spots.push(spotAt(stop, stop.hop, y));
    const used = stop.x + widthOf(stop.label);
    const free = (next?.x ?? ends.x) - used;
    // The cell left of a name is the cursor's.
    if (free > 3) names.push(' ', ...line(leg, free - 3, stop.hop, next?.hop, state), '  ');
    verdicts.push(verdictCell(known ? stop.hop : undefined, (next?.x ?? x) - stop.x));
  }
  return [row(...names), row(...verdicts)];
}

function nameStyle(hop: HopView | undefined, known: boolean): Style {
  if (hop === undefined || !known) return 'dim';
  return stopped(hop) ? verdictMarks[hop.entry.verdict].style : 'plain';
}

function spotAt({ x, label }: Stop, { key, entry }: HopView, y: number): Spot {
  const item = { why: entry, place: entry.place, copy: entry.at };
  return { key, row: y, column: x, width: widthOf(label), item };
}

/** Hops that only say where a packet begins. */
const beginnings: ReadonlySet<string> = new Set(['source-sends', 'internet-sends']);

function stopped(hop: HopView): boolean {
  return ['block', 'deny', 'none', 'unknown'].includes(hop.entry.verdict);
}

function verdictCell(hop: HopView | undefined, width: number): Content {
  if (hop === undefined) return ' '.repeat(width);
  if (beginnings.has(hop.entry.reason)) return ' '.repeat(width);
  const mark = verdictMarks[hop.entry.verdict];
  const remark = hop.remark === '' && hop.entry.verdict !== 'pass' ? mark.word : hop.remark;
  return seg(fitText(`${mark.glyph} ${fitText(remark, Math.min(widthOf(remark), width - 3))}`, width), mark.style);
}

/**
 * The line between two stops, `length` cells with its arrowhead. Solid where the packet went, dotted where it did not
 * come; the packet itself is on the line to the hop it is at.
 */
function line(
  leg: Lane,
  length: number,
  left: HopView | undefined,
  right: HopView | undefined,
  { made, at, next }: Progress,
): readonly Content[] {
  const [from, to] = leg === 'request' ? [left, right] : [right, left];
  // At the edge of a block the packet goes on to a stop of the block beside it.
  const towards = to ?? (from === undefined ? undefined : next.get(from));
  const went = towards !== undefined && made.has(towards);
  const style = went ? 'plain' : 'dim';
  const dashes = (went ? '─' : '╌').repeat(Math.max(0, length - 1));
  const half = dashes.length >> 1;
  const body =
    at !== undefined && towards === at
      ? [seg(dashes.slice(0, half), style), seg('●', 'accent'), seg(dashes.slice(half + 1), style)]
      : [seg(dashes, style)];
  return leg === 'request' ? [...body, seg('▶', style)] : [seg('◀', style), ...body];
}
