import type { TreeMap } from '../foreign.ts';
import { Attachments } from './attachments.ts';
import type { Collection, Item } from './collection.ts';
import type { Found } from './fields.ts';
import { KINDS, type Kind } from './kinds.ts';
import { Naming } from './naming.ts';
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
  readonly attachments: Attachments;
  readonly #ownership: Ownership;
  readonly #naming: Naming;
  /** How many route targets of an account have a name, by `account/name`. */
  readonly #targetNames = new Map<string, number>();
  readonly #indexes = new Map<string, Map<string, Item>>();
  #natGatewayInterfaces: ReadonlySet<string> | undefined;
  #elasticAddresses: ReadonlySet<string> | undefined;

  constructor(collection: Collection, ownership: Ownership) {
    this.collection = collection;
    this.#ownership = ownership;
    this.attachments = new Attachments(collection);
    this.#naming = new Naming(collection, ownership, this.attachments);
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
    return this.#naming.of(item);
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
}

/** Whether an association or attachment is on its way out. */
function isOver(member: Found): boolean {
  const state = member.state('AssociationState') ?? member.state('State') ?? '';
  return /^(?:dis|de|fail)/.test(state);
}

/** What making the tree of a resource came to: the tree, or the word that it had to be left out, which has been noted. */
export type Made = TreeMap | 'left-out';

/** Leaves a resource out and says why. */
export function leaveOut({ id, found }: Item, because: string, importing: Importing): 'left-out' {
  importing.note('left-out', `${id} is left out: ${because}`, found);
  return 'left-out';
}
