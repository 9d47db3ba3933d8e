import type { Simulation } from '../../core/simulation.ts';
import type { Place } from '../../core/source.ts';
import { type MapNode, member, type Node, nodeFrom, plain } from '../../schema/node.ts';
import { anything } from '../../schema/scalars.ts';
import type { AccessCheck, ApiAction, ApiRequest, AppliedPolicy, Service } from '../service.ts';
import { passRoleChecks } from './pass-role.ts';

/** The parameters of an action that nobody reads but us. */
export interface PlainParameters {
  readonly resource?: string | undefined;
  readonly values: unknown;
}

/** The parameters of an action that is not simulated, as they stand. */
export function plainParameters(node: Node | undefined): PlainParameters {
  const resource = member(node as MapNode | undefined, 'resource');
  return {
    resource: resource?.kind === 'scalar' ? resource.raw : undefined,
    values: node === undefined ? {} : plain(node),
  };
}

/**
 * What must be authorized for an action that the sandbox does not simulate: the action on the resource the step names,
 * by ARN or by the address of something that has one; else on `*`. And passing the role it hands to a service.
 */
export function describeUnsimulated(
  simulation: Simulation,
  request: ApiRequest<PlainParameters>,
): readonly AccessCheck[] {
  const { definition } = simulation;
  const { action, caller, target, parameters, place } = request;
  const named = parameters.resource ?? target ?? '*';
  const resolution = definition.directory.resolve(named, { account: caller.account });
  const { found, part } = 'found' in resolution ? resolution : { found: undefined, part: undefined };
  const arn = found?.arn === undefined || part === undefined ? found?.arn : `${found.arn}/${part}`;
  const resource = named.startsWith('arn:') ? named : (arn ?? named);
  return [
    {
      action,
      resource,
      at: found?.address,
      resourceAccount: ownerOf(definition, resource, found?.account) ?? caller.accountId ?? '',
      ...(isKmsKey(resource) ? { resourcePolicies: [defaultKeyPolicy(resource, place)] } : {}),
    },
    ...passRoleChecks(simulation, request),
  ];
}

function isKmsKey(arn: string): boolean {
  return /^arn:[^:]*:kms:[^:]*:\d{12}:key\//.test(arn);
}

/**
 * The policy AWS gives a key unless one is written: it hands the decision to the account's identity policies.
 * (KMS Developer Guide, Default key policy)
 * @modelChoice Keys are not simulated; each is taken to have the default policy.
 */
function defaultKeyPolicy(key: string, place: Place): AppliedPolicy {
  const account = key.split(':')[4] ?? '';
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  return { at: 'aws/default-key-policy', document: nodeFrom({ Version: '2012-10-17', Statement: [statement] }, place) };
}

/** The account that owns a resource: of the scenario's thing, else the one its ARN names (`aws` is nobody's). */
function ownerOf(definition: Simulation['definition'], arn: string, account: string | undefined): string | undefined {
  if (account !== undefined) return definition.accounts.get(account)?.id;
  const named = arn.split(':')[4] ?? '';
  return /^\d{12}$/.test(named) ? named : undefined;
}

/** What an action comes to of which the sandbox knows no behaviour: it is authorized, and nothing happens. */
export const UNSIMULATED: ApiAction = {
  describe: describeUnsimulated as ApiAction['describe'],
  perform: () => ({ ok: { response: null } }),
  parameters: anything,
};

/** A service's handling of an action, with the action's name as AWS writes it. */
export interface Handling {
  readonly name: string;
  readonly handling: ApiAction;
}

/** The handling of an action, whose name is understood in any case; undefined for one that is not simulated. */
export function handlingOf(
  services: ReadonlyMap<string, Pick<Service, 'actions'>>,
  action: string,
): Handling | undefined {
  const [prefix = '', name = ''] = action.split(':');
  const actions = services.get(prefix.toLowerCase())?.actions ?? {};
  const known = Object.keys(actions).find((one) => one.toLowerCase() === name.toLowerCase());
  const handling = known === undefined ? undefined : actions[known];
  return handling && { name: `${prefix.toLowerCase()}:${known}`, handling };
}
