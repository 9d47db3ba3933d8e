import type { Imported, Importer, Tree, TreeMap } from '../foreign.ts';
import { Collection, type Item } from './collection.ts';
import { completeCollection } from './complete.ts';
import {
  customerGateway,
  peeringAttachment,
  peeringConnection,
  transitGateway,
  transitRouteTable,
  vpcAttachment,
  vpnConnection,
} from './ec2/connections.ts';
import { networkAcl, prefixList, securityGroup } from './ec2/filters.ts';
import { attachedGateway, natGateway, vpcEndpoint } from './ec2/gateways.ts';
import { elasticIp, instance, networkInterface } from './ec2/interfaces.ts';
import { blockPublicAccess, subnet, vpc } from './ec2/networks.ts';
import { routeTable } from './ec2/routing.ts';
import { Importing, type Made } from './importing.ts';
import { KIND_NAMES, KINDS, type Kind } from './kinds.ts';
import { mostFrequent, Ownership } from './ownership.ts';
import { isAwsCliOutput } from './recognition.ts';

/** What each kind becomes; undefined for what is told elsewhere (the primary interface, on its instance). */
const TREES: { readonly [K in Kind]: (item: Item, importing: Importing) => Made | undefined } = {
  Vpcs: vpc,
  InternetGateways: attachedGateway,
  EgressOnlyInternetGateways: attachedGateway,
  VpnGateways: attachedGateway,
  Subnets: subnet,
  NatGateways: natGateway,
  Addresses: elasticIp,
  RouteTables: routeTable,
  NetworkAcls: networkAcl,
  PrefixLists: prefixList,
  SecurityGroups: securityGroup,
  Instances: instance,
  NetworkInterfaces: networkInterface,
  VpcEndpoints: vpcEndpoint,
  VpcPeeringConnections: peeringConnection,
  TransitGateways: transitGateway,
  TransitGatewayVpcAttachments: vpcAttachment,
  TransitGatewayPeeringAttachments: peeringAttachment,
  TransitGatewayRouteTables: transitRouteTable,
  CustomerGateways: customerGateway,
  VpnConnections: vpnConnection,
};

/** Kinds whose Region the scenario states itself; all others take that of what they belong to. */
const REGIONAL: ReadonlySet<Kind> = new Set([
  'Vpcs',
  'Addresses',
  'PrefixLists',
  'TransitGateways',
  'CustomerGateways',
  'VpnGateways',
  'InternetGateways',
]);

/** Output of `aws … describe-*`, one document a file, in any nesting of folders. */
export const awsCli: Importer = {
  name: 'AWS CLI output',
  recognizes: isAwsCliOutput,
  read(documents): Imported {
    const collection = new Collection();
    for (const document of documents) collection.add(document);
    completeCollection(collection);
    const accounts = withoutLeftOut(collection);
    collection.finish();
    return { scenario: { accounts }, notes: collection.notes };
  },
};

/**
 * The accounts with everything that a scenario can hold. Leaving something out may leave others without what they belong
 * to, so all is made anew without it until nothing more has to go; only then notes are what they should be.
 */
function withoutLeftOut(collection: Collection): TreeMap {
  const { notes } = collection;
  for (;;) {
    const before = notes.length;
    const importing = new Importing(collection, new Ownership(collection));
    const { accounts, leftOut } = accountTrees(importing);
    if (leftOut.length === 0) return accounts;
    const why = notes.splice(before).filter(({ code }) => code === 'left-out');
    notes.push(...why);
    for (const item of leftOut) collection.remove(item);
  }
}

interface Trees {
  readonly accounts: TreeMap;
  readonly leftOut: readonly Item[];
}

function accountTrees(importing: Importing): Trees {
  const accounts: Record<string, Tree> = {};
  const leftOut: Item[] = [];
  for (const [account, items] of byAccount(importing)) {
    const vpcs = items.filter(({ kind }) => kind === 'Vpcs');
    const region = mostFrequent((vpcs.length > 0 ? vpcs : items).map((item) => importing.home(item).region));
    const ec2: Record<string, Tree | undefined> = {};
    for (const kind of KIND_NAMES) {
      const ofKind = items.filter((item) => item.kind === kind);
      const section = sectionOf(ofKind, region, importing, leftOut);
      if (section !== undefined) ec2[KINDS[kind].section] = section;
    }
    ec2['vpcBlockPublicAccess'] = blockPublicAccess(vpcs, importing);
    accounts[account] = { id: account, region, ec2 };
  }
  return { accounts, leftOut };
}

function byAccount(importing: Importing): ReadonlyMap<string, readonly Item[]> {
  const accounts = new Map<string, Item[]>();
  for (const item of KIND_NAMES.flatMap((kind) => importing.collection.all(kind))) {
    const { account } = importing.home(item);
    const items = accounts.get(account);
    if (items === undefined) accounts.set(account, [item]);
    else items.push(item);
  }
  return accounts;
}

function sectionOf(
  items: readonly Item[],
  region: string | undefined,
  importing: Importing,
  leftOut: Item[],
): TreeMap | undefined {
  const section: Record<string, Tree> = {};
  for (const item of items) {
    const tree = TREES[item.kind](item, importing);
    if (tree === 'left-out') leftOut.push(item);
    if (tree === undefined || tree === 'left-out') continue;
    const name = importing.nameOf(item);
    const home = importing.home(item).region;
    section[name] = {
      id: name !== item.id && /^[a-z-]+-\w+$/.test(item.id) ? item.id : undefined,
      region: REGIONAL.has(item.kind) && home !== region ? home : undefined,
      ...tree,
      tags: tagsOf(item),
    };
  }
  return Object.keys(section).length > 0 ? section : undefined;
}

/** Tags but for the name, which names the resource already where it could. */
function tagsOf(item: Item): TreeMap | undefined {
  const tags = [...item.found.tags].filter(([key]) => key !== 'Name' && !key.startsWith('aws:'));
  return tags.length > 0 ? Object.fromEntries(tags) : undefined;
}
