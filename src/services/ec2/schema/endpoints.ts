import { list, object, optional } from '../../../schema/collections.ts';
import { document } from '../../../schema/document.ts';
import { named, reference } from '../../../schema/resources.ts';
import { boolean, integer, oneOf, text } from '../../../schema/scalars.ts';
import type * as written from '../definition.ts';
import { KINDS } from '../kinds.ts';
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
    text({ expected: 'a service such as s3 or com.amazonaws.ap-northeast-1.s3', pattern: /^[a-z0-9][a-z0-9.-]*$/ }),
  ),
  routeTables: optional(list(reference(KINDS.routeTable))),
  subnets: optional(list(reference(KINDS.subnet))),
  networkInterfaces: optional(list(reference(KINDS.networkInterface))),
  securityGroups: optional(list(reference(KINDS.securityGroup))),
  privateDnsEnabled: optional(boolean),
  dnsEntries: optional(list(text())),
  policy: optional(document('an endpoint policy')),
  state: optional(text()),
  appliances: optional(list(reference(KINDS.instance))),
} satisfies FieldsOf<written.VpcEndpoint>;

export const vpcEndpoints = named(KINDS.vpcEndpoint, object(endpointFields, UNKNOWABLE));
