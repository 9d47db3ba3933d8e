import type { Definition } from '../../../core/definition.ts';
import { nodeFrom } from '../../../schema/node.ts';
import type {
  NameAt,
  NamedDocument,
  OrganizationalUnit,
  OrganizationDefinition,
  OrganizationLevel,
} from '../definition.ts';
import type { PolicyLevel } from '../evaluation/gates.ts';
import { compiled, setOf } from '../policy/compiled.ts';
import type { Policy, PolicyKind } from '../policy/policy.ts';
import { FULL_AWS_ACCESS } from '../schema/organization.ts';

/** What an organization means for one of its accounts. */
export interface AccountInOrganization {
  readonly id: string;
  /** The entity path, as in `aws:PrincipalOrgPaths`. */
  readonly path: string;
  readonly isManagementAccount: boolean;
  /** From the root down to the account. */
  readonly scps: readonly PolicyLevel[];
  readonly rcps: readonly PolicyLevel[];
}

const known = new WeakMap<OrganizationDefinition, ReadonlyMap<string, AccountInOrganization>>();

/** An account's place in the organization; undefined for one outside of it. */
export function inOrganization(definition: Definition, account: string): AccountInOrganization | undefined {
  const { organization } = definition.top;
  if (organization === undefined) return undefined;
  let accounts = known.get(organization);
  if (accounts === undefined) {
    accounts = new Map(accountsBelow(organization.root, organization, []));
    known.set(organization, accounts);
  }
  return accounts.get(account) ?? managementOutsideTheTree(organization, account);
}

/** A management account that the tree does not mention stands at the root. */
function managementOutsideTheTree(
  organization: OrganizationDefinition,
  account: string,
): AccountInOrganization | undefined {
  if (organization.managementAccount?.name !== account) return undefined;
  return { id: organization.id, path: `${organization.id}/r-root/`, isManagementAccount: true, scps: [], rcps: [] };
}

function* accountsBelow(
  unit: OrganizationalUnit,
  organization: OrganizationDefinition,
  above: readonly OrganizationalUnit[],
): Generator<[string, AccountInOrganization]> {
  const units = [...above, unit];
  const path = `${organization.id}/${units.map(({ name }, at) => (at === 0 ? 'r-root' : `ou-${name}`)).join('/')}/`;
  for (const account of unit.accounts) {
    const isManagementAccount = organization.managementAccount?.name === account.name;
    const levels: readonly OrganizationLevel[] = isManagementAccount ? [] : [...units, account];
    yield [
      account.name,
      {
        id: organization.id,
        path,
        isManagementAccount,
        scps: levels.map((level) => serviceControlLevel(level, organization)),
        rcps: levels.map((level) => resourceControlLevel(level, organization)),
      },
    ];
  }
  for (const child of unit.children) yield* accountsBelow(child, organization, units);
}

/**
 * FullAWSAccess stays attached unless the level says otherwise.
 * @modelChoice A level that lists a policy with an Allow is taken for an allow list, for which one detaches
 * FullAWSAccess; a level that lists denies only keeps it. `fullAWSAccess` says it outright.
 */
function serviceControlLevel(level: OrganizationLevel, organization: OrganizationDefinition): PolicyLevel {
  const own = policiesOf(level.policies, organization.serviceControlPolicies, 'scp');
  const allowing = own.some(({ statements }) => statements.some(({ effect }) => effect === 'Allow'));
  const full = level.fullAwsAccess ?? !allowing;
  return { name: level.name, at: level.address, set: setOf(full ? [FULL_ACCESS, ...own] : own) };
}

function resourceControlLevel(level: OrganizationLevel, organization: OrganizationDefinition): PolicyLevel {
  return {
    name: level.name,
    at: level.address,
    set: setOf(policiesOf(level.policies, organization.resourceControlPolicies, 'rcp')),
  };
}

function policiesOf(
  names: readonly NameAt[],
  documents: ReadonlyMap<string, NamedDocument>,
  kind: PolicyKind,
): Policy[] {
  return names.flatMap(({ name }) => {
    const found = documents.get(name);
    return found === undefined ? [] : [compiled(found.document, kind, { name, at: found.address })];
  });
}

const FULL_ACCESS = compiled(
  nodeFrom(
    { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
    { source: { path: FULL_AWS_ACCESS, text: '' }, offset: 0 },
  ),
  'scp',
  {
    name: FULL_AWS_ACCESS,
    at: `scp/${FULL_AWS_ACCESS}`,
    arn: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
  },
);
