import type { Place } from '../../../core/source.ts';
import { either, object, optional, refine } from '../../../schema/collections.ts';
import { type Node, placeInside, placeOf, type ScalarNode } from '../../../schema/node.ts';
import type { Reader } from '../../../schema/reader.ts';
import { integer, scalar, text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import type { Ip } from '../address/ip.ts';
import { hasPorts, isIcmp, parseTraffic } from '../notation/traffic.ts';
import { ipOf, needed } from '../schema/scalars.ts';

/** One end of a `send` as written. */
export interface EndText {
  readonly text: string;
  readonly place: Place;
}

/** What is sent: protocol and destination port, or ICMP type and code. */
export interface ServiceWord {
  readonly protocol: number;
  /** Undefined for protocols without ports. */
  readonly port: number | undefined;
  readonly icmp: { readonly type: number; readonly code: number } | undefined;
  readonly text: string;
}

/** A `send` step as read. */
export interface Send {
  readonly from: EndText;
  readonly to: EndText;
  readonly service: ServiceWord;
  /** Pinned source port; sending again from it goes on with the same connection. */
  readonly sourcePort: number | undefined;
  /** A source address that is not the sender's own. */
  readonly sourceIp: Ip | undefined;
  /** The port a NAT device must pick. */
  readonly natSourcePort: number | undefined;
  /** How many connections like this one are opened at once. */
  readonly connections: number;
  readonly place: Place;
}

const FORM = 'FROM -> TO PROTOCOL/PORT, such as laptop -> web-1 tcp/443';

/** `tcp/443`, `udp/53`, `icmp/8.0`, `icmp` (an echo request), `50`. */
export function parseService(written: string): ServiceWord | string {
  const [protocol = '', port, ...more] = written.split('/');
  if (more.length > 0) return `${written} has one slash too many`;
  const traffic = parseTraffic(port === undefined ? [protocol] : [protocol, port]);
  if ('problem' in traffic) return traffic.problem;
  if (traffic.protocol === -1) return 'a packet has one protocol';
  if (isIcmp(traffic.protocol)) {
    const echo = traffic.protocol === 1 ? 8 : 128;
    const icmp = { type: traffic.from === -1 ? echo : traffic.from, code: Math.max(traffic.to, 0) };
    return { protocol: traffic.protocol, port: undefined, icmp, text: written };
  }
  if (!hasPorts(traffic.protocol))
    return { protocol: traffic.protocol, port: undefined, icmp: undefined, text: written };
  if (port === undefined) return `${protocol} needs a port`;
  if (traffic.from !== traffic.to) return 'a packet goes to one port';
  return { protocol: traffic.protocol, port: traffic.from, icmp: undefined, text: written };
}

/** Takes the port off `laptop:50044`, `10.0.0.1:80`, `[2001:db8::1]:443`. A bare IPv6 address has no port. */
export function splitPort(written: string): { readonly host: string; readonly port: string | undefined } {
  const bracketed = /^(\[[^\]]*\])(?::(.*))?$/.exec(written);
  if (bracketed !== null) return { host: bracketed[1] ?? '', port: bracketed[2] };
  const colons = written.split(':').length - 1;
  if (colons !== 1) return { host: written, port: undefined };
  const [host = '', port] = written.split(':');
  return { host, port };
}

const line: Schema<Send> = scalar({
  expected: FORM,
  json: { type: 'string', description: FORM, examples: ['laptop -> web-1 tcp/443'] },
  parse: (node: ScalarNode, reader) => {
    if (typeof node.value !== 'string') return undefined;
    const match = /^\s*(\S+)\s*(?:->|→)\s*(\S+)\s+(\S+)\s*$/.exec(node.raw);
    if (match === null) return undefined;
    const [, from = '', to = '', service = ''] = match;
    const fromAt = node.raw.indexOf(from);
    const toAt = node.raw.indexOf(to, fromAt + from.length);
    const serviceAt = node.raw.lastIndexOf(service);
    const parsed = parseService(service);
    if (typeof parsed === 'string')
      return reader.error('wrong-value', parsed, placeInside(node, serviceAt), { expected: FORM });
    const split = splitPort(from);
    const sourcePort = split.port === undefined ? undefined : portOf(split.port, node, fromAt, reader);
    if (split.port !== undefined && sourcePort === undefined) return undefined;
    return {
      from: { text: split.host, place: placeInside(node, fromAt) },
      to: { text: to, place: placeInside(node, toAt) },
      service: parsed,
      sourcePort,
      sourceIp: undefined,
      natSourcePort: undefined,
      connections: 1,
      place: placeOf(node),
    };
  },
});

function portOf(written: string, node: ScalarNode, at: number, reader: Reader): number | undefined {
  const port = /^\d+$/.test(written) ? Number(written) : Number.NaN;
  if (port >= 1 && port <= 65_535) return port;
  return reader.error('wrong-value', `${written} is not a source port`, placeInside(node, at), {
    expected: 'a port from 1 to 65535',
  });
}

const endText: Schema<EndText> = refine(
  text({ expected: 'an address, an IP address or internet', min: 1 }),
  (written: string, node: Node) => ({ text: written, place: placeOf(node) }),
);
const serviceText: Schema<ServiceWord> = refine(
  text({ expected: 'a protocol and port such as tcp/443' }),
  (written: string, node: Node, reader: Reader) => {
    const parsed = parseService(written);
    return typeof parsed === 'string'
      ? reader.error('wrong-value', parsed, placeOf(node), { expected: 'a protocol and port such as tcp/443' })
      : parsed;
  },
);
const port = integer({ min: 1, max: 65_535 });

const long: Schema<Send> = refine(
  object({
    from: needed(endText),
    to: needed(endText),
    service: needed(serviceText),
    sourcePort: optional(port),
    sourceIp: optional(ipOf()),
    natSourcePort: optional(port),
    connections: optional(
      integer({ min: 1, max: 10_000_000, description: 'how many connections like this one are opened at once' }),
    ),
  }),
  ({ from, to, service, sourcePort, sourceIp, natSourcePort, connections = 1, place }): Send | undefined =>
    from === undefined || to === undefined || service === undefined
      ? undefined
      : { from, to, service, sourcePort, sourceIp, natSourcePort, connections, place },
);

/** What stands behind `send:`. */
export const sendSchema: Schema<Send> = either(line, long);
