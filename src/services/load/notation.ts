import { mapEntries, object, optional, required } from '../../schema/collections.ts';
import { kindWord, type MapNode, type Node, placeOf } from '../../schema/node.ts';
import type { Reader } from '../../schema/reader.ts';
import { duration, integer, number, oneOf, scalar, size, text } from '../../schema/scalars.ts';
import type { Schema } from '../../schema/schema.ts';
import { type Distribution, distinctValues, type LoadItems } from './distribution.ts';

const RATE = /^(\d+(?:\.\d+)?)\s*\/\s*(ms|s|m|h)$/;
const RATE_UNITS_S: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
/** More requests a second than any scenario needs. */
const RATE_MOST = 1_000_000;

/** Requests a second, written `1500/s`, `90/m`. */
export const rate: Schema<number> = scalar({
  expected: `a rate such as 1500/s or 90/m, at most ${RATE_MOST}/s`,
  json: { type: 'string', pattern: String.raw`^\d+(\.\d+)?\s*/\s*(ms|s|m|h)$` },
  parse: (node) => {
    const match = RATE.exec(node.raw);
    const perSecond = match === null ? Number.NaN : Number(match[1]) / (RATE_UNITS_S[match[2] ?? ''] ?? 1);
    return perSecond <= RATE_MOST ? perSecond : undefined;
  },
});

/** More values than this are as good as endless, and would fill the memory. */
const VALUES_MOST = 1_000_000;
const count = integer({ min: 1, max: VALUES_MOST });
const share: Schema<number> = scalar({
  expected: 'a share such as 90% or 0.9',
  json: { type: ['string', 'number'] },
  parse: ({ raw }) => {
    const value = raw.trim().endsWith('%') ? Number(raw.trim().slice(0, -1)) / 100 : Number(raw);
    return value >= 0 && value <= 1 ? value : undefined;
  },
});

const literal: Schema<string | number> = scalar({
  expected: 'a text or a number',
  json: { type: ['string', 'number'] },
  parse: ({ value }) => (typeof value === 'string' || typeof value === 'number' ? value : undefined),
});

/** Each form of a distribution, by the key that tells it apart. */
const FORMS = {
  uniform: object({ uniform: required(count) }),
  zipf: object({ zipf: required(number({ min: 0.01, max: 10 })), of: required(count) }),
  hot: object({ hot: required(literal), share: required(share), of: required(count) }),
  sequence: object({ sequence: required(integer()), step: optional(integer()) }),
  now: object({ now: required(oneOf(['s', 'ms'])) }),
  random: object({ random: required(integer({ min: 1, max: 1024 })) }),
} as const;
const FORM_NAMES = [...Object.keys(FORMS), 'oneOf', 'sharded'];

/** How the values of one attribute are distributed. A bare value stands in every request. */
export const distribution: Schema<Distribution> = {
  json: () => ({
    anyOf: [
      { type: ['string', 'number', 'boolean', 'null'] },
      ...Object.values(FORMS).map((form) => form.json()),
      { type: 'object', required: ['oneOf'] },
      { type: 'object', required: ['sharded', 'suffixes'] },
    ],
  }),
  read: (node, reader) => {
    if (node.kind === 'scalar') return { kind: 'constant', value: node.value };
    const form = node.kind === 'map' ? FORM_NAMES.find((name) => node.entries.has(name)) : undefined;
    if (node.kind === 'map' && form !== undefined) return readForm(form, node, reader);
    return reader.error('wrong-value', `${kindWord(node)} stands where a distribution belongs`, placeOf(node), {
      expected: `a value, or a map with one of ${FORM_NAMES.join(', ')}`,
    });
  },
};

function readForm(form: string, node: MapNode, reader: Reader): Distribution | undefined {
  switch (form) {
    case 'uniform': {
      const read = FORMS.uniform.read(node, reader);
      return read && { kind: 'uniform', of: read.uniform };
    }
    case 'zipf': {
      const read = FORMS.zipf.read(node, reader);
      return read && { kind: 'zipf', exponent: read.zipf, of: read.of };
    }
    case 'hot': {
      const read = FORMS.hot.read(node, reader);
      return read && { kind: 'hot', key: read.hot, share: read.share, of: read.of };
    }
    case 'sequence': {
      const read = FORMS.sequence.read(node, reader);
      return read && { kind: 'sequence', start: read.sequence, step: read.step ?? 1 };
    }
    case 'now': {
      const read = FORMS.now.read(node, reader);
      return read && { kind: 'now', unit: read.now };
    }
    case 'random': {
      const read = FORMS.random.read(node, reader);
      return read && { kind: 'random', digits: read.random };
    }
    case 'oneOf':
      return readOneOf(node, reader);
    default:
      return readSharded(node, reader);
  }
}

const sharded = object({
  sharded: required({ json: () => ({}), read: (node: Node) => node }),
  suffixes: required(count),
});

/** The inner distribution is read apart, for it may be any form but another sharding. */
function readSharded(node: MapNode, reader: Reader): Distribution | undefined {
  const read = sharded.read(node, reader);
  const inner = read && distribution.read(read.sharded, reader);
  if (read === undefined || inner === undefined) return undefined;
  const values = (distinctValues(inner) ?? 1) * read.suffixes;
  if (inner.kind !== 'sharded' && values <= VALUES_MOST) return { kind: 'sharded', inner, suffixes: read.suffixes };
  return reader.error('wrong-value', 'this cannot be sharded', placeOf(read.sharded), {
    expected: `a distribution that is not sharded itself, with at most ${VALUES_MOST} keys in all`,
  });
}

const oneOfForm = object({ oneOf: required({ json: () => ({}), read: (node: Node) => node }) });
const weight = number({ min: 0 });

/** `{ new: 9, done: 1 }` with weights, or a plain list. */
function readOneOf(node: MapNode, reader: Reader): Distribution | undefined {
  const listed = oneOfForm.read(node, reader)?.oneOf;
  if (listed === undefined) return undefined;
  const values: (string | number)[] = [];
  const weights: number[] = [];
  if (listed.kind === 'list') {
    for (const item of listed.items) {
      const value = literal.read(item, reader);
      if (value === undefined) return undefined;
      values.push(value);
      weights.push(1);
    }
  } else {
    for (const [value, entry] of mapEntries(listed, reader) ?? []) {
      const read = weight.read(entry.value, reader);
      if (read === undefined) return undefined;
      values.push(value);
      weights.push(read);
    }
  }
  if (weights.some((one) => one > 0)) return { kind: 'oneOf', values, weights };
  return reader.error('wrong-value', 'there is nothing to choose from', placeOf(listed), {
    expected: 'a list of values, or a map of values with weights above 0',
  });
}

/** The attributes of a load's items, `size` among them being the size of each. */
export const loadItems: Schema<LoadItems> = {
  json: () => ({ type: 'object', properties: { size: size.json() }, additionalProperties: distribution.json() }),
  read: (node, reader) => {
    const attributes = new Map<string, Distribution>();
    let bytes: number | undefined;
    for (const [name, entry] of mapEntries(node, reader) ?? []) {
      if (name === 'size') bytes = size.read(entry.value, reader);
      const read = name === 'size' ? undefined : distribution.read(entry.value, reader);
      if (read !== undefined) attributes.set(name, read);
    }
    return { attributes, size: bytes };
  },
};

const spikes = object({
  base: required(rate),
  peak: required(rate),
  every: required(duration({ min: 1 })),
  for: required(duration({ min: 1 })),
  after: optional(duration()),
});
const diurnal = object({ low: required(rate), high: required(rate), period: optional(duration({ min: 1000 })) });

/** The keys of a load that say how many requests arrive. */
export const rateFields = {
  rate: optional(rate),
  ramp: optional({
    json: () => ({ type: 'array', items: rate.json(), minItems: 2, maxItems: 2 }),
    read: readRamp,
  }),
  over: optional(duration({ min: 1, description: 'how long the ramp takes; as long as the load unless given' })),
  spikes: optional(spikes),
  diurnal: optional(diurnal),
};

function readRamp(node: Node, reader: Reader): readonly [number, number] | undefined {
  const [from, to, ...more] = node.kind === 'list' ? node.items : [];
  if (from === undefined || to === undefined || more.length > 0) {
    return reader.error('wrong-value', 'a ramp goes from one rate to another', placeOf(node), {
      expected: '[0/s, 3000/s]',
    });
  }
  const [first, last] = [rate.read(from, reader), rate.read(to, reader)];
  return first === undefined || last === undefined ? undefined : [first, last];
}

/** The id of a load, or the text that names it. */
export const loadId = text({ expected: 'the id of a load', pattern: /^[\p{L}\p{N}_.-]+$/u, max: 100 });
