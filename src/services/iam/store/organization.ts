import type { AccountDefinition, Definition } from '../../../core/definition.ts';
import { nodeFrom } from '../../../schema/node.ts';
import type { NameAt, OrganizationalUnit, OrganizationDefinition, OrganizationLevel } from '../definition.ts';
import type { PolicyLevel } from '../evaluation/gates.ts';
import { compiled, setOf } from '../policy/compiled.ts';
import type { Policy } from '../policy/policy.ts';
import { FULL_AWS_ACCESS } from '../schema/organization.ts';
import { type OrganizationPolicyKind, organizationPolicyName } from './organization-policies.ts';

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
    accounts = new Map(accountsBelow(organization.root, { organization, accounts: definition.accounts }, []));
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

/** An organization with the accounts of its scenario. */
interface Known {
  readonly organization: OrganizationDefinition;
  readonly accounts: ReadonlyMap<string, AccountDefinition>;
}

function* accountsBelow(
  unit: OrganizationalUnit,
  all: Known,
  above: readonly OrganizationalUnit[],
): Generator<[string, AccountInOrganization]> {
  const { organization } = all;
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
        scps: levels.map((level) => serviceControlLevel(level, all)),
        rcps: levels.map((level) => resourceControlLevel(level, all)),
      },
    ];
  }
  for (const child of unit.children) yield* accountsBelow(child, all, units);
}

/**
 * Whether FullAWSAccess is attached to a level: it stays there unless the level says otherwise.
 * @modelChoice A level that lists a policy with an Allow is taken for an allow list, for which one detaches
 * FullAWSAccess; a level that lists denies only keeps it. `fullAWSAccess` says it outright.
 */
function hasFullAccess({ fullAwsAccess }: OrganizationLevel, own: readonly Policy[]): boolean {
  return fullAwsAccess ?? !own.some(({ statements }) => statements.some(({ effect }) => effect === 'Allow'));
}

/** How many policies of a type are attached to a level, FullAWSAccess among them. */
export function attachedTo(level: OrganizationLevel, kind: OrganizationPolicyKind, all: Known): number {
  const own = policiesOf(level.policies, kind, all);
  return kind === 'scp' && hasFullAccess(level, own) ? own.length + 1 : own.length;
}

function serviceControlLevel(level: OrganizationLevel, all: Known): PolicyLevel {
  const own = policiesOf(level.policies, 'scp', all);
  const full = hasFullAccess(level, own);
  return { name: level.name, at: level.address, set: setOf(full ? [FULL_ACCESS, ...own] : own) };
}

function resourceControlLevel(level: OrganizationLevel, all: Known): PolicyLevel {
  return {
    name: level.name,
    at: level.address,
    set: setOf(policiesOf(level.policies, 'rcp', all)),
  };
}

function policiesOf(
  names: readonly NameAt[],
  kind: OrganizationPolicyKind,
  { organization, accounts }: Known,
): Policy[] {
  const documents = kind === 'scp' ? organization.serviceControlPolicies : organization.resourceControlPolicies;
  return names.flatMap(({ name }) => {
    const found = documents.get(name);
    if (found === undefined) return [];
    return [compiled(found.document, kind, organizationPolicyName(found, kind, organization, accounts))];
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
