import type { AccountDefinition, Definition } from '../../core/definition.ts';
import { didYouMean } from '../../schema/diagnostic.ts';
import type { Reader } from '../../schema/reader.ts';
import { grantsOf, grantsOutside } from './acl/acl.ts';
import { isPossibleBucketName } from './bucket-name.ts';
import type { AccessPointDefinition, BucketDefinition, PartyText } from './definition.ts';
import { bucketTarget, policyProblems } from './policy/problems.ts';
import { checkOrganizationPolicies } from './store/organization.ts';
import { partiesNamed, partyOf, requestedAcl } from './store/parties.ts';

/** Checks what needs the whole definition: names over all accounts, policies, the accounts that owners and ACLs name. */
export function checkS3(definition: Definition, reader: Reader): void {
  checkOrganizationPolicies(definition, reader);
  const owners = new Map<string, string>();
  for (const account of definition.accounts.values()) {
    const { s3 } = account.parts;
    if (s3 === undefined) continue;
    for (const bucket of s3.buckets.values()) {
      const other = owners.get(bucket.name);
      if (other !== undefined) {
        reader.error('duplicate-name', `${other} already has a bucket ${bucket.name}`, bucket.declared, {
          expected: 'a name that no other account has: bucket names are unique over all accounts',
        });
      }
      owners.set(bucket.name, account.name);
      checkBucket(bucket, account, definition, reader);
    }
    for (const point of s3.accessPoints.values()) checkAccessPoint(point, reader);
  }
}

function checkBucket(
  bucket: BucketDefinition,
  account: AccountDefinition,
  definition: Definition,
  reader: Reader,
): void {
  const { name, address, policy, acl, ownership } = bucket;
  if (!isPossibleBucketName(name)) {
    reader.error('wrong-bucket-name', `${name} is not a bucket name`, bucket.declared, {
      expected: '3 to 63 lower-case letters, digits, dots and hyphens',
    });
  }
  if (policy !== undefined && policy !== 'unknown') {
    reader.diagnostics.push(...policyProblems(policy, bucketTarget(name, address)));
  }
  const named = [...partiesNamed(acl)];
  for (const { owner, acl: ofObject } of bucket.objects.values()) {
    if (owner !== undefined) named.push(owner);
    named.push(...partiesNamed(ofObject));
  }
  for (const party of named) checkParty(party, definition, reader);
  if (ownership !== 'BucketOwnerEnforced' || acl === undefined || acl === 'unknown') return;
  const grants = grantsOf(requestedAcl(definition, acl), { owner: account.id, bucketOwner: account.id }, 'bucket');
  if (grantsOutside(grants, account.id)) {
    reader.warn(
      'acl-without-effect',
      'ACLs are disabled (BucketOwnerEnforced), so that this one has no effect',
      acl.place,
      {
        expected: 'objectOwnership: ObjectWriter or BucketOwnerPreferred',
      },
    );
  }
}

function checkParty({ text, place }: PartyText, definition: Definition, reader: Reader): void {
  if (partyOf(definition, text) !== undefined) return;
  reader.error('unknown-account', `there is no account ${text}`, place, {
    expected: 'an account of the scenario, twelve digits in quotes, or a canonical user id',
    suggestion: didYouMean(text, [...definition.accounts.keys()]),
  });
}

function checkAccessPoint({ name, address, arn = '', policy }: AccessPointDefinition, reader: Reader): void {
  if (policy === undefined || policy === 'unknown') return;
  const target = { name, at: address, arnPrefix: arn.slice(0, arn.length - name.length) };
  reader.diagnostics.push(...policyProblems(policy, target));
}
