import type { Definition } from '../../core/definition.ts';
import { didYouMean } from '../../schema/diagnostic.ts';
import type { Reader } from '../../schema/reader.ts';
import type {
  Attachment,
  Group,
  IamDefinition,
  NameAt,
  OrganizationalUnit,
  OrganizationDefinition,
  OrganizationLevel,
  Role,
  User,
} from './definition.ts';
import { awsManagedNames, awsManagedPolicy, isAwsManagedArn } from './managed/aws-managed.ts';
import { checked } from './policy/compiled.ts';
import { inlineSize, managedCount, POLICY_QUOTAS } from './quotas.ts';
import { attachedTo } from './store/organization.ts';
import { type OrganizationPolicyKind, organizationPolicyName } from './store/organization-policies.ts';
import { findManaged } from './store/policies.ts';
import type { Identities } from './store/view.ts';

/**
 * How many policies can be attached to one level of an organization, and how deep units nest below the root
 * (Organizations User Guide, Quotas; ten service control policies since 2026-05-15).
 */
const LEVEL_QUOTAS = { scp: 10, rcp: 5 } as const;
const UNITS_DEEP = 5;
const LEVEL_WORDS = { scp: 'service control policies', rcp: 'resource control policies' } as const;

/** Checks what needs the whole definition: policy documents, names, quotas, the organization's accounts. */
export function checkIdentities(definition: Definition, reader: Reader): void {
  const identities: Identities = new Map(
    [...definition.accounts].flatMap(([name, { parts }]) =>
      parts.iam === undefined ? [] : [[name, parts.iam] as const],
    ),
  );
  const check = new Check({ definition, identities }, reader);
  for (const [name, iam] of identities) check.account(name, iam);
  checkAccessKeys(identities, reader);
  checkEndpointPolicies(definition, reader);
  const { organization } = definition.top;
  if (organization !== undefined) check.organization(organization);
}

/** An access key belongs to one user. */
function checkAccessKeys(identities: Identities, reader: Reader): void {
  const owners = new Map<string, string>();
  for (const { users } of identities.values()) {
    for (const { address, accessKeys, place } of users.values()) {
      for (const { id } of accessKeys) {
        const other = owners.get(id);
        if (other !== undefined)
          reader.error('duplicate-access-key', `${id} is an access key of ${other} already`, place);
        owners.set(id, address);
      }
    }
  }
}

/** "Control access to VPC endpoints using endpoint policies": written in the language of policies, with a Principal. */
function checkEndpointPolicies({ accounts }: Definition, reader: Reader): void {
  for (const { parts } of accounts.values()) {
    for (const { policy, address } of parts.ec2?.vpcEndpoints?.values() ?? []) {
      if (policy === undefined) continue;
      reader.diagnostics.push(...checked(policy, 'endpoint', { name: 'VPC endpoint policy', at: address }).diagnostics);
    }
  }
}

class Check {
  readonly #view: { readonly definition: Definition; readonly identities: Identities };
  readonly #reader: Reader;

  constructor(view: { readonly definition: Definition; readonly identities: Identities }, reader: Reader) {
    this.#view = view;
    this.#reader = reader;
  }

  account(account: string, iam: IamDefinition): void {
    for (const { name, address: at, arn, document } of iam.policies.values()) {
      if (document !== undefined)
        this.#reader.diagnostics.push(...checked(document, 'identity', { name, at, arn }).diagnostics);
    }
    for (const user of iam.users.values()) {
      this.#owner('user', account, user);
      for (const group of user.groups) this.#known(group, 'group', [...iam.groups.keys()]);
      if (user.permissionsBoundary !== undefined) this.#managed(account, user.permissionsBoundary);
    }
    for (const group of iam.groups.values()) this.#owner('group', account, group);
    for (const role of iam.roles.values()) this.#role(account, role);
    for (const { role } of iam.instanceProfiles.values()) {
      if (role !== undefined) this.#known(role, 'role', [...iam.roles.keys()]);
    }
  }

  organization(organization: OrganizationDefinition): void {
    this.#documents('scp', organization.serviceControlPolicies, organization);
    this.#documents('rcp', organization.resourceControlPolicies, organization);
    const accounts = [...this.#view.definition.accounts.keys()];
    if (organization.managementAccount !== undefined) this.#known(organization.managementAccount, 'account', accounts);
    const names = [
      ...organization.serviceControlPolicies.keys(),
      ...organization.resourceControlPolicies.keys(),
      ...organization.s3Policies.keys(),
      'RCPFullAWSAccess',
    ];
    this.#unit(organization.root, { organization, accounts, names, placed: new Map() }, 0);
  }

  #documents(
    kind: OrganizationPolicyKind,
    documents: OrganizationDefinition['serviceControlPolicies'],
    organization: OrganizationDefinition,
  ): void {
    for (const one of documents.values()) {
      const name = organizationPolicyName(one, kind, organization, this.#view.definition.accounts);
      this.#reader.diagnostics.push(...checked(one.document, kind, name).diagnostics);
    }
  }

  #unit(
    unit: OrganizationalUnit,
    known: {
      organization: OrganizationDefinition;
      accounts: readonly string[];
      names: readonly string[];
      placed: Map<string, string>;
    },
    depth: number,
  ): void {
    if (depth > UNITS_DEEP)
      this.#reader.error(
        'OUDepthLimitExceeded',
        `${unit.name} is ${depth} units below the root; AWS nests ${UNITS_DEEP} deep`,
        unit.place,
      );
    for (const level of [unit, ...unit.accounts]) {
      this.#attached(level, known.organization);
      for (const policy of level.policies) this.#known(policy, 'policy of the organization', known.names);
    }
    for (const { name, place } of unit.accounts) {
      this.#known({ name, place }, 'account', known.accounts);
      const other = known.placed.get(name);
      if (other !== undefined)
        this.#reader.error('duplicate-name', `account ${name} stands in ${other} and in ${unit.name}`, place);
      known.placed.set(name, unit.name);
    }
    for (const child of unit.children) this.#unit(child, known, depth + 1);
  }

  #attached(level: OrganizationLevel, organization: OrganizationDefinition): void {
    const all = { organization, accounts: this.#view.definition.accounts };
    for (const kind of ['scp', 'rcp'] as const) {
      const count = attachedTo(level, kind, all);
      if (count <= LEVEL_QUOTAS[kind]) continue;
      this.#reader.error(
        'ConstraintViolationException',
        `${count} ${LEVEL_WORDS[kind]} are attached to ${level.name}, more than the ${LEVEL_QUOTAS[kind]} AWS accepts`,
        level.place,
        kind === 'scp' ? { expected: `at most ${LEVEL_QUOTAS.scp}, FullAWSAccess among them` } : {},
      );
    }
  }

  #role(account: string, role: Role): void {
    this.#owner('role', account, role);
    if (role.permissionsBoundary !== undefined) this.#managed(account, role.permissionsBoundary);
    if (role.trust !== undefined) {
      const name = { name: 'assumeRolePolicyDocument', at: role.address };
      this.#reader.diagnostics.push(...checked(role.trust, 'trust', name).diagnostics);
    }
  }

  #owner(kind: keyof typeof POLICY_QUOTAS, account: string, owner: User | Group | Role): void {
    const names = new Set<string>();
    for (const attachment of owner.policies) {
      if (attachment.kind === 'managed') {
        this.#managed(account, { name: attachment.policy, place: attachment.place });
      } else if (attachment.kind === 'inline') this.#inline(owner.address, attachment, names);
    }
    const inline = inlineSize(owner.policies, owner.address);
    const managed = managedCount(owner.policies);
    const quota = POLICY_QUOTAS[kind];
    if (inline > quota.inline) {
      this.#reader.error(
        'LimitExceeded',
        `the inline policies of ${owner.name} have ${inline} characters together, more than the ${quota.inline} of a ${kind}`,
        owner.place,
      );
    }
    if (managed > quota.onRequest) {
      this.#reader.error(
        'LimitExceeded',
        `${owner.name} has ${managed} managed policies, more than the ${quota.onRequest} of a ${kind}`,
        owner.place,
      );
    } else if (managed > quota.managed) {
      this.#reader.warn(
        'quota-to-be-raised',
        `${owner.name} has ${managed} managed policies; AWS accepts more than ${quota.managed} only once the quota is raised`,
        owner.place,
      );
    }
  }

  #inline(owner: string, { name, document, place }: Attachment & { kind: 'inline' }, names: Set<string>): void {
    if (names.has(name)) this.#reader.error('duplicate-name', `there already is an inline policy ${name}`, place);
    names.add(name);
    const { diagnostics } = checked(document, 'identity', { name, at: `${owner}/${name}` }, { longest: undefined });
    this.#reader.diagnostics.push(...diagnostics);
  }

  #managed(account: string, { name, place }: NameAt): void {
    if (
      name === 'unknown' ||
      findManaged(this.#view, account, name) !== undefined ||
      awsManagedPolicy(name) !== undefined
    )
      return;
    if (isAwsManagedArn(name)) {
      this.#reader.warn(
        'unknown-aws-managed-policy',
        `the sandbox has no copy of ${name}: what rests on it is unknown`,
        place,
        {
          expected: 'its document, under policies',
        },
      );
      return;
    }
    const own = this.#view.identities.get(account)?.policies.keys() ?? [];
    this.#reader.error('dangling-reference', `there is no managed policy ${name}`, place, {
      suggestion: didYouMean(name, [...own, ...awsManagedNames()]),
    });
  }

  #known({ name, place }: NameAt, what: string, known: readonly string[]): void {
    if (known.includes(name)) return;
    this.#reader.error('dangling-reference', `there is no ${what} ${name}`, place, {
      suggestion: didYouMean(name, known),
    });
  }
}
