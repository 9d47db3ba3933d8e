import type { Place } from '../../../core/source.ts';
import { described, either, mapEntries, object, optional, refine } from '../../../schema/collections.ts';
import { placeInside, placeOf } from '../../../schema/node.ts';
import { named, reference } from '../../../schema/resources.ts';
import { boolean, integer, oneOf, scalar } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import type { Cidr } from '../address/cidr.ts';
import type * as written from '../definition.ts';
import { KINDS } from '../kinds.ts';
import { ALL, allOf, isIcmp, protocolNumber, type Traffic } from '../notation/traffic.ts';
import { wordsOf } from '../notation/words.ts';
import { defaultAlias } from './aliases.ts';
import { type FieldsOf, resourceFields, UNKNOWABLE } from './fields.ts';
import { cidrOf, needed } from './scalars.ts';
import { type Direction, trafficOf } from './security-groups.ts';

/** One entry of a network ACL as read. */
export interface NetworkAclEntry {
  readonly ruleNumber: number;
  readonly allow: boolean;
  readonly traffic: Traffic;
  readonly cidr: Cidr;
  readonly place: Place;
}

type Unnumbered = Omit<NetworkAclEntry, 'ruleNumber'>;

const forms = { ingress: 'allow tcp 443 from 0.0.0.0/0', egress: 'allow tcp 1024-65535 to 0.0.0.0/0' } as const;

function line(direction: Direction): Schema<Unnumbered> {
  const expected = `an entry such as ${forms[direction]}`;
  const preposition = direction === 'ingress' ? 'from' : 'to';
  return scalar({
    expected,
    json: { type: 'string', description: expected, examples: [forms[direction]] },
    parse: (node, reader) => {
      if (typeof node.value !== 'string') return undefined;
      const words = wordsOf(node.raw);
      const [action, ...rest] = words;
      if (action?.text !== 'allow' && action?.text !== 'deny') {
        return reader.error('wrong-value', `${action?.text ?? 'nothing'} is neither allow nor deny`, placeOf(node), {
          expected,
        });
      }
      const split = rest.findIndex((word) => word.text === 'from' || word.text === 'to');
      const [found, peer, extra] = split < 0 ? [] : rest.slice(split);
      if (found === undefined || peer === undefined) return undefined;
      if (found.text !== preposition) {
        const message = `an ${direction} entry says ${preposition}, not ${found.text}`;
        return reader.error('wrong-value', message, placeInside(node, found.index), { expected });
      }
      if (extra !== undefined)
        return reader.error('wrong-value', `${extra.text} is too much`, placeInside(node, extra.index), { expected });
      const traffic = trafficOf(node, rest.slice(0, split), reader);
      const at = placeInside(node, peer.index);
      const block = cidrOf().read(
        { ...node, value: peer.text, raw: peer.text, quoted: false, offset: at.offset },
        reader,
      );
      if (traffic === undefined || block === undefined) return undefined;
      return { allow: action.text === 'allow', traffic, cidr: block, place: placeOf(node) };
    },
  });
}

const protocolWord: Schema<number> = scalar({
  expected: 'a protocol: tcp, udp, icmp, icmpv6, all or a number',
  json: { type: ['string', 'integer'] },
  parse: (node) => protocolNumber(node.raw),
});
const port = integer({ min: 0, max: 65_535 });
const icmpNumber = integer({ min: -1, max: 255 });

const entryFields = {
  ruleAction: needed(oneOf(['allow', 'deny'])),
  protocol: needed(protocolWord),
  cidrBlock: optional(cidrOf({ family: 4, example: '0.0.0.0/0' })),
  ipv6CidrBlock: optional(cidrOf({ family: 6, example: '::/0' })),
  portRange: optional(object({ from: needed(port), to: needed(port) })),
  icmpTypeCode: optional(object({ type: needed(icmpNumber), code: needed(icmpNumber) })),
} satisfies FieldsOf<written.NetworkAclEntry>;

const long: Schema<Unnumbered> = refine(object(entryFields), (read, node, reader) => {
  const block = read.cidrBlock ?? read.ipv6CidrBlock;
  if (block === undefined || (read.cidrBlock !== undefined && read.ipv6CidrBlock !== undefined)) {
    return reader.error('wrong-value', 'an entry needs exactly one of cidrBlock and ipv6CidrBlock', placeOf(node));
  }
  const protocol = read.protocol ?? ALL;
  const { from = 0, to = 65_535 } = read.portRange ?? {};
  if (from > to) return reader.error('wrong-value', `the range ${from}-${to} is the wrong way round`, placeOf(node));
  const { type = -1, code = -1 } = read.icmpTypeCode ?? {};
  const traffic = isIcmp(protocol)
    ? { protocol, from: type, to: code }
    : read.portRange === undefined
      ? allOf(protocol)
      : { protocol, from, to };
  return { allow: read.ruleAction === 'allow', traffic, cidr: block, place: placeOf(node) };
});

/** Rule numbers that people may use; 32767 is the final deny ("Network ACL rules", VPC User Guide). */
const RULE_NUMBER_MOST = 32_766;

/** Entries by rule number, in the order they are tried. */
function entries(direction: Direction): Schema<readonly NetworkAclEntry[]> {
  const entry = either(line(direction), long);
  return {
    json: () => ({ type: 'object', patternProperties: { '^[0-9]+$': entry.json() }, additionalProperties: false }),
    read: (node, reader) => {
      const written = mapEntries(node, reader);
      if (written === undefined) return undefined;
      const found = new Map<number, NetworkAclEntry>();
      for (const [key, { key: place, value }] of written) {
        const ruleNumber = /^\d+$/.test(key) ? Number(key) : Number.NaN;
        if (!(ruleNumber >= 1 && ruleNumber <= RULE_NUMBER_MOST)) {
          reader.error('wrong-value', `${key} is not a rule number`, place, {
            expected: `a whole number from 1 to ${RULE_NUMBER_MOST}`,
          });
          continue;
        }
        if (found.has(ruleNumber)) reader.error('duplicate-name', `rule number ${ruleNumber} stands here twice`, place);
        const read = entry.read(value, reader);
        if (read !== undefined) found.set(ruleNumber, { ...read, ruleNumber });
      }
      return [...found.values()].sort((one, other) => one.ruleNumber - other.ruleNumber);
    },
  };
}

const aclFields = {
  ...resourceFields,
  vpc: needed(reference(KINDS.vpc)),
  isDefault: optional(described("whether it is the VPC's default network ACL", boolean)),
  ingress: optional(entries('ingress')),
  egress: optional(entries('egress')),
} satisfies FieldsOf<written.NetworkAcl>;

/** Network ACLs by name; a VPC's default one can also be found as `nacl/VPC/default`. */
export const networkAcls = named(KINDS.networkAcl, object(aclFields, UNKNOWABLE), (_name, node, reader) =>
  defaultAlias(KINDS.networkAcl, node, reader, { member: 'isDefault', value: true, part: 'default' }),
);
