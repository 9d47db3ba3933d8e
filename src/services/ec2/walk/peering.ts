import { contains } from '../address/cidr.ts';
import type { At, End, Stage } from './hop.ts';
import { outside, type Walk } from './walk.ts';

/** Largest packet over an inter-Region peering connection ("Network MTU", EC2 User Guide). */
const MTU_BETWEEN_REGIONS = 8500;

/**
 * Across a peering connection: from one of its two VPCs to the other, and no further; neither a third VPC nor a
 * gateway of the other side can be reached through it ("Peering basics", VPC Peering Guide).
 */
export function peering(walk: Walk, { peering, vpc, header }: At<'peering'>): Stage | End {
  walk.visit(peering);
  if (peering.status === 'unknown') return walk.unknown(peering, header, 'status');
  const other = peering.requester === vpc ? peering.accepter : peering.requester;
  if (other === undefined) return walk.unknown(peering, header, 'the other VPC');
  if (!vpc.cidrs.some((block) => contains(block, header.src)))
    return walk.stop('pcx-source-outside-vpc', peering, header, outside(header.src, vpc));
  if (!other.cidrs.some((block) => contains(block, header.dst)))
    return walk.stop('pcx-destination-outside-vpc', peering, header, outside(header.dst, other));
  if (other.region !== vpc.region) {
    walk.mtu = Math.min(walk.mtu, MTU_BETWEEN_REGIONS);
    walk.loseIdentity(peering, `${peering.address} joins two Regions`);
  }
  walk.pass('pcx-crossed', peering, header, () => ({ from: vpc.address, to: other.address }));
  return { go: 'deliver', vpc: other, header, from: undefined };
}
