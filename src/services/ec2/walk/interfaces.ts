import { contains } from '../address/cidr.ts';
import { familyOf, type Ip } from '../address/ip.ts';
import { amazonServiceAt, isForMany } from '../address/special.ts';
import { dnsAddress, routerAddress } from '../address/subnet-addresses.ts';
import type { Instance, Interface, Subnet } from '../network/model.ts';
import { TCP, UDP } from '../notation/traffic.ts';
import { formatService, type Header } from '../rules/packet.ts';
import { balance, balancedBack, throughNode } from './balancer.ts';
import { checkAcl, checkGroups, checkPort25, checkSourceDest } from './filters.ts';
import { interfaceTowards, isInside } from './guest.ts';
import type { At, End, Stage, Stopped } from './hop.ts';
import { natInstanceBack, translateAtInstance } from './nat-instance.ts';
import { nothing, outside, type Walk } from './walk.ts';

/** A packet leaves an interface: source check, security groups, port 25, then its subnet. */
export function send(walk: Walk, { owner, header, begins }: At<'send'>): Stage | End {
  const { subnet } = owner;
  const instance = walk.network.instanceOf.get(owner);
  walk.visit(instance, owner);
  walk.visitZone(subnet.zone);
  const down = checkRunning(walk, owner, instance, header, 'source-not-running');
  if (down !== undefined) return down;
  if (begins === true) walk.pass('source-sends', instance ?? owner, header, () => ({ interface: owner.address }));
  const amazon = isDhcp(header) ? 'dhcp' : amazonService(subnet, header.dst);
  if (amazon !== undefined) return reachAmazon(walk, owner, header, amazon);
  const back = walk.leg === 'return' && begins === true ? balancedBack(walk, owner, header) : undefined;
  if (back !== undefined) return back;
  const ended =
    checkSourceDest(walk, owner, header, 'egress') ??
    checkGroups(walk, owner, header, 'egress') ??
    checkPort25(walk, owner, header);
  return ended ?? { go: 'leave-subnet', subnet, header };
}

/** Inside a subnet packets go straight to their interface; all others meet the network ACL, then the route table. */
export function leaveSubnet(walk: Walk, { subnet, header }: At<'leave-subnet'>): Stage | End {
  walk.visit(subnet);
  if (isForMany(header.dst)) return walk.stop('for-many', subnet.vpc, header, outside(header.dst, subnet.vpc));
  if (isInside(subnet, header.dst)) {
    walk.pass('same-subnet', subnet, header, () => ({ subnet: subnet.address }));
    return { go: 'deliver', vpc: subnet.vpc, header, from: subnet };
  }
  return checkAcl(walk, subnet, header, 'egress') ?? { go: 'route', subnet, header };
}

/** To whoever has the destination address in this VPC. */
export function deliver(walk: Walk, { vpc, header, from }: At<'deliver'>): Stage | End {
  const owner = vpc.interfaces.get(header.dst);
  if (owner !== undefined) return { go: 'arrive', owner, header, from };
  const subnet = vpc.subnets.find((candidate) => isInside(candidate, header.dst));
  if (walk.awaitedAt === header.dst && subnet !== undefined) {
    const ended = enterSubnet(walk, subnet, header, from);
    return ended ?? { kind: 'arrived', terminal: { kind: 'subnet', subnet }, header };
  }
  return walk.stop('no-such-address', subnet ?? vpc, header, outside(header.dst, vpc));
}

/** A packet enters a subnet: the network ACL looks at it unless it comes from inside. */
export function enterSubnet(walk: Walk, subnet: Subnet, header: Header, from: Subnet | undefined): Stopped | undefined {
  walk.visit(subnet);
  walk.visitZone(subnet.zone);
  if (from === subnet) return undefined;
  return checkAcl(walk, subnet, header, 'ingress');
}

/** A packet reaches an interface: its subnet's ACL, destination check, security groups, then whatever is behind it. */
export function arrive(walk: Walk, { owner, header, from }: At<'arrive'>): Stage | End {
  const { subnet } = owner;
  const { network } = walk;
  const instance = network.instanceOf.get(owner);
  const entered = enterSubnet(walk, subnet, header, from);
  if (entered !== undefined) return entered;
  const nat = network.natOf.get(owner);
  if (nat !== undefined) return { go: 'nat-in', gateway: nat, header };
  walk.visit(owner);
  const ended = checkSourceDest(walk, owner, header, 'ingress') ?? checkGroups(walk, owner, header, 'ingress');
  if (ended !== undefined) return ended;
  walk.visit(instance);
  const down = checkRunning(walk, owner, instance, header, 'component-down');
  if (down !== undefined) return down;
  const endpoint = network.endpointOf.get(owner);
  if (endpoint !== undefined) return atEndpoint(walk, owner, header);
  if (walk.balanced?.node === owner && walk.leg === 'return') return throughNode(walk, walk.balanced, header);
  if (owner.forwards !== undefined && walk.leg === 'forward') return balance(walk, owner, owner.forwards, header);
  if (instance === undefined) return { kind: 'arrived', terminal: { kind: 'interface', owner, instance }, header };
  const mine = instance.interfaces.some((other) => other.ips.includes(header.dst));
  if (!mine) return forward(walk, owner, instance, header);
  const back = natInstanceBack(walk, owner, instance, header);
  return back ?? { kind: 'arrived', terminal: { kind: 'interface', owner, instance }, header };
}

/** The guest forwards what is not for itself: as a NAT instance, or as a router or firewall that leaves the packet as it is. */
function forward(walk: Walk, owner: Interface, instance: Instance, header: Header): Stage | End {
  const { vpc } = owner.subnet;
  // @modelChoice AWS does not know what the guest does; people run NAT instances for what leaves the VPC, appliances for what stays.
  const way = instance.forwarding ?? (vpc.cidrs.some((block) => contains(block, header.dst)) ? 'router' : 'nat');
  // Masquerading begins with a connection's first packet: the answer to a connection that passed as it was does so too.
  const masquerades =
    way === 'nat' && (walk.leg === 'forward' || walk.sessions.mapping(instance.address, header) !== undefined);
  if (way === 'none') return walk.stop('not-forwarded', instance, header, () => ({ instance: instance.address }));
  const out = interfaceTowards(instance, header.dst) ?? owner;
  walk.loseIdentity(instance, `${instance.address} forwards it`);
  if (masquerades) {
    const translated = translateAtInstance(walk, instance, out, header);
    return 'kind' in translated ? translated : { go: 'send', owner: out, header: translated };
  }
  walk.pass('forwarded-by-instance', instance, header, () => ({ instance: instance.address }));
  return { go: 'send', owner: out, header };
}

function atEndpoint(walk: Walk, owner: Interface, header: Header): Stage | End {
  const endpoint = walk.network.endpointOf.get(owner);
  if (endpoint === undefined || walk.leg === 'return')
    return { kind: 'arrived', terminal: { kind: 'interface', owner, instance: undefined }, header };
  walk.visit(endpoint);
  walk.alwaysTracked = true;
  if (!endpoint.available) return walk.stop('vpce-not-available', endpoint, header, nothing);
  // @modelChoice Some endpoint services take UDP; those of AWS do not.
  if (header.protocol !== TCP)
    return walk.stop('vpce-interface-protocol', endpoint, header, () => ({ protocol: formatService(header) }));
  walk.pass('vpce-interface-reached', endpoint, header, () => ({ service: endpoint.serviceName }));
  return { kind: 'arrived', terminal: { kind: 'interface', owner, instance: undefined }, header };
}

function checkRunning(
  walk: Walk,
  owner: Interface,
  instance: Instance | undefined,
  header: Header,
  reason: 'source-not-running' | 'component-down',
): Stopped | undefined {
  const { zone } = owner.subnet;
  if (walk.zoneDown(zone)) return walk.stop('zone-down', owner.subnet, header, () => ({ zone }));
  if (instance === undefined) return undefined;
  if (instance.state === 'unknown') return walk.unknown(instance, header, 'state');
  if (instance.state !== 'running') {
    const facts = () => ({ what: instance.address, state: instance.state });
    return walk.block(reason, instance, header, facts, { kind: 'start', instance });
  }
  if (!walk.isDown(instance.address)) return undefined;
  return walk.stop(reason, instance, header, () => ({ what: instance.address, state: 'down' }));
}

/** Hosts ask for their addresses by broadcast; it is the one that is answered. */
function isDhcp({ protocol, dst, dstPort }: Header): boolean {
  return protocol === UDP && dst === BROADCAST && dstPort === 67;
}

const BROADCAST = 0xffff_ffff;

/** The service that Amazon runs at this address for hosts of this subnet. */
function amazonService({ vpc, cidr4 }: Subnet, destination: Ip): string | undefined {
  const [primary] = vpc.cidrs;
  if (primary !== undefined && familyOf(primary.base) === 4 && destination === dnsAddress(primary)) return 'dns';
  if (cidr4 !== undefined && destination === routerAddress(cidr4)) return 'subnet-router';
  return amazonServiceAt(destination);
}

function reachAmazon(walk: Walk, owner: Interface, header: Header, service: string): End {
  const { vpc } = owner.subnet;
  if (service === 'dns' && vpc.dnsSupport !== true) {
    if (vpc.dnsSupport === 'unknown') return walk.unknown(vpc, header, 'enableDnsSupport');
    const ended = walk.block('dns-support-off', vpc, header, () => ({ vpc: vpc.address }), {
      kind: 'dns-support',
      vpc,
    });
    if (ended !== undefined) return ended;
  }
  walk.pass('amazon-service-unfiltered', owner.subnet, header, () => ({ service }));
  return { kind: 'arrived', terminal: { kind: 'amazon', service, owner }, header };
}
