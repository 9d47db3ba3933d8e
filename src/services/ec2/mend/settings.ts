import type { Instance, Interface } from '../network/model.ts';
import { formatListen } from '../notation/traffic.ts';
import { trafficOf } from '../rules/packet.ts';
import type { Remedy } from '../walk/hop.ts';
import type { Edit } from './edit.ts';

type Setting = Extract<
  Remedy,
  {
    readonly kind:
      | 'source-dest-check'
      | 'listen'
      | 'start'
      | 'block-public-access'
      | 'port-25'
      | 'peering-status'
      | 'dns-support';
  }
>;

/** The one setting of one thing that stands in the way, changed; undefined for things that have no key of their own. */
export function settingFor(remedy: Setting): { readonly says: string; readonly edit: Edit } | undefined {
  switch (remedy.kind) {
    case 'source-dest-check': {
      const own = remedy.instance?.interfaces[0] === remedy.owner ? remedy.instance : remedy.owner;
      if (!hasKey(own)) return undefined;
      const edit = { path: [...pathOf(own), 'sourceDestCheck'], value: false };
      return { says: `turn source/destination checking off at ${own.address}`, edit };
    }
    case 'listen':
      return hasKey(remedy.owner) ? listen(remedy) : undefined;
    case 'start': {
      const { instance } = remedy;
      return { says: `start ${instance.address}`, edit: { path: [...pathOf(instance), 'state'], value: 'running' } };
    }
    case 'block-public-access': {
      const { vpc, account } = remedy;
      const value = { vpc: vpc.name, internetGatewayExclusionMode: 'allow-bidirectional' };
      const path = [account, 'ec2', 'vpcBlockPublicAccess', 'exclusions', vpc.name];
      return { says: `exclude ${vpc.address} from VPC Block Public Access`, edit: { path, value } };
    }
    case 'port-25': {
      const edit = { path: [remedy.account, 'ec2', 'port25Unblocked'], value: true };
      return { says: `have AWS lift the port 25 restriction for ${remedy.account}`, edit };
    }
    case 'peering-status': {
      const path = [remedy.account, 'ec2', 'vpcPeeringConnections', remedy.name, 'status'];
      return { says: `accept ${remedy.address}`, edit: { path, value: 'active' } };
    }
    case 'dns-support': {
      const { vpc } = remedy;
      const path = [vpc.account, 'ec2', 'vpcs', vpc.name, 'enableDnsSupport'];
      return { says: `set enableDnsSupport of ${vpc.address}`, edit: { path, value: true } };
    }
  }
}

function listen({ owner, header }: Extract<Setting, { readonly kind: 'listen' }>): {
  readonly says: string;
  readonly edit: Edit;
} {
  const service = formatListen(trafficOf(header));
  const to = Array.isArray(owner.listens) ? owner.listens.map(formatListen) : [];
  const edit = { path: [...pathOf(owner), 'listens'], add: { to, items: [service] } };
  return { says: `let something listen on ${service} at ${owner.address}`, edit };
}

/** Interfaces declared on their instance, and those that AWS makes, are parts of another thing (`web-1/eth1`). */
function hasKey({ kind, name }: Instance | Interface): boolean {
  return kind === 'instance' || !name.includes('/');
}

function pathOf(own: Instance | Interface): readonly string[] {
  return [own.account, 'ec2', own.kind === 'instance' ? 'instances' : 'networkInterfaces', own.name];
}
