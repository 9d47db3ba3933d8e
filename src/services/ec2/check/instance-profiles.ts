import type { Definition } from '../../../core/definition.ts';
import { didYouMean } from '../../../schema/diagnostic.ts';
import { memberPlace } from '../../../schema/members.ts';
import type { Reader } from '../../../schema/reader.ts';

/** The kind under which IAM declares instance profiles. */
const KIND = 'instance-profile';

/** An instance's profile must exist, in an account of which the scenario says what identities it has. */
export function checkInstanceProfiles({ accounts, directory }: Definition, reader: Reader): void {
  for (const [account, { parts }] of accounts) {
    if (parts.iam === undefined) continue;
    for (const read of parts.ec2?.instances?.values() ?? []) {
      const { name, instanceProfile, place } = read;
      if (instanceProfile === undefined || instanceProfile === 'unknown') continue;
      if (!('missing' in directory.resolve(instanceProfile, { account, kinds: [KIND] }))) continue;
      const known = [...directory.entries()].filter((entry) => entry.kind === KIND && entry.account === account);
      reader.error(
        'dangling-reference',
        `${name} has an instance profile ${instanceProfile}, which does not exist`,
        memberPlace(read, 'instanceProfile') ?? place,
        {
          suggestion: didYouMean(
            instanceProfile,
            known.map((entry) => entry.name),
          ),
        },
      );
    }
  }
}
