import { describe, expect, test } from 'vitest';
import { asName, assignNames } from '../../src/import/aws-cli/names.ts';

describe('a tag as a name', () => {
  test.each([
    ['web-1', 'web-1'],
    ['VPC A', 'VPC-A'],
    ['team/web: blue (old)', 'team-web-blue-old'],
    ['本番 サーバー', '本番-サーバー'],
    ['  ', undefined],
    ['10.0.0.0/16', undefined],
    ['42', undefined],
    ['Internet', undefined],
    [undefined, undefined],
  ])('%j is %j', (tag, name) => {
    expect(asName(tag)).toBe(name);
  });
});

describe('names for several things', () => {
  const named = (...things: readonly (readonly [string, ...string[]])[]) =>
    Object.fromEntries(assignNames(things.map(([id, ...candidates]) => ({ id, candidates }))));

  test('each takes its best', () => {
    expect(named(['i-1', 'web'], ['i-2', 'db'], ['i-3'])).toEqual({ 'i-1': 'web', 'i-2': 'db', 'i-3': 'i-3' });
  });

  test('those that share a name all move on, whichever came first', () => {
    const things: [string, ...string[]][] = [
      ['subnet-1', 'public', 'public-a', 'public-11111'],
      ['subnet-2', 'public', 'public-b', 'public-22222'],
      ['subnet-3', 'public', 'public-b', 'public-33333'],
    ];
    const names = { 'subnet-1': 'public-a', 'subnet-2': 'public-22222', 'subnet-3': 'public-33333' };
    expect(named(...things)).toEqual(names);
    expect(named(...things.reverse())).toEqual(names);
  });

  test('nothing takes the id of another', () => {
    expect(named(['i-1', 'i-2'], ['i-2'])).toEqual({ 'i-1': 'i-1', 'i-2': 'i-2' });
  });
});
