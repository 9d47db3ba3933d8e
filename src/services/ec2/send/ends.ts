import type { Directory, Entry } from '../../../core/directory.ts';
import { didYouMean } from '../../../schema/diagnostic.ts';
import { type Ip, parseIp } from '../address/ip.ts';
import { isDnsName } from '../dns.ts';
import { INTERNET_HOST, KINDS } from '../kinds.ts';
import type { Endpoint, Instance, Interface, NatGateway, Network, Subnet } from '../network/model.ts';
import type { InternetHost } from '../schema/internet.ts';

/** What one end of a `send` turned out to be. */
export type Party =
  | { readonly kind: 'instance'; readonly instance: Instance }
  | { readonly kind: 'interface'; readonly owner: Interface }
  | { readonly kind: 'host'; readonly host: InternetHost }
  | { readonly kind: 'internet' }
  | { readonly kind: 'ip'; readonly ip: Ip }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'subnet'; readonly subnet: Subnet }
  | { readonly kind: 'nat'; readonly gateway: NatGateway }
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  /** It exists, but rests on something that the scenario leaves unknown. */
  | { readonly kind: 'unknown'; readonly address: string };

export interface NoParty {
  readonly problem: string;
  readonly code: 'dangling-reference' | 'ambiguous-reference';
  readonly suggestion?: string | undefined;
}

/** Kinds of things that can send or be sent to. */
export const PARTY_KINDS: readonly string[] = [
  KINDS.instance.name,
  KINDS.networkInterface.name,
  INTERNET_HOST,
  KINDS.subnet.name,
  KINDS.natGateway.name,
  KINDS.vpcEndpoint.name,
  KINDS.elasticIp.name,
];

/** Finds what an end of a `send` names: an address, an IP address, a DNS name or `internet`. */
export function findParty(directory: Directory, network: Network, text: string): Party | NoParty {
  if (text === 'internet') return { kind: 'internet' };
  const ip = parseIp(text);
  if (ip !== undefined) return { kind: 'ip', ip };
  const resolution = directory.resolve(text, { kinds: PARTY_KINDS });
  if ('found' in resolution && resolution.part === undefined) return partyOf(network, resolution.found);
  if ('ambiguous' in resolution) {
    const candidates = resolution.ambiguous.map(({ address }) => address).join(', ');
    return { problem: `${text} could be any of ${candidates}`, code: 'ambiguous-reference' };
  }
  if (isDnsName(text)) return { kind: 'name', name: text };
  const known = 'known' in resolution ? resolution.known : [];
  return {
    problem: `there is nothing called ${text} that a packet could come from or go to`,
    code: 'dangling-reference',
    suggestion: didYouMean(text, [...known, 'internet']),
  };
}

function partyOf(network: Network, { kind, name, address }: Entry): Party {
  const unknown: Party = { kind: 'unknown', address };
  switch (kind) {
    case INTERNET_HOST: {
      const host = network.hosts.get(name);
      return host === undefined ? unknown : { kind: 'host', host };
    }
    case KINDS.instance.name: {
      const instance = network.instances.get(address);
      return instance === undefined || instance.interfaces.length === 0 ? unknown : { kind: 'instance', instance };
    }
    case KINDS.networkInterface.name: {
      const owner = network.interfaces.get(address);
      return owner === undefined ? unknown : { kind: 'interface', owner };
    }
    case KINDS.subnet.name: {
      const subnet = network.subnets.get(address);
      return subnet === undefined ? unknown : { kind: 'subnet', subnet };
    }
    case KINDS.natGateway.name: {
      const gateway = network.natGateways.get(address);
      return gateway === undefined ? unknown : { kind: 'nat', gateway };
    }
    case KINDS.vpcEndpoint.name: {
      const endpoint = network.endpoints.get(address);
      return endpoint === undefined ? unknown : { kind: 'endpoint', endpoint };
    }
    default: {
      const ip = network.elasticIps.get(address);
      return ip === undefined ? unknown : { kind: 'ip', ip };
    }
  }
}
