import type { Network } from '../network/model.ts';
import { formatListen } from '../notation/traffic.ts';
import { trafficOf } from '../rules/packet.ts';
import type { Stopped } from '../walk/hop.ts';
import type { Assumptions } from '../walk/walk.ts';
import { remedyKey } from '../walk/walk.ts';
import type { Edit } from './edit.ts';
import { fixAcl, fixGroup } from './filters.ts';
import { fixInternetGateway, fixPublicIp, fixRoute } from './routing.ts';
import { fixTransitAssociation, fixTransitRoute, fixTransitZone } from './transit.ts';

/** What would let a blocked packet through: in words, as edits, and as what may then be assumed. */
export interface Fix {
  readonly says: string;
  readonly edits: readonly Edit[];
  readonly assume: (before: Assumptions) => Assumptions;
}

/** The smallest edit against one block; undefined where nothing that belongs to the accounts could help. */
export function fixFor(
  network: Network,
  assumptions: Assumptions,
  earlier: readonly Fix[],
  { hop, remedy }: Extract<Stopped, { kind: 'blocked' }>,
): Fix | undefined {
  const mend = (before: Assumptions): Assumptions => ({
    ...before,
    mended: new Set([...before.mended, remedyKey(remedy, hop.at)]),
  });
  const simple = (says: string, ...edits: readonly Edit[]): Fix => ({ says, edits, assume: mend });
  switch (remedy.kind) {
    case 'group':
      return { ...fixGroup(remedy), assume: mend };
    case 'acl':
      return {
        ...fixAcl(
          network,
          remedy,
          earlier.flatMap(({ edits }) => edits),
        ),
        assume: mend,
      };
    case 'route':
      return fixRoute(network, assumptions, remedy);
    case 'internet-gateway':
      return { ...fixInternetGateway(network, remedy.vpc), assume: mend };
    case 'public-ip':
      return fixPublicIp(remedy.owner, remedy.instance);
    case 'transit-route':
      return fixTransitRoute(remedy, mend);
    case 'transit-association':
      return fixTransitAssociation(network, remedy);
    case 'transit-zone':
      return { ...fixTransitZone(remedy), assume: mend };
    case 'source-dest-check': {
      const own = remedy.instance?.interfaces[0] === remedy.owner ? remedy.instance : remedy.owner;
      const list = own.kind === 'instance' ? 'instances' : 'networkInterfaces';
      return simple(`turn source/destination checking off at ${own.address}`, {
        path: [own.account, 'ec2', list, own.name, 'sourceDestCheck'],
        value: false,
      });
    }
    case 'listen': {
      const { owner, header } = remedy;
      const service = formatListen(trafficOf(header));
      const list = owner.kind === 'instance' ? 'instances' : 'networkInterfaces';
      const current = Array.isArray(owner.listens) ? owner.listens.map(formatListen) : [];
      return simple(`let something listen on ${service} at ${owner.address}`, {
        path: [owner.account, 'ec2', list, owner.name, 'listens'],
        add: { to: current, items: [service] },
      });
    }
    case 'start': {
      const { instance } = remedy;
      return simple(`start ${instance.address}`, {
        path: [instance.account, 'ec2', 'instances', instance.name, 'state'],
        value: 'running',
      });
    }
    case 'block-public-access': {
      const { vpc } = remedy;
      const value = { vpc: vpc.name, internetGatewayExclusionMode: 'allow-bidirectional' };
      return simple(`exclude ${vpc.address} from VPC Block Public Access`, {
        path: [remedy.account, 'ec2', 'vpcBlockPublicAccess', 'exclusions', vpc.name],
        value,
      });
    }
    case 'port-25':
      return simple(`have AWS lift the port 25 restriction for ${remedy.account}`, {
        path: [remedy.account, 'ec2', 'port25Unblocked'],
        value: true,
      });
    case 'peering-status':
      return simple(`accept ${remedy.address}`, {
        path: [remedy.account, 'ec2', 'vpcPeeringConnections', remedy.name, 'status'],
        value: 'active',
      });
    case 'dns-support': {
      const { vpc } = remedy;
      return simple(`set enableDnsSupport of ${vpc.address}`, {
        path: [vpc.account, 'ec2', 'vpcs', vpc.name, 'enableDnsSupport'],
        value: true,
      });
    }
    case 'none':
      return undefined;
  }
}
