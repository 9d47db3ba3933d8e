import type { Result } from '../../../core/result.ts';
import { visible } from '../../../core/text.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import { shorten } from '../../cells.ts';

/** A packet's header as the trace shows it. */
export interface ShownHeader {
  readonly protocol: string;
  readonly source: string;
  readonly destination: string;
}

/** One decision about a packet on its way, as the lanes draw it. */
export interface HopView {
  /** Unique in the scenario: step and place in the trace. */
  readonly key: string;
  /** On the way there, on the way back, or before it left: what the name resolves to. */
  readonly leg: 'request' | 'reply' | 'name';
  readonly entry: TraceEntry;
  readonly label: string;
  readonly remark: string;
  /** Why the resolver answered so. */
  readonly because: string | undefined;
  readonly before: ShownHeader;
  readonly after: ShownHeader | undefined;
}

/** What hops of EC2 look at, as far as it is drawn (`services/ec2/reasons`). */
interface Looked {
  readonly direction: 'forward' | 'return';
  readonly packet: ShownHeader;
  readonly after?: ShownHeader;
  readonly rule?: string;
  readonly route?: string;
  readonly interface?: string;
  /** What was asked of the resolver, and what it answered. */
  readonly name?: string;
  readonly address?: string;
  readonly because?: string;
}

function lookedOf(entry: TraceEntry): Looked | undefined {
  const { looked } = entry;
  return typeof looked === 'object' && looked !== null && 'packet' in looked ? (looked as Looked) : undefined;
}

/** The hops of a packet and its reply, in the order they were taken. */
export function hopsOf(result: Result | undefined): readonly HopView[] {
  if (result === undefined) return [];
  const hops: HopView[] = [];
  const visit = (entries: readonly TraceEntry[], prefix: string): void => {
    for (const [index, entry] of entries.entries()) {
      const path = `${prefix}${index}`;
      const looked = lookedOf(entry);
      if (looked === undefined) visit(entry.children ?? [], `${path}.`);
      else if (!isUnseen(entry.reason, looked.direction)) hops.push(hopOf(entry, looked, `${result.step}:${path}`));
    }
  };
  visit(result.trace, '');
  return hops.map((hop) => named(hop, hops));
}

/**
 * A tracked reply is passed by the interface, whatever its groups say; it is shown at the group that let the connection
 * begin, so that both lanes name the same thing.
 */
function named(hop: HopView, hops: readonly HopView[]): HopView {
  if (hop.entry.reason !== 'sg-tracked') return hop;
  const began = hops.find(
    (each) => /^sg-.*-allowed$/.test(each.entry.reason) && interfaceOf(each) === interfaceOf(hop),
  );
  return began === undefined ? hop : { ...hop, label: began.label };
}

function interfaceOf({ entry }: HopView): string | undefined {
  return lookedOf(entry)?.interface;
}

/** Decisions that are no place on the way: the reply that reached a host and the host that took it are one. */
function isUnseen(reason: string, direction: Looked['direction']): boolean {
  return reason === 'same-subnet' || (reason === 'internet-reached' && direction === 'return');
}

function hopOf(entry: TraceEntry, looked: Looked, key: string): HopView {
  const leg = looked.direction === 'forward' ? 'request' : 'reply';
  return {
    key,
    leg: entry.reason.startsWith('dns-') ? 'name' : leg,
    entry,
    label: looked.name === undefined ? shorten(labelOf(entry.at), labelMost, 'middle') : visible(looked.name),
    because: looked.because === undefined ? undefined : visible(looked.because),
    remark: visible(remarkOf(entry, looked)),
    before: looked.packet,
    after: looked.after,
  };
}

/** A longer name would leave the other things no room. */
const labelMost = 24;

const bare: ReadonlySet<string> = new Set(['instance', 'host', 'eni']);

/** A short name for an address: `web-1` for `shop/instance/web-1`, `sg:web` for `shop/sg/web`. */
export function labelOf(address: string): string {
  const parts = visible(address).split('/');
  const [kind = '', ...name] = parts.length > 2 ? parts.slice(1) : parts;
  if (name.length === 0) return kind;
  if (bare.has(kind)) return name.join('/');
  // What a VPC has by default is named `main/default`; which VPC it is shows on the way there.
  if (name.at(-1) === 'default') return `${kind}:default`;
  return name.join('/') === kind ? kind : `${kind}:${name.join('/')}`;
}

/** What the hop did, in one or two words; the verdict's own word where nothing shorter says more. */
function remarkOf(entry: TraceEntry, looked: Looked): string {
  const { reason } = entry;
  if (looked.name !== undefined) return looked.address ?? 'no such name';
  if (reason.startsWith('nacl-') && looked.rule !== undefined) return looked.rule.split(' ')[0] ?? '';
  if (reason.endsWith('route-selected') && looked.route !== undefined) return looked.route.split(' ')[0] ?? '';
  return remarks[reason] ?? '';
}

const remarks: { readonly [reason: string]: string } = {
  'source-sends': 'sends',
  'internet-sends': 'sends',
  'sg-tracked': 'tracked',
  'sg-ingress-allowed': 'rule',
  'sg-egress-allowed': 'rule',
  'sg-no-matching-ingress-rule': 'no rule',
  'sg-no-matching-egress-rule': 'no rule',
  'sg-has-no-ingress-rules': 'no rules',
  'sg-has-no-egress-rules': 'no rules',
  'no-route': 'no route',
  'route-blackhole': 'blackhole',
  'igw-private-to-public': '1:1 NAT',
  'igw-public-to-private': '1:1 NAT',
  'nat-translated': 'NAT',
  'nat-translated-back': 'NAT back',
  'nat-instance-translated': 'NAT',
  'nat-instance-translated-back': 'NAT back',
  'nat-no-session': 'no session',
  delivered: 'listens',
  'nothing-listens': 'closed',
  'reply-received': 'received',
  'internet-reached': 'reached',
  'pcx-crossed': 'crossed',
  'tgw-entered': 'entered',
  'tgw-left': 'left',
  'tgw-blackhole': 'blackhole',
  'tgw-no-route': 'no route',
  'tgw-no-association': 'no table',
  'tgw-zone-not-attached': 'no zone',
  'vgw-crossed': 'VPN',
  'vpce-gateway-used': 'endpoint',
  'vpce-gateway-reply': 'endpoint',
  'vpce-interface-reached': 'endpoint',
  'igw-ipv6': 'IPv6',
  'eigw-out': 'out',
  'eigw-reply': 'tracked',
  'eigw-no-session': 'no session',
  'forwarded-by-instance': 'forwards',
  'not-forwarded': 'not routed',
  'on-premises-reached': 'reached',
  'reply-not-recognised': 'not its own',
  'component-down': 'down',
  'zone-down': 'zone down',
  'source-not-running': 'not running',
  'amazon-service-unfiltered': 'unfiltered',
  'source-dest-check': 'not its own',
  'port-25-blocked': 'port 25',
};
