import type { Definition } from '../../../core/definition.ts';
import type { Reader } from '../../../schema/reader.ts';
import { startBuild } from '../network/build.ts';
import { networkOf } from '../network/compile.ts';
import { checkAddresses } from './addresses.ts';
import { checkBlocks } from './blocks.ts';
import { checkConnections } from './connections.ts';
import { checkEndpoints } from './endpoints.ts';
import { checkGateways } from './gateways.ts';
import { checkInstanceProfiles } from './instance-profiles.ts';
import { checkInterfaces } from './interfaces.ts';
import { checkQuotas } from './quotas.ts';
import { InterfacePlaces } from './reads.ts';
import { checkRoutes } from './routes.ts';
import { checkZones } from './zones.ts';

/** What the checks look at: what was read, and the network compiled from it. */
export interface Checking {
  readonly reads: ReturnType<typeof startBuild>;
  readonly network: ReturnType<typeof networkOf>;
  readonly reader: Reader;
  readonly interfacePlaces: InterfacePlaces;
}

/** Everything about EC2 that needs the whole definition: what AWS would refuse to create, and what it would not allow to exist. */
export function checkNetwork(definition: Definition, reader: Reader): void {
  const reads = startBuild(definition);
  const checking: Checking = {
    reads,
    network: networkOf(definition),
    reader,
    interfacePlaces: new InterfacePlaces(reads),
  };
  for (const check of [
    checkBlocks,
    checkZones,
    checkAddresses,
    checkInterfaces,
    checkRoutes,
    checkGateways,
    checkEndpoints,
    checkConnections,
    checkQuotas,
  ]) {
    check(checking);
  }
  checkInstanceProfiles(definition, reader);
}
