import type { AccountDefinition } from '../../core/definition.ts';
import type { Simulation } from '../../core/simulation.ts';
import { formatInstant } from '../../core/time.ts';
import { didYouMean } from '../../schema/diagnostic.ts';
import {
  accountById,
  base32Of,
  canonicalIdOf,
  findInstanceProfile,
  findRole,
  findUser,
  identitiesNamed,
  identitiesOf,
  type Principal,
  type Role,
  rootPrincipal,
  sessionPrincipal,
  type User,
  userPrincipal,
  viewDuring,
} from '../iam/index.ts';
import type { ApiFailure, Caller, CredentialSource, Service } from '../service.ts';
import { type CallerIdentity, isExpired, refusal, type Session } from '../sts/index.ts';
import { entry } from './reasons.ts';

/** Who calls, and with what, in words. */
export interface KnownCaller {
  readonly caller: Caller;
  readonly credentials: string;
}

/** With what a user proves who it is: a signature made with an access key, or the console's password. */
export type Proof = 'access-key' | 'password';

/**
 * Finds out who calls. `who` is a user or role, a session or another value that an earlier step saved, `root`,
 * `anonymous`, `service/NAME`, an access key, or a thing that has credentials (an instance, a function, a profile).
 * Without it the root user of the first account calls. `proof` is what users show of themselves.
 */
export function resolveCaller(
  simulation: Simulation,
  who: string | undefined,
  proof: Proof = 'access-key',
): KnownCaller | ApiFailure {
  const [first] = simulation.definition.accounts.values();
  if (who === undefined) return first === undefined ? anonymous() : root(simulation, first);
  return (
    wellKnown(simulation, who, first) ??
    withCredentials(simulation, who) ??
    identity(simulation, who, proof) ??
    nobody(simulation, who)
  );
}

function wellKnown(
  simulation: Simulation,
  who: string,
  first: AccountDefinition | undefined,
): KnownCaller | ApiFailure | undefined {
  if (who === 'anonymous') return anonymous();
  if (who.startsWith('service/'))
    return {
      caller: { identity: { principal: { kind: 'service', name: who.slice('service/'.length) } } },
      credentials: 'its own service principal',
    };
  const saved = simulation.saved.get(who);
  if (saved?.kind === 'session') return fromSession(simulation, saved.value as Session);
  if (/^(?:ASIA|AKIA)[A-Z0-9]+$/.test(who)) return fromKey(simulation, who);
  const rootOf = /^(?:(.+)\/)?root$/.exec(who) ?? /^arn:[^:]+:iam::(\d{12}):root$/.exec(who);
  if (rootOf === null) return undefined;
  const named = rootOf[1];
  const account =
    named === undefined
      ? first
      : (simulation.definition.accounts.get(named) ?? accountById(simulation.definition, named));
  return account && root(simulation, account);
}

function anonymous(): KnownCaller {
  return { caller: { identity: { principal: { kind: 'anonymous' } } }, credentials: 'no credentials' };
}

function root(simulation: Simulation, account: AccountDefinition): KnownCaller {
  return known(simulation, { principal: rootPrincipal(account) }, "the account's root credentials");
}

/** A user signs with an access key or signs in with a password, a role stands for a session of it. */
function identity(simulation: Simulation, who: string, proof: Proof): KnownCaller | ApiFailure | undefined {
  const [found, ...others] = identitiesNamed(viewDuring(simulation), who);
  if (found === undefined) return undefined;
  if (others.length > 0) {
    const candidates = [found, ...others].map(({ address }) => address);
    return failure('ambiguous-caller', { who, candidates }, '', `${who} could be any of ${candidates.join(', ')}`);
  }
  if (!('groups' in found)) return fromRole(simulation, found, { sessionName: 'session', keys: {} });
  return proof === 'password' ? withPassword(simulation, found) : fromUser(simulation, found);
}

/** Whoever signs in to the console needs no access key. */
function withPassword(simulation: Simulation, user: User): KnownCaller {
  const principal = userPrincipal(simulation.definition, user);
  return known(simulation, { principal, owner: user }, user.password ? 'a password' : 'no password');
}

function fromUser(simulation: Simulation, user: User, key?: string): KnownCaller | ApiFailure {
  const active = user.accessKeys.find(({ id, status }) => status === 'Active' && (key === undefined || id === key));
  if (user.accessKeys.length > 0 && active === undefined) {
    return failure(
      'no-active-key',
      { user: user.name },
      user.address,
      'The security token included in the request is invalid.',
    );
  }
  const accessKeyId = active?.id ?? `AKIA${base32Of(`${simulation.definition.seed}/key/${user.address}`, 16)}`;
  const principal = userPrincipal(simulation.definition, user);
  return known(simulation, { principal, owner: user, accessKeyId }, `access key ${accessKeyId}`);
}

/** A session of a role that nobody had to ask for: delivered to an instance, or simply stated by the step. */
function fromRole(
  simulation: Simulation,
  role: Role,
  { sessionName, keys }: { sessionName: string; keys: Readonly<Record<string, string>> },
): KnownCaller {
  const principal = sessionPrincipal(simulation.definition, role, sessionName);
  const accessKeyId = `ASIA${base32Of(`${simulation.definition.seed}/role/${role.address}/${sessionName}`, 16)}`;
  const session: Session = {
    api: 'service',
    principal,
    owner: role.address,
    name: sessionName,
    credentials: { accessKeyId, secretAccessKey: '', sessionToken: '' },
    issuedAt: simulation.now,
    expiresAt: simulation.now + role.maxSessionDuration,
    chained: false,
    tags: new Map(),
    transitiveTagKeys: [],
    keys,
  };
  return known(simulation, { principal, owner: role, session, accessKeyId }, `a session of ${role.address}`);
}

function fromKey(simulation: Simulation, key: string): KnownCaller | ApiFailure | undefined {
  const session = simulation.runtime('sts').sessions.get(key);
  if (session !== undefined) return fromSession(simulation, session);
  const view = viewDuring(simulation);
  for (const account of simulation.definition.accounts.keys()) {
    for (const user of identitiesOf(view, account).users.values()) {
      if (user.accessKeys.some(({ id }) => id === key)) return fromUser(simulation, user, key);
    }
  }
  return undefined;
}

/** Expired credentials are refused before anything is authorized. */
function fromSession(simulation: Simulation, session: Session): KnownCaller | ApiFailure {
  if (isExpired(session, simulation.now)) {
    const looked = {
      session: arnOf(session.principal) ?? session.name,
      expired: formatInstant(session.expiresAt),
      now: formatInstant(simulation.now),
    };
    return refusal('expired-token', looked, {
      at: session.owner,
      message: 'The security token included in the request is expired',
    });
  }
  const view = viewDuring(simulation);
  const owner = findRole(view, session.owner) ?? findUser(view, session.owner);
  const { accessKeyId } = session.credentials;
  return known(
    simulation,
    { principal: session.principal, owner, session, accessKeyId },
    `temporary credentials ${accessKeyId} of ${session.api}`,
  );
}

/** The credentials of a thing of another service, where it has some. */
export function credentialsOf(simulation: Simulation, who: string): CredentialSource | undefined {
  for (const service of simulation.services.values() as Iterable<Service>) {
    const source = service.credentials?.(simulation, who);
    if (source !== undefined) return source;
  }
  return undefined;
}

function withCredentials(simulation: Simulation, who: string): KnownCaller | ApiFailure | undefined {
  const source = credentialsOf(simulation, who);
  return source && fromSource(simulation, source, who);
}

function fromSource(simulation: Simulation, source: CredentialSource, who: string): KnownCaller | ApiFailure {
  if ('failed' in source) return source.failed;
  if ('lacks' in source) return withoutCredentials(source);
  if ('accessKeyId' in source) return fromKey(simulation, source.accessKeyId) ?? nobody(simulation, source.accessKeyId);
  const role = roleOf(simulation, source);
  if (role === undefined) return nobody(simulation, who);
  return fromRole(simulation, role, { sessionName: source.sessionName, keys: source.keys ?? {} });
}

/** What the AWS SDKs say where they find no credentials; nothing is sent. */
function withoutCredentials({ lacks, at, place }: Extract<CredentialSource, { lacks: string }>): ApiFailure {
  const trace = [{ ...entry('no-credentials', at, { lacks }, 'block'), place }];
  return {
    awsCode: 'NoCredentials',
    httpStatus: 0,
    message: 'Unable to locate credentials',
    reason: 'no-credentials',
    at,
    trace,
  };
}

/** The role itself, or the one an instance profile holds. */
function roleOf(simulation: Simulation, source: Extract<CredentialSource, { sessionName: string }>): Role | undefined {
  const view = viewDuring(simulation);
  if ('role' in source) return findRole(view, source.role, source.account);
  const profile = findInstanceProfile(view, source.instanceProfile, source.account);
  return profile?.role && findRole(view, profile.role.name, profile.account);
}

function known(simulation: Simulation, identity: CallerIdentity, credentials: string): KnownCaller {
  const { principal } = identity;
  const accountId = 'account' in principal ? principal.account : undefined;
  return {
    caller: {
      arn: arnOf(principal),
      accountId,
      account: accountId === undefined ? undefined : accountById(simulation.definition, accountId)?.name,
      canonicalId: accountId === undefined ? undefined : canonicalIdOf(accountId),
      identity,
    },
    credentials,
  };
}

function arnOf(principal: Principal): string | undefined {
  return 'arn' in principal ? principal.arn : undefined;
}

function nobody(simulation: Simulation, who: string): ApiFailure {
  const view = viewDuring(simulation);
  const names = [...simulation.definition.accounts.keys()].flatMap((account) => {
    const { users, roles } = identitiesOf(view, account);
    return [...users.keys(), ...roles.keys()].flatMap((name) => [
      name,
      ...[users.has(name) ? `user/${name}` : `role/${name}`],
    ]);
  });
  const suggestion = didYouMean(who, [...simulation.saved.keys(), ...names]);
  return failure('no-such-caller', { who, suggestion }, '', 'The security token included in the request is invalid.');
}

function failure<Reason extends 'no-such-caller' | 'ambiguous-caller' | 'no-active-key'>(
  reason: Reason,
  looked: Parameters<typeof entry<Reason>>[2],
  at: string,
  message: string,
): ApiFailure {
  return {
    awsCode: 'InvalidClientTokenId',
    httpStatus: 403,
    message,
    reason,
    at,
    trace: [entry(reason, at, looked, 'block')],
  };
}
