/** Transit gateways, virtual private gateways and VPN connections of a compiled network. */
import type { Place } from '../../../core/source.ts';
import type { Cidr } from '../address/cidr.ts';
import type { PrefixTable } from '../address/prefix-table.ts';
import type { RouteTable, Subnet, Thing, Unknown, Vpc } from './model.ts';

export interface TransitGateway extends Thing {
  readonly kind: 'tgw';
  readonly region: string;
  readonly securityGroupReferencing: boolean;
  readonly available: boolean;
  readonly attachments: readonly Attachment[];
}

interface AttachmentBase extends Thing {
  readonly kind: 'tgw-attach';
  readonly gateway: TransitGateway;
  readonly available: boolean;
}

export interface VpcAttachment extends AttachmentBase {
  readonly type: 'vpc';
  readonly vpc: Vpc;
  /** One per zone. */
  readonly subnets: readonly Subnet[];
  readonly applianceMode: boolean;
  readonly securityGroupReferencing: boolean;
}

export interface PeeringAttachment extends AttachmentBase {
  readonly type: 'peering';
  /** The other gateway's end of it; unknown where that gateway is not in the scenario. */
  readonly other: () => PeeringAttachment | undefined;
}

export interface VpnAttachment extends AttachmentBase {
  readonly type: 'vpn';
  readonly connection: VpnConnection;
}

export type Attachment = VpcAttachment | PeeringAttachment | VpnAttachment;

export interface TransitRoute {
  readonly cidr: Cidr;
  readonly attachment: Attachment | undefined;
  readonly origin: 'static' | 'vpc' | 'vpn' | 'peering';
  readonly blackhole: string | undefined;
  readonly place: Place;
}

export interface TransitRouteTable extends Thing {
  readonly kind: 'tgw-rtb';
  readonly gateway: TransitGateway;
  readonly routes: readonly TransitRoute[] | Unknown;
  readonly lookup: PrefixTable<readonly TransitRoute[]>;
  /** Whether a VPN connection propagates routes that nobody knows into it. */
  readonly unknownPropagation: boolean;
}

export interface VpnGateway extends Thing {
  readonly kind: 'vgw';
  readonly vpc: Vpc | undefined;
  readonly edgeTable: RouteTable | undefined;
  readonly connections: readonly VpnConnection[];
}

export interface VpnConnection extends Thing {
  readonly kind: 'vpn';
  /** The customer's device, where the file names it. */
  readonly customerGateway: string | undefined;
  readonly available: boolean;
  readonly routes: readonly Cidr[] | Unknown;
}
