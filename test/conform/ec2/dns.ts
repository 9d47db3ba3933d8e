import type { TreeMap } from '../../../src/import/foreign.ts';
import { parseCidr } from '../../../src/services/ec2/address/cidr.ts';
import { formatIp, parseIp } from '../../../src/services/ec2/address/ip.ts';
import { dnsAddress } from '../../../src/services/ec2/address/subnet-addresses.ts';
import { privateDnsName, publicDnsName, resolveName, resourceDnsName } from '../../../src/services/ec2/dns.ts';
import { networkOf } from '../../../src/services/ec2/network/compile.ts';
import type { Network, Vpc } from '../../../src/services/ec2/network/model.ts';
import { isRecord } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { blocksIn, fieldLike, firstOf, flagOf, listOf, textOf } from './input.ts';
import { ACCOUNT, loaded, REGION, readEc2 } from './scenario.ts';

interface Attributes {
  readonly dnsSupport: boolean;
  readonly dnsHostnames: boolean;
}

/** The names that instances get, what a name resolves to for somebody inside or outside, and where the resolver is. */
export const dns: Adapter = {
  answer: async (input) => {
    const given = firstOf(input, 'vpcAttributes', 'attributes', 'vpc');
    const attributes = {
      dnsSupport: flagOf(given, 'enableDnsSupport', 'EnableDnsSupport') ?? true,
      dnsHostnames: flagOf(given, 'enableDnsHostnames', 'EnableDnsHostnames') ?? false,
    };
    const instances = listOf(firstOf(input, 'instances', 'instance'));
    const endpoint = firstOf(input, 'endpoint', 'vpcEndpoint');
    if (instances.length === 0 && endpoint === undefined) return resolverOf(input);
    const names = instances.map((instance) => namesOf(instance, attributes));
    const [first] = names;
    return {
      privateDnsNames: names.map((name) => name.privateDnsName),
      publicDnsNames: names.map((name) => name.publicDnsName),
      ...first,
      ...(await resolutions(instances[0] ?? null, attributes, input)),
    };
  },
};

/** The address of the Amazon DNS server of a VPC with these blocks. */
function resolverOf(input: Json): Json | undefined {
  const primary = parseCidr(blocksIn(fieldLike(input, /vpc|cidr/i) ?? null)[0] ?? '');
  if (primary === undefined || typeof primary.base !== 'number') return undefined;
  const address = formatIp(dnsAddress(primary));
  return { amazonDns: address, dnsServer: address, resolver: address, amazonProvidedDns: address };
}

function namesOf(instance: Json, attributes: Attributes) {
  const region = textOf(instance, 'region', 'Region') ?? REGION;
  const privateIp = parseIp(textOf(instance, 'private', 'PrivateIpAddress', 'privateIp') ?? '');
  const publicIp = parseIp(textOf(instance, 'public', 'PublicIpAddress', 'PublicIp', 'publicIp') ?? '');
  const none = '';
  const id = textOf(instance, 'id', 'instanceId', 'InstanceId');
  const byId = /resource/i.test(hostnameTypeOf(instance) ?? '') && id !== undefined;
  const byAddress = privateIp === undefined ? none : privateDnsName(privateIp, region);
  return {
    privateDnsName: byId ? resourceDnsName(id, region) : byAddress,
    // AWS shows the empty text where there is no name.
    publicDnsName: publicIp === undefined ? none : (publicDnsName(publicIp, region, attributes) ?? none),
  };
}

function namingOf(instance: Json): Json {
  return firstOf(instance, 'privateDnsNameOptions', 'PrivateDnsNameOptions') ?? instance;
}

function hostnameTypeOf(instance: Json): string | undefined {
  return textOf(namingOf(instance), 'hostnameType', 'HostnameType', 'privateDnsHostnameType', 'PrivateDnsHostnameType');
}

interface Place {
  readonly region: string;
  readonly privateIp: string;
  readonly publicIp: string | undefined;
}

/** What the instance's names lead to, asked inside its VPC, in a peer and outside, and the names that the case asks for. */
async function resolutions(instance: Json, attributes: Attributes, input: Json) {
  const place = {
    region: textOf(instance, 'region', 'Region') ?? REGION,
    privateIp: textOf(instance, 'private', 'PrivateIpAddress', 'privateIp') ?? '10.0.0.10',
    publicIp: textOf(instance, 'public', 'PublicIpAddress', 'PublicIp', 'publicIp'),
  };
  const naming = namingOf(instance);
  const id = textOf(instance, 'id', 'instanceId', 'InstanceId');
  const options = {
    enableResourceNameDnsARecord:
      flagOf(naming, 'enableResourceNameDnsARecord', 'EnableResourceNameDnsARecord') ?? false,
  };
  const own = id === undefined ? {} : { id, privateDnsNameOptions: options };
  const { definition } = loaded(await readEc2(worldOf(place, attributes, input, own)));
  const network = networkOf(definition);
  const dashed = place.publicIp?.replaceAll('.', '-');
  const suffix = place.region === 'us-east-1' ? 'compute-1' : `${place.region}.compute`;
  const ask = (name: string, from: string) => answer(network, name, from);
  const publicName = `ec2-${dashed}.${suffix}.amazonaws.com`;
  const answers = {
    insideVpc: ask(publicName, 'inside'),
    inPeer: ask(publicName, 'peer'),
    outsideVpc: ask(publicName, 'outside'),
  };
  const query = firstOf(input, 'resolve', 'query', 'lookup', 'name', 'queries');
  const from = textOf(input, 'from', 'askedFrom', 'resolvedFrom') ?? 'inside';
  const asked = query === undefined ? [publicName] : listOf(query);
  const found = asked.map((one) =>
    isRecord(one)
      ? ask(textOf(one, 'name', 'query') ?? publicName, textOf(one, 'from') ?? from)
      : ask(typeof one === 'string' ? one : publicName, from),
  );
  return { ...answers, resolvesTo: found[0] ?? null, answer: found[0] ?? null, answers: found, resolved: found };
}

/** What a name leads to for somebody inside the VPC, in the VPC that is peered with it, or outside. */
function answer(network: Network, name: string, from: string): Json {
  const vpc = (key: string): Vpc | undefined => network.vpcs.get(`${ACCOUNT}/vpc/${key}`);
  const asker = /out|internet/i.test(from) ? undefined : vpc(/peer|other/i.test(from) ? 'peer' : 'v');
  const [ip] = resolveName(network, name, asker).ips;
  return ip === undefined ? null : formatIp(ip);
}

function worldOf({ region, privateIp, publicIp }: Place, attributes: Attributes, input: Json, own: TreeMap) {
  const octets = privateIp.split('.');
  const zone = { vpc: 'v', availabilityZone: `${region}a` };
  const settings = {
    region,
    enableDnsSupport: attributes.dnsSupport,
    enableDnsHostnames: attributes.dnsHostnames,
  };
  const endpoint = firstOf(input, 'endpoint', 'vpcEndpoint');
  const face = textOf(endpoint, 'eni', 'privateIp', 'ip', 'PrivateIpAddress');
  const peering = firstOf(input, 'peering', 'peeringOptions');
  const allow = flagOf(peering, 'AllowDnsResolutionFromRemoteVpc', 'allowDnsResolutionFromRemoteVpc') ?? false;
  const service = (textOf(endpoint, 'service', 'ServiceName') ?? 'sqs').split('.').slice(3).join('.');
  const block = (ip: string) => `${ip.split('.').slice(0, 3).join('.')}.0/24`;
  const apart = face !== undefined && block(face) !== block(privateIp);
  return {
    vpcs: {
      v: { ...settings, cidrBlock: `${octets.slice(0, 2).join('.')}.0.0/16` },
      peer: { ...settings, enableDnsSupport: true, enableDnsHostnames: true, cidrBlock: '172.20.0.0/16' },
    },
    subnets: {
      s: { ...zone, cidrBlock: block(privateIp) },
      ...(apart ? { e: { ...zone, cidrBlock: block(face) } } : {}),
    },
    vpcPeeringConnections: {
      pcx: { requesterVpc: 'v', accepterVpc: 'peer', requesterAllowDnsResolutionFromRemoteVpc: allow },
    },
    instances: {
      i: {
        ...own,
        subnet: 's',
        privateIpAddress: privateIp,
        publicIp,
        associatePublicIpAddress: publicIp !== undefined,
      },
    },
    ...(face === undefined
      ? {}
      : {
          networkInterfaces: {
            f: { subnet: apart ? 'e' : 's', privateIpAddress: face, interfaceType: 'vpc_endpoint' },
          },
          vpcEndpoints: {
            endpoint: {
              vpc: 'v',
              type: 'Interface',
              service: service === '' ? (textOf(endpoint, 'service') ?? 'sqs') : service,
              networkInterfaces: ['f'],
              privateDnsEnabled: flagOf(endpoint, 'PrivateDnsEnabled', 'privateDnsEnabled') ?? true,
            },
          },
        }),
  };
}
