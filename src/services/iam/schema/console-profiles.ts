import { addressOf } from '../../../core/directory.ts';
import type { Place } from '../../../core/source.ts';
import { member, type Node } from '../../../schema/node.ts';
import type { Reader } from '../../../schema/reader.ts';
import { declare } from '../../../schema/resources.ts';
import type { InstanceProfile, Role } from '../definition.ts';
import { uniqueIdOf } from '../ids.ts';
import { iamArn, KINDS } from '../kinds.ts';

/**
 * The console gives a role that EC2 may assume an instance profile of the same name; so do we where the file names no
 * profile for it (IAM User Guide, Use instance profiles).
 */
export function declareConsoleProfiles(
  declared: ReadonlyMap<string, InstanceProfile>,
  roles: ReadonlyMap<string, Role>,
  place: Place,
  reader: Reader,
): ReadonlyMap<string, InstanceProfile> {
  const profiles = new Map(declared);
  const held = new Set([...declared.values()].map(({ role }) => role?.name));
  const account = reader.account ?? { name: '', id: '', region: '' };
  for (const role of roles.values()) {
    if (held.has(role.name) || profiles.has(role.name) || !trusts(role.trust, 'ec2.amazonaws.com')) continue;
    const address = addressOf(account.name, KINDS.instanceProfile.name, role.name);
    const arn = iamArn(account.id, KINDS.instanceProfile.arnWord, '/', role.name);
    const uniqueId = uniqueIdOf('instance-profile', address);
    declare({ ...KINDS.instanceProfile, arn: () => arn }, role.name, role.place, reader, [], uniqueId);
    const self = { name: role.name, account: account.name, address, arn, uniqueId, place };
    profiles.set(role.name, { ...self, role: { name: role.name, place: role.place } });
  }
  return profiles;
}

/** Whether a trust policy names a service, however its statements are written. */
function trusts(trust: Node | undefined, service: string): boolean {
  const statements = member(trust, 'Statement');
  const items = statements?.kind === 'list' ? statements.items : statements === undefined ? [] : [statements];
  return items.some((statement) => {
    const named = member(member(statement, 'Principal'), 'Service');
    const services = named?.kind === 'list' ? named.items : [named];
    return services.some((one) => one?.kind === 'scalar' && one.value === service);
  });
}
