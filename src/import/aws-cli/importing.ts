import { defaultName } from '../../services/ec2/schema/aliases.ts';
import type { Collection, Item } from './collection.ts';
import type { Found } from './fields.ts';
import { KINDS, KINDS_BY_WORD, type Kind } from './kinds.ts';
import { asName, assignNames } from './names.ts';
import type { Home, Ownership } from './ownership.ts';

/** Kinds that a route may lead to: a name that two of them share needs the kind's word before it. */
export const ROUTE_TARGETS: readonly Kind[] = [
  'InternetGateways',
  'EgressOnlyInternetGateways',
  'VpnGateways',
  'NatGateways',
  'NetworkInterfaces',
  'Instances',
  'VpcEndpoints',
  'VpcPeeringConnections',
  'TransitGateways',
];

/** What making the tree of one resource needs to know of all others: their homes and names. */
export class Importing {
  readonly collection: Collection;
  readonly #ownership: Ownership;
  readonly #names: ReadonlyMap<Kind, ReadonlyMap<string, string>>;
  /** How many route targets of an account have a name, by `account/name`. */
  readonly #targetNames = new Map<string, number>();
  readonly #indexes = new Map<string, Map<string, Item>>();
  #interfacesByInstance: ReadonlyMap<string, readonly Item[]> | undefined;
  #natGatewayInterfaces: ReadonlySet<string> | undefined;
  #elasticAddresses: ReadonlySet<string> | undefined;

  constructor(collection: Collection, ownership: Ownership) {
    this.collection = collection;
    this.#ownership = ownership;
    const names = new Map<Kind, ReadonlyMap<string, string>>();
    this.#names = names;
    for (const kinds of KINDS_BY_WORD) for (const [kind, given] of this.#named(kinds)) names.set(kind, given);
    for (const kind of ROUTE_TARGETS) {
      for (const item of collection.all(kind)) {
        const key = `${this.home(item).account}/${this.nameOf(item)}`;
        this.#targetNames.set(key, (this.#targetNames.get(key) ?? 0) + 1);
      }
    }
  }

  home(item: Item): Home {
    return this.#ownership.of(item);
  }

  nameOf(item: Item): string {
    return this.#names.get(item.kind)?.get(item.id) ?? item.id;
  }

  /** The name of an item by its id, where it is among the files. */
  nameById(kind: Kind, id: string | undefined): string | undefined {
    const item = this.collection.get(kind, id);
    return item === undefined ? undefined : this.nameOf(item);
  }

  /** How `from` points at another item: by name in its own account, by the full address elsewhere. */
  refTo(item: Item, from: Item): string {
    const account = this.home(item).account;
    const name = this.nameOf(item);
    return account === this.home(from).account ? name : `${account}/${KINDS[item.kind].word}/${name}`;
  }

  /** The same by kind and id; undefined for what is not among the files. */
  ref(kind: Kind, id: string | undefined, from: Item): string | undefined {
    const item = this.collection.get(kind, id);
    return item === undefined ? undefined : this.refTo(item, from);
  }

  /** The same with the kind's word in any case (`sg/web`). */
  wordedRefTo(item: Item, from: Item): string {
    const { account } = this.home(item);
    const worded = `${KINDS[item.kind].word}/${this.nameOf(item)}`;
    return account === this.home(from).account ? worded : `${account}/${worded}`;
  }

  /** As `refTo` where things of several kinds may stand. */
  refToTarget(item: Item, from: Item): string {
    const shared = (this.#targetNames.get(`${this.home(item).account}/${this.nameOf(item)}`) ?? 0) > 1;
    return shared ? this.wordedRefTo(item, from) : this.refTo(item, from);
  }

  /** Items of a kind by a field of one of their lists, such as route tables by the subnets they are associated with. */
  byMember(kind: Kind, list: string, field: string): ReadonlyMap<string, Item> {
    const key = `${kind} ${list} ${field}`;
    let index = this.#indexes.get(key);
    if (index === undefined) {
      index = new Map();
      for (const item of this.collection.all(kind)) {
        for (const member of item.found.list(list)) {
          const value = isOver(member) ? undefined : member.text(field);
          if (value !== undefined && !index.has(value)) index.set(value, item);
        }
      }
      this.#indexes.set(key, index);
    }
    return index;
  }

  /** The interfaces that are attached to an instance. */
  interfacesOf(instance: string): readonly Item[] {
    this.#interfacesByInstance ??= groupBy(this.collection.all('NetworkInterfaces'), ({ found }) =>
      found.object('Attachment')?.text('InstanceId'),
    );
    return this.#interfacesByInstance.get(instance) ?? [];
  }

  /** Interfaces that NAT gateways bring along by themselves. */
  get natGatewayInterfaces(): ReadonlySet<string> {
    this.#natGatewayInterfaces ??= new Set(
      this.collection
        .all('NatGateways')
        .flatMap(({ found }) =>
          found.list('NatGatewayAddresses').flatMap((one) => one.text('NetworkInterfaceId') ?? []),
        ),
    );
    return this.#natGatewayInterfaces;
  }

  /** Public addresses that are Elastic IPs. */
  get elasticAddresses(): ReadonlySet<string> {
    this.#elasticAddresses ??= new Set(
      this.collection.all('Addresses').flatMap(({ found }) => found.text('PublicIp') ?? []),
    );
    return this.#elasticAddresses;
  }

  note(code: string, message: string, found: Found): void {
    this.collection.note(code, message, found);
  }

  /** Names are unique for a word of addresses in an account; those that share it are given together. */
  #named(kinds: readonly Kind[]): ReadonlyMap<Kind, ReadonlyMap<string, string>> {
    const byAccount = new Map<string, Item[]>();
    for (const item of kinds.flatMap((kind) => this.collection.all(kind))) {
      const { account } = this.home(item);
      byAccount.set(account, [...(byAccount.get(account) ?? []), item]);
    }
    const names = new Map<string, string>();
    for (const items of byAccount.values()) {
      const things = items.map((item) => ({ id: item.id, candidates: this.#candidates(item) }));
      for (const [id, name] of assignNames(things)) names.set(id, name);
    }
    return new Map(kinds.map((kind) => [kind, names]));
  }

  #candidates(item: Item): readonly string[] {
    const { kind, found, id } = item;
    const own = asName(found.tags.get('Name')) ?? this.#derived(item);
    if (own === undefined) return [];
    const zone = kind === 'Subnets' ? found.text('AvailabilityZone')?.slice(-1) : undefined;
    const vpc = kind === 'Vpcs' ? undefined : this.collection.get('Vpcs', found.text('VpcId'));
    const inVpc = this.#partOf(vpc, own);
    return [
      own,
      ...(zone === undefined ? [] : [`${own}-${zone}`]),
      ...(inVpc === undefined ? [] : [inVpc]),
      `${own}-${id.slice(-5)}`,
    ];
  }

  /** A name for what has no Name tag, where its part in the network gives it one. */
  #derived(item: Item): string | undefined {
    const { kind, found } = item;
    const vpc = this.collection.get('Vpcs', found.vpcId);
    switch (kind) {
      case 'Vpcs':
        return found.flag('IsDefault') === true ? 'default' : this.#isOnlyVpc(item) ? 'main' : undefined;
      case 'SecurityGroups':
        return found.text('GroupName') === 'default'
          ? this.#defaultOf(vpc, 'default')
          : asName(found.text('GroupName'));
      case 'NetworkAcls':
        return found.flag('IsDefault') === true ? this.#defaultOf(vpc, 'default') : this.#onlySubnet(found, 'acl');
      case 'RouteTables':
        return found.list('Associations').some((one) => one.flag('Main') === true)
          ? this.#defaultOf(vpc, 'main')
          : this.#onlySubnet(found, 'rtb');
      case 'InternetGateways':
        return this.#partOf(vpc, 'igw');
      case 'EgressOnlyInternetGateways':
        return this.#partOf(vpc, 'eigw');
      case 'VpnGateways':
        return this.#partOf(vpc, 'vgw');
      case 'PrefixLists':
      case 'VpcEndpoints':
        return asName(serviceWord(found.text('PrefixListName') ?? found.text('ServiceName')));
      case 'NetworkInterfaces':
        return this.#interfaceName(found);
      default:
        return undefined;
    }
  }

  /** The name that the format itself gives to what a VPC has by default. */
  #defaultOf(vpc: Item | undefined, part: string): string | undefined {
    return vpc === undefined ? undefined : defaultName(this.nameOf(vpc), part);
  }

  /** `main-igw`: a thing named after another one, unless that has no name but its id. */
  #partOf(whole: Item | undefined, part: string): string | undefined {
    const name = whole === undefined ? undefined : this.nameOf(whole);
    return name === undefined || name === whole?.id ? undefined : `${name}-${part}`;
  }

  /** A table that serves one subnet is named after it. */
  #onlySubnet(found: Found, part: string): string | undefined {
    const subnets = found.list('Associations').flatMap((one) => one.text('SubnetId') ?? []);
    return subnets.length === 1 ? this.#partOf(this.collection.get('Subnets', subnets[0]), part) : undefined;
  }

  #isOnlyVpc(item: Item): boolean {
    const { account } = this.home(item);
    return this.collection.all('Vpcs').filter((other) => this.home(other).account === account).length === 1;
  }

  #interfaceName(found: Found): string | undefined {
    const attachment = found.object('Attachment');
    return this.#partOf(
      this.collection.get('Instances', attachment?.text('InstanceId')),
      `eth${attachment?.number('DeviceIndex') ?? 0}`,
    );
  }
}

function groupBy(
  items: readonly Item[],
  keyOf: (item: Item) => string | undefined,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = key === undefined ? undefined : groups.get(key);
    if (group !== undefined) group.push(item);
    else if (key !== undefined) groups.set(key, [item]);
  }
  return groups;
}

/** Whether an association or attachment is on its way out. */
function isOver(member: Found): boolean {
  const state = member.state('AssociationState') ?? member.state('State') ?? '';
  return /^(?:dis|de|fail)/.test(state);
}

/** `s3` for `com.amazonaws.us-east-1.s3`; other names as they are. */
export function serviceWord(name: string | undefined): string | undefined {
  return name?.replace(/^com\.amazonaws\.[a-z]{2}(?:-[a-z]+)+-\d\./, '');
}
