import type { Definition, TopParts } from '../../../core/definition.ts';
import type { Place } from '../../../core/source.ts';
import { member, type Node, placeOf } from '../../../schema/node.ts';
import type { Reader } from '../../../schema/reader.ts';

type Organization = TopParts['organization'];
type Level = Organization['root']['accounts'][number];
type Unit = Organization['root'];

/** What the organization makes of Block Public Access of one of its accounts: all four settings, or none. */
export interface OrganizationBlock {
  readonly on: boolean;
  /** The policy that says so. */
  readonly at: string;
  readonly place: Place;
}

/**
 * The organization's S3 policy as it comes to an account: what is assigned nearer to the account replaces what is
 * assigned above it, unless a policy above forbids that (Organizations User Guide, Amazon S3 policy syntax; declarative
 * policy inheritance).
 */
export function organizationBlock({ top }: Definition, account: string): OrganizationBlock | undefined {
  const { organization } = top;
  if (organization === undefined || organization.s3Policies.size === 0) return undefined;
  const levels = pathTo(account, organization.root) ?? [];
  const path = levels.length > 0 || organization.managementAccount?.name !== account ? levels : [organization.root];
  let block: OrganizationBlock | undefined;
  let isFinal = false;
  for (const { name } of path.flatMap(({ policies }) => policies)) {
    const policy = organization.s3Policies.get(name);
    const assigned = policy && assignmentOf(policy.document);
    if (policy === undefined || assigned === undefined || isFinal) continue;
    block = { on: assigned.on, at: policy.address, place: placeOf(policy.document) };
    isFinal = assigned.isFinal;
  }
  return block;
}

/** The levels from the root down to an account; undefined where it is not below this unit. */
function pathTo(account: string, unit: Unit): readonly Level[] | undefined {
  const own = unit.accounts.find(({ name }) => name === account);
  if (own !== undefined) return [unit, own];
  for (const child of unit.children) {
    const below = pathTo(account, child);
    if (below !== undefined) return [unit, ...below];
  }
  return undefined;
}

interface Assignment {
  readonly on: boolean;
  /** Whether policies nearer to the account cannot change it. */
  readonly isFinal: boolean;
}

function assignmentOf(document: Node): Assignment | undefined {
  const setting = member(member(document, 's3_attributes'), 'public_access_block_configuration');
  const value = member(setting, '@@assign');
  if (value?.kind !== 'scalar' || (value.value !== 'all' && value.value !== 'none')) return undefined;
  const operators = member(setting, '@@operators_allowed_for_child_policies');
  const allowed = operators?.kind === 'list' ? operators.items : [];
  const isFinal = allowed.some((one) => one.kind === 'scalar' && one.value === '@@none');
  return { on: value.value === 'all', isFinal };
}

/** Reports S3 policies of the organization that say nothing S3 understands. */
export function checkOrganizationPolicies({ top }: Definition, reader: Reader): void {
  for (const { name, document, place } of top.organization?.s3Policies.values() ?? []) {
    if (assignmentOf(document) !== undefined) continue;
    reader.error('invalid-s3-policy', `the S3 policy ${name} assigns nothing`, place, {
      expected: '{ s3_attributes: { public_access_block_configuration: { "@@assign": all } } }, or none',
    });
  }
}
