import { replay } from '../../../src/scenario/ask.ts';
import { readTree } from '../../../src/scenario/scenario.ts';
import { nodeFrom } from '../../../src/schema/node.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Adapters, Json } from '../contract.ts';
import { PLACE, tagsFrom, text } from './input.ts';

const ACCOUNT = '111122223333';
type Fields = { readonly [key: string]: Json };

/** Credentials a case calls with: the step that makes them, where one must, and whom the call is then made as. */
interface Caller {
  readonly first?: Fields | undefined;
  readonly as: string;
}

const USER: Caller = { as: 'user/caller' };
/** A session that somebody asked for; the same counts for what AWS delivers to an instance or a function. */
const SESSION: Caller = { as: 'role/first' };
const SESSION_TOKEN: Caller = { first: { call: 'sts:GetSessionToken as user/caller', save: 'made' }, as: 'made' };
const FEDERATED: Caller = {
  first: { call: 'sts:GetFederationToken as user/caller', with: { name: 'guest' }, save: 'made' },
  as: 'made',
};
const CONSOLE: Caller = {
  first: { call: 'signin:ConsoleLogin as user/caller', with: { tokenCode: 'device' }, save: 'made' },
  as: 'made',
};

/** Words for credentials, without regard to case, hyphens and the like. */
const CALLERS: Readonly<Record<string, Caller>> = {
  iamuser: USER,
  user: USER,
  longterm: USER,
  accesskey: USER,
  rolesession: SESSION,
  assumedrole: SESSION,
  role: SESSION,
  chained: SESSION,
  chainedrole: SESSION,
  ec2: SESSION,
  ec2instance: SESSION,
  ec2instanceprofile: SESSION,
  ec2instancerole: SESSION,
  ec2role: SESSION,
  instanceprofile: SESSION,
  instancerole: SESSION,
  lambda: SESSION,
  lambdarole: SESSION,
  lambdaexecutionrole: SESSION,
  ecstask: SESSION,
  ecstaskrole: SESSION,
  root: { as: 'root' },
  rootuser: { as: 'root' },
  anonymous: { as: 'anonymous' },
  unsigned: { as: 'anonymous' },
  none: { as: 'anonymous' },
  webidentity: { as: 'anonymous' },
  saml: { as: 'anonymous' },
  sessiontoken: SESSION_TOKEN,
  getsessiontoken: SESSION_TOKEN,
  federateduser: FEDERATED,
  federationtoken: FEDERATED,
  getfederationtoken: FEDERATED,
  console: CONSOLE,
  consoleuser: CONSOLE,
};

/** Assuming a role, played as a scenario: a caller who may do anything, and the roles of the case. */
export const assumeRoleAdapters: Adapters = { 'iam/assume-role': { answer } };

async function answer(input: Json): Promise<Json | undefined> {
  const api = (text(own(input, 'api')) ?? text(own(input, 'operation')) ?? 'AssumeRole').replace(/^(sts|signin):/, '');
  const isConsole = /switch-?role/i.test(api) || own(input, 'console') !== undefined;
  const credentials = text(own(input, 'callerCredentials')) ?? text(own(input, 'caller'));
  const word = (credentials ?? (isConsole ? 'console' : api.includes('With') ? 'anonymous' : 'user')).toLowerCase();
  const stated = CALLERS[word.replace(/[^a-z0-9]/g, '')];
  if (stated === undefined) return undefined;
  // A user in the console has signed in there.
  const caller = isConsole && stated === USER ? CONSOLE : stated;
  const hops = hopsOf(input);
  const steps = isConsole ? consoleSteps(input, caller) : chainSteps(hops, api, callerOf(input, caller));
  const { scenario } = await readTree(nodeFrom(scenarioOf(hops, steps), PLACE), 'case');
  if (scenario === undefined) return { ok: false };
  const result = replay(scenario).results.at(-1);
  if (result === undefined) return undefined;
  const { durationSeconds = null, message = null, principalTags = {}, chained = null } = result.facts;
  const error = result.awsCode ?? null;
  const tags = { principalTags, sessionTags: principalTags, tags: principalTags };
  return { ok: result.outcome === 'allowed', durationSeconds, error, code: error, message, chained, ...tags } as Json;
}

/** A chain lists its hops; without one the case itself is the only hop. */
function hopsOf(input: Json): readonly Json[] {
  const chain = own(input, 'chain') ?? own(input, 'hops');
  return isList(chain) ? chain : [input];
}

/** A caller's session with tags of its own has to be asked for. */
function callerOf(input: Json, caller: Caller): Caller {
  const session = own(input, 'callerSession') ?? own(input, 'session');
  if (!isRecord(session)) return caller;
  const first = { call: 'sts:AssumeRole role/first', as: 'user/caller', with: parametersOf(session), save: 'made' };
  return { first, as: 'made' };
}

function chainSteps(hops: readonly Json[], api: string, { first, as }: Caller): readonly Fields[] {
  const steps = hops.map((hop, at): Fields => {
    const given = parametersOf(own(hop, 'params') ?? own(hop, 'parameters') ?? (hops.length > 1 ? hop : undefined));
    const takesRole = api.startsWith('AssumeRole');
    const call = `sts:${api}${takesRole ? ` role/target-${at}` : ''}`;
    return { call, as: at === 0 ? as : `hop-${at - 1}`, with: { ...demanded(api), ...given }, save: `hop-${at}` };
  });
  return first === undefined ? steps : [first, ...steps];
}

/** What an operation cannot do without and cases leave out. */
function demanded(api: string): Fields {
  switch (api) {
    case 'GetFederationToken':
      return { name: 'guest' };
    case 'AssumeRoleWithWebIdentity':
      return { webIdentityToken: { iss: 'accounts.google.com', aud: 'case', sub: 'case' } };
    case 'AssumeRoleWithSAML':
      return { principalArn: `arn:aws:iam::${ACCOUNT}:saml-provider/Case`, samlAssertion: { sub: 'case' } };
    default:
      return {};
  }
}

/** In the console time passes between signing in and switching. */
function consoleSteps(input: Json, { first, as }: Caller): readonly Fields[] {
  const seconds = (...names: readonly string[]) =>
    names
      .flatMap((name) => [own(input, name), own(own(input, 'console'), name), own(own(input, 'params'), name)])
      .find((value) => typeof value === 'number');
  const longest = seconds('consoleSessionSeconds', 'userSessionDuration', 'sessionSeconds');
  const left = seconds('remainingSeconds', 'userSessionRemaining', 'remaining', 'userSessionRemainingSeconds');
  const elapsed = seconds('elapsedSeconds', 'userSessionElapsed', 'elapsed', 'userSessionElapsedSeconds');
  const whole = typeof longest === 'number' ? longest : 12 * 3600;
  const passed = typeof elapsed === 'number' ? elapsed : typeof left === 'number' ? whole - left : 0;
  return [
    ...(first === undefined ? [] : [first]),
    ...(passed > 0 ? [{ wait: `${passed}s` }] : []),
    { call: 'signin:SwitchRole role/target-0', as },
  ];
}

function scenarioOf(hops: readonly Json[], steps: readonly Fields[]): Json {
  const identity = { policies: ['AdministratorAccess'] };
  const device = hops.map((hop) => text(own(own(hop, 'params'), 'SerialNumber'))).find((one) => one !== undefined);
  const users = {
    caller: { ...identity, password: true, mfaDevices: ['device', ...(device === undefined ? [] : [device])] },
  };
  const first = { ...identity, assumeRolePolicyDocument: trustOf({}) };
  const roles = Object.fromEntries(hops.map((hop, at) => [`target-${at}`, { ...identity, ...roleOf(hop) }]));
  const iam = { users, roles: { first, ...roles }, samlProviders: { Case: {} } };
  return { accounts: { main: { id: ACCOUNT, iam } }, steps };
}

function roleOf(hop: Json): Fields {
  const role = own(hop, 'role');
  const seconds = own(role, 'MaxSessionDuration') ?? own(role, 'maxSessionDuration');
  const tags = tagsFrom(own(role, 'Tags') ?? own(role, 'tags') ?? own(hop, 'roleTags'));
  return {
    assumeRolePolicyDocument: own(hop, 'trustPolicy') ?? own(role, 'AssumeRolePolicyDocument') ?? trustOf(hop),
    ...(seconds === undefined ? {} : { maxSessionDuration: seconds }),
    tags,
  };
}

/** A role that trusts its account and whoever signs in elsewhere. */
function trustOf(hop: Json): Json {
  const actions = own(hop, 'trustActions') ?? [
    'sts:AssumeRole',
    'sts:AssumeRoleWithWebIdentity',
    'sts:AssumeRoleWithSAML',
    'sts:TagSession',
    'sts:SetSourceIdentity',
  ];
  const federated = ['accounts.google.com', `arn:aws:iam::${ACCOUNT}:saml-provider/Case`];
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT, Federated: federated }, Action: actions }],
  };
}

/** AWS's parameter names begin with a capital; the format's do not. What is about the role is none of them. */
function parametersOf(parameters: Json | undefined): Fields {
  if (!isRecord(parameters)) return {};
  const given = Object.entries(parameters).filter(([key]) => key !== 'role' && key !== 'roleTags');
  return Object.fromEntries(
    given.map(([key, value]) => {
      const name = key.charAt(0).toLowerCase() + key.slice(1);
      return [name, name === 'tags' ? pairs(value) : value];
    }),
  );
}

/** Tags as AWS lists them, so that keys which differ in case only stay apart. */
function pairs(tags: Json): Json {
  if (!isList(tags)) return tagsFrom(tags);
  return tags.map((tag) => ({
    key: String(own(tag, 'Key') ?? own(tag, 'key')),
    value: String(own(tag, 'Value') ?? own(tag, 'value') ?? ''),
  }));
}
