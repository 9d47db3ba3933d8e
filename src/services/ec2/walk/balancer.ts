import { formatHost, formatIp } from '../address/ip.ts';
import type { Forward, ForwardTarget, Interface } from '../network/model.ts';
import { formatListen } from '../notation/traffic.ts';
import { formatEnd, formatService, type Header, matchesTraffic } from '../rules/packet.ts';
import { checkAcl, checkGroups } from './filters.ts';
import { isInside } from './guest.ts';
import type { End, Stage, Stopped } from './hop.ts';
import type { Walk } from './walk.ts';

/** A packet as a load balancer's node took it and as it sent it on: the answer goes the same way back. */
export interface Balanced {
  readonly node: Interface;
  readonly taken: Header;
  readonly sent: Header;
}

/** First of the ports that load balancers send from. */
const FIRST_PORT = 1024;

/**
 * A node of a load balancer takes what it listens to and sends it on to a target: from its own address, or with the
 * client's where that is preserved ("Client IP preservation", Network Load Balancers).
 */
export function balance(walk: Walk, node: Interface, forwards: readonly Forward[], header: Header): Stage | End {
  walk.alwaysTracked = true;
  const forward = forwards.find(({ listener }) => matchesTraffic(listener, header));
  if (forward === undefined) {
    const listens = forwards.map(({ listener }) => formatListen(listener));
    return walk.stop('lb-no-listener', node, header, () => ({ service: formatService(header), listens }));
  }
  const target = targetOf(walk, node, forward, header);
  if ('hop' in target) return target;
  const { ip, port } = target;
  const own = node.ips.find((address) => typeof address === typeof ip) ?? header.dst;
  const source = forward.preserveClientIp ? {} : { src: own, srcPort: FIRST_PORT };
  const sent = { ...header, ...source, dst: ip, dstPort: port };
  const facts = () => ({ from: formatEnd(header, 'dst'), to: formatEnd(sent, 'dst'), source: formatEnd(sent, 'src') });
  const after = walk.translate('lb-forwarded', node, header, sent, facts);
  walk.balanced = { node, taken: header, sent: after };
  // Rules may name the balancer's own group, never the client's.
  walk.loseIdentity(node, `${node.address} sends it on`);
  if (node.groups !== undefined) walk.sender = node;
  if (!forward.preserveClientIp) return { go: 'send', owner: node, header: after };
  return checkGroups(walk, node, after, 'egress') ?? { go: 'leave-subnet', subnet: node.subnet, header: after };
}

/** @modelChoice AWS spreads connections over the targets; here the first that may have it takes every one. */
function targetOf(
  walk: Walk,
  node: Interface,
  { targets, crossZone }: Forward,
  header: Header,
): ForwardTarget | Stopped {
  const [first] = targets;
  if (first === undefined) return walk.stop('lb-no-targets', node, header, () => ({ service: formatService(header) }));
  const { vpc, zone } = node.subnet;
  const near = targets.find(({ ip }) => vpc.interfaces.get(ip)?.subnet.zone === zone);
  if (near !== undefined) return near;
  if (crossZone) return first;
  const known = targets.map(({ ip, port }) => `${formatHost(ip)}:${port}`);
  return walk.stop('lb-no-target-in-zone', node, header, () => ({ zone, targets: known }));
}

/**
 * The answer of a target whose client is preserved leaves through its own groups and network ACL as an answer to the
 * client, and then goes back through the node; undefined for any other packet.
 */
export function balancedBack(walk: Walk, owner: Interface, header: Header): Stage | End | undefined {
  const { balanced } = walk;
  if (balanced === undefined || balanced.sent.src !== balanced.taken.src || header.src !== balanced.sent.dst)
    return undefined;
  const { subnet } = owner;
  const ended =
    checkGroups(walk, owner, header, 'egress') ??
    (isInside(subnet, header.dst) ? undefined : checkAcl(walk, subnet, header, 'egress'));
  return ended ?? throughNode(walk, balanced, header);
}

/** The answer at the node: it goes on to the client from the address that the client spoke to. */
export function throughNode(walk: Walk, { node, taken }: Balanced, header: Header): Stage {
  walk.visit(node);
  walk.balanced = undefined;
  const after = { ...header, src: taken.dst, srcPort: taken.dstPort, dst: taken.src, dstPort: taken.srcPort };
  const facts = () => ({ from: formatEnd(header, 'src'), to: formatIp(after.src) });
  return { go: 'send', owner: node, header: walk.translate('lb-forwarded-back', node, header, after, facts) };
}
