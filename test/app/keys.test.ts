import { describe, expect, test } from 'vitest';
import { bindings } from '../../src/app/keys.ts';
import { dashboardSlots } from '../../src/view/dashboards/index.ts';
import { opened } from './opened.ts';

const taken = new Set(bindings.flatMap((binding) => binding.keys));

describe('the key table', () => {
  test('gives every key to one line and every line its own name', () => {
    expect(taken.size).toBe(bindings.reduce((sum, binding) => sum + binding.keys.length, 0));
    expect(new Set(bindings.map((binding) => binding.id)).size).toBe(bindings.length);
  });

  test('has every key the product promises', () => {
    const promised = '. , + - j k h l : / w z y t ? q 1 2 3 4 5 6 7 8 9 0'.split(' ');
    for (const key of [
      ...promised,
      'space',
      'tab',
      'enter',
      'esc',
      'up',
      'down',
      'left',
      'right',
      'ctrl-p',
      'ctrl-c',
      'ctrl-z',
      'R',
    ]) {
      expect(taken, key).toContain(key);
    }
  });

  test('no line throws, whatever the interface is doing', async () => {
    for (const binding of bindings) {
      const at = await opened();
      for (const state of [at.state, { ...at.state, browsing: true }, { ...at.state, whyOpen: true, focus: 'why' }]) {
        expect(() => binding.run(state, at.surface), binding.id).not.toThrow();
      }
    }
  });
});

describe('dashboards', () => {
  test.each(dashboardSlots.filter((slot) => slot.load !== undefined))(
    '$title shadows no key of the table and names each of its own once',
    async (slot) => {
      const keys = (await slot.load?.())?.keys ?? [];
      for (const { key } of keys) expect(taken.has(key), key).toBe(false);
      expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
    },
  );
});
