import { addressOf } from '../../../core/directory.ts';
import { mapEntries } from '../../../schema/collections.ts';
import { member, type Node } from '../../../schema/node.ts';
import type { Reader } from '../../../schema/reader.ts';
import { declare } from '../../../schema/resources.ts';
import type { Schema } from '../../../schema/schema.ts';
import type { Identified } from '../definition.ts';
import { ID_PREFIXES, uniqueIdOf } from '../ids.ts';
import { iamArn, type KINDS } from '../kinds.ts';

type IamKind = (typeof KINDS)[keyof typeof KINDS];

const NAME = /^[\w+=,.@-]+$/;
/** How long names may be (IAM User Guide, IAM and AWS STS quotas: IAM and STS character limits). */
const LONGEST_NAME: Readonly<Record<string, number>> = { user: 64, role: 64 };
const LONGEST_OTHER_NAME = 128;
const PATH = /^\/(?:[!-~]+\/)*$/;

/**
 * A map of named things of IAM. A member `path` becomes part of the ARN, a member `id` is the unique id AWS gave.
 * Names are unique without regard to case (IAM and STS quotas, IAM name requirements).
 */
export function things<T extends object, R>(
  kind: IamKind,
  schema: Schema<T>,
  make: (read: T, self: Identified) => R,
): Schema<ReadonlyMap<string, R>> {
  return {
    json: () => ({ type: 'object', additionalProperties: schema.json(), description: `${kind.label}s by name` }),
    read: (node, reader) => {
      const entries = mapEntries(node, reader);
      if (entries === undefined) return undefined;
      const found = new Map<string, R>();
      const names = new Map<string, string>();
      for (const [name, entry] of entries) {
        const twin = names.get(name.toLowerCase());
        if (twin !== undefined)
          reader.error(
            'duplicate-name',
            `${twin} and ${name} differ in case only, which IAM does not tell apart`,
            entry.key,
          );
        names.set(name.toLowerCase(), name);
        const self = identify(kind, name, entry, reader);
        const value = schema.read(entry.value, reader);
        if (value !== undefined) found.set(name, make(value, self));
      }
      return found;
    },
  };
}

function identify(
  kind: IamKind,
  name: string,
  entry: { key: Identified['place']; value: Node },
  reader: Reader,
): Identified {
  const longest = LONGEST_NAME[kind.name] ?? LONGEST_OTHER_NAME;
  if (kind.name !== 'oidc-provider' && (!NAME.test(name) || name.length > longest)) {
    reader.error('wrong-name', `${name} cannot be the name of a ${kind.label}`, entry.key, {
      expected: `up to ${longest} letters, digits and +=,.@_-`,
    });
  }
  const path = pathOf(entry.value, reader);
  const account = reader.account ?? { name: '', id: '', region: '' };
  const arn = iamArn(account.id, kind.arnWord, path, name);
  const address = addressOf(account.name, kind.name, name);
  const given = member(entry.value, 'id');
  const prefixed = kind.name in ID_PREFIXES ? uniqueIdOf(kind.name as keyof typeof ID_PREFIXES, address) : arn;
  const uniqueId = given?.kind === 'scalar' ? given.raw : prefixed;
  declare({ ...kind, arn: () => arn }, name, entry.key, reader, [], uniqueId);
  return { name, account: account.name, address, arn, uniqueId, place: entry.key };
}

function pathOf(node: Node, reader: Reader): string {
  const path = member(node, 'path');
  if (path?.kind !== 'scalar') return '/';
  if (PATH.test(path.raw)) return path.raw;
  reader.error('wrong-path', `${path.raw} is not a path`, path, {
    expected: 'a path such as /team/ that begins and ends with a slash',
  });
  return '/';
}
