import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { producers } from './index.ts';

const advice = 'if this change was meant: npm run snapshots, look at the difference, commit it';

/** Whatever is made of every scenario takes as long as playing them all. */
const patience = 120_000;

test.each(producers.map((producer) => [producer.folder ?? producer.produce.name, producer] as const))(
  '%s is what the project makes now, and nothing else',
  async (_, { folder, produce }) => {
    const made = await produce();
    for (const [path, text] of made)
      expect(existsSync(path) ? readFileSync(path, 'utf8') : '', `${path}; ${advice}`).toBe(text);
    if (folder === undefined) return;
    const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = kept.map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/'));
    expect(paths.sort(), advice).toEqual([...made.keys()].sort());
  },
  patience,
);
