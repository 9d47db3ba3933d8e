import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { importPaths } from '../../src/import/index.ts';
import { ask } from '../../src/scenario/ask.ts';
import { firstWorldOf, readScenario } from '../../src/scenario/scenario.ts';
import { formatDiagnostic } from '../../src/schema/diagnostic.ts';
import { formatIp, networkOf } from '../../src/services/ec2/index.ts';

const folder = 'test/data/batfish';
const snapshots = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const PORTS = ['tcp/22', 'udp/53', 'icmp/8.0'];

describe.each([...snapshots, ''])('the real account batfish/%s', (name) => {
  test('loads, as a folder and as the file that is written of it', async () => {
    const { source, reading } = await importPaths([`${folder}/${name}`]);
    expect(reading.diagnostics.filter(({ severity }) => severity === 'error').map(formatDiagnostic)).toEqual([]);
    const again = await readScenario({ path: 'account.yaml', text: source.text });
    expect(again.diagnostics.map(({ code }) => code)).toEqual(reading.diagnostics.map(({ code }) => code));
    expect(again.scenario?.definition.accounts.size).toBeGreaterThan(0);
  });

  test('answers whatever can be asked between its instances, its interfaces and the internet', async () => {
    const { scenario } = (await importPaths([`${folder}/${name}`])).reading;
    if (scenario === undefined) throw new Error('it loads');
    const { instances, interfaces, publicIps } = networkOf(scenario.definition);
    const insiders = [...instances.values(), ...[...interfaces.values()].slice(0, 4)].map(({ id }) => id).slice(0, 8);
    const targets = [...insiders, ...[...publicIps.keys()].slice(0, 3).map(formatIp), '8.8.8.8', '10.10.10.10'];
    const outcomes = new Set<string>();
    for (const from of [...insiders, '8.8.8.8']) {
      for (const [index, to] of targets.entries()) {
        const answer = await ask(
          scenario,
          `send: ${from} -> ${to} ${PORTS[index % PORTS.length]}`,
          firstWorldOf(scenario),
        );
        outcomes.add('problems' in answer ? answer.problems.map(formatDiagnostic).join() : answer.result.outcome);
      }
    }
    const known = ['delivered', 'refused', 'dropped', 'unknown'];
    expect([...outcomes].filter((outcome) => !known.includes(outcome))).toEqual([]);
  });
});

test('the YAML of one account, to look at', async () => {
  const { source } = await importPaths([`${folder}/test-nat-gateway`]);
  await expect(source.text).toMatchFileSnapshot('test-nat-gateway.yaml.snap');
});
