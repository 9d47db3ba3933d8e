/**
 * The front of EC2 and VPC networking: the service, and its questions as pure functions of a definition, a network or a
 * world.
 */

export { formatCidr } from './address/cidr.ts';
export { formatHost, formatIp, type Ip, parseIp } from './address/ip.ts';
export { privateDnsName, publicDnsName, resolveName, resourceDnsName } from './dns.ts';
export { networkOf } from './network/compile.ts';
export type {
  Instance,
  Interface,
  NatGateway,
  Network,
  Route,
  RouteTable,
  RouteTarget,
  SecurityGroup,
  Subnet,
  Vpc,
} from './network/model.ts';
export { protocolName } from './notation/traffic.ts';
export { type AllPairs, allPairs } from './reach/all-pairs.ts';
export { type Reached, reachedFrom, whoCanReach } from './reach/who.ts';
export { formatService } from './rules/packet.ts';
export { selectRoute } from './rules/route-selection.ts';
export { type Attempt, attempt } from './send/attempt.ts';
export { findParty, type Party } from './send/ends.ts';
export { service } from './service.ts';
export { type Connection, type End as SessionEnd, isLive, type NatMapping } from './sessions/state.ts';
export { type Classification, classifySubnet, type Proof } from './subnet-class.ts';
