import { described, list, object, optional, record, refine } from '../../../schema/collections.ts';
import type { Node } from '../../../schema/node.ts';
import type { Reader } from '../../../schema/reader.ts';
import { declare, reference } from '../../../schema/resources.ts';
import { boolean, oneOf, text } from '../../../schema/scalars.ts';
import type { Read, Schema } from '../../../schema/schema.ts';
import type { Ec2Definition, VpcBlockPublicAccess, VpcBlockPublicAccessExclusion } from '../definition.ts';
import { AVAILABILITY_ZONE, KINDS } from '../kinds.ts';
import { regionOfZone, zonesOf } from '../zones.ts';
import {
  transitGatewayPeeringAttachments,
  transitGatewayRouteTables,
  transitGateways,
  transitGatewayVpcAttachments,
  vpcPeeringConnections,
} from './connections.ts';
import { withDefaults } from './defaults.ts';
import { prefixLists, vpcEndpoints } from './endpoints.ts';
import { type FieldsOf, UNKNOWABLE } from './fields.ts';
import {
  customerGateways,
  egressOnlyInternetGateways,
  elasticIps,
  internetGateways,
  natGateways,
  vpnConnections,
  vpnGateways,
} from './gateways.ts';
import { instances, networkInterfaces, ownInterfaces } from './interfaces.ts';
import type { InternetHost } from './internet.ts';
import { networkAcls } from './network-acls.ts';
import { routeTables } from './route-tables.ts';
import { needed } from './scalars.ts';
import { securityGroups } from './security-groups.ts';
import { subnets, vpcs } from './vpcs.ts';

const exclusionFields = {
  vpc: optional(reference(KINDS.vpc)),
  subnet: optional(reference(KINDS.subnet)),
  internetGatewayExclusionMode: needed(oneOf(['allow-bidirectional', 'allow-egress'])),
} satisfies FieldsOf<VpcBlockPublicAccessExclusion>;

const blockPublicAccessFields = {
  internetGatewayBlockMode: needed(oneOf(['off', 'block-bidirectional', 'block-ingress'])),
  exclusions: optional(record(object(exclusionFields))),
} satisfies FieldsOf<VpcBlockPublicAccess>;

const defaultVpc: Schema<boolean | readonly string[]> = {
  json: () => ({ anyOf: [{ type: 'boolean' }, { type: 'array', items: { type: 'string' } }] }),
  read: (node, reader) => (node.kind === 'scalar' ? boolean.read(node, reader) : list(text()).read(node, reader)),
};

const fields = {
  defaultVpc: optional(described('true, or the Regions that have their default VPC', defaultVpc)),
  vpcs: optional(vpcs),
  subnets: optional(subnets),
  routeTables: optional(routeTables),
  internetGateways: optional(internetGateways),
  egressOnlyInternetGateways: optional(egressOnlyInternetGateways),
  natGateways: optional(natGateways),
  elasticIps: optional(elasticIps),
  networkInterfaces: optional(networkInterfaces),
  instances: optional(instances),
  securityGroups: optional(securityGroups),
  networkAcls: optional(networkAcls),
  prefixLists: optional(prefixLists),
  vpcEndpoints: optional(vpcEndpoints),
  vpcPeeringConnections: optional(vpcPeeringConnections),
  transitGateways: optional(transitGateways),
  transitGatewayVpcAttachments: optional(transitGatewayVpcAttachments),
  transitGatewayPeeringAttachments: optional(transitGatewayPeeringAttachments),
  transitGatewayRouteTables: optional(transitGatewayRouteTables),
  vpnGateways: optional(vpnGateways),
  customerGateways: optional(customerGateways),
  vpnConnections: optional(vpnConnections),
  vpcBlockPublicAccess: optional(object(blockPublicAccessFields, UNKNOWABLE)),
  port25Unblocked: optional(described('whether AWS has lifted the restriction on outbound port 25', boolean)),
} satisfies FieldsOf<Ec2Definition>;

const written = object(fields);

/** The `ec2` part of an account as read: references linked, notations taken apart, AWS's defaults written out. */
export type Ec2Part = Read<typeof written>;

declare module '../../../core/definition.ts' {
  interface AccountParts {
    ec2: Ec2Part;
  }
  interface TopParts {
    internet: ReadonlyMap<string, InternetHost>;
  }
}

/** The `ec2` part of an account. */
export const ec2Account: Schema<Ec2Part> = refine(
  {
    json: () => written.json(),
    read: (node: Node, reader: Reader) =>
      written.read(
        node.kind === 'map' && reader.account !== undefined ? withDefaults(node, reader.account) : node,
        reader,
      ),
  },
  (part, _node, reader) => {
    declareInterfaces(part, reader);
    declareZones(part, reader);
    return part;
  },
);

/** Interfaces that have no key of their own: the primary one of an instance, and those declared in place. */
function declareInterfaces(part: Ec2Part, reader: Reader): void {
  for (const instance of part.instances?.values() ?? []) {
    for (const { name, attributes } of ownInterfaces(instance)) {
      const aliases = [`${KINDS.instance.name}/${name}`];
      declare(KINDS.networkInterface, name, instance.declared, reader, aliases, attributes.networkInterfaceId);
    }
  }
}

/** The zones of every Region the account has something in, so that they can be pointed at (`fail: az/ap-northeast-1a`). */
function declareZones(part: Ec2Part, reader: Reader): void {
  const home = reader.account?.region ?? '';
  const regions = new Set([home]);
  for (const { region } of part.vpcs?.values() ?? []) if (region !== undefined) regions.add(region);
  const zones = new Set([...regions].flatMap(zonesOf));
  for (const { availabilityZone: zone } of part.subnets?.values() ?? []) {
    if (zone !== undefined && zone.length > 1 && regionOfZone(zone) !== undefined) zones.add(zone);
  }
  for (const zone of zones) {
    const address = `${AVAILABILITY_ZONE}/${zone}`;
    const aliases = zone === `${home}${zone.at(-1)}` ? [`${AVAILABILITY_ZONE}/${zone.at(-1)}`] : [];
    if (reader.directory.at(address) === undefined) {
      reader.directory.add({ service: 'ec2', kind: AVAILABILITY_ZONE, name: zone, address }, aliases);
    }
  }
}
