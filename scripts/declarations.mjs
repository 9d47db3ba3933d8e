// Writes the library's type declarations: src/index.ts and what its types are made of, nothing else.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Fills `folder` with declarations; throws where one that is needed cannot be written. */
export function writeDeclarations(folder) {
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json', '--outDir', folder];
  // Services are loaded on demand, so their insides are compiled too; what cannot be declared there is not asked for.
  const { stdout } = spawnSync(process.execPath, tsc, { encoding: 'utf8' });
  const needed = new Set();
  const waiting = [join(folder, 'index.d.ts')];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (needed.has(path)) continue;
    if (!existsSync(path)) throw new Error(`${path} was not written:\n${stdout}`);
    needed.add(path);
    for (const [, specifier] of readFileSync(path, 'utf8').matchAll(/(?:from|import\()\s*['"](\.[^'"]+)\.ts['"]/g)) {
      waiting.push(join(dirname(path), `${specifier}.d.ts`));
    }
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !needed.has(path)) rmSync(path);
  }
}
