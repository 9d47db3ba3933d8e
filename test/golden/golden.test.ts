import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { producers } from './index.ts';

const advice = 'if this change was meant: npm run snapshots, look at the difference, commit it';

describe.each(producers.map((producer) => [producer.folder ?? 'pages', producer] as const))(
  '%s',
  (_folder, producer) => {
    test('are what the project makes now', async () => {
      for (const [path, text] of await producer.produce()) {
        expect(existsSync(path) ? readFileSync(path, 'utf8') : '', `${path}; ${advice}`).toBe(text);
      }
    });

    test.runIf(producer.folder !== undefined)('hold nothing that is not made any more', async () => {
      const folder = producer.folder ?? '';
      const made = await producer.produce();
      const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      for (const entry of kept)
        expect(made.has(`${entry.parentPath}/${entry.name}`.replaceAll('\\', '/')), entry.name).toBe(true);
    });
  },
);
