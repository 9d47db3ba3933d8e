import type { AccountDefinition, AccountParts, Definition, ModelChoices, TopParts } from '../core/definition.ts';
import type { Instant } from '../core/time.ts';
import { mapEntries } from '../schema/collections.ts';
import { didYouMean } from '../schema/diagnostic.ts';
import { type MapNode, member, type Node, placeOf } from '../schema/node.ts';
import type { Reader } from '../schema/reader.ts';
import { instant, integer, scalar, text } from '../schema/scalars.ts';
import type { Schema } from '../schema/schema.ts';
import { SERVICES } from '../services/registry.ts';
import type { Service } from '../services/service.ts';

/** 2026-01-05T09:00:00Z: a Monday morning, so that the same file gives the same bytes on any day. */
export const DEFAULT_START: Instant = 1_767_603_600_000;
export const DEFAULT_REGION = 'us-east-1';

const seed = integer({ min: 0, max: 2 ** 32 - 1, description: 'all randomness flows from it' });
const region = text({ expected: 'an AWS Region such as ap-northeast-1', pattern: /^[a-z]{2}(?:-[a-z]+)+-\d$/ });

/** Stands for the id of an account that has none or a wrong one, so that the rest of it can be checked. */
const NO_ID = '000000000000';

/** Twelve digits, quoted: a leading zero is lost when YAML takes them for a number. */
export const accountId: Schema<string> = scalar({
  expected: 'an account id: twelve digits in quotes',
  code: 'wrong-account-id',
  json: { type: 'string', pattern: '^[0-9]{12}$' },
  parse: (node, reader) => {
    if (!/^\d{12}$/.test(node.raw)) {
      if (node.quoted || !/^\d{1,11}$/.test(node.raw)) return undefined;
      return reader.error(
        'wrong-account-id',
        `${node.raw} has ${node.raw.length} digits; an unquoted account id loses its leading zeros`,
        placeOf(node),
        {
          expected: 'twelve digits in quotes',
          suggestion: `"${node.raw.padStart(12, '0')}"`,
        },
      );
    }
    if (!node.quoted && node.raw.startsWith('0')) {
      return reader.error(
        'wrong-account-id',
        `${node.raw} without quotes is a number and loses its leading zero`,
        placeOf(node),
        {
          expected: 'twelve digits in quotes',
          suggestion: `"${node.raw}"`,
        },
      );
    }
    return node.raw;
  },
});

/** The tree each definition was read from; `change` patches it. */
const trees = new WeakMap<Definition, MapNode>();

/** The file's tree (with all changes so far) that a definition was read from. */
export function treeOf(definition: Definition): MapNode {
  const tree = trees.get(definition);
  if (tree === undefined) throw new Error('the definition was not read from a tree');
  return tree;
}

/** Keys of the file that are not the definition's: what tells the story rather than the world. */
export const STORY_KEYS = ['title', 'about', 'steps', 'exercise'] as const;
const OWN_KEYS = ['seed', 'start', 'accounts', 'model'] as const;

/**
 * Reads a scenario's definition with every service's part of it, resolves all references and runs every check.
 * Problems are reported to the reader; if there are errors the definition has holes and must not be run.
 */
export function readDefinition(root: MapNode, services: ReadonlyMap<string, Service>, reader: Reader): Definition {
  checkTopKeys(root, services, reader);
  const top: Record<string, unknown> = {};
  const model: Record<string, unknown> = {};
  for (const service of services.values()) {
    for (const [key, schema] of Object.entries(service.top ?? {})) {
      const node = member(root, key);
      if (node !== undefined) top[key] = schema.read(node, reader);
    }
  }
  readModel(member(root, 'model'), services, model, reader);
  const definition: Definition = {
    seed: readOr(member(root, 'seed'), seed, 1, reader),
    start: readOr(member(root, 'start'), instant, DEFAULT_START, reader),
    accounts: readAccounts(member(root, 'accounts'), services, reader),
    top: top as Partial<TopParts>,
    model: model as Partial<ModelChoices>,
    directory: reader.directory,
  };
  reader.link();
  trees.set(definition, root);
  for (const service of services.values()) {
    evenWhenIncomplete(reader, () => service.check?.(definition, reader));
  }
  reader.link();
  return definition;
}

/**
 * Runs a check also where earlier problems left holes in the definition, so that all problems are reported at once.
 * Only then may the check stumble over a hole: what it could not look at is reported once the hole is mended.
 */
export function evenWhenIncomplete(reader: Reader, check: () => void): void {
  try {
    check();
  } catch (error) {
    // The problems that made the hole are already among the diagnostics; without a hole this is a bug.
    if (!reader.failed && !reader.incomplete) throw error;
  }
}

function readOr<T>(node: Node | undefined, schema: Schema<T>, otherwise: T, reader: Reader): T {
  return node === undefined ? otherwise : (schema.read(node, reader) ?? otherwise);
}

function checkTopKeys(root: MapNode, services: ReadonlyMap<string, Service>, reader: Reader): void {
  const known: string[] = [...STORY_KEYS, ...OWN_KEYS];
  for (const service of services.values()) known.push(...Object.keys(service.top ?? {}));
  for (const [key, { key: place }] of root.entries) {
    if (!known.includes(key))
      reader.error('unknown-key', `unknown key ${key}`, place, {
        suggestion: didYouMean(key, [...known, ...SERVICES.flatMap((line) => line.keys ?? [])]),
        expected: known.join(', '),
      });
  }
}

function readModel(
  node: Node | undefined,
  services: ReadonlyMap<string, Service>,
  into: Record<string, unknown>,
  reader: Reader,
): void {
  if (node === undefined) return;
  const choices = new Map([...services.values()].flatMap((service) => Object.entries(service.model ?? {})));
  for (const [key, entry] of mapEntries(node, reader) ?? []) {
    const schema = choices.get(key);
    if (schema === undefined) {
      reader.error('unknown-key', `there is no model choice ${key}`, entry.key, {
        suggestion: didYouMean(key, [...choices.keys()]),
      });
    } else into[key] = schema.read(entry.value, reader);
  }
}

function readAccounts(
  node: Node | undefined,
  services: ReadonlyMap<string, Service>,
  reader: Reader,
): ReadonlyMap<string, AccountDefinition> {
  const accounts = new Map<string, AccountDefinition>();
  if (node === undefined) return accounts;
  const owners = new Map<string, string>();
  for (const [name, entry] of mapEntries(node, reader) ?? []) {
    const account = readAccount(name, entry.value, entry.key, services, reader);
    if (account === undefined) continue;
    const other = owners.get(account.id);
    if (other !== undefined && account.id !== NO_ID)
      reader.error('duplicate-account-id', `accounts ${other} and ${name} have the same id ${account.id}`, entry.key);
    owners.set(account.id, name);
    accounts.set(name, account);
  }
  return accounts;
}

function readAccount(
  name: string,
  node: Node,
  place: AccountDefinition['place'],
  services: ReadonlyMap<string, Service>,
  reader: Reader,
): AccountDefinition | undefined {
  const entries = mapEntries(node, reader);
  if (entries === undefined) return undefined;
  const known = ['id', 'region', ...SERVICES.filter((line) => line.inAccounts !== false).map((line) => line.name)];
  for (const [key, entry] of entries) {
    if (!known.includes(key))
      reader.error('unknown-key', `unknown key ${key} in account ${name}`, entry.key, {
        suggestion: didYouMean(key, known),
        expected: known.join(', '),
      });
  }
  if (name.includes('/')) reader.error('wrong-name', `the name of an account cannot hold a slash: ${name}`, place);
  const idNode = entries.get('id')?.value;
  if (idNode === undefined)
    reader.error('missing-key', `account ${name} has no id`, place, { expected: 'id: "111122223333"' });
  const id = idNode === undefined ? undefined : accountId.read(idNode, reader);
  const regionNode = entries.get('region')?.value;
  const home = readOr(regionNode, region, DEFAULT_REGION, reader);
  const parts: Record<string, unknown> = {};
  reader.account = { name, id: id ?? NO_ID, region: home };
  for (const service of services.values()) {
    const part = entries.get(service.name);
    if (service.account !== undefined && part !== undefined)
      parts[service.name] = service.account.read(part.value, reader);
  }
  reader.account = undefined;
  const regionPlace = regionNode === undefined ? undefined : placeOf(regionNode);
  return { name, id: id ?? NO_ID, region: home, place, regionPlace, parts: parts as Partial<AccountParts> };
}
