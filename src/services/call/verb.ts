import type { Definition } from '../../core/definition.ts';
import { optional, record, required } from '../../schema/collections.ts';
import { didYouMean } from '../../schema/diagnostic.ts';
import { type Node, nodeFrom, plain } from '../../schema/node.ts';
import type { Reader } from '../../schema/reader.ts';
import { anything, text } from '../../schema/scalars.ts';
import { type ContextValue, SERVICE_PREFIXES } from '../iam/index.ts';
import { defineVerb, type Service, type Verb } from '../service.ts';
import { awsCommandOf } from './aws-command.ts';
import { callLine } from './line.ts';
import { type Call, performCall } from './perform.ts';
import { type Handling, handlingOf, plainParameters, UNSIMULATED } from './unsimulated.ts';

/** The verb `call`, for the services of a scenario. */
export function callVerb(services: ReadonlyMap<string, Service>): Verb {
  return defineVerb({
    name: 'call',
    meaning: 'somebody makes an AWS API call: credentials, network path, authorization, then what the service does',
    fields: {
      call: required(callLine),
      as: optional(
        text({
          description:
            'who calls: user/alice, role/deploy, a saved session, root, anonymous, service/sns.amazonaws.com',
        }),
      ),
      from: optional(text({ description: 'where the call comes from: an instance, a host, an IP address' })),
      with: optional(anything),
      context: optional(
        record(anything, { description: 'condition keys that replace what the model derives; null takes one away' }),
      ),
    },
    input: ({ call, as, from, with: given, context, place }, reader) => {
      const api = findAction(services, call.action, reader, place);
      const parameters =
        api === undefined ? plainParameters(given) : api.handling.parameters.read(given ?? nodeFrom({}, place), reader);
      if (parameters === undefined) return undefined;
      return {
        action: api?.name ?? call.action,
        api: api?.handling,
        target: call.target,
        parameters,
        given: given?.kind === 'map' ? (plain(given) as Call['given']) : {},
        as: as ?? call.as,
        from: from ?? call.from,
        context: contextValues(context, reader),
        place,
      } satisfies Call;
    },
    title: ({ action, target, as, from }: Call) =>
      [action, target, as === undefined ? undefined : `as ${as}`, from === undefined ? undefined : `from ${from}`]
        .filter((word) => word !== undefined)
        .join(' '),
    check: checkNames,
    perform: (simulation, call) => performCall(simulation, call, call.api ?? UNSIMULATED),
    awsCommand: (_, call: Call) => awsCommandOf(call),
  });
}

const IDENTITY = /^(?:[^/]+\/)?(?:user|role)\/[^/]+$/;

/** Names that lead nowhere as the file stands. Calls may make users and roles, so it need not be an error. */
function checkNames({ as, place }: Call, { directory }: Definition, reader: Reader): void {
  if (as === undefined || !IDENTITY.test(as)) return;
  if (!('missing' in directory.resolve(as, { kinds: ['user', 'role'] }))) return;
  const identities = [...directory.entries()].filter(({ kind }) => kind === 'user' || kind === 'role');
  const known = identities.flatMap(({ kind, name, address }) => [`${kind}/${name}`, address]);
  reader.warn('unknown-caller', `there is no ${as} in the file`, place, { suggestion: didYouMean(as, known) });
}

/** The handling of an action. An unknown one of a known service may be misspelt. */
function findAction(
  services: ReadonlyMap<string, Service>,
  action: string,
  reader: Reader,
  place: Call['place'],
): Handling | undefined {
  const found = handlingOf(services, action);
  if (found !== undefined) return found;
  const [prefix = '', name = ''] = action.split(':');
  if (!SERVICE_PREFIXES.has(prefix.toLowerCase())) {
    reader.error('unknown-service-prefix', `${prefix} is not the prefix of an AWS service`, place, {
      suggestion: didYouMean(prefix.toLowerCase(), [...SERVICE_PREFIXES]),
    });
  }
  const near = didYouMean(name, Object.keys(services.get(prefix.toLowerCase())?.actions ?? {}));
  if (near !== undefined && near.length > 5) {
    reader.warn('action-not-simulated', `${action} is authorized, but not simulated`, place, {
      suggestion: `${prefix}:${near}`,
    });
  }
  return undefined;
}

function contextValues(context: ReadonlyMap<string, Node> | undefined, reader: Reader): Call['context'] {
  const values: Record<string, ContextValue | null> = {};
  for (const [key, node] of context ?? []) {
    const value = plain(node);
    if (value === null || typeof value === 'string') values[key] = value;
    else if (typeof value === 'number' || typeof value === 'boolean') values[key] = String(value);
    else if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) values[key] = value.map(String);
    else
      reader.error('wrong-type', `${key} is neither a text nor a list of texts`, node, {
        expected: 'a value, a list of values, or null',
      });
  }
  return values;
}
