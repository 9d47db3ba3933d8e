import { described, list, object, optional } from '../../../schema/collections.ts';
import { document } from '../../../schema/document.ts';
import { named, reference } from '../../../schema/resources.ts';
import { boolean, integer, oneOf, text } from '../../../schema/scalars.ts';
import type * as written from '../definition.ts';
import { KINDS } from '../kinds.ts';
import { ENDPOINT_STATES } from '../states.ts';
import { type FieldsOf, regionalFields, resourceFields, UNKNOWABLE } from './fields.ts';
import { cidrOf, needed } from './scalars.ts';

const prefixListFields = {
  ...regionalFields,
  prefixListName: optional(text()),
  maxEntries: optional(integer({ min: 1, max: 1000 })),
  entries: needed(list(cidrOf())),
} satisfies FieldsOf<written.PrefixList>;

export const prefixLists = named(KINDS.prefixList, object(prefixListFields, UNKNOWABLE));

const endpointFields = {
  ...resourceFields,
  vpc: needed(reference(KINDS.vpc)),
  type: needed(oneOf(['Gateway', 'Interface', 'GatewayLoadBalancer'])),
  service: needed(
    text({ expected: 'a service such as s3 or com.amazonaws.ap-northeast-1.s3', pattern: /^[a-z][a-z0-9.-]*$/ }),
  ),
  routeTables: optional(described('Gateway: the route tables that get its route', list(reference(KINDS.routeTable)))),
  subnets: optional(
    described('Interface, GatewayLoadBalancer: one endpoint interface in each', list(reference(KINDS.subnet))),
  ),
  networkInterfaces: optional(
    described('its interfaces, where they are declared already', list(reference(KINDS.networkInterface))),
  ),
  securityGroups: optional(list(reference(KINDS.securityGroup))),
  privateDnsEnabled: optional(
    described("whether the service's name leads to it; true for Interface if left out", boolean),
  ),
  dnsEntries: optional(described('further names that lead to it', list(text()))),
  policy: optional(document('an endpoint policy')),
  state: optional(oneOf(ENDPOINT_STATES)),
  appliances: optional(
    described('GatewayLoadBalancer: the instances behind the balancer', list(reference(KINDS.instance))),
  ),
} satisfies FieldsOf<written.VpcEndpoint>;

export const vpcEndpoints = named(KINDS.vpcEndpoint, object(endpointFields, UNKNOWABLE));
