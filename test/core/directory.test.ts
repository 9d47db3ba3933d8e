import { expect, test } from 'vitest';
import { addressOf, Directory, type Resolution, type Scope } from '../../src/core/directory.ts';

function directory(): Directory {
  const all = new Directory();
  const add = (account: string | undefined, kind: string, name: string, id?: string, aliases: readonly string[] = []) =>
    all.add(
      {
        service: 'test',
        kind,
        account,
        name,
        address: addressOf(account, kind, name),
        id,
        arn: id && `arn:aws:test:::${id}`,
      },
      aliases,
    );
  add('shop', 'instance', 'web', 'i-0123456789abcdef0');
  add('shop', 'sg', 'web', 'sg-0123456789abcdef0');
  add('prod', 'instance', 'web', 'i-0123456789abcdef1');
  add('prod', 'sg', 'db');
  add('shop', 'kcl', 'billing');
  add('shop', 'kcl', 'billing/w2');
  add('shop', 'bucket', 'a/b');
  add(undefined, 'host', 'laptop', undefined, ['203.0.113.10']);
  return all;
}

function resolved(text: string, scope?: Scope): string {
  const resolution: Resolution = directory().resolve(text, scope);
  if ('found' in resolution)
    return resolution.part === undefined
      ? resolution.found.address
      : `${resolution.found.address} + ${resolution.part}`;
  if ('ambiguous' in resolution) return resolution.ambiguous.map((entry) => entry.address).join(' or ');
  return 'missing';
}

test.each<[string, Scope | undefined, string]>([
  ['db', undefined, 'prod/sg/db'],
  ['sg/db', undefined, 'prod/sg/db'],
  ['prod/db', undefined, 'prod/sg/db'],
  ['prod/sg/db', undefined, 'prod/sg/db'],
  ['i-0123456789abcdef1', undefined, 'prod/instance/web'],
  ['arn:aws:test:::i-0123456789abcdef0', undefined, 'shop/instance/web'],
  ['laptop', undefined, 'host/laptop'],
  ['203.0.113.10', { account: 'shop' }, 'host/laptop'],
  ['web', undefined, 'shop/instance/web or shop/sg/web or prod/instance/web'],
  ['web', { account: 'shop' }, 'shop/instance/web or shop/sg/web'],
  ['web', { account: 'shop', kinds: ['sg'] }, 'shop/sg/web'],
  ['web', { account: 'prod' }, 'prod/instance/web'],
  ['web', { account: 'other', kinds: ['instance'] }, 'shop/instance/web or prod/instance/web'],
  ['kcl/billing/leases', undefined, 'shop/kcl/billing + leases'],
  ['kcl/billing/w2', undefined, 'shop/kcl/billing/w2'],
  ['kcl/billing/w2/shards/3', undefined, 'shop/kcl/billing/w2 + shards/3'],
  ['bucket/a/b', undefined, 'shop/bucket/a/b'],
  ['sg/nowhere', undefined, 'missing'],
  ['', undefined, 'missing'],
])('%j in %j is %s', (text, scope, address) => {
  expect(resolved(text, scope)).toBe(address);
});

test('an address is taken once', () => {
  const all = directory();
  const again = { service: 'test', kind: 'sg', account: 'prod', name: 'db', address: 'prod/sg/db' };
  expect(all.add(again)).toBe(false);
  expect(all.at('prod/sg/db')?.service).toBe('test');
});

test('what is missing comes with what would be known', () => {
  expect(directory().resolve('nope', { account: 'shop', kinds: ['sg'] })).toEqual({
    missing: true,
    known: ['web', 'sg/web', 'shop/sg/web', 'prod/sg/db'],
  });
  expect(directory().resolve('nope', { kinds: ['sg'] })).toEqual({
    missing: true,
    known: ['web', 'sg/web', 'shop/sg/web', 'db', 'sg/db', 'prod/sg/db'],
  });
});
