import type { Place } from '../../../src/core/source.ts';
import { replay } from '../../../src/scenario/ask.ts';
import { readTree } from '../../../src/scenario/scenario.ts';
import { nodeFrom } from '../../../src/schema/node.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Adapters, Json } from '../contract.ts';

const PLACE: Place = { source: { path: 'case', text: '' }, offset: 0 };
const ACCOUNT = '111122223333';

/** Which step makes the credentials a case calls with, and whom the call is then made as. */
const CALLERS: Readonly<Record<string, { readonly first?: Json; readonly as: string }>> = {
  'iam-user': { as: 'user/caller' },
  user: { as: 'user/caller' },
  'role-session': { as: 'role/first' },
  'assumed-role': { as: 'role/first' },
  root: { as: 'root' },
  'session-token': { first: { call: 'sts:GetSessionToken as user/caller', save: 'made' }, as: 'made' },
  'get-session-token': { first: { call: 'sts:GetSessionToken as user/caller', save: 'made' }, as: 'made' },
  'federated-user': {
    first: { call: 'sts:GetFederationToken as user/caller', with: { name: 'guest' }, save: 'made' },
    as: 'made',
  },
  'federation-token': {
    first: { call: 'sts:GetFederationToken as user/caller', with: { name: 'guest' }, save: 'made' },
    as: 'made',
  },
};

/** Assuming a role, played as a scenario: a caller who may do anything, and the role of the case. */
export const assumeRoleAdapters: Adapters = { 'iam/assume-role': { answer } };

async function answer(input: Json): Promise<Json | undefined> {
  const credentials = own(input, 'callerCredentials') ?? 'iam-user';
  const caller = typeof credentials === 'string' ? CALLERS[credentials] : undefined;
  if (caller === undefined) return undefined;
  const { scenario } = await readTree(nodeFrom(scenarioOf(input, caller), PLACE), 'case');
  if (scenario === undefined) return { ok: false };
  const result = replay(scenario).results.at(-1);
  if (result === undefined) return undefined;
  const { durationSeconds = null, message = null } = result.facts;
  return { ok: result.outcome === 'allowed', durationSeconds, error: result.awsCode ?? null, message } as Json;
}

function scenarioOf(input: Json, { first, as }: { readonly first?: Json; readonly as: string }): Json {
  const role = own(input, 'role');
  const trustActions = own(input, 'trustActions') ?? ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
  const seconds = own(role, 'MaxSessionDuration');
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: trustActions }],
  };
  const identity = { policies: ['AdministratorAccess'] };
  const wanted = {
    assumeRolePolicyDocument: own(input, 'trustPolicy') ?? trust,
    ...(seconds === undefined ? {} : { maxSessionDuration: seconds }),
    tags: tagsOf(own(role, 'Tags')),
  };
  const users = { caller: { ...identity, mfaDevices: ['device'] } };
  const roles = { first: { ...identity, assumeRolePolicyDocument: trust }, target: wanted };
  const api = own(input, 'api') ?? 'AssumeRole';
  const target = api === 'AssumeRole' ? ' role/target' : '';
  const call = { call: `sts:${api}${target}`, as, with: parametersOf(own(input, 'params')) };
  return {
    accounts: { main: { id: ACCOUNT, iam: { users, roles } } },
    steps: [...(first === undefined ? [] : [first]), call],
  };
}

/** AWS's parameter names begin with a capital; the format's do not. */
function parametersOf(parameters: Json | undefined): Json {
  if (!isRecord(parameters)) return {};
  return Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      key === 'Tags' ? tagsOf(value) : value,
    ]),
  );
}

function tagsOf(tags: Json | undefined): Json {
  if (!isList(tags)) return {};
  return Object.fromEntries(tags.map((tag) => [String(own(tag, 'Key')), String(own(tag, 'Value'))]));
}
