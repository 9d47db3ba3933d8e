/** The values each decision about a packet is made from, by reason code. */
import type { TimeFacts } from './time.ts';

/** A packet's header as it is shown. */
export interface ShownHeader {
  readonly protocol: string;
  readonly source: string;
  readonly destination: string;
}

/** What every hop of a packet knows. */
export interface OnTheWay {
  /** Whether it is the request or its reply. */
  readonly direction: 'forward' | 'return';
  readonly packet: ShownHeader;
  /** The header behind the hop, where the hop changed it. */
  readonly after?: ShownHeader;
}

/** Nothing beside what every hop knows. */
type Plain = Readonly<Record<never, never>>;
interface Down {
  readonly what: string;
  readonly state: string;
}
interface Groups {
  /** All groups of the interface. */
  readonly groups: readonly string[];
  readonly interface: string;
  /** `tcp/443`. */
  readonly service: string;
  /** The far end: source of an incoming, destination of an outgoing packet. */
  readonly peer: string;
  readonly rules: number;
}
interface GroupRule extends Groups {
  readonly rule: string;
  readonly tracked: boolean;
}
interface Acl {
  readonly subnet: string;
  readonly side: 'ingress' | 'egress';
  readonly rule: string;
}
interface RouteRow {
  readonly destination: string;
  readonly route: string;
  readonly target: string;
}
interface NoRoute {
  readonly destination: string;
  readonly subnet: string;
}
interface Mapping {
  readonly from: string;
  readonly to: string;
}
interface Outside {
  readonly address: string;
  readonly vpc: string;
}
interface Zone {
  readonly zone: string;
  readonly zones: readonly string[];
}

/** Reasons of hops: the values beside what every hop knows. */
export interface HopFacts {
  'dns-resolved': { readonly name: string; readonly address: string; readonly because: string };
  'dns-name-unknown': { readonly name: string; readonly because: string };
  'source-sends': { readonly interface: string };
  'source-without-address': { readonly family: string };
  'source-not-running': Down;
  'zone-down': { readonly zone: string };
  'component-down': Down;
  'source-dest-check': { readonly side: 'ingress' | 'egress'; readonly own: readonly string[] };
  'sg-egress-allowed': GroupRule;
  'sg-ingress-allowed': GroupRule;
  'sg-tracked': { readonly side: 'ingress' | 'egress'; readonly interface: string };
  'sg-no-matching-egress-rule': Groups;
  'sg-no-matching-ingress-rule': Groups;
  'sg-has-no-egress-rules': Groups;
  'sg-has-no-ingress-rules': Groups;
  'nacl-allowed': Acl;
  'nacl-denies-ingress': Acl;
  'nacl-denies-egress': Acl;
  'nacl-no-matching-ingress-entry': Acl;
  'nacl-no-matching-egress-entry': Acl;
  'port-25-blocked': Plain;
  'conntrack-exhausted': { readonly allowance: number };
  'same-subnet': { readonly subnet: string };
  'route-selected': RouteRow;
  'edge-route-selected': RouteRow;
  'route-blackhole': RouteRow & { readonly because: string };
  'no-route': NoRoute;
  'reserved-destination': NoRoute;
  'no-such-address': Outside;
  'for-many': Outside;
  'amazon-service-unfiltered': { readonly service: string };
  'dns-support-off': { readonly vpc: string };
  'igw-private-to-public': Mapping;
  'igw-public-to-private': Mapping;
  'igw-ipv6': Plain;
  'igw-no-public-ip': { readonly address: string };
  'igw-private-destination': { readonly address: string };
  'igw-shared-destination': { readonly address: string };
  'igw-private-source': { readonly address: string };
  'igw-shared-source': { readonly address: string };
  'igw-spoofed-source': Outside;
  'igw-missing': Outside;
  'no-public-address': { readonly of: string };
  'edge-target-without-public-ip': { readonly target: string };
  'edge-redirect-bypassed': { readonly target: string };
  'bpa-blocked': { readonly mode: string; readonly vpc: string };
  'eigw-out': Plain;
  'eigw-reply': Plain;
  'eigw-no-session': Plain;
  'eigw-ipv4': Plain;
  'nat-translated': Mapping & { readonly known: boolean };
  'nat-translated-back': Mapping;
  'nat-no-session': Plain;
  'nat-port-exhausted': { readonly destination: string; readonly connections: number };
  'nat-idle-timeout': { readonly idleSeconds: number };
  'nat-protocol': { readonly protocol: string };
  'nat-not-available': { readonly state: string };
  'nat-source-outside-vpc': Outside;
  'nat-zone-not-covered': Zone;
  'nat-instance-translated': Mapping & { readonly known: boolean };
  'nat-instance-translated-back': Mapping;
  'forwarded-by-instance': { readonly instance: string };
  'not-forwarded': { readonly instance: string };
  'pcx-crossed': { readonly from: string; readonly to: string };
  'pcx-destination-outside-vpc': Outside;
  'pcx-source-outside-vpc': Outside;
  'tgw-entered': { readonly attachment: string; readonly zone: string };
  'tgw-zone-not-attached': Zone;
  'tgw-no-association': { readonly attachment: string };
  'tgw-route-selected': RouteRow;
  'tgw-no-route': { readonly destination: string };
  'tgw-blackhole': RouteRow & { readonly because: string };
  'tgw-left': { readonly attachment: string; readonly zone: string; readonly moved: boolean };
  'vgw-crossed': { readonly connection: string };
  'vgw-no-connection': { readonly destination: string };
  'vpn-down': { readonly connection: string };
  'vpn-entered': { readonly connection: string };
  'vpce-gateway-used': { readonly service: string };
  'vpce-gateway-reply': { readonly service: string };
  'vpce-interface-reached': { readonly service: string };
  'vpce-protocol': { readonly protocol: string };
  'vpce-interface-protocol': { readonly protocol: string };
  'vpce-source': Outside;
  'vpce-cannot-initiate': Plain;
  'vpce-not-available': Plain;
  'gwlb-inspected': { readonly appliance: string };
  'gwlb-no-appliance': { readonly appliances: readonly string[] };
  'lb-forwarded': Mapping & { readonly source: string };
  'lb-forwarded-back': Mapping;
  'lb-no-listener': { readonly service: string; readonly listens: readonly string[] };
  'lb-no-targets': { readonly service: string };
  'lb-no-target-in-zone': { readonly zone: string; readonly targets: readonly string[] };
  'internet-reached': { readonly host: string };
  'internet-sends': { readonly host: string };
  'not-routable': { readonly address: string };
  'igw-own-source': Outside;
  'igw-unknown-destination': { readonly address: string };
  'on-premises-reached': { readonly connection: string };
  delivered: { readonly service: string };
  'nothing-listens': { readonly service: string; readonly listens: readonly string[] };
  'connection-changed': { readonly was: string };
  'reply-received': Plain;
  'reply-not-recognised': { readonly expected: ShownHeader };
  'reply-misdelivered': { readonly to: string };
  'routing-loop': { readonly hops: number };
  'unknown-value': { readonly what: string };
}

/** Rows of tables, shown below the hop that consulted the table. */
export interface RowFacts {
  'sg-rule': { readonly group: string; readonly rule: string; readonly why: string };
  'sg-reference-lost': { readonly group: string; readonly sender: string; readonly because: string };
  'nacl-entry': { readonly rule: string; readonly why: string };
  'route-row': { readonly route: string; readonly target: string; readonly why: string };
  'nat-mapping': Mapping & { readonly destination: string; readonly idleSeconds: number };
}

export type HopReason = keyof HopFacts;

/** Everything a trace entry of EC2 may say. */
export type Ec2Facts = { [Reason in HopReason]: HopFacts[Reason] & OnTheWay } & RowFacts & TimeFacts;
