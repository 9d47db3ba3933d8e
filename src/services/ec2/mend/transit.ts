import { contains, formatCidr } from '../address/cidr.ts';
import type { Network } from '../network/model.ts';
import type { Remedy } from '../walk/hop.ts';
import type { Assumptions } from '../walk/walk.ts';
import { type Edit, reference } from './edit.ts';
import type { Fix } from './fix.ts';

type Of<Kind extends Remedy['kind']> = Extract<Remedy, { readonly kind: Kind }>;

/** A static route to the attachment of the VPC that has the destination. */
export function fixTransitRoute({ table, destination }: Of<'transit-route'>, mend: Fix['assume']): Fix | undefined {
  for (const attachment of table.gateway.attachments) {
    const block =
      attachment.type === 'vpc' ? attachment.vpc.cidrs.find((own) => contains(own, destination)) : undefined;
    if (block === undefined) continue;
    const to = formatCidr(block);
    const name = attachment.account === table.account ? attachment.name : attachment.address;
    return {
      says: `${table.address}: + route ${to} to ${attachment.address}`,
      edits: [{ path: [table.account, 'ec2', 'transitGatewayRouteTables', table.name, 'routes', to], value: name }],
      assume: mend,
    };
  }
  return undefined;
}

/** The attachment associated with the gateway's only table, or its first. */
export function fixTransitAssociation(
  network: Network,
  { gateway, attachment }: Of<'transit-association'>,
): Fix | undefined {
  const table = [...network.transitRouteTables.values()].find((own) => own.gateway === gateway);
  const own = gateway.attachments.find(({ address }) => address === attachment);
  if (table === undefined || own === undefined) return undefined;
  const associated = gateway.attachments.filter((other) => network.associationOf.get(other) === table);
  const to = associated.map((other) => (other.account === table.account ? other.name : other.address));
  return {
    says: `associate ${own.address} with ${table.address}`,
    edits: [
      {
        path: [table.account, 'ec2', 'transitGatewayRouteTables', table.name, 'associations'],
        add: { to, items: [own.account === table.account ? own.name : own.address] },
      },
    ],
    assume: (before: Assumptions) => ({ ...before, associations: new Map(before.associations).set(own, table) }),
  };
}

/** The sender's subnet among the attachment's, so that its zone can send. */
export function fixTransitZone({ attachment, subnet }: Of<'transit-zone'>): {
  readonly says: string;
  readonly edits: readonly Edit[];
} {
  const to = attachment.subnets.map((own) => reference(own, attachment.account));
  return {
    says: `add ${subnet.address} to the subnets of ${attachment.address}`,
    edits: [
      {
        path: [attachment.account, 'ec2', 'transitGatewayVpcAttachments', attachment.name, 'subnets'],
        add: { to, items: [reference(subnet, attachment.account)] },
      },
    ],
  };
}
