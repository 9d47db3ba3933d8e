import { described, either, list, object, optional } from '../../../schema/collections.ts';
import type { Ref } from '../../../schema/reader.ts';
import { named, reference } from '../../../schema/resources.ts';
import { boolean, integer, oneOf, scalar, text } from '../../../schema/scalars.ts';
import type { Read, Schema } from '../../../schema/schema.ts';
import { type Ip, parseIp } from '../address/ip.ts';
import type * as written from '../definition.ts';
import { KINDS } from '../kinds.ts';
import { type FieldsOf, privateDnsNameOptions, resourceFields, UNKNOWABLE } from './fields.ts';
import { ipOf, listenPort, needed, portRange } from './scalars.ts';

/** "Idle connection tracking timeout", EC2 User Guide. */
const trackingFields = {
  tcpEstablishedTimeout: optional(
    described('seconds; 432000 if left out, 350 on Nitro v6', integer({ min: 60, max: 432_000 })),
  ),
  udpStreamTimeout: optional(described('seconds; 180 if left out', integer({ min: 60, max: 180 }))),
  udpTimeout: optional(described('seconds; 30 if left out', integer({ min: 30, max: 60 }))),
} satisfies FieldsOf<written.ConnectionTrackingSpecification>;

const attributes = {
  networkInterfaceId: optional(text({ expected: 'an id such as eni-0123456789abcdef0' })),
  subnet: optional(reference(KINDS.subnet)),
  privateIpAddress: optional(ipOf(4)),
  secondaryPrivateIpAddresses: optional(list(ipOf(4))),
  ipv6Addresses: optional(list(ipOf(6))),
  securityGroups: optional(
    described("the security groups; left out, the VPC's default one", list(reference(KINDS.securityGroup))),
  ),
  sourceDestCheck: optional(
    described('whether it sends and takes only for its own addresses; true if left out', boolean),
  ),
  associatePublicIpAddress: optional(
    described('whether it gets a public IPv4 address; left out, as the subnet says', boolean),
  ),
  publicIp: optional(described('its auto-assigned public IPv4 address', ipOf(4))),
  connectionTrackingSpecification: optional(
    described('how long its security groups remember idle connections', object(trackingFields)),
  ),
} satisfies FieldsOf<written.InterfaceAttributes>;

const listens = optional(
  described('what answers: tcp/443, udp/53, tcp/8000-8999; left out, everything; [], nothing', list(listenPort)),
);

const interfaceTypes = [
  'interface',
  'nat_gateway',
  'vpc_endpoint',
  'gateway_load_balancer',
  'gateway_load_balancer_endpoint',
  'network_load_balancer',
  'load_balancer',
  'transit_gateway',
  'lambda',
  'efa',
  'global_accelerator_managed',
  'trunk',
  'branch',
  'other',
] as const satisfies readonly written.NetworkInterfaceType[];

const target: Schema<{ readonly ip: Ip; readonly port: number }> = scalar({
  expected: 'a target such as 10.0.1.10:8080',
  json: { type: 'string' },
  parse: (node) => {
    const match = /^\[?([0-9a-f.:]+?)\]?:(\d{1,5})$/i.exec(node.raw);
    const ip = parseIp(match?.[1] ?? '');
    const port = Number(match?.[2]);
    return ip === undefined || !(port >= 1 && port <= 65_535) ? undefined : { ip, port };
  },
});

const forwardFields = {
  listener: needed(listenPort),
  targets: needed(list(target)),
  preserveClientIp: optional(described("whether targets see the client's address; false if left out", boolean)),
  crossZone: optional(described('whether it sends to other zones; true if left out', boolean)),
} satisfies FieldsOf<written.Forward>;

const interfaceFields = {
  ...resourceFields,
  ...attributes,
  subnet: needed(reference(KINDS.subnet)),
  interfaceType: optional(oneOf(interfaceTypes)),
  description: optional(text()),
  requesterManaged: optional(boolean),
  instance: optional(reference(KINDS.instance)),
  deviceIndex: optional(integer({ min: 0, max: 31 })),
  listens,
  forwards: optional(
    described('a node of a load balancer: where it sends what it listens to', list(object(forwardFields))),
  ),
} satisfies FieldsOf<written.NetworkInterface>;

export const networkInterfaces = named(KINDS.networkInterface, object(interfaceFields, UNKNOWABLE));

/** An interface declared on its instance. */
const inPlace = object(attributes, UNKNOWABLE);
export type InterfaceAttributes = Read<typeof inPlace>;

/** A further interface of an instance: the name of one, or one declared in place. */
export type FurtherInterface = { readonly ref: Ref } | InterfaceAttributes;

const byName: Schema<FurtherInterface> = {
  json: () => reference(KINDS.networkInterface).json(),
  read: (node, reader) => {
    const ref = reference(KINDS.networkInterface).read(node, reader);
    return ref === undefined ? undefined : { ref };
  },
};

const instanceFields = {
  ...resourceFields,
  ...attributes,
  networkInterfaces: optional(
    described('further interfaces, by name or declared in place', list(either<FurtherInterface>(byName, inPlace))),
  ),
  instanceProfile: optional(text({ description: 'the instance profile it calls AWS with' })),
  instanceType: optional(
    text({ expected: 'an instance type such as m8i.large', pattern: /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/ }),
  ),
  connectionTrackingAllowance: optional(
    described(
      'how many connections it can track at once; left out, there is always room',
      integer({ min: 1, max: 100_000_000 }),
    ),
  ),
  privateDnsNameOptions: optional(
    described('its names in the VPC; left out, as its subnet says', privateDnsNameOptions),
  ),
  listens,
  state: optional(oneOf(['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'])),
  operatingSystem: optional(
    oneOf(['linux', 'windows', 'windows-2003'], 'decides the range of ephemeral ports; linux if left out'),
  ),
  ephemeralPorts: optional(portRange),
  forwarding: optional(
    oneOf(
      ['nat', 'router', 'none'],
      'what the guest does with packets for others; left out, NAT for what leaves the VPC, routing within',
    ),
  ),
} satisfies FieldsOf<written.Instance>;

export const instances = named(KINDS.instance, object(instanceFields, UNKNOWABLE));

type InstanceRead = Read<typeof instances> extends ReadonlyMap<string, infer T> ? T : never;

/**
 * The interfaces declared on an instance itself, named `web-1/eth0`, `web-1/eth1` by device index. An instance that
 * names no subnet has its primary interface among `networkInterfaces`.
 */
export function ownInterfaces(
  instance: InstanceRead,
): readonly { name: string; index: number; attributes: InterfaceAttributes }[] {
  const primary: readonly FurtherInterface[] = instance.subnet === undefined ? [] : [instance];
  return [...primary, ...(instance.networkInterfaces ?? [])].flatMap((attributes, index) =>
    'ref' in attributes ? [] : [{ name: interfaceName(instance.name, index), index, attributes }],
  );
}

/** The name of an interface that is declared on its instance. */
export function interfaceName(instance: string, deviceIndex: number): string {
  return `${instance}/eth${deviceIndex}`;
}
