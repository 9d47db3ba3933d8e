import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { root } from '../project/source-files.ts';

/** The built command. */
export const executable = join(root, 'dist', 'hakoniwa.mjs');

/** What running it came to. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables of the surroundings that would change what is printed. */
const NEUTRAL = { NO_COLOR: undefined, FORCE_COLOR: undefined, CI: undefined, TERM: 'xterm-256color' };

/** Runs the built command without a terminal. */
export function hakoniwa(
  args: readonly string[],
  options: { cwd?: string; input?: string; env?: Readonly<Record<string, string>> } = {},
): Ran {
  const { cwd = root, input = '', env = {} } = options;
  const ran: SpawnSyncReturns<string> = spawnSync(process.execPath, [executable, ...args], {
    cwd,
    input,
    encoding: 'utf8',
    env: { ...process.env, ...NEUTRAL, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}

/** A folder with the given files, gone when the test is done. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hakoniwa-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** A scenario of the house's own verbs: the clock, a change, a failed expectation or none. */
export function waiting(expected = 'done'): string {
  return `title: Waiting
accounts:
  shop: { id: "111122223333", region: ap-northeast-1 }
steps:
  - id: first
    wait: 61m
    expect: ${expected}
  - change: { shop.region: us-east-1 }
    note: Another Region.
  - wait: 5s
    expect: { outcome: done, waited: "> 4000" }
`;
}
