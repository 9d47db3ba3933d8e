import type { Place } from '../../../core/source.ts';
import type { Instant } from '../../../core/time.ts';
import type { Verdict } from '../../../core/trace.ts';
import type { Ip } from '../address/ip.ts';
import type {
  EgressOnlyInternetGateway,
  Endpoint,
  GroupSet,
  Instance,
  Interface,
  InternetGateway,
  NatGateway,
  NetworkAcl,
  Peering,
  RouteTable,
  Subnet,
  TransitGateway,
  TransitRouteTable,
  Vpc,
  VpcAttachment,
  VpnConnection,
  VpnGateway,
} from '../network/model.ts';
import type { HopFacts, HopReason } from '../reasons/facts.ts';
import type { Header } from '../rules/packet.ts';
import type { Direction, FarEnd } from '../rules/security-group.ts';
import type { NatMapping, SessionState } from '../sessions/state.ts';

/** Whether a packet is the request or its reply. */
export type Leg = 'forward' | 'return';

/** A table that a hop consulted, and with what; its rows are told only when somebody asks. */
export type Consulted =
  | {
      readonly table: 'groups';
      readonly set: GroupSet;
      readonly direction: Direction;
      readonly header: Header;
      readonly far: FarEnd;
      readonly lost: LostIdentity | undefined;
    }
  | { readonly table: 'acl'; readonly acl: NetworkAcl; readonly direction: Direction; readonly header: Header }
  | { readonly table: 'routes'; readonly routes: RouteTable; readonly destination: Ip }
  | { readonly table: 'transit'; readonly routes: TransitRouteTable; readonly destination: Ip }
  | {
      readonly table: 'nat';
      readonly device: string;
      /** The table as the packet found it. */
      readonly state: SessionState;
      readonly now: Instant;
      /** The mapping that was found or made. */
      readonly used: NatMapping | undefined;
    };

/** Why rules that refer to the sender's group cannot see it any more. */
export interface LostIdentity {
  readonly sender: Interface;
  /** Full address of what hid the sender. */
  readonly at: string;
  readonly because: string;
  /** Whether a setting of a transit gateway hid it, not the nature of what the packet passed. */
  readonly bySetting: boolean;
}

/** One decision about a packet on its way. Its words are made when somebody reads them. */
export interface Hop<Reason extends HopReason = HopReason> {
  readonly leg: Leg;
  readonly reason: Reason;
  /** Full address of what decided. */
  readonly at: string;
  readonly verdict: Verdict;
  readonly place: Place | undefined;
  readonly header: Header;
  /** The header behind the hop, where it was changed. */
  readonly after: Header | undefined;
  readonly facts: () => HopFacts[Reason];
  readonly consulted: Consulted | undefined;
}

/**
 * What would have to be otherwise for a blocked packet to pass. Two blocks with the same `key` have the same remedy.
 */
export type Remedy =
  | {
      readonly kind: 'group';
      readonly owner: Interface;
      readonly set: GroupSet;
      readonly direction: Direction;
      readonly header: Header;
      readonly far: FarEnd;
      readonly sender: Interface | undefined;
    }
  | {
      readonly kind: 'acl';
      readonly acl: NetworkAcl;
      readonly direction: Direction;
      readonly header: Header;
      readonly leg: Leg;
    }
  | {
      readonly kind: 'route';
      readonly table: RouteTable;
      readonly destination: Ip;
      readonly source: Ip;
      readonly subnet: Subnet;
      readonly leg: Leg;
    }
  | { readonly kind: 'transit-route'; readonly table: TransitRouteTable; readonly destination: Ip }
  | { readonly kind: 'transit-association'; readonly gateway: TransitGateway; readonly attachment: string }
  | { readonly kind: 'transit-zone'; readonly attachment: VpcAttachment; readonly subnet: Subnet }
  | { readonly kind: 'public-ip'; readonly owner: Interface; readonly instance: Instance | undefined }
  | { readonly kind: 'internet-gateway'; readonly vpc: Vpc }
  | { readonly kind: 'source-dest-check'; readonly owner: Interface; readonly instance: Instance | undefined }
  | { readonly kind: 'listen'; readonly owner: Instance | Interface; readonly header: Header }
  | { readonly kind: 'start'; readonly instance: Instance }
  | { readonly kind: 'block-public-access'; readonly account: string; readonly vpc: Vpc }
  | { readonly kind: 'port-25'; readonly account: string }
  | { readonly kind: 'peering-status'; readonly address: string; readonly account: string; readonly name: string }
  | { readonly kind: 'dns-support'; readonly vpc: Vpc }
  | { readonly kind: 'none' };

/** Where a packet came to its end well. */
export type Terminal =
  | { readonly kind: 'interface'; readonly owner: Interface; readonly instance: Instance | undefined }
  | { readonly kind: 'subnet'; readonly subnet: Subnet }
  | { readonly kind: 'internet'; readonly ip: Ip }
  | { readonly kind: 'service'; readonly endpoint: Endpoint }
  | { readonly kind: 'amazon'; readonly service: string; readonly owner: Interface }
  | { readonly kind: 'on-premises'; readonly connection: VpnConnection; readonly ip: Ip };

export type End =
  | { readonly kind: 'arrived'; readonly terminal: Terminal; readonly header: Header }
  | { readonly kind: 'blocked'; readonly hop: Hop; readonly remedy: Remedy }
  | { readonly kind: 'unknown'; readonly hop: Hop };

/** The end of a packet that did not arrive. */
export type Stopped = Exclude<End, { readonly kind: 'arrived' }>;

/** What happens to the packet next, and where. */
export type Stage =
  /** `begins`: a host sends it, it is not forwarded. */
  | { readonly go: 'send'; readonly owner: Interface; readonly header: Header; readonly begins?: boolean }
  | { readonly go: 'leave-subnet'; readonly subnet: Subnet; readonly header: Header }
  | { readonly go: 'route'; readonly subnet: Subnet; readonly header: Header }
  | { readonly go: 'deliver'; readonly vpc: Vpc; readonly header: Header; readonly from: Subnet | undefined }
  | { readonly go: 'arrive'; readonly owner: Interface; readonly header: Header; readonly from: Subnet | undefined }
  | {
      readonly go: 'internet-gateway-out';
      readonly gateway: InternetGateway;
      readonly subnet: Subnet | undefined;
      readonly header: Header;
      readonly nat: NatGateway | undefined;
    }
  | { readonly go: 'internet'; readonly header: Header }
  | {
      readonly go: 'internet-gateway-in';
      readonly vpc: Vpc;
      readonly header: Header;
      readonly privateIp: Ip | undefined;
      readonly nat: NatGateway | undefined;
    }
  | {
      readonly go: 'egress-only-out';
      readonly gateway: EgressOnlyInternetGateway;
      readonly header: Header;
    }
  | { readonly go: 'nat'; readonly gateway: NatGateway; readonly subnet: Subnet; readonly header: Header }
  | { readonly go: 'nat-in'; readonly gateway: NatGateway; readonly header: Header }
  | { readonly go: 'peering'; readonly peering: Peering; readonly vpc: Vpc; readonly header: Header }
  | { readonly go: 'transit'; readonly gateway: TransitGateway; readonly subnet: Subnet; readonly header: Header }
  | { readonly go: 'endpoint'; readonly endpoint: Endpoint; readonly from: Subnet | undefined; readonly header: Header }
  | { readonly go: 'vpn-out'; readonly gateway: VpnGateway; readonly vpc: Vpc; readonly header: Header }
  | { readonly go: 'vpn-in'; readonly connection: VpnConnection; readonly header: Header };

/** The stage of one kind. */
export type At<Go extends Stage['go']> = Extract<Stage, { readonly go: Go }>;
