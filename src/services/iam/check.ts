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
  Role,
  User,
} from './definition.ts';
import { awsManagedNames, awsManagedPolicy, isAwsManagedArn } from './managed/aws-managed.ts';
import { checked } from './policy/compiled.ts';
import { findManaged } from './store/policies.ts';
import type { Identities } from './store/view.ts';

/** What all inline policies of one owner may have together, in characters, and how many managed ones it may have. */
const QUOTAS = {
  user: { inline: 2048, managed: 20 },
  role: { inline: 10_240, managed: 20 },
  group: { inline: 5120, managed: 10 },
} as const;

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
    for (const { name, address: at, document } of organization.serviceControlPolicies.values()) {
      this.#reader.diagnostics.push(...checked(document, 'scp', { name, at }).diagnostics);
    }
    for (const { name, address: at, document } of organization.resourceControlPolicies.values()) {
      this.#reader.diagnostics.push(...checked(document, 'rcp', { name, at }).diagnostics);
    }
    const accounts = [...this.#view.definition.accounts.keys()];
    if (organization.managementAccount !== undefined) this.#known(organization.managementAccount, 'account', accounts);
    const names = [
      ...organization.serviceControlPolicies.keys(),
      ...organization.resourceControlPolicies.keys(),
      ...organization.s3Policies.keys(),
      'RCPFullAWSAccess',
    ];
    this.#unit(organization.root, { accounts, names, placed: new Map() });
  }

  #unit(
    unit: OrganizationalUnit,
    known: { accounts: readonly string[]; names: readonly string[]; placed: Map<string, string> },
  ): void {
    for (const level of [unit, ...unit.accounts]) {
      for (const policy of level.policies) this.#known(policy, 'policy of the organization', known.names);
    }
    for (const { name, place } of unit.accounts) {
      this.#known({ name, place }, 'account', known.accounts);
      const other = known.placed.get(name);
      if (other !== undefined)
        this.#reader.error('duplicate-name', `account ${name} stands in ${other} and in ${unit.name}`, place);
      known.placed.set(name, unit.name);
    }
    for (const child of unit.children) this.#unit(child, known);
  }

  #role(account: string, role: Role): void {
    this.#owner('role', account, role);
    if (role.permissionsBoundary !== undefined) this.#managed(account, role.permissionsBoundary);
    if (role.trust !== undefined) {
      const name = { name: 'assumeRolePolicyDocument', at: role.address };
      this.#reader.diagnostics.push(...checked(role.trust, 'trust', name).diagnostics);
    }
  }

  #owner(kind: keyof typeof QUOTAS, account: string, owner: User | Group | Role): void {
    let inline = 0;
    let managed = 0;
    const names = new Set<string>();
    for (const attachment of owner.policies) {
      if (attachment.kind === 'managed') {
        managed += 1;
        this.#managed(account, { name: attachment.policy, place: attachment.place });
      } else if (attachment.kind === 'inline') inline += this.#inline(owner.address, attachment, names);
    }
    const quota = QUOTAS[kind];
    if (inline > quota.inline) {
      this.#reader.error(
        'LimitExceeded',
        `the inline policies of ${owner.name} have ${inline} characters together, more than the ${quota.inline} of a ${kind}`,
        owner.place,
      );
    }
    if (managed > quota.managed) {
      this.#reader.error(
        'LimitExceeded',
        `${owner.name} has ${managed} managed policies, more than the ${quota.managed} of a ${kind}`,
        owner.place,
      );
    }
  }

  #inline(owner: string, { name, document, place }: Attachment & { kind: 'inline' }, names: Set<string>): number {
    if (names.has(name)) this.#reader.error('duplicate-name', `there already is an inline policy ${name}`, place);
    names.add(name);
    const { policy, diagnostics } = checked(
      document,
      'identity',
      { name, at: `${owner}/${name}` },
      { longest: undefined },
    );
    this.#reader.diagnostics.push(...diagnostics);
    return policy.size;
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
