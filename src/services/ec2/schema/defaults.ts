import type { Place } from '../../../core/source.ts';
import { type MapEntry, type MapNode, member, type Node, nodeFrom } from '../../../schema/node.ts';
import type { AccountScope } from '../../../schema/reader.ts';
import { servicePrefixes } from '../aws-prefixes.ts';
import { zonesOf } from '../zones.ts';
import { defaultName } from './aliases.ts';

/** Resources to be added to an account's part: kind's key → name → what it says, and where its reason stands. */
type Additions = Map<string, Map<string, { readonly value: unknown; readonly place: Place }>>;

const ALLOW_ALL = { ingress: { 100: 'allow all from 0.0.0.0/0' }, egress: { 100: 'allow all to 0.0.0.0/0' } };
const ALLOW_ALL_6 = {
  ingress: { ...ALLOW_ALL.ingress, 101: 'allow all from ::/0' },
  egress: { ...ALLOW_ALL.egress, 101: 'allow all to ::/0' },
};

/**
 * The account's part with everything written out that AWS makes by itself: the default VPC and what is in it, each
 * VPC's main route table, default network ACL and default security group ("Default VPCs", "What CreateVpc gives you",
 * VPC User Guide), each transit gateway's default route table, and the AWS-managed prefix lists of gateway endpoints.
 * What was added stands at the place of what it was added for.
 */
export function withDefaults(part: MapNode, account: AccountScope): MapNode {
  const additions: Additions = new Map();
  addDefaultVpcs(part, account, additions);
  const whole = merged(part, additions);
  const rest: Additions = new Map();
  for (const [name, entry] of entriesOf(whole, 'vpcs')) addVpcDefaults(whole, account, { name, entry }, rest);
  for (const [name, entry] of entriesOf(whole, 'transitGateways')) addTransitDefaults(whole, { name, entry }, rest);
  addPrefixLists(whole, account, rest);
  return merged(whole, rest);
}

interface NamedEntry {
  readonly name: string;
  readonly entry: MapEntry;
}

function addDefaultVpcs(part: MapNode, account: AccountScope, additions: Additions): void {
  const wish = part.entries.get('defaultVpc');
  if (wish === undefined) return;
  const regions =
    wish.value.kind === 'list'
      ? wish.value.items.flatMap((item) => (item.kind === 'scalar' ? [item.raw] : []))
      : isTrue(wish.value)
        ? [account.region]
        : [];
  for (const region of regions) {
    const name = region === account.region ? 'default' : `default-${region}`;
    const add = (kind: string, of: string, value: unknown) => addition(additions, kind, of, value, wish.key);
    add('vpcs', name, {
      region,
      cidrBlock: '172.31.0.0/16',
      isDefault: true,
      enableDnsSupport: true,
      enableDnsHostnames: true,
    });
    add('internetGateways', name, { region, vpc: name });
    add('routeTables', defaultName(name, 'main'), { vpc: name, main: true, routes: { '0.0.0.0/0': `igw/${name}` } });
    zonesOf(region).forEach((zone, index) => {
      const block = `172.31.${index * 16}.0/20`;
      const subnet = {
        vpc: name,
        availabilityZone: zone,
        cidrBlock: block,
        mapPublicIpOnLaunch: true,
        defaultForAz: true,
      };
      add('subnets', `${name}-${zone.slice(region.length)}`, subnet);
    });
  }
}

function addVpcDefaults(part: MapNode, account: AccountScope, vpc: NamedEntry, additions: Additions): void {
  const ipv6 = member(vpc.entry.value, 'ipv6CidrBlocks') !== undefined;
  const forms = formsOf(vpc, 'vpc', account);
  const missing = (kind: string, mark: string, value: string | boolean) =>
    ![...entriesOf(part, kind)].some(
      ([, { value: node }]) => pointsAt(member(node, 'vpc'), forms) && scalarIs(member(node, mark), value),
    );
  const add = (kind: string, part: string, value: object) =>
    addition(additions, kind, defaultName(vpc.name, part), { vpc: vpc.name, ...value }, vpc.entry.key);
  if (missing('routeTables', 'main', true)) add('routeTables', 'main', { main: true });
  if (missing('networkAcls', 'isDefault', true))
    add('networkAcls', 'default', { isDefault: true, ...(ipv6 ? ALLOW_ALL_6 : ALLOW_ALL) });
  if (missing('securityGroups', 'groupName', 'default')) add('securityGroups', 'default', { groupName: 'default' });
}

/** "Default association route table", Transit Gateways guide: it exists while either default is on. */
function addTransitDefaults(part: MapNode, gateway: NamedEntry, additions: Additions): void {
  const off = (key: string) => scalarIs(member(gateway.entry.value, key), 'disable');
  const associates = !off('defaultRouteTableAssociation');
  const propagates = !off('defaultRouteTablePropagation');
  const tables = [...entriesOf(part, 'transitGatewayRouteTables')]
    .map(([, { value }]) => value)
    .filter((table) => pointsAt(member(table, 'transitGateway'), new Set([gateway.name, `tgw/${gateway.name}`])));
  const marked = (key: string) => tables.some((table) => scalarIs(member(table, key), true));
  const value = {
    transitGateway: gateway.name,
    defaultAssociationRouteTable: associates && !marked('defaultAssociationRouteTable'),
    defaultPropagationRouteTable: propagates && !marked('defaultPropagationRouteTable'),
  };
  if (!value.defaultAssociationRouteTable && !value.defaultPropagationRouteTable) return;
  addition(additions, 'transitGatewayRouteTables', defaultName(gateway.name, 'default'), value, gateway.entry.key);
}

function addPrefixLists(part: MapNode, account: AccountScope, additions: Additions): void {
  if (![...entriesOf(part, 'vpcs')].length) return;
  for (const service of ['s3', 'dynamodb']) {
    const prefixListName = `com.amazonaws.${account.region}.${service}`;
    const known = [...entriesOf(part, 'prefixLists')].some(
      ([name, { value }]) => name === service || scalarIs(member(value, 'prefixListName'), prefixListName),
    );
    if (!known)
      addition(
        additions,
        'prefixLists',
        service,
        { prefixListName, entries: servicePrefixes(service, account.region) },
        part,
      );
  }
}

function addition(additions: Additions, kind: string, name: string, value: unknown, place: Place): void {
  const ofKind = additions.get(kind) ?? new Map();
  additions.set(kind, ofKind.set(name, { value, place: { source: place.source, offset: place.offset } }));
}

/** What the file says wins over an addition of the same name, member by member. */
function merged(part: MapNode, additions: Additions): MapNode {
  const entries = new Map(part.entries);
  for (const [kind, things] of additions) {
    const written = entries.get(kind);
    const inner = new Map(written?.value.kind === 'map' ? written.value.entries : []);
    for (const [name, { value, place }] of things) {
      const known = inner.get(name);
      const made = nodeFrom(value, place) as MapNode;
      if (known?.value.kind === 'map')
        inner.set(name, {
          key: known.key,
          value: { ...known.value, entries: new Map([...made.entries, ...known.value.entries]) },
        });
      else if (known === undefined) inner.set(name, { key: place, value: made });
    }
    const value: MapNode = {
      kind: 'map',
      entries: inner,
      source: part.source,
      offset: written?.value.offset ?? part.offset,
    };
    if (written === undefined || written.value.kind === 'map' || scalarIs(written.value, null))
      entries.set(kind, { key: written?.key ?? part, value });
  }
  return { ...part, entries };
}

function entriesOf(part: MapNode, kind: string): Iterable<readonly [string, MapEntry]> {
  const node = member(part, kind);
  return node?.kind === 'map' ? node.entries : [];
}

/** Every way in which this account's file may write the address of one of its things. */
function formsOf({ name, entry }: NamedEntry, word: string, account: AccountScope): ReadonlySet<string> {
  const id = member(entry.value, 'id');
  const forms = [name, `${word}/${name}`, `${account.name}/${name}`, `${account.name}/${word}/${name}`];
  return new Set(id?.kind === 'scalar' ? [...forms, id.raw] : forms);
}

function pointsAt(node: Node | undefined, forms: ReadonlySet<string>): boolean {
  return node?.kind === 'scalar' && forms.has(node.raw);
}

function scalarIs(node: Node | undefined, value: string | boolean | null): boolean {
  return node?.kind === 'scalar' && node.value === value;
}

function isTrue(node: Node): boolean {
  return scalarIs(node, true);
}
