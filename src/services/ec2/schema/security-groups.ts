import type { Place } from '../../../core/source.ts';
import { described, either, list, object, optional, refine } from '../../../schema/collections.ts';
import { didYouMean } from '../../../schema/diagnostic.ts';
import { type Node, placeInside, placeOf, type ScalarNode } from '../../../schema/node.ts';
import type { Reader, Ref } from '../../../schema/reader.ts';
import { named, reference } from '../../../schema/resources.ts';
import { boolean, integer, scalar, text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import type { Cidr } from '../address/cidr.ts';
import type * as written from '../definition.ts';
import { KINDS } from '../kinds.ts';
import {
  ALL,
  allOf,
  hasPorts,
  isIcmp,
  PROTOCOL_WORDS,
  parseTraffic,
  protocolNumber,
  type Traffic,
} from '../notation/traffic.ts';
import { type Word, wordsOf } from '../notation/words.ts';
import { defaultAlias } from './aliases.ts';
import { type FieldsOf, resourceFields, UNKNOWABLE } from './fields.ts';
import { cidrOf, needed } from './scalars.ts';

/** Whom a rule speaks of: a block, or the members of a group or of a prefix list. */
export type Peer = { readonly cidr: Cidr } | { readonly ref: Ref } | { readonly self: true };

/** One rule of a security group as read. */
export interface SecurityGroupRule {
  readonly traffic: Traffic;
  readonly peer: Peer;
  readonly description?: string | undefined;
  readonly stale: boolean;
  readonly place: Place;
}

const peerKinds = [KINDS.securityGroup.name, KINDS.prefixList.name];
const forms = { ingress: 'tcp 443 from 0.0.0.0/0', egress: 'all to 0.0.0.0/0' } as const;
const prepositions = { ingress: 'from', egress: 'to' } as const;

export type Direction = 'ingress' | 'egress';

function line(direction: Direction): Schema<SecurityGroupRule> {
  const expected = `a rule such as ${forms[direction]}`;
  return scalar({
    expected,
    json: { type: 'string', description: expected, examples: [forms[direction]] },
    parse: (node, reader) => {
      if (typeof node.value !== 'string') return undefined;
      const words = wordsOf(node.raw);
      const split = words.findIndex((word) => word.text === 'from' || word.text === 'to');
      const preposition = words[split];
      if (preposition === undefined) return undefined;
      if (preposition.text !== prepositions[direction]) {
        const right = `an ${direction} rule says ${prepositions[direction]}`;
        return reader.error('wrong-value', `${right}, not ${preposition.text}`, placeInside(node, preposition.index), {
          expected,
        });
      }
      const traffic = trafficOf(node, words.slice(0, split), reader);
      const [peerWord, extra] = words.slice(split + 1);
      if (peerWord === undefined) return undefined;
      if (extra !== undefined)
        return reader.error('wrong-value', `${extra.text} is too much`, placeInside(node, extra.index), { expected });
      const peer = peerOf(node, peerWord, reader);
      if (traffic === undefined || peer === undefined) return undefined;
      return { traffic, peer, stale: false, place: placeOf(node) };
    },
  });
}

/** The traffic that the first words of a one-line rule speak of. */
export function trafficOf(node: ScalarNode, words: readonly Word[], reader: Reader): Traffic | undefined {
  const traffic = parseTraffic(words.map((word) => word.text));
  if (!('problem' in traffic)) return traffic;
  const [first, second] = words;
  const isProtocol = first !== undefined && protocolNumber(first.text) !== undefined;
  const at = isProtocol ? (second ?? first) : first;
  const suggestion = first === undefined || isProtocol ? undefined : didYouMean(first.text, PROTOCOL_WORDS);
  const expected = traffic.expected;
  return reader.error('wrong-value', traffic.problem, placeInside(node, at?.index ?? 0), { expected, suggestion });
}

function peerOf(node: ScalarNode, word: Word, reader: Reader): Peer | undefined {
  const place = placeInside(node, word.index);
  if (word.text === 'self') return { self: true };
  const looksLikeAddress =
    /^[\d.]+(?:\/\d+)?$/.test(word.text) || (word.text.includes(':') && !word.text.startsWith('arn:'));
  if (!looksLikeAddress) return { ref: reader.reference(word.text, place, 'security group or prefix list', peerKinds) };
  const cidr = cidrOf().read(
    { ...node, kind: 'scalar', value: word.text, raw: word.text, quoted: false, offset: place.offset },
    reader,
  );
  return cidr === undefined ? undefined : { cidr };
}

const protocolWord: Schema<number> = scalar({
  expected: 'a protocol: tcp, udp, icmp, icmpv6, all or a number',
  json: { type: ['string', 'integer'] },
  parse: (node) => protocolNumber(node.raw),
});

const ruleFields = {
  ipProtocol: needed(protocolWord),
  fromPort: optional(integer({ min: -1, max: 65_535 })),
  toPort: optional(integer({ min: -1, max: 65_535 })),
  cidrIp: optional(cidrOf({ family: 4, example: '0.0.0.0/0' })),
  cidrIpv6: optional(cidrOf({ family: 6, example: '::/0' })),
  prefixList: optional(reference(KINDS.prefixList)),
  securityGroup: optional(reference(KINDS.securityGroup)),
  description: optional(text()),
  stale: optional(described('a rule whose group or peering connection is gone; it matches nothing', boolean)),
} satisfies FieldsOf<written.SecurityGroupRule>;

const long: Schema<SecurityGroupRule> = refine(object(ruleFields), (read, node, reader) => {
  const peers: Peer[] = [read.cidrIp, read.cidrIpv6].flatMap((cidr) => (cidr === undefined ? [] : [{ cidr }]));
  for (const ref of [read.prefixList, read.securityGroup]) if (ref !== undefined) peers.push({ ref });
  const [peer, another] = peers;
  if (peer === undefined || another !== undefined) {
    const expected = 'exactly one of cidrIp, cidrIpv6, prefixList, securityGroup';
    return reader.error('wrong-value', `a rule needs ${expected}`, placeOf(node), { expected });
  }
  const traffic = portsOf(read.ipProtocol ?? ALL, read.fromPort, read.toPort, node, reader);
  if (traffic === undefined) return undefined;
  return { traffic, peer, description: read.description, stale: read.stale ?? false, place: placeOf(node) };
});

/** Ports (or ICMP type and code) of the object notation. With a protocol that has none they are ignored, as AWS does. */
function portsOf(
  protocol: number,
  from: number | undefined,
  to: number | undefined,
  node: Node,
  reader: Reader,
): Traffic | undefined {
  if (isIcmp(protocol)) return { protocol, from: from ?? -1, to: to ?? -1 };
  if (!hasPorts(protocol) || (from ?? -1) === -1) return allOf(protocol);
  const first = from ?? 0;
  const last = to ?? first;
  if (first <= last) return { protocol, from: first, to: last };
  return reader.error('wrong-value', `the range ${first}-${last} is the wrong way round`, placeOf(node), {
    expected: 'fromPort not above toPort',
  });
}

function rules(direction: Direction) {
  return optional(list(either(line(direction), long)));
}

const groupFields = {
  ...resourceFields,
  vpc: needed(reference(KINDS.vpc)),
  groupName: optional(text({ description: "default marks the VPC's default group" })),
  description: optional(text()),
  ingress: rules('ingress'),
  egress: rules('egress'),
} satisfies FieldsOf<written.SecurityGroup>;

/** Security groups by name; a VPC's default group can also be found as `sg/VPC/default`. */
export const securityGroups = named(KINDS.securityGroup, object(groupFields, UNKNOWABLE), (_name, node, reader) =>
  defaultAlias(KINDS.securityGroup, node, reader, { member: 'groupName', value: 'default', part: 'default' }),
);
