import type { Json } from '../../../core/result.ts';
import type { Simulation } from '../../../core/simulation.ts';
import { member, type Node, plain } from '../../../schema/node.ts';
import { type Ref, targetOf } from '../../../schema/reader.ts';
import type { AccessCheck, ApiFailure, ApiRequest } from '../../service.ts';
import type { TableDefinition } from '../definition.ts';
import { unknownTable } from './operation-call.ts';

/** What a request touches: a table, perhaps an index of it, and the items named by key. */
export interface Touched {
  readonly table: Ref | string | undefined;
  readonly index?: string | undefined;
  /** Items or keys, whose partition keys are what `dynamodb:LeadingKeys` compares. */
  readonly keys?: readonly (Node | undefined)[];
  /** The action to be authorized, where it is not the request's own. */
  readonly action?: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** The checks of a request, or AWS's error where a table does not exist. */
export function accessChecks(
  simulation: Simulation,
  request: ApiRequest,
  touched: readonly Touched[],
): readonly AccessCheck[] | ApiFailure {
  const checks: AccessCheck[] = [];
  for (const one of touched) {
    const table = findTable(simulation, request, one.table);
    if (table === undefined) {
      const { code, message } = unknownTable(
        typeof one.table === 'object' ? one.table.text : (one.table ?? request.target),
      );
      const reason = code === 'ResourceNotFoundException' ? 'table-not-found' : 'validation-failed';
      return { awsCode: code, httpStatus: 400, message, reason };
    }
    checks.push(accessCheck(simulation, request, one, table));
  }
  return checks;
}

function accessCheck(
  simulation: Simulation,
  request: ApiRequest,
  { index, keys = [], action, context = {} }: Touched,
  table: TableDefinition,
): AccessCheck {
  const leading = keys.map((node) => leadingKey(node, table)).filter((key) => key !== undefined);
  const account = simulation.definition.accounts.get(table.account);
  const tags = Object.fromEntries([...table.tags].map(([name, value]) => [`aws:ResourceTag/${name}`, value]));
  return {
    action: action ?? request.action,
    resource: index === undefined ? table.tableArn : `${table.tableArn}/index/${index}`,
    at: table.address,
    resourceAccount: account?.id ?? '',
    resourcePolicies: table.policy === undefined ? [] : [{ at: table.address, document: table.policy }],
    context: { ...tags, ...context, ...(leading.length === 0 ? {} : { 'dynamodb:LeadingKeys': leading }) },
  };
}

function findTable(
  simulation: Simulation,
  request: ApiRequest,
  name: Ref | string | undefined,
): TableDefinition | undefined {
  const { accounts, directory } = simulation.definition;
  let entry = typeof name === 'object' ? targetOf(name) : undefined;
  if (entry === undefined) {
    const text = typeof name === 'string' ? name : (request.target ?? '');
    const resolution = directory.resolve(text, { account: request.caller.account, kinds: ['table'] });
    entry = 'found' in resolution ? resolution.found : undefined;
  }
  return accounts.get(entry?.account ?? '')?.parts.dynamodb?.tables.get(entry?.name ?? '');
}

/** The partition key of an item as text, in plain YAML or DynamoDB JSON. */
function leadingKey(node: Node | undefined, table: TableDefinition): string | undefined {
  const value = member(node, table.key.partition[0]?.name ?? '');
  if (value === undefined) return undefined;
  const written = plain(value) as Json;
  const inner = written !== null && typeof written === 'object' ? Object.values(written)[0] : written;
  return inner === undefined || typeof inner === 'object' ? undefined : String(inner);
}
