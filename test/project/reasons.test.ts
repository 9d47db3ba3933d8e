import { expect, test } from 'vitest';
import { loadServices, SERVICES } from '../../src/services/registry.ts';
import { sourceFiles } from './source-files.ts';

/** Where reasons only get their sentences. */
const TABLES = /\/(?:reasons(?:\/[^/]+)?|facts)\.ts$/;

test('every reason that has a sentence can be given', async () => {
  const code = sourceFiles('src').filter(({ path }) => !TABLES.test(path));
  const found = (pattern: RegExp) =>
    code.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, word = '']) => word));
  const named = new Set([...found(/'([\w-]+)'/g), ...found(/\b(\w+):/g)]);
  // Some are put together: `gate-${gate}`, `${resource}${operation}${limit}`.
  const heads = found(/`([a-z-]{4,})\$\{/g);
  const parts = /^(?:Table|Index)(?:Read|Write)(\w+)$/;
  const services = await loadServices(new Set(SERVICES.map(({ name }) => name)));
  const never = [...services.values()].flatMap(({ name, reasons }) =>
    Object.keys(reasons)
      .filter((reason) => !named.has(reason) && !named.has(parts.exec(reason)?.[1] ?? reason))
      .filter((reason) => !heads.some((head) => reason.startsWith(head)))
      .map((reason) => `${name}: ${reason}`),
  );
  expect(never).toEqual([]);
});
