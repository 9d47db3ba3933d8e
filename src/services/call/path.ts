import type { Simulation } from '../../core/simulation.ts';
import type { RequestOrigin, RequestPath, Service } from '../service.ts';
import { entry } from './reasons.ts';

const IP_ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+)$/;

/** The way of a request from where the step says it comes. An IP address is somewhere on the internet. */
export function pathOf(simulation: Simulation, origin: RequestOrigin): RequestPath {
  for (const service of simulation.services.values() as Iterable<Service>) {
    const path = service.requestPath?.(simulation, origin);
    if (path !== undefined) return path;
  }
  const { from } = origin;
  if (IP_ADDRESS.test(from)) return { context: { 'aws:SourceIp': from }, trace: [] };
  const known = simulation.definition.directory.resolve(from);
  if ('found' in known) return { context: {}, trace: [entry('not-simulated-path', known.found.address, { from })] };
  return {
    unreachable: { reason: 'no-such-origin', at: from, trace: [entry('no-such-origin', from, { from }, 'block')] },
  };
}
