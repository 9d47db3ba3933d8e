import type { World } from '../../../core/world.ts';
import { type AskedApplication, applicationAddresses, applicationAt } from '../../../services/kcl/index.ts';
import { type Stream, streamAt } from '../../../services/kinesis/index.ts';

/** A stream and where it stands. */
export interface NamedStream {
  readonly address: string;
  readonly name: string;
  readonly stream: Stream;
}

/** The applications of a world, in the order of the file; none where the scenario has no KCL. */
export function applicationsIn(world: World): readonly AskedApplication[] {
  if (!world.services.has('kcl')) return [];
  return applicationAddresses(world).flatMap((address) => applicationAt(world, address) ?? []);
}

/** The streams of a world, in the order of the file. */
export function streamsIn(world: World): readonly NamedStream[] {
  const found: NamedStream[] = [];
  for (const account of world.definition.accounts.values()) {
    for (const [name, { address }] of account.parts.kinesis?.streams ?? []) {
      const stream = streamAt(world, address);
      if (stream !== undefined) found.push({ address, name, stream });
    }
  }
  return found;
}
