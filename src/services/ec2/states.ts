/** The states that AWS's own descriptions name, as its API spells them. */

/** "VpcEndpoint", EC2 API Reference. */
export const ENDPOINT_STATES = [
  'pendingAcceptance',
  'pending',
  'available',
  'deleting',
  'deleted',
  'rejected',
  'failed',
  'expired',
  'partial',
] as const;

/** "TransitGateway", EC2 API Reference. */
export const TRANSIT_GATEWAY_STATES = ['pending', 'available', 'modifying', 'deleting', 'deleted'] as const;

/** "TransitGatewayVpcAttachment" and "TransitGatewayPeeringAttachment", EC2 API Reference. */
export const ATTACHMENT_STATES = [
  'initiating',
  'initiatingRequest',
  'pendingAcceptance',
  'rollingBack',
  'pending',
  'available',
  'modifying',
  'deleting',
  'deleted',
  'failed',
  'rejected',
  'rejecting',
  'failing',
] as const;

/** "VpnConnection", EC2 API Reference. */
export const VPN_STATES = ['pending', 'available', 'deleting', 'deleted'] as const;

/** A state as the API spells it, from however a document spells it. */
export function stateSpelled<State extends string>(
  states: readonly State[],
  text: string | undefined,
): State | undefined {
  const lower = text?.toLowerCase().replaceAll(/[\s_-]/g, '');
  return states.find((state) => state.toLowerCase() === lower);
}
