import { formatIp, parseIp } from '../../../src/services/ec2/address/ip.ts';
import { privateDnsName, publicDnsName, resolveName } from '../../../src/services/ec2/dns.ts';
import { networkOf } from '../../../src/services/ec2/network/compile.ts';
import type { Adapter, Json } from '../contract.ts';
import { firstOf, flagOf, listOf, textOf } from './input.ts';
import { ACCOUNT, loaded, REGION, readEc2 } from './scenario.ts';

interface Attributes {
  readonly dnsSupport: boolean;
  readonly dnsHostnames: boolean;
}

/** The names that instances get, and what a name resolves to for somebody inside or outside. */
export const dns: Adapter = {
  answer: async (input) => {
    const given = firstOf(input, 'vpcAttributes', 'vpc');
    const attributes = {
      dnsSupport: flagOf(given, 'enableDnsSupport', 'EnableDnsSupport') ?? true,
      dnsHostnames: flagOf(given, 'enableDnsHostnames', 'EnableDnsHostnames') ?? false,
    };
    const instances = listOf(firstOf(input, 'instances', 'instance'));
    if (instances.length === 0) return undefined;
    const names = instances.map((instance) => namesOf(instance, attributes));
    const [first] = names;
    const query = firstOf(input, 'resolve', 'query', 'lookup');
    return {
      privateDnsNames: names.map((name) => name.privateDnsName),
      publicDnsNames: names.map((name) => name.publicDnsName),
      ...first,
      ...(await resolutions(instances[0] ?? null, attributes, query)),
    };
  },
};

function namesOf(instance: Json, attributes: Attributes) {
  const region = textOf(instance, 'region', 'Region') ?? REGION;
  const privateIp = parseIp(textOf(instance, 'private', 'PrivateIpAddress', 'privateIp') ?? '');
  const publicIp = parseIp(textOf(instance, 'public', 'PublicIpAddress', 'PublicIp', 'publicIp') ?? '');
  const none = '';
  return {
    privateDnsName: privateIp === undefined ? none : privateDnsName(privateIp, region),
    // AWS shows the empty text where there is no name.
    publicDnsName: publicIp === undefined ? none : (publicDnsName(publicIp, region, attributes) ?? none),
  };
}

/** What the instance's names lead to, asked inside its VPC and outside, and the one name that the case asks for. */
async function resolutions(instance: Json, attributes: Attributes, query: Json | undefined) {
  const publicIp = textOf(instance, 'public', 'PublicIpAddress', 'PublicIp', 'publicIp');
  const privateIp = textOf(instance, 'private', 'PrivateIpAddress', 'privateIp') ?? '10.0.0.10';
  const region = textOf(instance, 'region', 'Region') ?? REGION;
  const block = `${privateIp.split('.').slice(0, 2).join('.')}.0.0/16`;
  const { definition } = loaded(
    await readEc2({
      vpcs: {
        v: {
          region,
          cidrBlock: block,
          enableDnsSupport: attributes.dnsSupport,
          enableDnsHostnames: attributes.dnsHostnames,
        },
      },
      subnets: {
        s: {
          vpc: 'v',
          availabilityZone: `${region}a`,
          cidrBlock: `${privateIp.split('.').slice(0, 3).join('.')}.0/24`,
        },
      },
      instances: {
        i: { subnet: 's', privateIpAddress: privateIp, publicIp, associatePublicIpAddress: publicIp !== undefined },
      },
    }),
  );
  const network = networkOf(definition);
  const vpc = network.vpcs.get(`${ACCOUNT}/vpc/v`);
  const dashed = publicIp?.replaceAll('.', '-');
  const publicName =
    region === 'us-east-1' ? `ec2-${dashed}.compute-1.amazonaws.com` : `ec2-${dashed}.${region}.compute.amazonaws.com`;
  const ask = (name: string, inside: boolean): Json => {
    const [ip] = resolveName(network, name, inside ? vpc : undefined).ips;
    return ip === undefined ? null : formatIp(ip);
  };
  const answers = { insideVpc: ask(publicName, true), outsideVpc: ask(publicName, false) };
  if (query === undefined) return answers;
  const name = typeof query === 'string' ? query : (textOf(query, 'name') ?? publicName);
  const inside = !/out|internet/i.test(textOf(query, 'from') ?? 'inside');
  return { ...answers, resolvesTo: ask(name, inside), answer: ask(name, inside) };
}
