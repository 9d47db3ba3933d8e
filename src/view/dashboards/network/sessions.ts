import { visible } from '../../../core/text.ts';
import { formatDuration, type Instant, type Milliseconds } from '../../../core/time.ts';
import {
  type Connection,
  formatHost,
  formatService,
  isLive,
  type NatMapping,
  protocolName,
  type SessionEnd,
} from '../../../services/ec2/index.ts';
import type { Pane, Scene } from '../../dashboard.ts';
import { bar } from '../../gauge.ts';
import { type Row, row, seg } from '../../segment.ts';
import { labelOf } from './hops.ts';

const barWidth = 8;

/** What security groups remember of flows: who spoke to whom, tracked or not, and how long it is still remembered. */
export function connectionsPane(scene: Scene): Pane {
  const live = liveOf(scene.world.runtimes.ec2?.connections, scene.now);
  const before = scene.before.runtimes.ec2?.connections;
  return {
    id: 'connections',
    title: 'Connections',
    height: { least: 5, wanted: Math.max(5, Math.min(12, live.length + 1)) },
    body: {
      kind: 'table',
      columns: [
        { title: 'at', priority: 3, min: 8, max: 20, cut: 'middle' },
        { title: 'flow', priority: 5, min: 20, max: 48 },
        { title: 'state', priority: 4, min: 11, max: 11 },
        { title: 'idle', priority: 2, min: barWidth + 8, max: barWidth + 12 },
      ],
      count: live.length,
      rows: scene.world.runtimes.ec2?.connections ?? scene.world,
      empty: 'no flow is remembered: send something through a security group',
      at: (index) => {
        const each = live[index];
        if (each === undefined) return { key: '', cells: [] };
        const [key, connection] = each;
        return {
          key,
          cells: [
            labelOf(connection.interface),
            flowOf(connection),
            trackedCell(connection),
            idleCell(connection, scene.now),
          ],
          changed: before?.get(key) !== connection,
          item: { says: saysOf(connection), copy: connection.interface },
        };
      },
    },
  };
}

function flowOf({ header, direction }: Connection): Row {
  const way = direction === 'ingress' ? 'in ' : 'out';
  return row(
    seg(`${way} `, 'dim'),
    `${formatHost(header.src)} → ${formatHost(header.dst)} `,
    seg(formatService(header), 'accent'),
  );
}

function trackedCell({ tracked }: Connection): Row {
  return tracked ? row(seg('✓ tracked', 'pass')) : row(seg('○ untracked', 'none'));
}

function saysOf({ tracked, interface: at, header }: Connection): string {
  const flow = `${formatService(header)} at ${labelOf(at)}`;
  return tracked
    ? `${flow} is tracked: replies pass whatever the rules say, also after the rule is gone, until it has been idle too long`
    : `${flow} is untracked: both directions meet the rules, packet by packet`;
}

/** The port mappings of NAT devices, and how long each is still kept. */
export function mappingsPane(scene: Scene): Pane {
  const live = liveOf(scene.world.runtimes.ec2?.mappings, scene.now);
  const before = scene.before.runtimes.ec2?.mappings;
  return {
    id: 'nat',
    title: 'NAT mappings',
    height: { least: 5, wanted: Math.max(5, Math.min(12, live.length + 1)) },
    body: {
      kind: 'table',
      columns: [
        { title: 'device', priority: 2, min: 8, max: 16, cut: 'middle' },
        { title: 'inside', priority: 4, min: 14, max: 24 },
        { title: 'outside', priority: 5, min: 14, max: 24 },
        { title: 'destination', priority: 3, min: 14, max: 24 },
        { title: 'idle', priority: 1, min: barWidth + 8, max: barWidth + 12 },
      ],
      count: live.length,
      rows: scene.world.runtimes.ec2?.mappings ?? scene.world,
      empty: 'no mapping: send something through a NAT gateway or NAT instance',
      at: (index) => {
        const each = live[index];
        if (each === undefined) return { key: '', cells: [] };
        const [key, mapping] = each;
        return {
          key,
          cells: [
            labelOf(mapping.device),
            endText(mapping.inside),
            seg(endText(mapping.outside), 'accent'),
            endText(mapping.destination),
            idleCell(mapping, scene.now),
          ],
          changed: before?.get(key) !== mapping,
          item: { says: mappingSays(mapping), copy: mapping.device },
        };
      },
    },
  };
}

function mappingSays({ device, protocol, inside, outside, destination, count }: NatMapping): string {
  const many = count > 1 ? ` and ${count - 1} more ports after it` : '';
  return `${labelOf(device)} shows ${endText(inside)} as ${endText(outside)}${many} to ${endText(destination)} (${protocolName(protocol)})`;
}

function endText({ ip, port }: SessionEnd): string {
  return visible(`${formatHost(ip)}:${port}`);
}

interface Idling {
  readonly lastSeen: Instant;
  readonly idle: Milliseconds;
}

function idleCell({ lastSeen, idle }: Idling, now: Instant): Row {
  const since = now - lastSeen;
  return row(
    bar(since / idle, barWidth, since / idle > 0.8 ? 'changed' : 'bar'),
    seg(` of ${formatDuration(idle)}`, 'dim'),
  );
}

function liveOf<T extends Idling>(
  sessions: ReadonlyMap<string, T> | undefined,
  now: Instant,
): readonly (readonly [string, T])[] {
  return [...(sessions ?? [])].filter(([, session]) => isLive(session, now));
}
