import type { Place } from '../../../core/source.ts';
import { memberPlace } from '../../../schema/members.ts';
import { everyOf, type startBuild } from '../network/build.ts';
import type { Interface, Thing } from '../network/model.ts';
import type { Ec2Part } from '../schema/account.ts';
import { ownInterfaces } from '../schema/interfaces.ts';

type Reads = ReturnType<typeof startBuild>;

/** Kinds of things whose compiled form has the name of what was read. */
type NamedKind = 'vpcs' | 'subnets' | 'routeTables' | 'networkAcls' | 'securityGroups' | 'natGateways';

type ReadOf<Kind extends keyof Ec2Part> = NonNullable<Ec2Part[Kind]> extends ReadonlyMap<string, infer T> ? T : never;

/** What was read of a compiled thing; undefined for one that AWS adds by itself. */
export function readOf<Kind extends NamedKind>(reads: Reads, kind: Kind, thing: Thing): ReadOf<Kind> | undefined {
  const part = reads.accounts.find(({ account }) => account.name === thing.account)?.part;
  return (part?.[kind] as ReadonlyMap<string, ReadOf<Kind>> | undefined)?.get(thing.name);
}

/** Where a property of a compiled thing stands; the thing's own place where the file does not state it. */
export function propertyPlace(
  reads: Reads,
  kind: NamedKind,
  thing: Thing,
  key: string,
  ...rest: readonly (string | number)[]
): Place {
  const read = readOf(reads, kind, thing);
  return (read === undefined ? undefined : memberPlace(read, key, ...rest)) ?? thing.place;
}

/** The properties that state an interface's private addresses. */
const ADDRESSES = ['privateIpAddress', 'secondaryPrivateIpAddresses', 'ipv6Addresses'] as const;

/** Finds where an interface says a thing of itself: on its own key, on its instance, or in the instance's list. Made when first asked for. */
export class InterfacePlaces {
  readonly #reads: Reads;
  #attributes: ReadonlyMap<string, object> | undefined;

  constructor(reads: Reads) {
    this.#reads = reads;
  }

  /** Where a property stands; the place of the interface where it is not stated. */
  of(own: Interface, key: string, ...rest: readonly (string | number)[]): Place {
    const attributes = this.#of(own);
    return (attributes === undefined ? undefined : memberPlace(attributes, key, ...rest)) ?? own.place;
  }

  /** Whether it states a list, and nothing in it. */
  saysEmpty(own: Interface, key: string): boolean {
    const value = (this.#of(own) as Readonly<Record<string, unknown>> | undefined)?.[key];
    return Array.isArray(value) && value.length === 0;
  }

  /** Where one of the private addresses stands. */
  ofAddress(own: Interface, ip: Interface['ips'][number]): Place {
    const attributes = this.#of(own) as { readonly [key in (typeof ADDRESSES)[number]]?: unknown } | undefined;
    for (const key of attributes === undefined ? [] : ADDRESSES) {
      const value = attributes?.[key];
      if (value === ip) return this.of(own, key);
      const index = Array.isArray(value) ? value.indexOf(ip) : -1;
      if (index >= 0) return this.of(own, key, index);
    }
    return own.place;
  }

  #of({ account, name }: Interface): object | undefined {
    this.#attributes ??= attributesByInterface(this.#reads);
    return this.#attributes.get(`${account}/${name}`);
  }
}

function attributesByInterface(reads: Reads): ReadonlyMap<string, object> {
  const found = new Map<string, object>();
  for (const read of everyOf(reads, 'networkInterfaces')) found.set(`${read.account}/${read.name}`, read);
  for (const instance of everyOf(reads, 'instances')) {
    for (const { name, attributes } of ownInterfaces(instance)) found.set(`${instance.account}/${name}`, attributes);
  }
  // What AWS makes an interface for states its addresses or groups.
  for (const read of everyOf(reads, 'natGateways')) found.set(`${read.account}/${read.name}/eni`, read);
  for (const read of everyOf(reads, 'vpcEndpoints')) {
    for (const { entry } of read.subnets ?? []) found.set(`${read.account}/${read.name}/${entry?.name}`, read);
  }
  return found;
}
