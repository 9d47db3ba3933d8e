import type { AccountDefinition, Definition } from '../../../core/definition.ts';
import { invariant } from '../../../core/invariant.ts';
import type { Place } from '../../../core/source.ts';
import type { Ref } from '../../../schema/reader.ts';
import type { Resource } from '../../../schema/resources.ts';
import type { Ec2Part } from '../schema/account.ts';
import type * as model from './model.ts';

/** While a network is being built its things may be completed; afterwards nobody sees them as anything but readonly. */
export type Building<T> = { -readonly [Key in keyof T]: T[Key] };

/** An account that has an `ec2` part. */
export interface Account {
  readonly account: AccountDefinition;
  readonly part: Ec2Part;
}

/** Everything built so far, by address. */
export interface Build {
  readonly definition: Definition;
  readonly accounts: readonly Account[];
  readonly vpcs: Map<string, Building<model.Vpc> & { subnets: model.Subnet[]; endpoints: model.Endpoint[] }>;
  readonly subnets: Map<string, model.Subnet>;
  readonly routeTables: Map<string, Building<model.RouteTable>>;
  readonly networkAcls: Map<string, model.NetworkAcl>;
  readonly prefixLists: Map<string, model.PrefixList>;
  readonly securityGroups: Map<string, Building<model.SecurityGroup>>;
  readonly interfaces: Map<string, model.Interface>;
  readonly instances: Map<string, model.Instance>;
  readonly internetGateways: Map<string, model.InternetGateway>;
  readonly egressOnlyInternetGateways: Map<string, model.EgressOnlyInternetGateway>;
  readonly natGateways: Map<string, model.NatGateway>;
  readonly endpoints: Map<string, model.Endpoint>;
  readonly peerings: Map<string, model.Peering>;
  readonly transitGateways: Map<string, Building<model.TransitGateway> & { attachments: model.Attachment[] }>;
  readonly attachments: Map<string, model.Attachment>;
  readonly transitRouteTables: Map<string, Building<model.TransitRouteTable>>;
  readonly vpnGateways: Map<string, model.VpnGateway>;
  readonly vpnConnections: Map<string, model.VpnConnection>;
  readonly groupSets: Map<string, model.GroupSet>;
  readonly publicIps: Map<number, model.PublicHolder>;
  readonly associationOf: Map<model.Attachment, model.TransitRouteTable>;
}

/** An empty network of a definition. */
export function startBuild(definition: Definition): Build {
  const accounts = [...definition.accounts.values()].flatMap((account) =>
    account.parts.ec2 === undefined ? [] : [{ account, part: account.parts.ec2 }],
  );
  return {
    definition,
    accounts,
    vpcs: new Map(),
    subnets: new Map(),
    routeTables: new Map(),
    networkAcls: new Map(),
    prefixLists: new Map(),
    securityGroups: new Map(),
    interfaces: new Map(),
    instances: new Map(),
    internetGateways: new Map(),
    egressOnlyInternetGateways: new Map(),
    natGateways: new Map(),
    endpoints: new Map(),
    peerings: new Map(),
    transitGateways: new Map(),
    attachments: new Map(),
    transitRouteTables: new Map(),
    vpnGateways: new Map(),
    vpnConnections: new Map(),
    groupSets: new Map(),
    publicIps: new Map(),
    associationOf: new Map(),
  };
}

/** What a built thing knows of itself, from what was read. */
export function thing(read: Resource): { address: string; name: string; id: string; account: string; place: Place } {
  return { address: read.address, name: read.name, id: read.id, account: read.account, place: read.declared };
}

/**
 * The built thing a reference points at; undefined where the reference was left out, points nowhere (an error that is
 * reported elsewhere), or the thing itself rests on something unknown.
 */
export function found<T>(things: ReadonlyMap<string, T>, ref: Ref | undefined): T | undefined {
  return ref?.entry === undefined ? undefined : things.get(ref.entry.address);
}

/** The values of one kind over all accounts. */
export function* everyOf<Key extends keyof Ec2Part>(
  build: Build,
  key: Key,
): Generator<NonNullable<Ec2Part[Key]> extends ReadonlyMap<string, infer T> ? T : never> {
  for (const { part } of build.accounts) {
    const things = part[key] as ReadonlyMap<string, never> | undefined;
    if (things !== undefined) yield* things.values();
  }
}

/** The account's home Region. */
export function regionOf(build: Build, account: string): string {
  const region = build.definition.accounts.get(account)?.region;
  invariant(region !== undefined, `account ${account} exists`);
  return region;
}
