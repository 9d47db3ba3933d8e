import type { Diagnostic } from '../../schema/diagnostic.ts';
import type { ForeignDocument } from '../foreign.ts';
import { Balancers } from './balancers.ts';
import { Found, isObject } from './fields.ts';
import { isKind, KINDS, type Kind } from './kinds.ts';
import { bareKind } from './recognition.ts';
import { TransitTables } from './transit-tables.ts';

/** The files of one account folder and one Region folder: what they do not say themselves, their neighbours may. */
export interface Group {
  readonly folders: readonly string[];
  /** The account that `aws sts get-caller-identity` named here. */
  identity?: string | undefined;
  readonly files: string[];
  readonly items: Item[];
  /** Top-level keys of its documents: an empty list says more than no list. */
  readonly keys: Set<string>;
}

/** One resource of the files. */
export interface Item {
  readonly kind: Kind;
  readonly id: string;
  readonly found: Found;
  readonly group: Group;
}

/** States of resources that AWS still lists but that no longer carry anything. */
const GONE = new Set(['deleted', 'deleting', 'terminated', 'failed', 'failing', 'expired', 'rejected', 'rejecting']);

/** Fields that differ between two looks at an unchanged resource. */
const VOLATILE = new Set([
  'State',
  'Status',
  'Tags',
  'TagSet',
  'AvailableIpAddressCount',
  'VgwTelemetry',
  'Attachment',
  'Association',
  'RequesterVpcInfo',
  'AccepterVpcInfo',
]);

/** Keys of the command line's envelope, and lists that say nothing of what a packet meets. */
const IGNORED = new Set([
  'ResponseMetadata',
  'NextToken',
  'Marker',
  'IsTruncated',
  'AdditionalRoutesAvailable',
  'AvailabilityZones',
  'Regions',
  'ServiceNames',
  'ServiceDetails',
  'Tags',
  'InstanceStatuses',
  'PlacementGroups',
  'MovingAddressStatuses',
]);

/** What all documents together say, by kind and id. */
export class Collection {
  readonly notes: Diagnostic[] = [];
  readonly groups: Group[] = [];
  readonly #items = new Map<Kind, Map<string, Item>>();
  /** Ids of resources that are listed as gone. */
  readonly gone = new Set<string>();
  readonly #goneCounts = new Map<Kind, { count: number; first: Found }>();
  readonly #unread = new Map<string, { count: number; first: Found }>();
  readonly transit = new TransitTables((message, found) => this.note('no-id', message, found));
  readonly balancers = new Balancers();
  /** describe-vpc-attribute, one attribute a document. */
  readonly vpcAttributes: Found[] = [];
  readonly securityGroupRules: Found[] = [];
  readonly prefixListEntries: { readonly list: string | undefined; readonly found: Found }[] = [];
  readonly blockPublicAccess: Found[] = [];
  readonly blockPublicAccessExclusions: Found[] = [];

  /** All items of a kind, in the order of the files. */
  all(kind: Kind): readonly Item[] {
    return [...(this.#items.get(kind)?.values() ?? [])];
  }

  get(kind: Kind, id: string | undefined): Item | undefined {
    return id === undefined ? undefined : this.#items.get(kind)?.get(id);
  }

  note(code: string, message: string, found: Found): void {
    this.notes.push({ severity: 'warning', code, message, place: found.place });
  }

  /** Takes an item out again, since no scenario can hold it; nothing refers to it any more. */
  remove({ kind, id }: Item): void {
    this.#items.get(kind)?.delete(id);
  }

  /** Adds an item that no document describes but `because` proves to exist. */
  assume(kind: Kind, id: string, because: Item, fields: Readonly<Record<string, unknown>>): void {
    const { document, path } = because.found;
    const owner = because.found.text('OwnerId');
    const found = new Found(document, path, { [KINDS[kind].id]: id, OwnerId: owner, ...fields });
    this.#addItem(kind, found, because.group);
  }

  /** Takes in one document; keys that nothing reads are counted. */
  add(document: ForeignDocument): void {
    const group = this.#groupOf(document);
    const { value } = document;
    if (Array.isArray(value)) this.#addBare(document, value, group);
    if (!isObject(value)) return;
    const root = new Found(document, [], value);
    if (root.raw('NextToken') !== undefined || root.flag('IsTruncated') === true) {
      this.note('incomplete-file', 'this is one page of several: the output goes on elsewhere', root);
    }
    for (const key of root.keys) {
      group.keys.add(key);
      if (!IGNORED.has(key)) this.#addKey(root, key, group);
    }
  }

  /** Says once what was left out. Call it when all documents are in. */
  finish(): void {
    for (const [kind, { count, first }] of this.#goneCounts) {
      this.note(
        'gone',
        `left out ${count} of ${kind} that are deleted, terminated, failed, expired or rejected`,
        first,
      );
    }
    for (const [key, { count, first }] of this.#unread) {
      this.note('not-read', `${key} is not read (${count} ${count === 1 ? 'entry' : 'entries'})`, first);
    }
  }

  #groupOf(document: ForeignDocument): Group {
    const key = document.folders.join('/');
    let group = this.groups.find((one) => one.folders.join('/') === key);
    if (group === undefined) {
      group = { folders: document.folders, files: [], items: [], keys: new Set() };
      this.groups.push(group);
    }
    group.files.push(document.source.path);
    return group;
  }

  #addKey(root: Found, key: string, group: Group): void {
    const special = this.#special[key];
    if (special !== undefined) special(root, key, group);
    else if (isKind(key)) for (const found of root.list(key)) this.#addItem(key, found, group);
    else this.#countUnread(root, key);
  }

  /** Keys that are not simply a list of one kind. */
  readonly #special: Readonly<Record<string, (root: Found, key: string, group: Group) => void>> = {
    Reservations: (root, key, group) => {
      for (const reservation of root.list(key)) {
        for (const instance of reservation.list('Instances'))
          this.#addItem('Instances', instance, group, reservation.text('OwnerId'));
      }
    },
    Listeners: (root, key) => {
      this.balancers.listeners.push(...root.list(key));
    },
    LoadBalancerListeners: (root, key) => {
      for (const response of root.list(key)) this.balancers.listeners.push(...response.list('Listeners'));
    },
    TargetGroups: (root, key) => {
      this.balancers.targetGroups.push(...root.list(key));
    },
    TargetHealthDescriptions: (root) => this.balancers.addHealth(root),
    LoadBalancerTargetHealth: (root, key) => {
      for (const response of root.list(key)) this.balancers.addHealth(response);
    },
    Attributes: (root) => this.balancers.addAttributes(root),
    LoadBalancerAttributes: (root, key) => {
      for (const response of root.list(key)) this.balancers.addAttributes(response);
    },
    // What listeners and interfaces do not tell of a balancer decides about no packet.
    LoadBalancers: () => undefined,
    LoadBalancerArn: () => undefined,
    TargetGroupArn: () => undefined,
    SecurityGroupRules: (root, key) => {
      this.securityGroupRules.push(...root.list(key));
    },
    Entries: (root) => {
      const inName = /\bpl-[0-9a-f]+/.exec(root.document.source.path)?.[0];
      this.prefixListEntries.push({ list: root.text('PrefixListId') ?? inName, found: root });
    },
    TransitGatewayAttachments: (root, key, group) => {
      for (const found of root.list(key)) this.#addTransitAttachment(found, group);
    },
    TransitGatewayPropagations: (root, key) => this.transit.addPropagations(root.list(key)),
    TransitGatewayRouteTablePropagations: (root) => this.transit.addPropagations([root]),
    TransitGatewayStaticRoutes: (root, key) => this.transit.addRoutes(root.list(key)),
    Routes: (root) => this.transit.addRoutes([root]),
    Associations: (root) => this.transit.addAssociations(root),
    TransitGatewayRouteTableId: () => undefined,
    PrefixListId: () => undefined,
    VpcId: () => undefined,
    UserId: () => undefined,
    Arn: () => undefined,
    Account: (root, key, group) => {
      group.identity ??= root.text(key);
    },
    EnableDnsSupport: (root) => void this.vpcAttributes.push(root),
    EnableDnsHostnames: (root) => void this.vpcAttributes.push(root),
    EnableNetworkAddressUsageMetrics: () => undefined,
    VpcBlockPublicAccessOptions: (root, key) => {
      const found = root.object(key);
      if (found !== undefined) this.blockPublicAccess.push(found);
    },
    VpcBlockPublicAccessExclusions: (root, key) => {
      this.blockPublicAccessExclusions.push(...root.list(key));
    },
  };

  /** A bare list, as `--query` prints it: taken where its first object has the id field of one kind and its usual company. */
  #addBare(document: ForeignDocument, list: readonly unknown[], group: Group): void {
    const holder = new Found(document, [], {});
    const items = list.flatMap((item, at) => (isObject(item) ? [new Found(document, [at], item)] : []));
    const kind = items[0] === undefined ? undefined : bareKind(items[0]);
    if (kind !== undefined) for (const found of items) this.#addItem(kind, found, group);
    else this.note('not-read', 'a list without a name: nothing tells which command printed it', holder);
  }

  #addItem(kind: Kind, found: Found, group: Group, owner?: string): void {
    const id = found.text(KINDS[kind].id) ?? (kind === 'Addresses' ? found.text('PublicIp') : undefined);
    if (id === undefined) {
      this.note('no-id', `an entry of ${kind} without ${KINDS[kind].id} is left out`, found);
      return;
    }
    if (
      GONE.has(found.state('State') ?? '') ||
      (kind === 'VpcPeeringConnections' && GONE.has(found.state('Status') ?? ''))
    ) {
      this.gone.add(id);
      const counted = this.#goneCounts.get(kind);
      this.#goneCounts.set(kind, { count: (counted?.count ?? 0) + 1, first: counted?.first ?? found });
      return;
    }
    const owned = owner === undefined ? found : found.with({ OwnerId: owner });
    const byId = this.#items.get(kind) ?? new Map<string, Item>();
    this.#items.set(kind, byId);
    const known = byId.get(id);
    const item: Item = {
      kind,
      id,
      found: known === undefined ? owned : this.#merged(known, owned),
      group: known?.group ?? group,
    };
    byId.set(id, item);
    if (known === undefined) group.items.push(item);
  }

  #merged(known: Item, later: Found): Found {
    const differing = known.found.differences(later).filter((field) => !VOLATILE.has(field));
    if (differing.length > 0) {
      this.note(
        'conflict',
        `${known.id} is described twice, with another ${differing.join(', ')}: this description counts`,
        later,
      );
    }
    return known.found.over(later);
  }

  /** describe-transit-gateway-attachments lists all types; what describe-…-vpc-attachments says of one comes on top. */
  #addTransitAttachment(found: Found, group: Group): void {
    const id = found.text('TransitGatewayAttachmentId');
    const table = found.object('Association')?.text('TransitGatewayRouteTableId');
    if (id === undefined || GONE.has(found.state('State') ?? '')) return;
    if (table !== undefined) this.transit.associations.push({ table, attachment: id });
    const resource = found.text('ResourceId') ?? '';
    const type = found.text('ResourceType');
    if (type === 'vpc') this.#addBelow('TransitGatewayVpcAttachments', found.with({ VpcId: resource }), group);
    else if (type === 'peering') this.#addBelow('TransitGatewayPeeringAttachments', found, group);
    else if (type !== 'vpn')
      this.note(
        'not-simulated',
        `transit gateway attachment ${id} to a ${type ?? 'resource of unknown type'} is left out`,
        found,
      );
  }

  /** Adds what a less telling document says: it fills gaps of a known item and changes nothing in it. */
  #addBelow(
    kind: 'TransitGatewayVpcAttachments' | 'TransitGatewayPeeringAttachments',
    found: Found,
    group: Group,
  ): void {
    const known = this.get(kind, found.text(KINDS[kind].id));
    if (known === undefined) this.#addItem(kind, found, group);
    else this.#items.get(kind)?.set(known.id, { ...known, found: found.over(known.found) });
  }

  #countUnread(root: Found, key: string): void {
    const value = root.raw(key);
    const count = Array.isArray(value) ? value.length : 1;
    if (count === 0 || (Array.isArray(value) ? false : !isObject(value))) return;
    const known = this.#unread.get(key);
    this.#unread.set(key, { count: (known?.count ?? 0) + count, first: known?.first ?? root });
  }
}
