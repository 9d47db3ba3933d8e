import { contains } from '../address/cidr.ts';
import type { Ip } from '../address/ip.ts';
import type { Instance, Interface, Subnet } from '../network/model.ts';

/** Whether the address lies in the subnet. */
export function isInside({ cidr4, cidr6 }: Subnet, ip: Ip): boolean {
  const block = typeof ip === 'number' ? cidr4 : cidr6;
  return block !== undefined && contains(block, ip);
}

/**
 * The interface an instance sends from: the one in the destination's subnet, else the primary one.
 * @modelChoice That is what a guest's routing table does unless somebody changed it.
 */
export function interfaceTowards(instance: Instance, destination: Ip): Interface | undefined {
  const near = instance.interfaces.find(({ subnet }) => isInside(subnet, destination));
  return near ?? instance.interfaces[0];
}
