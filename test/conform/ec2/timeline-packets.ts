import type { Json } from '../contract.ts';
import { textOf } from './input.ts';

/** A host on the internet that the cases speak to, unless they name one. */
const OUTSIDE = '198.51.100.7';

/** A packet of an event, and whether it opens a connection. */
interface Line {
  readonly text: string;
  readonly opens: boolean;
}

/** The packet that an event sends; one that is told by its end alone, or as the same, goes on with the newest connection. */
export function sendLine(event: Json, last: string | undefined): Line | undefined {
  const opened = textOf(event, 'open', 'connect', 'newConnection');
  if (opened !== undefined) return { text: opened, opens: true };
  const text = textOf(event, 'packet', 'send', 'data', 'reply', 'request', 'check', 'continue');
  if (text === undefined) return undefined;
  return { text: /->|→/.test(text) ? text : (last ?? text), opens: false };
}

/** `198.51.100.7:51000 -> eni:80/tcp`, `198.51.100.7 -> eni icmp echo`, `eni:40000 -> 198.51.100.7:443/tcp`. */
export function sendOf(line: string): { readonly [key: string]: Json } | undefined {
  const match = /^\s*(\S+)\s*(?:->|→)\s*(\S+?)(?:\/([a-z0-9]+))?(?:\s+([a-z0-9]+)(?:[\s/]+(\S+))?)?\s*$/i.exec(line);
  if (match === null) return undefined;
  const [, from = '', to = '', suffix, word, detail] = match;
  const source = endOf(from);
  const target = endOf(to);
  const named = (suffix ?? word ?? 'tcp').toLowerCase();
  const protocol = PROTOCOLS[named] ?? named;
  const port = target.port ?? (detail !== undefined && /^\d+$/.test(detail) ? Number(detail) : undefined);
  return {
    from: source.host,
    to: target.host,
    service: port === undefined ? protocol : `${protocol}/${port}`,
    ...(source.port === undefined ? {} : { sourcePort: source.port }),
  };
}

/** Names of protocols for which the notation has numbers. */
const PROTOCOLS: Readonly<Record<string, string>> = { gre: '47', esp: '50', ah: '51', sctp: '132', ping: 'icmp' };

function endOf(text: string): { readonly host: string; readonly port: number | undefined } {
  const match = /^(.*?)(?::(\d+))?$/.exec(text.includes('[') || text.split(':').length <= 2 ? text : `[${text}]`);
  const host = match?.[1] ?? text;
  const port = match?.[2] === undefined ? undefined : Number(match[2]);
  if (/^(?:vpce|endpoint|interface-endpoint)\b/i.test(host)) return { host: 'vpce/sqs', port };
  if (/^(?:dynamodb|s3)$/i.test(host)) return { host: `${host.toLowerCase()}.us-east-1.amazonaws.com`, port };
  if (/^(?:eni|instance|i|host|server|client|inside)\b/i.test(host) || isPrivate(host)) return { host: 'i', port };
  return { host: /^(?:internet|outside|peer|remote)$/i.test(host) ? OUTSIDE : host, port };
}

/** A private address in a case can only be the interface's own. */
function isPrivate(host: string): boolean {
  return /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(host);
}
