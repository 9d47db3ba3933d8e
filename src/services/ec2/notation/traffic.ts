/**
 * What kind of packets a rule speaks of. `from` and `to` are destination ports for TCP and UDP, type and code for ICMP
 * (-1 is any), and mean nothing for other protocols.
 */
export interface Traffic {
  /** IANA protocol number; -1 is every protocol. */
  readonly protocol: number;
  readonly from: number;
  readonly to: number;
}

export const ALL = -1;
export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;
export const ICMPV6 = 58;

const NUMBERS: Readonly<Record<string, number>> = { all: ALL, tcp: TCP, udp: UDP, icmp: ICMP, icmpv6: ICMPV6 };
const NAMES = new Map(Object.entries(NUMBERS).map(([name, number]) => [number, name]));
const PORT_MOST = 65_535;

/** The names a protocol may have. */
export const PROTOCOL_WORDS: readonly string[] = Object.keys(NUMBERS);

/** The number of `tcp`, `all`, `-1` or `50`; undefined for anything else. */
export function protocolNumber(word: string): number | undefined {
  if (Object.hasOwn(NUMBERS, word)) return NUMBERS[word];
  if (word === '-1') return ALL;
  const number = /^\d{1,3}$/.test(word) ? Number(word) : Number.NaN;
  return number <= 255 ? number : undefined;
}

/** The name of a protocol, or its number where it has none here. */
export function protocolName(protocol: number): string {
  return NAMES.get(protocol) ?? String(protocol);
}

/** Whether the protocol has ports. */
export function hasPorts(protocol: number): boolean {
  return protocol === TCP || protocol === UDP;
}

export function isIcmp(protocol: number): boolean {
  return protocol === ICMP || protocol === ICMPV6;
}

/** All packets of a protocol. */
export function allOf(protocol: number): Traffic {
  return hasPorts(protocol) ? { protocol, from: 0, to: PORT_MOST } : { protocol, from: -1, to: -1 };
}

/** Reads the words of `tcp 443`, `udp 1000-2000`, `icmp 8.0`, `all`, `50`; says what is wrong with others. */
export function parseTraffic(
  words: readonly string[],
): Traffic | { readonly problem: string; readonly expected: string } {
  const [name = '', range, ...more] = words;
  const protocol = protocolNumber(name);
  if (protocol === undefined)
    return {
      problem: `${name || 'nothing'} is not a protocol`,
      expected: `one of ${PROTOCOL_WORDS.join(', ')} or a protocol number`,
    };
  if (more.length > 0)
    return { problem: `${more.join(' ')} is too much`, expected: 'a protocol and at most one range of ports' };
  if (range === undefined || range === 'all') return allOf(protocol);
  if (hasPorts(protocol)) return parsePorts(protocol, range);
  if (isIcmp(protocol)) return parseIcmp(protocol, range);
  return { problem: `${name} has no ports`, expected: `${name} alone` };
}

function parsePorts(protocol: number, range: string): ReturnType<typeof parseTraffic> {
  const expected = 'a port from 0 to 65535, or a range such as 8000-8999';
  const match = /^(\d+)(?:-(\d+))?$/.exec(range);
  if (match === null) return { problem: `${range} is not a port`, expected };
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  if (from > PORT_MOST || to > PORT_MOST)
    return { problem: `there is no port ${from > PORT_MOST ? from : to}`, expected };
  if (from > to) return { problem: `the range ${range} is the wrong way round`, expected };
  return { protocol, from, to };
}

function parseIcmp(protocol: number, range: string): ReturnType<typeof parseTraffic> {
  const expected = 'an ICMP type and code such as 8.0, or a type alone';
  const match = /^(-1|\d{1,3})(?:[.](-1|\d{1,3}))?$/.exec(range);
  const type = Number(match?.[1]);
  const code = Number(match?.[2] ?? -1);
  if (match === null || type > 255 || code > 255) return { problem: `${range} is not an ICMP type and code`, expected };
  if (type === -1 && code !== -1) return { problem: 'a code without a type', expected };
  return { protocol, from: type, to: code };
}

/** Writes traffic the way rules do: `tcp 443`, `udp 1000-2000`, `icmp 8.0`, `all`. */
export function formatTraffic({ protocol, from, to }: Traffic): string {
  const name = protocolName(protocol);
  if (hasPorts(protocol)) {
    if (from === 0 && to === PORT_MOST) return name;
    return from === to ? `${name} ${from}` : `${name} ${from}-${to}`;
  }
  if (!isIcmp(protocol) || from === -1) return name;
  return to === -1 ? `${name} ${from}` : `${name} ${from}.${to}`;
}

/** Writes what a host listens on the way `listens` does: `tcp/443`. */
export function formatListen(traffic: Traffic): string {
  return formatTraffic(traffic).replace(' ', '/');
}
