import type { Attachment, Group, ManagedPolicy, NameAt, Role, User } from '../definition.ts';
import { awsManagedPolicy, isAwsManagedArn } from '../managed/aws-managed.ts';
import { splitArn } from '../policy/arn-pattern.ts';
import { compiled, setOf } from '../policy/compiled.ts';
import { type Policy, unknownPolicy } from '../policy/policy.ts';
import type { PolicySet } from '../policy/policy-set.ts';
import { accountById, type Identities, type IdentityView, identitiesOf } from './view.ts';

/** The policies on a user or role: those that grant (a user's groups' among them), and the boundary. */
export interface AttachedPolicies {
  readonly identity: PolicySet;
  readonly boundary?: PolicySet | undefined;
}

const attachedByIdentities = new WeakMap<Identities, Map<string, AttachedPolicies>>();

/** Everything attached to a user or role, compiled. */
export function attachedPolicies(view: IdentityView, owner: User | Role): AttachedPolicies {
  let known = attachedByIdentities.get(view.identities);
  if (known === undefined) {
    known = new Map();
    attachedByIdentities.set(view.identities, known);
  }
  let found = known.get(owner.address);
  if (found === undefined) {
    found = attach(view, owner);
    known.set(owner.address, found);
  }
  return found;
}

function attach(view: IdentityView, owner: User | Role): AttachedPolicies {
  const groups = 'groups' in owner ? groupsOf(view, owner) : [];
  const policies = [owner, ...groups].flatMap((one) =>
    one.policies.map((attachment) => policyOf(view, one, attachment)),
  );
  const { permissionsBoundary: boundary } = owner;
  return {
    identity: setOf(policies),
    boundary: boundary === undefined ? undefined : setOf([boundaryOf(view, owner, boundary)]),
  };
}

/** The groups a user is in. */
export function groupsOf(view: IdentityView, user: User): readonly Group[] {
  const { groups } = identitiesOf(view, user.account);
  return user.groups.flatMap(({ name }) => groups.get(name) ?? []);
}

/** An attached policy, compiled; one that nobody knows where the file leaves it open or the sandbox has no copy. */
export function policyOf(
  view: IdentityView,
  owner: { readonly account: string; readonly address: string },
  attachment: Attachment,
): Policy {
  switch (attachment.kind) {
    case 'inline':
      return compiled(attachment.document, 'identity', {
        name: attachment.name,
        at: `${owner.address}/${attachment.name}`,
      });
    case 'unknown':
      return unknownPolicy('identity', { name: 'unknown', at: owner.address });
    case 'managed':
      return (
        managedPolicy(view, owner.account, attachment.policy) ??
        unknownPolicy('identity', { name: attachment.policy, at: owner.address })
      );
  }
}

function boundaryOf(view: IdentityView, owner: User | Role, { name }: NameAt): Policy {
  return managedPolicy(view, owner.account, name) ?? unknownPolicy('boundary', { name, at: owner.address });
}

/** The managed policy of a name or ARN, compiled: one of the account's, else one of AWS's. */
export function managedPolicy(view: IdentityView, account: string, text: string): Policy | undefined {
  const own = findManaged(view, account, text);
  if (own !== undefined) {
    const name = { name: own.name, at: own.address, arn: own.arn };
    return own.document === undefined ? unknownPolicy('identity', name) : compiled(own.document, 'identity', name);
  }
  const aws = awsManagedPolicy(text);
  return aws === undefined
    ? undefined
    : compiled(aws.document, 'identity', { name: aws.name, at: `aws/policy/${aws.name}`, arn: aws.arn });
}

/** The customer managed policy of a name, address or ARN. */
export function findManaged(
  view: Pick<IdentityView, 'definition' | 'identities'>,
  account: string,
  text: string,
): ManagedPolicy | undefined {
  const own = identitiesOf(view, account).policies.get(text);
  if (own !== undefined || isAwsManagedArn(text)) return own;
  const arn = splitArn(text);
  if (arn !== undefined) {
    const owner = accountById(view.definition, arn[4]);
    if (owner === undefined) return undefined;
    return [...identitiesOf(view, owner.name).policies.values()].find((policy) => policy.arn === text);
  }
  const resolution = view.definition.directory.resolve(text, { account, kinds: ['policy'] });
  if (!('found' in resolution) || resolution.part !== undefined) return undefined;
  return identitiesOf(view, resolution.found.account ?? '').policies.get(resolution.found.name);
}
