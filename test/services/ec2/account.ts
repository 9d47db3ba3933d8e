import { stringify } from 'yaml';
import type { World } from '../../../src/core/world.ts';
import { firstWorldOf, readScenario, type Scenario } from '../../../src/scenario/scenario.ts';
import { formatDiagnostic } from '../../../src/schema/diagnostic.ts';
import { type Network, networkOf } from '../../../src/services/ec2/index.ts';

export const REGION = 'ap-northeast-1';

/** The `ec2` part of an account, as plain data. */
export type Ec2 = Readonly<Record<string, unknown>>;

/** A scenario whose account `shop` has this `ec2` part; throws its problems where it does not load. */
export async function scenarioOf(ec2: Ec2, top: Ec2 = {}): Promise<Scenario> {
  const text = stringify({ ...top, accounts: { shop: { id: '111122223333', region: REGION, ec2 } } });
  const { scenario, diagnostics } = await readScenario({ path: 'account.yaml', text });
  if (scenario === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  return scenario;
}

/** Its network. */
export async function networkFrom(ec2: Ec2, top: Ec2 = {}): Promise<Network> {
  return networkOf((await scenarioOf(ec2, top)).definition);
}

/** Its first world. */
export async function worldFrom(ec2: Ec2, top: Ec2 = {}): Promise<World> {
  return firstWorldOf(await scenarioOf(ec2, top));
}
