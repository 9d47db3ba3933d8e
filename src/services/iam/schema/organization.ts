import { hexOf } from '../../../core/hash.ts';
import { list, mapEntries, object, optional, record, refine, required } from '../../../schema/collections.ts';
import { document } from '../../../schema/document.ts';
import { placeOf } from '../../../schema/node.ts';
import type { Reader } from '../../../schema/reader.ts';
import { declare, type Kind } from '../../../schema/resources.ts';
import { boolean, text } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import type {
  NameAt,
  NamedDocument,
  OrganizationalUnit,
  OrganizationDefinition,
  OrganizationLevel,
} from '../definition.ts';
import { ORGANIZATIONAL_UNIT, RESOURCE_CONTROL_POLICY, S3_POLICY, SERVICE_CONTROL_POLICY } from '../kinds.ts';
import { nameAt } from './attachments.ts';

/** AWS's own policy that allows everything; it is attached to every level unless it is taken away. */
export const FULL_AWS_ACCESS = 'FullAWSAccess';

const levelFields = {
  policies: optional(list(nameAt('policy of the organization'), { orOne: true })),
  fullAWSAccess: optional(boolean),
};

/** A level before it has its name. */
type Unnamed = Omit<OrganizationLevel, 'name' | 'address'>;
interface UnnamedUnit extends Unnamed {
  readonly children: ReadonlyMap<string, UnnamedUnit>;
  readonly accounts: readonly OrganizationLevel[];
}

interface LevelRead {
  readonly policies?: readonly NameAt[];
  readonly fullAWSAccess?: boolean;
  readonly place: OrganizationLevel['place'];
}

function level({ policies = [], fullAWSAccess, place }: LevelRead): Unnamed {
  const listed = policies.some(({ name }) => name === FULL_AWS_ACCESS);
  const others = policies.filter(({ name }) => name !== FULL_AWS_ACCESS);
  return { policies: others, fullAwsAccess: listed ? true : fullAWSAccess, place };
}

/** Names of accounts, or accounts with policies of their own: `[shop]` or `{ shop: { policies: […] } }`. */
const accounts: Schema<readonly OrganizationLevel[]> = {
  json: () => ({ anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'object' }] }),
  read: (node, reader) => {
    if (node.kind !== 'map') {
      const names = list(nameAt('account')).read(node, reader);
      return names?.map(({ name, place }) => ({
        name,
        address: `account/${name}`,
        policies: [],
        fullAwsAccess: undefined,
        place,
      }));
    }
    const levels: OrganizationLevel[] = [];
    for (const [name, entry] of node.entries) {
      const read = object(levelFields).read(entry.value, reader);
      if (read !== undefined) levels.push({ ...level(read), name, address: `account/${name}`, place: entry.key });
    }
    return levels;
  },
};

/** Units hold units; the JSON Schema describes one level of them. */
const innerUnit: Schema<UnnamedUnit> = {
  json: () => ({ type: 'object' }),
  read: (node, reader) => unit.read(node, reader),
};
const unit: Schema<UnnamedUnit> = refine(
  object({ ...levelFields, children: optional(record(innerUnit)), accounts: optional(accounts) }),
  (read) => ({ ...level(read), children: read.children ?? new Map(), accounts: read.accounts ?? [] }),
);

function namedUnit(name: string, read: UnnamedUnit, reader: Reader): OrganizationalUnit {
  const { address } = declare(ORGANIZATIONAL_UNIT, name, read.place, reader);
  const children = [...read.children].map(([child, inner]) => namedUnit(child, inner, reader));
  return { ...read, name, address, children };
}

function documents(kind: Kind): Schema<ReadonlyMap<string, NamedDocument>> {
  const verbatim = document(`a ${kind.label}`);
  return {
    json: () => ({ type: 'object', additionalProperties: verbatim.json() }),
    read: (node, reader) => {
      const found = new Map<string, NamedDocument>();
      for (const [name, entry] of mapEntries(node, reader) ?? []) {
        const { address } = declare(kind, name, entry.key, reader);
        const read = verbatim.read(entry.value, reader);
        if (read !== undefined) found.set(name, { name, address, document: read, place: entry.key });
      }
      return found;
    },
  };
}

/** The key `organization` at the top of the file. */
export const organization: Schema<OrganizationDefinition> = refine(
  object({
    id: optional(text({ expected: 'an organization id such as o-a1b2c3d4e5', pattern: /^o-[a-z0-9]{10,32}$/ })),
    root: required(unit),
    serviceControlPolicies: optional(documents(SERVICE_CONTROL_POLICY)),
    resourceControlPolicies: optional(documents(RESOURCE_CONTROL_POLICY)),
    s3Policies: optional(documents(S3_POLICY)),
    managementAccount: optional(nameAt('account')),
  }),
  (read, node, reader) => ({
    id: read.id ?? `o-${hexOf('organization', 10)}`,
    root: namedUnit('root', { ...read.root, place: placeOf(node) }, reader),
    serviceControlPolicies: read.serviceControlPolicies ?? new Map(),
    resourceControlPolicies: read.resourceControlPolicies ?? new Map(),
    s3Policies: read.s3Policies ?? new Map(),
    managementAccount: read.managementAccount,
  }),
);
