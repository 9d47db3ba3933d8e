import { defaultName } from '../../services/ec2/schema/aliases.ts';
import { interfaceName } from '../../services/ec2/schema/interfaces.ts';
import type { Attachments } from './attachments.ts';
import type { Collection, Item } from './collection.ts';
import type { Found } from './fields.ts';
import { KINDS_BY_WORD, type Kind } from './kinds.ts';
import { asName, assignNames } from './names.ts';
import type { Ownership } from './ownership.ts';

/** The name of every item: its Name tag, else what its part in the network makes of it, else its id. */
export class Naming {
  readonly #collection: Collection;
  readonly #ownership: Ownership;
  readonly #attachments: Attachments;
  readonly #names = new Map<Kind, ReadonlyMap<string, string>>();

  constructor(collection: Collection, ownership: Ownership, attachments: Attachments) {
    this.#collection = collection;
    this.#ownership = ownership;
    this.#attachments = attachments;
    for (const kinds of KINDS_BY_WORD) for (const [kind, given] of this.#named(kinds)) this.#names.set(kind, given);
  }

  of(item: Item): string {
    return this.#names.get(item.kind)?.get(item.id) ?? item.id;
  }

  /** Names are unique for a word of addresses in an account; those that share it are given together. */
  #named(kinds: readonly Kind[]): ReadonlyMap<Kind, ReadonlyMap<string, string>> {
    const byAccount = new Map<string, Item[]>();
    for (const item of kinds.flatMap((kind) => this.#collection.all(kind))) {
      const { account } = this.#ownership.of(item);
      const items = byAccount.get(account);
      if (items === undefined) byAccount.set(account, [item]);
      else items.push(item);
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
    const holder =
      kind === 'NetworkInterfaces' && this.#attachments.isOnInstance(item)
        ? this.#attachments.holderOf(item)
        : undefined;
    if (holder !== undefined) return [interfaceName(this.of(holder), 0)];
    const own = asName(found.tags.get('Name')) ?? this.#derived(item);
    if (own === undefined) return [];
    const zone = kind === 'Subnets' ? found.text('AvailabilityZone')?.slice(-1) : undefined;
    const vpc = kind === 'Vpcs' ? undefined : this.#collection.get('Vpcs', found.text('VpcId'));
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
    const vpc = this.#collection.get('Vpcs', found.vpcId);
    switch (kind) {
      case 'Vpcs':
        return found.flag('IsDefault') === true ? 'default' : this.#isOnlyVpc(item) ? 'main' : undefined;
      case 'SecurityGroups':
        return isDefaultGroup(this.#collection, item)
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
      case 'NatGateways':
        return this.#partOf(this.#collection.get('Subnets', found.text('SubnetId')), 'nat');
      case 'Addresses':
        return this.#partOf(this.#holderOf(found), 'eip');
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
    return vpc === undefined ? undefined : defaultName(this.of(vpc), part);
  }

  /** `main-igw`: a thing named after another one, unless that has no name but its id. */
  #partOf(whole: Item | undefined, part: string): string | undefined {
    const name = whole === undefined ? undefined : this.of(whole);
    return name === undefined || name === whole?.id ? undefined : `${name}-${part}`;
  }

  /** A table that serves one subnet is named after it. */
  #onlySubnet(found: Found, part: string): string | undefined {
    const subnets = found.list('Associations').flatMap((one) => one.text('SubnetId') ?? []);
    return subnets.length === 1 ? this.#partOf(this.#collection.get('Subnets', subnets[0]), part) : undefined;
  }

  /** The NAT gateway or instance that an Elastic IP is associated with. */
  #holderOf(found: Found): Item | undefined {
    const publicIp = found.text('PublicIp');
    const nat = this.#collection
      .all('NatGateways')
      .find((item) => item.found.list('NatGatewayAddresses').some((one) => one.text('PublicIp') === publicIp));
    const face = this.#collection.get('NetworkInterfaces', found.text('NetworkInterfaceId'));
    const instance = found.text('InstanceId') ?? face?.found.object('Attachment')?.text('InstanceId');
    return nat ?? this.#collection.get('Instances', instance);
  }

  #isOnlyVpc(item: Item): boolean {
    const { account } = this.#ownership.of(item);
    return this.#collection.all('Vpcs').filter((other) => this.#ownership.of(other).account === account).length === 1;
  }

  #interfaceName(found: Found): string | undefined {
    const attachment = found.object('Attachment');
    return this.#partOf(
      this.#collection.get('Instances', attachment?.text('InstanceId')),
      `eth${attachment?.number('DeviceIndex') ?? 0}`,
    );
  }
}

/** A VPC's default group; of several called `default` (in files of several accounts) the one that AWS described, else the first. */
export function isDefaultGroup(collection: Collection, { found, id }: Item): boolean {
  if (found.text('GroupName') !== 'default') return false;
  const rivals = collection
    .all('SecurityGroups')
    .filter(
      (other) => other.found.text('GroupName') === 'default' && other.found.text('VpcId') === found.text('VpcId'),
    );
  const described = rivals.find((other) => other.found.text('Description') === 'default VPC security group');
  return (described ?? rivals[0])?.id === id;
}

/** `s3` for `com.amazonaws.us-east-1.s3`; other names as they are. */
export function serviceWord(name: string | undefined): string | undefined {
  return name?.replace(/^com\.amazonaws\.[a-z]{2}(?:-[a-z]+)+-\d\./, '');
}
