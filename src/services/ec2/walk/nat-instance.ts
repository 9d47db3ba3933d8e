import type { Instance, Interface } from '../network/model.ts';
import { formatEnd, type Header } from '../rules/packet.ts';
import { isLive } from '../sessions/state.ts';
import { NAT_INSTANCE_IDLE, NAT_PORTS } from '../sessions/timeouts.ts';
import { interfaceTowards } from './guest.ts';
import type { Stage, Stopped } from './hop.ts';
import { inwards, newMapping, outwards, tableOf } from './nat-tables.ts';
import type { Walk } from './walk.ts';

/** A NAT instance rewrites the source to its own private address; the internet gateway does the rest. */
export function translateAtInstance(walk: Walk, instance: Instance, out: Interface, header: Header): Header | Stopped {
  const own = out.ips.find((ip) => typeof ip === typeof header.dst);
  const known = walk.sessions.mapping(instance.address, header);
  const live = known !== undefined && isLive(known, walk.sessions.now);
  const table = {
    device: instance.address,
    addresses: own === undefined ? [] : [own],
    ports: NAT_PORTS,
    connectionsPerAddress: NAT_PORTS.to - NAT_PORTS.from + 1,
    idle: NAT_INSTANCE_IDLE,
  };
  const mapping = live ? { ...known, lastSeen: walk.sessions.now } : newMapping(walk, table, header);
  if (mapping === undefined) {
    const facts = () => ({ destination: formatEnd(header, 'dst'), connections: table.connectionsPerAddress });
    return walk.stop('nat-port-exhausted', instance, header, facts, { consulted: tableOf(walk, instance.address) });
  }
  walk.sessions.addMapping(mapping);
  const after = outwards(header, mapping);
  const facts = () => ({ from: formatEnd(header, 'src'), to: formatEnd(after, 'src'), known: live });
  return walk.translate(
    'nat-instance-translated',
    instance,
    header,
    after,
    facts,
    tableOf(walk, instance.address, mapping),
  );
}

/** An answer to a flow that the instance translated goes back to whom it belongs to; undefined for packets to the instance itself. */
export function natInstanceBack(walk: Walk, owner: Interface, instance: Instance, header: Header): Stage | undefined {
  const mapping = walk.sessions.mappingBack(instance.address, header);
  if (mapping === undefined) return undefined;
  const after = inwards(header, mapping);
  const facts = () => ({ from: formatEnd(header, 'dst'), to: formatEnd(after, 'dst') });
  const out = interfaceTowards(instance, after.dst) ?? owner;
  return {
    go: 'send',
    owner: out,
    header: walk.translate(
      'nat-instance-translated-back',
      instance,
      header,
      after,
      facts,
      tableOf(walk, instance.address, mapping),
    ),
  };
}
