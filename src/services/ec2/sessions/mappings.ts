import { mappingKeyOf, portsKey } from './draft.ts';
import type { NatMapping, SessionState } from './state.ts';

/** The state without one mapping. */
export function withoutMapping(state: SessionState, mapping: NatMapping): SessionState {
  const mappings = new Map(state.mappings);
  mappings.delete(mappingKeyOf(mapping));
  const { device, outside, protocol, destination } = mapping;
  const key = portsKey(device, outside.ip, protocol, destination);
  const left = (state.ports.get(key) ?? []).filter((other) => other.outside.port !== outside.port);
  const ports = new Map(state.ports);
  if (left.length === 0) ports.delete(key);
  else ports.set(key, left);
  return { ...state, mappings, ports };
}

/** The live connections of a NAT device at a moment. */
export function connectionsOf(state: SessionState, device: string): number {
  let sum = 0;
  for (const mapping of state.mappings.values()) if (mapping.device === device) sum += mapping.count;
  return sum;
}
