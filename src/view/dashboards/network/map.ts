import { visible } from '../../../core/text.ts';
import type { World } from '../../../core/world.ts';
import { formatCidr, type Network, networkOf, type Subnet, type Vpc } from '../../../services/ec2/index.ts';
import { fitRow, rowWidth, widthOf } from '../../cells.ts';
import type { Pane, Picture, Scene, Space, Spot, TableLine } from '../../dashboard.ts';
import { blank, type Content, type Row, row, seg, textOf } from '../../segment.ts';
import { labelOf } from './hops.ts';
import { blockOf, classRow, contentsRow, proofRow, type SubnetView, saysOf, viewOf, zoneLetter } from './subnets.ts';

/** More subnets than this are a list; as cards they would be a wall. */
const cardsMost = 36;
const cardWidth = { least: 28, most: 44 };

/** The map: VPCs, their zones, their subnets with what makes them public or not, and what is inside. */
export function mapPane(scene: Scene): Pane {
  const network = networkOf(scene.world.definition);
  const many = network.subnets.size > cardsMost;
  const head = { id: 'map', title: 'Map', corner: totals(network) };
  if (!many) {
    return {
      ...head,
      height: { least: 5, wanted: 24 },
      body: { kind: 'picture', draw: (space) => drawMap(scene, network, space) },
    };
  }
  const subnets = [...network.subnets.values()];
  return {
    ...head,
    height: { least: 5, wanted: 24 },
    body: {
      kind: 'table',
      columns: [
        { title: 'vpc', priority: 2, min: 6, max: 18 },
        { title: 'zone', priority: 3, min: 5, max: 16 },
        { title: 'subnet', priority: 5, min: 8, max: 28, cut: 'middle' },
        { title: 'block', priority: 3, min: 11, max: 18 },
        { title: 'class', priority: 4, min: 8, max: 10 },
        { title: 'inside', priority: 1, min: 10, max: 60 },
      ],
      count: subnets.length,
      rows: network,
      empty: 'no subnets',
      at: (index) => lineOf(network, subnets[index]),
    },
  };
}

function totals(network: Network): Content {
  const count = (size: number, word: string) => `${size} ${word}${size === 1 ? '' : 's'}`;
  return seg(
    `${count(network.vpcs.size, 'VPC')}, ${count(network.subnets.size, 'subnet')}, ${count(network.instances.size, 'instance')}`,
    'dim',
  );
}

function lineOf(network: Network, subnet: Subnet | undefined): TableLine {
  if (subnet === undefined) return { key: '', cells: [] };
  const view = viewOf(network, subnet);
  return {
    key: subnet.address,
    cells: [
      visible(subnet.vpc.name),
      zoneLetter(subnet),
      visible(subnet.name),
      blockOf(subnet),
      classRow(view.class),
      view.contents.join(' '),
    ],
    item: { says: saysOf(view), place: subnet.place, copy: subnet.id },
  };
}

/** VPCs from left to right as far as their columns fit, then below. */
function drawMap(scene: Scene, network: Network, space: Space): Picture {
  const rows: Row[] = [];
  const spots: Spot[] = [];
  if (network.vpcs.size === 0) return { rows: [row(seg(' no VPC in this scenario', 'dim'))] };
  const most = Math.max(1, Math.floor((space.width - 1) / cardWidth.least));
  for (const line of linesOf([...network.vpcs.values()], most)) {
    const columns = line.reduce((sum, vpc) => sum + Math.min(most, columnsOf(vpc)), 0);
    const size = Math.min(cardWidth.most, Math.floor((space.width - 1) / columns));
    if (rows.length > 0) rows.push(blank);
    let left = 1;
    const blocks = line.map((vpc, index) => {
      const across = Math.min(most, columnsOf(vpc));
      const block = drawVpc(scene, network, vpc, { across, size, top: rows.length, left });
      spots.push(...block.spots);
      // The last VPC of a line may use what is left of it; between two of them stays a gap.
      const width = index === line.length - 1 ? space.width - left : across * size;
      left += across * size;
      const [head = blank, ...cards] = block.rows;
      return { rows: [fitRow(head, width - 2), ...cards], width };
    });
    const height = Math.max(...blocks.map((block) => block.rows.length));
    for (let at = 0; at < height; at++) {
      rows.push(row(' ', ...blocks.map((block) => fitRow(block.rows[at] ?? blank, block.width))));
    }
  }
  return { rows, spots };
}

function zonesOf(vpc: Vpc): readonly string[] {
  return [...new Set(vpc.subnets.map((subnet) => subnet.zone))].sort();
}

/** A column for each zone; the subnets of a single zone stand in two. */
function columnsOf(vpc: Vpc): number {
  const zones = zonesOf(vpc);
  return Math.max(1, zones.length === 1 ? Math.min(2, vpc.subnets.length) : zones.length);
}

function linesOf(vpcs: readonly Vpc[], most: number): readonly (readonly Vpc[])[] {
  const lines: Vpc[][] = [[]];
  let used = 0;
  for (const vpc of vpcs) {
    if (used > 0 && used + columnsOf(vpc) > most) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push(vpc);
    used += columnsOf(vpc);
  }
  return lines;
}

/** ` main 10.0.0.0/16   igw   pcx:to-data`: the VPC and the ways out of it. */
function vpcRow(network: Network, vpc: Vpc): Row {
  const gateway = network.internetGatewayOf.get(vpc);
  const ways = [
    ...(gateway === undefined ? [] : [gateway.address]),
    ...[...network.egressOnlyInternetGateways.values()].filter((each) => each.vpc === vpc).map((each) => each.address),
    ...(network.vpnGatewayOf.get(vpc) === undefined ? [] : [network.vpnGatewayOf.get(vpc)?.address ?? '']),
    ...(network.peeringsOf.get(vpc) ?? []).map((each) => each.address),
    ...[...network.attachments.values()]
      .filter((each) => each.type === 'vpc' && each.vpc === vpc)
      .map((each) => each.gateway.address),
    ...vpc.endpoints.filter((each) => each.type === 'Gateway').map((each) => each.address),
  ];
  return row(
    seg(visible(vpc.name), 'title'),
    seg(`  ${vpc.cidrs.map(formatCidr).join(' ')}   `, 'dim'),
    ways.length === 0 ? seg('no way out', 'dim') : seg(ways.map(labelOf).join('  '), 'accent'),
  );
}

interface Place {
  /** Columns beside each other, and cells of each. */
  readonly across: number;
  readonly size: number;
  readonly top: number;
  readonly left: number;
}

/** A VPC: its line, and its zones as columns of cards, as many beside each other as the width allows. */
function drawVpc(
  scene: Scene,
  network: Network,
  vpc: Vpc,
  place: Place,
): { readonly rows: readonly Row[]; readonly spots: readonly Spot[] } {
  const rows: Row[] = [vpcRow(network, vpc)];
  const spots: Spot[] = [];
  const columns = cardColumns(vpc);
  for (let first = 0; first < columns.length; first += place.across) {
    const drawn = columns.slice(first, first + place.across).map(({ title, subnets }, index) => {
      const column: Row[] = [row(seg(title, 'dim'))];
      for (const subnet of subnets) {
        const view = viewOf(network, subnet);
        spots.push(spotOf(view, place.top + rows.length + column.length, place.left + index * place.size + 2));
        column.push(...card(view, place.size - 1, differs(scene, view)));
      }
      return column;
    });
    const height = Math.max(...drawn.map((column) => column.length));
    for (let at = 0; at < height; at++)
      rows.push(row(...drawn.map((column) => fitRow(column[at] ?? blank, place.size))));
  }
  return { rows, spots };
}

function cardColumns(vpc: Vpc): readonly { readonly title: string; readonly subnets: readonly Subnet[] }[] {
  const zones = zonesOf(vpc);
  const [only] = zones;
  const named = (zone: string) => `zone ${visible(zone)}`;
  if (only === undefined || zones.length > 1 || vpc.subnets.length === 1) {
    return zones.map((zone) => ({ title: named(zone), subnets: vpc.subnets.filter((subnet) => subnet.zone === zone) }));
  }
  return [0, 1].map((half) => ({
    title: half === 0 ? named(only) : '',
    subnets: vpc.subnets.filter((_, index) => index % 2 === half),
  }));
}

function spotOf(view: SubnetView, at: number, column: number): Spot {
  const { subnet } = view;
  const item = { says: saysOf(view), place: subnet.place, copy: subnet.id };
  return { key: subnet.address, row: at, column, width: widthOf(visible(subnet.name)), item };
}

function card(view: SubnetView, width: number, changed: boolean): readonly Row[] {
  const { subnet } = view;
  const inner = Math.max(0, width - 4);
  const line = (content: Content) => row(seg('│ ', 'border'), fitRow(content, inner), seg(' │', 'border'));
  const name = row(
    ' ',
    changed ? seg(visible(subnet.name), 'changed') : seg(visible(subnet.name), 'strong'),
    ' ',
    seg(blockOf(subnet), 'dim'),
    ' ',
  );
  const rest = Math.max(0, width - 2 - rowWidth(name));
  return [
    row(
      seg(changed ? '▎' : '╭', changed ? 'changed' : 'border'),
      fitRow(row(name, seg('─'.repeat(rest), 'border')), Math.max(0, width - 2)),
      seg('╮', 'border'),
    ),
    line(classRow(view.class, inner)),
    line(proofRow(view.class.proof, inner)),
    line(contentsRow(view.contents, inner)),
    row(seg(`╰${'─'.repeat(Math.max(0, width - 2))}╯`, 'border')),
  ];
}

/** Whether the step changed what the card of a subnet says. */
function differs({ world, before }: Scene, view: SubnetView): boolean {
  if (world.definition === before.definition) return false;
  const earlier = subnetBefore(before, view.subnet.address);
  if (earlier === undefined) return true;
  const told = (one: SubnetView) =>
    [classRow(one.class), proofRow(one.class.proof)].map(textOf).join('\n') + one.contents.join(' ');
  return told(earlier) !== told(view);
}

function subnetBefore(world: World, address: string): SubnetView | undefined {
  const network = networkOf(world.definition);
  const subnet = network.subnets.get(address);
  return subnet === undefined ? undefined : viewOf(network, subnet);
}
