import { parse, stringify } from 'yaml';
import type { Json, Result } from '../core/result.ts';
import { visible } from '../core/text.ts';
import { formatDuration } from '../core/time.ts';
import type { Edit } from '../scenario/edits.ts';
import { wrap, wrapRow } from '../view/cells.ts';
import { editRows } from '../view/edits.ts';
import { type Row, row, seg } from '../view/segment.ts';
import { bodyRows, inlineRows, valueRows } from './value.ts';

type Fields = { readonly [key: string]: Json | undefined };
type Teller = (value: Json, width: number, indent: string, result: Result) => readonly Row[];

const nothing: Teller = () => [];

/** A fact that is told together with another, where that one is there. */
function toldWith(other: string, name: string): Teller {
  return (value, width, indent, { facts }) => (facts[other] === undefined ? valueRows(name, value, width, indent) : []);
}

/**
 * Facts told in words of their own; all others are told by name. What the step's title or its trace says already is
 * left out: those facts are for programs.
 */
const TELLERS: Readonly<Record<string, Teller>> = {
  path: nothing,
  returnPath: nothing,
  direction: nothing,
  crossesAvailabilityZones: (value, width, indent) =>
    value === true ? inlineRows('crosses', 'Availability Zones', width, indent) : [],
  pathMtu: nothing,
  translations: (value, width, indent) => listRows('translated', items(value).map(translation), width, indent),
  clientSees: (value, width, indent) => inlineRows('the client sees', sentence(value), width, indent),
  // Codes of another tool: the trace says the same in words.
  explanations: nothing,
  alsoBlocking: (value, width, indent, result) => {
    const others = items(value).map(sentence);
    if (others.length > 0) return listRows('also blocking', others, width, indent);
    return result.outcome === 'allowed' || result.outcome === 'delivered'
      ? []
      : inlineRows('also blocking', 'nothing', width, indent);
  },
  smallestChange: (value, width, indent) => changeRows(sentence(value), width, indent),
  caller: nothing,
  decision: nothing,
  crossAccount: nothing,
  gates: nothing,
  checked: nothing,
  httpStatus: nothing,
  message: (value, width, indent, { facts, awsCode }) =>
    inlineRows(
      'the caller sees',
      [facts['httpStatus'], awsCode, sentence(value)].filter(Boolean).join(' '),
      width,
      indent,
    ),
  // Nobody reads a session token; the trace has told the session, and later steps name it.
  response: (value, width, indent) => valueRows('response', without(value, SESSION_MEMBERS), width, indent),
  session: nothing,
  chained: nothing,
  value: (value, width, indent) => bodyRows(value, width, indent),
  durationSeconds: nothing,
  expiration: nothing,
  changes: (value, width, indent) => listRows('to allow it', items(value).map(change), width, indent),
  sent: (value, width, indent, { facts }) => {
    const parts = ['succeeded', 'throttled', 'failed'].filter((name) => facts[name] !== undefined);
    const counts = parts.map((name) => `${facts[name]} ${name}`).join(', ');
    return inlineRows('sent', counts === '' ? String(value) : `${value}: ${counts}`, width, indent);
  },
  succeeded: toldWith('sent', 'succeeded'),
  throttled: toldWith('sent', 'throttled'),
  failed: toldWith('sent', 'failed'),
  latency: (value, width, indent) => {
    const entries = Object.entries(fields(value));
    const parts = entries.filter(([, one]) => one !== null).map(([name, milliseconds]) => `${name} ${milliseconds} ms`);
    // Where nothing succeeded there is nothing to tell.
    if (parts.length === 0 && entries.length > 0) return [];
    return parts.length === 0
      ? valueRows('latency', value, width, indent)
      : inlineRows('latency', parts.join(', '), width, indent);
  },
  waited: nothing,
  events: (value, width, indent) => (value === 0 ? [] : valueRows('events', value, width, indent)),
  changed: nothing,
  edits: (value, width, indent) => editRows(value as readonly Edit[], indent).flatMap((line) => wrapRow(line, width)),
  untold: (value, width, indent) => valueRows('not told', value, width, indent),
  what: nothing,
  after: (value, width, indent) =>
    inlineRows('after', typeof value === 'number' ? formatDuration(value) : sentence(value), width, indent),
};

/** The facts of a result that tell a reader something more. */
export function factRows(result: Result, width: number, indent: string): readonly Row[] {
  return Object.entries(result.facts).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const teller = Object.hasOwn(TELLERS, name) ? TELLERS[name] : undefined;
    return teller === undefined ? valueRows(name, value, width, indent) : teller(value, width, indent, result);
  });
}

function items(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

/** What stands for a value in running text: its sentence, where it has one. */
function sentence(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  const says = fields(value)['says'];
  return typeof says === 'string' ? says : JSON.stringify(value);
}

function fields(value: Json | undefined): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** Members of a reply that make up a session. */
const SESSION_MEMBERS = ['credentials', 'assumedRoleUser', 'federatedUser'];

function without(value: Json, names: readonly string[]): Json {
  const members = Object.entries(fields(value));
  return members.length === 0 ? value : Object.fromEntries(members.filter(([key]) => !names.includes(key)));
}

/** `shop/igw/igw: destination 198.51.100.7 → 10.0.0.10`. */
function translation(value: Json): string {
  const { at, before, after } = fields(value);
  const changed = (['source', 'destination'] as const).flatMap((end) => {
    const [old, now] = [fields(before)[end], fields(after)[end]];
    return old === now ? [] : [`${end} ${sentence(old)} → ${sentence(now)}`];
  });
  return `${sentence(at)}: ${changed.join(', ')}`;
}

function change(value: Json): string {
  const { account, says } = fields(value);
  return typeof says === 'string' ? says : `${sentence(account)} ${JSON.stringify(value)}`;
}

/** A label and its texts, each on lines of its own that hang under the first. */
function listRows(label: string, texts: readonly string[], width: number, indent: string): readonly Row[] {
  return texts.flatMap((text, index) =>
    inlineRows(index === 0 ? label : ' '.repeat(label.length), text, width, indent),
  );
}

/** A step that would let it through: on one line where it fits, else as it would stand in a file, to be copied. */
function changeRows(step: string, width: number, indent: string): readonly Row[] {
  const label = 'smallest change';
  const shown = visible(step);
  const fits = wrap(shown, width - indent.length - label.length - 2).length <= 1;
  if (fits || !/^change: *[{[]/.test(step)) return inlineRows(label, step, width, indent);
  const block = stringify(parse(step), { lineWidth: width - indent.length - 4, flowCollectionPadding: true });
  const lines = block.trimEnd().split('\n');
  return [row(indent, seg(label, 'dim')), ...lines.map((line) => row(indent, '  ', seg(visible(line), 'accent')))];
}
