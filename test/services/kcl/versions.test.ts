import { describe, expect, test } from 'vitest';
import { advance } from '../../../src/core/step.ts';
import { accountOf, entriesSince, underEachLine } from '../../../src/services/kcl/index.ts';
import { fleet, owners, rows } from './fleet.ts';

const APP = 'shop/kcl/billing';

function crashed(version: string) {
  return fleet({
    producer: 'rate: 40/s, for: 4m',
    app: `version: "${version}", initialPosition: TRIM_HORIZON, processing: { perRecord: 5ms, checkpointEvery: 20 }, leases: { ${rows('w1', 0, 2)}, ${rows('w2', 2, 4)} }`,
    workers: '{ w1: {}, w2: {} }',
    steps: [
      'wait: 1m',
      '{ call: kinesis:SplitShard clicks, with: { shardToSplit: shardId-000000000000, newStartingHashKey: "5000" } }',
      'fail: w2',
      'wait: 2m',
      'fail: { what: producer/web, how: timeout, for: 2s }',
      'wait: 1m',
    ],
  });
}

const journalOf = (one: {
  readonly app: { readonly state: { readonly journal: Parameters<typeof entriesSince>[0] } };
}) => JSON.stringify(entriesSince(one.app.state.journal, 0));

describe('the same under each line', () => {
  test('what is run again is what would have been: 2.x from 3.x is 2.x itself', async () => {
    const [two, three] = [await crashed('2.x'), await crashed('3.x')];
    const again = underEachLine(three.world, APP).find(({ line }) => line === '2.x');
    if (again === undefined) throw new Error('no 2.x');
    expect(journalOf(again)).toBe(journalOf(two));
    expect(accountOf(again.world, again.app)).toEqual(two.account);
    expect(owners(again)).toEqual(owners(two));
  });

  test('the line of the file is not run again', async () => {
    const two = await crashed('2.6');
    const lines = underEachLine(two.world, APP);
    expect(lines.map(({ line, own }) => [line, own])).toEqual([
      ['1.x', false],
      ['2.6', true],
      ['3.x', false],
    ]);
    expect(lines[1]?.world).toBe(two.world);
  });

  test('it goes on from where it was, with the same result as in one go', async () => {
    const two = await crashed('2.x');
    const later = advance(two.world, two.world.now + 90_000);
    underEachLine(two.world, APP);
    const goneOn = underEachLine(later, APP).map(journalOf);
    const other = await crashed('2.x');
    const inOneGo = underEachLine(advance(other.world, other.world.now + 90_000), APP).map(journalOf);
    expect(goneOn).toEqual(inOneGo);
  });
});
