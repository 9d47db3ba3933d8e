import type { TreeMap } from '../../../src/import/foreign.ts';
import { importDocuments } from '../../../src/import/index.ts';
import { settle } from '../../../src/import/settle.ts';
import { writeYaml } from '../../../src/import/write.ts';
import { type Reading, readScenario, type Scenario } from '../../../src/scenario/scenario.ts';
import { formatDiagnostic } from '../../../src/schema/diagnostic.ts';
import { isRecord } from '../compare.ts';
import type { Json } from '../contract.ts';

/** The account that cases play in. */
export const ACCOUNT = 'case';
export const REGION = 'us-east-1';

/** Reads a scenario whose only account has this `ec2` part. */
export function readEc2(ec2: TreeMap, top: TreeMap = {}): Promise<Reading> {
  const accounts = { [ACCOUNT]: { id: '111122223333', region: REGION, ec2 } };
  return readScenario({ path: 'case', text: writeYaml({ ...top, accounts }) });
}

/** Whether the loader takes an `ec2` part as it is. */
export async function isValid(ec2: TreeMap): Promise<boolean> {
  return (await readEc2(ec2)).scenario !== undefined;
}

/** A scenario that must load, being made by an adapter or an importer. */
export function loaded({ scenario, diagnostics }: Reading): Scenario {
  if (scenario === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  return scenario;
}

/** The scenario that `describe-*` documents stand for: one document, or one with all lists in it. */
export async function importedScenario(network: Json): Promise<Scenario> {
  const value = isRecord(network) ? network : {};
  const documents = [{ source: { path: 'network', text: JSON.stringify(value) }, folders: [], value }];
  return loaded((await settle(importDocuments(documents).scenario, 'network')).reading);
}
