import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { root } from './source-files.ts';

test('the licences of everything that is bundled stand in THIRD_PARTY_NOTICES.md', () => {
  expect(execFileSync(process.execPath, ['scripts/notices.mjs'], { cwd: root, encoding: 'utf8' })).toBe('');
});
