import type { AccountDefinition } from '../../../core/definition.ts';
import { hexOf, md5 } from '../../../core/hash.ts';
import type { NamedDocument, OrganizationDefinition } from '../definition.ts';
import type { PolicyName } from '../policy/policy.ts';

/** The types of policy of an organization that have a say in requests, with AWS's words for them in ARNs. */
const ARN_WORDS = { scp: 'service_control_policy', rcp: 'resource_control_policy' } as const;
export type OrganizationPolicyKind = keyof typeof ARN_WORDS;

const POLICY_ID = /^p-[0-9a-z]{8,128}$/;
const POLICY_ARN = /^arn:[\w-]+:organizations::/;

/**
 * What a policy of the organization is called. Its ARN holds the management account, the organization and the policy's
 * own id, `arn:aws:organizations::111122223333:policy/o-a1b2c3d4e5/service_control_policy/p-1a2b3c4d`, which is how AWS
 * names it where it denies (Service Authorization Reference, AWS Organizations: Resource types).
 */
export function organizationPolicyName(
  { name, address: at }: Pick<NamedDocument, 'name' | 'address'>,
  kind: OrganizationPolicyKind,
  organization: OrganizationDefinition,
  accounts: ReadonlyMap<string, AccountDefinition>,
): PolicyName {
  if (POLICY_ARN.test(name)) return { name, at, arn: name };
  const id = POLICY_ID.test(name) ? name : `p-${hexOf(at, 8)}`;
  const management = managementAccountId(organization, accounts);
  return { name, at, arn: `arn:aws:organizations::${management}:policy/${organization.id}/${ARN_WORDS[kind]}/${id}` };
}

/** Every organization has a management account: one the scenario does not have has an id all the same. */
function managementAccountId(
  { id, managementAccount }: OrganizationDefinition,
  accounts: ReadonlyMap<string, AccountDefinition>,
): string {
  const known = managementAccount === undefined ? undefined : accounts.get(managementAccount.name)?.id;
  if (known !== undefined) return known;
  const digits = [...md5(`${id}/management account`)].map((byte) => byte % 10).join('');
  return digits.slice(0, 12);
}
