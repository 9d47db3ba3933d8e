import type { Place } from '../../../core/source.ts';
import { described, either, list, mapEntries, object, optional, refine } from '../../../schema/collections.ts';
import { type Node, placeOf, type ScalarNode } from '../../../schema/node.ts';
import type { Reader, Ref } from '../../../schema/reader.ts';
import { named, reference } from '../../../schema/resources.ts';
import { boolean, oneOf, scalar, text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import { type Cidr, formatCidr, parseCidr } from '../address/cidr.ts';
import type * as written from '../definition.ts';
import { KINDS } from '../kinds.ts';
import { defaultAlias } from './aliases.ts';
import { type FieldsOf, resourceFields, UNKNOWABLE } from './fields.ts';
import { cidrOf, needed } from './scalars.ts';

/** What a route is for: a block, or the blocks of a prefix list. */
export type Destination = { readonly cidr: Cidr } | { readonly list: Ref };

/** Where a route leads. A dangling target stands only in a blackhole, where AWS keeps the id of what is gone. */
export type Target = { readonly local: true } | { readonly ref: Ref } | { readonly gone: string };

export interface RouteRead {
  readonly target: Target;
  readonly state: 'active' | 'blackhole' | 'unknown';
  readonly origin: written.RouteOrigin;
  readonly place: Place;
}

/** One route as read. */
export interface Route extends RouteRead {
  readonly destination: Destination;
  readonly destinationPlace: Place;
}

const targetKinds = [
  KINDS.internetGateway,
  KINDS.egressOnlyInternetGateway,
  KINDS.natGateway,
  KINDS.networkInterface,
  KINDS.instance,
  KINDS.vpcPeeringConnection,
  KINDS.transitGateway,
  KINDS.vpnGateway,
  KINDS.vpcEndpoint,
].map((kind) => kind.name);

const expected = 'local, blackhole, or the name of a gateway, interface, instance, endpoint or peering connection';

function targetOf(node: Node, raw: string, reader: Reader): Target {
  if (raw === 'local') return { local: true };
  return { ref: reader.reference(raw, placeOf(node), 'route target', targetKinds) };
}

const line: Schema<RouteRead> = scalar({
  expected,
  json: { type: 'string', description: expected },
  parse: (node: ScalarNode, reader) => {
    if (node.value === null) return undefined;
    const rest = { origin: 'CreateRoute', place: placeOf(node) } as const;
    if (node.raw === 'blackhole') return { target: { gone: '' }, state: 'blackhole', ...rest };
    if (node.raw === 'unknown' && !node.quoted) return { target: { gone: '' }, state: 'unknown', ...rest };
    return { target: targetOf(node, node.raw, reader), state: 'active', ...rest };
  },
});

/** The target's own text is kept back until it is known whether it may dangle. */
const targetText: Schema<ScalarNode> = {
  json: () => text().json(),
  read: (node, reader) =>
    text({ expected }).read(node, reader) === undefined || node.kind !== 'scalar' ? undefined : node,
};

const routeFields = {
  target: optional(targetText),
  state: optional(oneOf(['active', 'blackhole'])),
  origin: optional(oneOf(['CreateRouteTable', 'CreateRoute', 'EnableVgwRoutePropagation'])),
} satisfies FieldsOf<written.Route>;

const long: Schema<RouteRead> = refine(object(routeFields, UNKNOWABLE), (read, node, reader): RouteRead | undefined => {
  const rest = { origin: read.origin ?? 'CreateRoute', place: placeOf(node) } as const;
  if (read.unknowns !== undefined) return { target: { gone: '' }, state: 'unknown', ...rest };
  const { target, state = 'active' } = read;
  if (state === 'blackhole') return { target: { gone: target?.raw ?? '' }, state, ...rest };
  if (target === undefined) return reader.error('missing-key', 'target is missing', placeOf(node), { expected });
  return { target: targetOf(target, target.raw, reader), state, ...rest };
});

const oneRoute = either(line, long);
const oneOrMore: Schema<readonly RouteRead[]> = {
  json: () => ({ anyOf: [oneRoute.json(), { type: 'array', items: oneRoute.json() }] }),
  read: (node, reader) => list(oneRoute, { orOne: true, min: 1 }).read(node, reader),
};

function destinationOf(key: string, place: Place, reader: Reader): Destination | undefined {
  const looksLikeAddress = /^[\d.]+(?:\/\d+)?$/.test(key) || key.includes(':');
  if (!looksLikeAddress) return { list: reader.reference(key, place, 'prefix list', [KINDS.prefixList.name]) };
  const block = cidrOf({ example: '0.0.0.0/0' }).read(
    { kind: 'scalar', value: key, raw: key, quoted: false, ...place },
    reader,
  );
  return block === undefined ? undefined : { cidr: block };
}

/** Routes by destination. */
const routes: Schema<readonly Route[]> = {
  json: () => ({
    type: 'object',
    additionalProperties: oneOrMore.json(),
    description: 'routes by destination: a CIDR or a prefix list',
  }),
  read: (node, reader) => {
    const entries = mapEntries(node, reader);
    if (entries === undefined) return undefined;
    const found: Route[] = [];
    const seen = new Set<string>();
    for (const [key, { key: place, value }] of entries) {
      const destination = destinationOf(key, place, reader);
      const block = parseCidr(key);
      const canonical = block === undefined ? key : formatCidr(block);
      if (seen.has(canonical)) reader.error('duplicate-name', `there already is a route to ${key}`, place);
      seen.add(canonical);
      const reads = oneOrMore.read(value, reader);
      if (destination === undefined || reads === undefined) continue;
      const second = reads.filter(({ origin }) => origin !== 'EnableVgwRoutePropagation')[1];
      if (second !== undefined)
        reader.error('duplicate-name', `there already is a static route to ${key}`, second.place, {
          expected: 'one static route, and propagated ones beside it',
        });
      for (const read of reads) found.push({ ...read, destination, destinationPlace: place });
    }
    return found;
  },
};

const tableFields = {
  ...resourceFields,
  vpc: needed(reference(KINDS.vpc)),
  main: optional(described("whether it is the VPC's main route table", boolean)),
  routes: optional(routes),
  propagatingVgws: optional(
    described('virtual private gateways whose routes are propagated into it', list(reference(KINDS.vpnGateway))),
  ),
} satisfies FieldsOf<written.RouteTable>;

/** Route tables by name; a VPC's main one can also be found as `rtb/VPC/main`. */
export const routeTables = named(KINDS.routeTable, object(tableFields, UNKNOWABLE), (_name, node, reader) =>
  defaultAlias(KINDS.routeTable, node, reader, { member: 'main', value: true, part: 'main' }),
);
