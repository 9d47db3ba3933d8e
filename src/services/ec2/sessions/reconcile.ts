import type { Network } from '../network/model.ts';
import type { SessionState } from './state.ts';

/**
 * What devices still remember once the accounts have changed: everything of devices that are still there. Tracked
 * connections outlive the rule that let them in; a NAT gateway that is gone takes its table with it.
 */
export function reconciled(state: SessionState, network: Network): SessionState {
  const hasDevice = (device: string) => network.natGateways.has(device) || network.instances.has(device);
  const connections = kept(state.connections, ({ interface: own }) => network.interfaces.has(own));
  const mappings = kept(state.mappings, ({ device }) => hasDevice(device));
  const egress = kept(state.egress, ({ gateway }) => network.egressOnlyInternetGateways.has(gateway));
  const ports = kept(state.ports, ([first]) => first === undefined || hasDevice(first.device));
  return { ...state, connections, mappings, ports, egress };
}

function kept<T>(things: ReadonlyMap<string, T>, keep: (thing: T) => boolean): ReadonlyMap<string, T> {
  const left = [...things].filter(([, thing]) => keep(thing));
  return left.length === things.size ? things : new Map(left);
}
