import { described, list, object, optional } from '../../../schema/collections.ts';
import { named, reference } from '../../../schema/resources.ts';
import { boolean } from '../../../schema/scalars.ts';
import type * as written from '../definition.ts';
import { KINDS } from '../kinds.ts';
import { type FieldsOf, privateDnsNameOptions, regionalFields, resourceFields, UNKNOWABLE } from './fields.ts';
import { cidrOf, needed, zoneName } from './scalars.ts';

/** "VPC CIDR blocks", VPC User Guide. */
const vpcBlock = cidrOf({ family: 4, shortest: 16, longest: 28 });
const vpcBlock6 = cidrOf({ family: 6, shortest: 44, longest: 60, step: 4, example: '2001:db8:1234:1a00::/56' });

const vpcFields = {
  ...regionalFields,
  cidrBlock: needed(vpcBlock),
  secondaryCidrBlocks: optional(list(vpcBlock)),
  ipv6CidrBlocks: optional(list(vpcBlock6)),
  isDefault: optional(described('whether it is the default VPC of its Region', boolean)),
  enableDnsSupport: optional(described('whether the Amazon DNS server answers; true if left out', boolean)),
  enableDnsHostnames: optional(
    described('whether hosts get DNS names; false if left out, true in a default VPC', boolean),
  ),
} satisfies FieldsOf<written.Vpc>;

export const vpcs = named(KINDS.vpc, object(vpcFields, UNKNOWABLE));

const subnetFields = {
  ...resourceFields,
  vpc: needed(reference(KINDS.vpc)),
  availabilityZone: needed(zoneName),
  cidrBlock: optional(cidrOf({ family: 4, shortest: 16, longest: 28, example: '10.0.1.0/24' })),
  ipv6CidrBlock: optional(
    cidrOf({ family: 6, shortest: 44, longest: 64, step: 4, example: '2001:db8:1234:1a00::/64' }),
  ),
  mapPublicIpOnLaunch: optional(described('whether instances launched here get a public IPv4 address', boolean)),
  assignIpv6AddressOnCreation: optional(described('whether new interfaces get an IPv6 address', boolean)),
  enableDns64: optional(described('whether IPv6-only hosts are told NAT64 addresses', boolean)),
  privateDnsNameOptionsOnLaunch: optional(described('the names of instances launched here', privateDnsNameOptions)),
  defaultForAz: optional(described('whether it is the default subnet of its zone', boolean)),
  routeTable: optional(
    described("the associated route table; left out, the VPC's main one", reference(KINDS.routeTable)),
  ),
  networkAcl: optional(described("the network ACL; left out, the VPC's default one", reference(KINDS.networkAcl))),
} satisfies FieldsOf<written.Subnet>;

export const subnets = named(KINDS.subnet, object(subnetFields, UNKNOWABLE));
