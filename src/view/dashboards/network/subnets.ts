import { visible } from '../../../core/text.ts';
import {
  type Classification,
  classifySubnet,
  formatCidr,
  type Instance,
  type Network,
  type Proof,
  type RouteTarget,
  type Subnet,
} from '../../../services/ec2/index.ts';
import { rowWidth, widthOf } from '../../cells.ts';
import { type Row, row, type Style, seg } from '../../segment.ts';
import { labelOf } from './hops.ts';

/** Everything a card or a line says about a subnet. */
export interface SubnetView {
  readonly subnet: Subnet;
  readonly class: Classification;
  readonly contents: readonly string[];
}

export function viewOf(network: Network, subnet: Subnet): SubnetView {
  return { subnet, class: classifySubnet(network, subnet), contents: contentsOf(network).get(subnet) ?? [] };
}

const insides = new WeakMap<Network, ReadonlyMap<Subnet, readonly string[]>>();

/** What stands in each subnet: gateways first, then instances by the subnets of their interfaces, then endpoints. */
function contentsOf(network: Network): ReadonlyMap<Subnet, readonly string[]> {
  const known = insides.get(network);
  if (known !== undefined) return known;
  const found = new Map<Subnet, string[]>();
  const put = (subnet: Subnet | undefined, name: string) => {
    if (subnet !== undefined) found.set(subnet, [...(found.get(subnet) ?? []), name]);
  };
  for (const gateway of network.natGateways.values()) put(gateway.subnet, labelOf(gateway.address));
  for (const instance of network.instances.values()) {
    for (const subnet of new Set(instance.interfaces.map((each) => each.subnet))) put(subnet, instanceName(instance));
  }
  for (const endpoint of network.endpoints.values()) {
    for (const each of endpoint.interfaces) put(each.subnet, labelOf(endpoint.address));
  }
  insides.set(network, found);
  return found;
}

function instanceName({ name, state }: Instance): string {
  return state === 'running' ? visible(name) : `${visible(name)} (${visible(state)})`;
}

export function zoneLetter({ zone, vpc }: Subnet): string {
  return visible(zone.startsWith(vpc.region) ? zone.slice(vpc.region.length) : zone);
}

export function blockOf({ cidr4, cidr6 }: Subnet): string {
  const block = cidr4 ?? cidr6;
  return block === undefined ? '' : formatCidr(block);
}

const classStyles: { readonly [name in Classification['class']]: Style } = {
  public: 'accent',
  private: 'plain',
  'vpn-only': 'plain',
  isolated: 'dim',
  unknown: 'unknown',
};

/** `public → igw`, `private (aka protected) → nat:nat-a`: the class, and the way out that makes it so; the alias gives way where it is narrow. */
export function classRow({ class: name, alias, because }: Classification, width = Number.POSITIVE_INFINITY): Row {
  const forms = alias === undefined ? [''] : [` (aka ${alias})`, ` (${alias})`, ''];
  const rows = forms.map((form) =>
    row(
      seg(name, classStyles[name]),
      form === '' ? '' : seg(form, 'dim'),
      because === undefined ? '' : seg(` → ${targetLabel(because.target)}`, 'plain'),
    ),
  );
  return rows.find((one) => rowWidth(one) <= width) ?? rows.at(-1) ?? row('');
}

function targetLabel(target: RouteTarget): string {
  return 'address' in target ? labelOf(target.address) : target.kind;
}

const needs: { readonly [need in Proof['need']]: string } = {
  'igw-attached': 'gateway',
  'igw-route': 'route',
  'public-addresses': 'address',
  'nat-route': 'nat route',
  'nat-working': 'nat',
  'vgw-route': 'vpn route',
  'outside-route': 'route out',
};

/** The same where there is no room for the words. */
const narrow: Partial<typeof needs> = {
  'igw-attached': 'igw',
  'public-addresses': 'addr',
  'nat-route': 'nat',
  'outside-route': 'out',
};

/** What a public subnet needs, there or missing; further ways out only where they are there. */
export function proofRow(proofs: readonly Proof[], width = Number.POSITIVE_INFINITY): Row {
  const whole = proofsRow(proofs, needs);
  // The last word is followed by a space.
  return rowWidth(whole) - 1 <= width ? whole : proofsRow(proofs, { ...needs, ...narrow });
}

function proofsRow(proofs: readonly Proof[], words: typeof needs): Row {
  const natted = proofs.some((proof) => proof.need === 'nat-route' && proof.holds === true);
  const asked = new Set<Proof['need']>([
    'igw-attached',
    'igw-route',
    'public-addresses',
    ...(natted ? (['nat-working'] as const) : []),
  ]);
  return row(
    ...proofs
      .filter(
        (proof) =>
          asked.has(proof.need) ||
          (proof.holds === true && !proof.need.startsWith('nat-') && proof.need !== 'outside-route'),
      )
      .flatMap((proof) => [
        seg(`${markOf(proof)} `, proof.holds === true ? 'pass' : proof.holds === 'unknown' ? 'unknown' : 'dim'),
        seg(`${words[proof.need]} `, proof.holds === true ? 'plain' : 'dim'),
      ]),
  );
}

function markOf({ holds }: Proof): string {
  return holds === true ? '✓' : holds === 'unknown' ? '?' : '○';
}

/** What is inside, as many names as fit. */
export function contentsRow(contents: readonly string[], width: number): Row {
  if (contents.length === 0) return row(seg('empty', 'dim'));
  let text = '';
  for (const [index, name] of contents.entries()) {
    const next = text === '' ? name : `${text} · ${name}`;
    const left = contents.length - index - 1;
    if (widthOf(next) + (left > 0 ? 4 : 0) > width && text !== '') return row(text, seg(` +${left + 1}`, 'dim'));
    text = next;
  }
  return row(text);
}

/** One sentence for the why-line: what the subnet is, and what is there or missing. */
export function saysOf({ subnet, class: found }: SubnetView): string {
  const { because } = found;
  const table = typeof subnet.table === 'string' ? 'its route table, which is unknown' : labelOf(subnet.table.address);
  const route =
    because === undefined
      ? `${table} has no route out of the VPC`
      : `${because.label} → ${targetLabel(because.target)} in ${table}`;
  const missing = found.proof.filter(
    (proof) => proof.holds === false && ['igw-attached', 'igw-route', 'public-addresses'].includes(proof.need),
  );
  const lacks = missing.map((proof) => `${needs[proof.need]} (${visible(proof.what)})`).join(', ');
  return `${visible(subnet.name)} is ${found.class}: ${visible(route)}${lacks === '' ? '' : `; for the internet to reach into it: ${lacks} missing`}`;
}
