import { expect, test } from 'vitest';
import { capabilitiesOf } from '../../src/tui/capabilities.ts';

test.each([
  [{}, 8, true],
  [{}, 1, false],
  [{ NO_COLOR: '1' }, 24, false],
  [{ NO_COLOR: '' }, 24, true],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, 1, true],
  [{ FORCE_COLOR: '0' }, 24, false],
])('%j at depth %i has colour: %s', (env, depth, colour) => expect(capabilitiesOf(env, depth).colour).toBe(colour));

test.each([
  [{}, true],
  [{ LANG: 'ja_JP.UTF-8' }, true],
  [{ LANG: 'C.utf8' }, true],
  [{ LANG: 'C' }, false],
  [{ LANG: 'ja_JP.UTF-8', LC_ALL: 'C' }, false],
  [{ LANG: 'C.UTF-8', HAKONIWA_ASCII: '1' }, false],
])('%j has Unicode: %s', (env, unicode) => expect(capabilitiesOf(env, 8).unicode).toBe(unicode));

test('a theme for eyes that do not tell red from green can be asked for', () => {
  expect(capabilitiesOf({ HAKONIWA_THEME: 'colour-blind-safe' }, 8).theme).toBe('colourBlindSafe');
});
