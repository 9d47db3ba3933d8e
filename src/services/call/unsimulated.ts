import type { Simulation } from '../../core/simulation.ts';
import { type MapNode, member, type Node, plain } from '../../schema/node.ts';
import { anything } from '../../schema/scalars.ts';
import type { AccessCheck, ApiAction, ApiRequest, Service } from '../service.ts';

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
 * by ARN or by the address of something that has one; else on `*`.
 */
export function describeUnsimulated(
  { definition }: Simulation,
  request: ApiRequest<PlainParameters>,
): readonly AccessCheck[] {
  const { action, caller, target, parameters } = request;
  const named = parameters.resource ?? target;
  const own = caller.accountId ?? '';
  if (named === undefined) return [{ action, resource: '*', resourceAccount: own }];
  if (named === '*' || named.startsWith('arn:')) {
    const entry = definition.directory.resolve(named);
    const at = 'found' in entry ? entry.found : undefined;
    return [
      { action, resource: named, at: at?.address, resourceAccount: ownerOf(definition, named, at?.account) ?? own },
    ];
  }
  const resolution = definition.directory.resolve(named, { account: caller.account });
  if (!('found' in resolution) || resolution.found.arn === undefined)
    return [{ action, resource: named, resourceAccount: own }];
  const { address, arn, account } = resolution.found;
  const resource = resolution.part === undefined ? arn : `${arn}/${resolution.part}`;
  return [{ action, resource, at: address, resourceAccount: ownerOf(definition, resource, account) ?? own }];
}

/** The account that owns a resource: of the scenario's thing, else the one its ARN names. */
function ownerOf(definition: Simulation['definition'], arn: string, account: string | undefined): string | undefined {
  if (account !== undefined) return definition.accounts.get(account)?.id;
  return arn.split(':')[4] || undefined;
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
