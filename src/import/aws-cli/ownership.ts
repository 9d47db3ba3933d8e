import { regionOfZone } from '../../services/ec2/zones.ts';
import type { Collection, Group, Item } from './collection.ts';
import type { Found } from './fields.ts';
import type { Kind } from './kinds.ts';

/** Where AWS would say a resource lives. */
export interface Home {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/** Stands for an account that no file names. */
export const NO_ACCOUNT = '000000000000';
const NO_REGION = 'us-east-1';

/** What only the owner of a VPC can make in it ("Share your VPC", responsibilities and permissions). */
const OF_THE_VPC: ReadonlySet<Kind> = new Set([
  'Subnets',
  'RouteTables',
  'NetworkAcls',
  'InternetGateways',
  'EgressOnlyInternetGateways',
  'VpnGateways',
  'NatGateways',
]);

const REGION = /(?:us-gov|[a-z]{2})(?:-[a-z]+)+-\d(?!\d)/;

/** Account and Region of every item: what the item says, then what its neighbours say, then its folders. */
export class Ownership {
  readonly #collection: Collection;
  readonly #groups = new Map<Group, Home>();
  readonly #regionOfVpc = new Map<string, string>();
  readonly #homes = new Map<Item, Home>();

  constructor(collection: Collection) {
    this.#collection = collection;
    for (const group of collection.groups) this.#groups.set(group, homeOf(group));
    for (const item of [...collection.all('Subnets'), ...collection.all('NetworkInterfaces')]) {
      const vpc = item.found.text('VpcId');
      const region = zoneRegion(item.found);
      if (vpc !== undefined && region !== undefined && !this.#regionOfVpc.has(vpc)) this.#regionOfVpc.set(vpc, region);
    }
  }

  of(item: Item): Home {
    let home = this.#homes.get(item);
    if (home === undefined) {
      home = this.#homeOf(item);
      this.#homes.set(item, home);
    }
    return home;
  }

  #homeOf(item: Item): Home {
    const { found, kind, group } = item;
    const neighbours = this.#groups.get(group) ?? { account: NO_ACCOUNT, region: NO_REGION };
    const vpc = found.vpcId;
    const region = zoneRegion(found) ?? this.regionOfVpc(vpc) ?? neighbours.region;
    if (kind === 'TransitGatewayRouteTables') {
      const gateway = this.#collection.get('TransitGateways', found.text('TransitGatewayId'));
      if (gateway !== undefined) return this.of(gateway);
    }
    const owner = OF_THE_VPC.has(kind) ? this.#collection.get('Vpcs', vpc) : undefined;
    if (owner !== undefined) return { account: this.of(owner).account, region };
    return { account: fullId(ownerOf(found)) ?? neighbours.account, region };
  }

  regionOfVpc(vpc: string | undefined): string | undefined {
    return vpc === undefined ? undefined : this.#regionOfVpc.get(vpc);
  }
}

function zoneRegion(found: Found): string | undefined {
  const zone = found.text('AvailabilityZone');
  return zone === undefined ? undefined : regionOfZone(zone);
}

/** The owner that an object names itself. */
function ownerOf(found: Found): string | undefined {
  return found.text('OwnerId') ?? found.text('VpcOwnerId') ?? found.object('RequesterVpcInfo')?.text('OwnerId');
}

function fullId(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{12}$/.test(text) ? text : undefined;
}

/** A shorter id in twelve digits: anonymised files have such, and numbers lose their zeros. */
function paddedId(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{3,12}$/.test(text) ? text.padStart(12, '0') : undefined;
}

function homeOf(group: Group): Home {
  const { folders, files, items, identity } = group;
  const owners = items.flatMap(({ found }) => ownerOf(found) ?? []);
  const regions = items.flatMap(({ found }) => zoneRegion(found) ?? []);
  const account =
    mostFrequent(owners.flatMap((owner) => fullId(owner) ?? [])) ??
    fullId(identity) ??
    mostFrequent(folders.flatMap((folder) => fullId(folder) ?? [])) ??
    mostFrequent([...owners, ...folders].flatMap((owner) => paddedId(owner) ?? []));
  return {
    account: account ?? NO_ACCOUNT,
    region: mostFrequent(regions) ?? firstRegion([...folders].reverse()) ?? firstRegion(files) ?? NO_REGION,
  };
}

function firstRegion(names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = REGION.exec(name)?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The value that occurs most often; of several, the first. */
export function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: string | undefined;
  for (const [value, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = value;
  return best;
}
