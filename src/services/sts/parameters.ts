import type { Milliseconds } from '../../core/time.ts';
import { list, object, optional, record, refine, required } from '../../schema/collections.ts';
import { document } from '../../schema/document.ts';
import type { Node } from '../../schema/node.ts';
import { duration, text } from '../../schema/scalars.ts';
import type { Schema } from '../../schema/schema.ts';
import type { PassedPolicy } from './session.ts';

/** A number counts seconds, as in AWS's API. */
const seconds = duration({ bareUnitMs: 1000 });
const keyValue = object({ key: required(text()), value: required(text()) });

/** Session tags: a map, or AWS's list of keys and values. */
const tags: Schema<ReadonlyMap<string, string>> = {
  json: () => ({ anyOf: [record(text()).json(), list(keyValue).json()] }),
  read: (node, reader) => {
    if (node.kind !== 'list') return record(text()).read(node, reader);
    const pairs = list(keyValue).read(node, reader);
    return pairs && new Map(pairs.map(({ key, value }) => [key, value]));
  },
};

const policyName = text({ expected: 'the name or ARN of a managed policy' });
const policyDescriptor = object({ arn: required(policyName) });

/** A managed policy by name or ARN, or in AWS's own form, `{ arn: … }`. */
const policyArn: Schema<string> = {
  json: () => ({ anyOf: [policyName.json(), policyDescriptor.json()] }),
  read: (node, reader) =>
    node.kind === 'map' ? policyDescriptor.read(node, reader)?.arn : policyName.read(node, reader),
};

const sessionPolicies = {
  policy: optional(document('a session policy')),
  policyArns: optional(list(policyArn, { orOne: true })),
};

/** The session policies that were passed; undefined where none was. */
export function passedPolicies(read: {
  readonly policy?: Node;
  readonly policyArns?: readonly string[];
}): readonly PassedPolicy[] | undefined {
  const passed: PassedPolicy[] = (read.policyArns ?? []).map((policy) => ({ kind: 'managed', policy }));
  if (read.policy !== undefined) passed.unshift({ kind: 'inline', document: read.policy });
  return passed.length === 0 ? undefined : passed;
}

export interface AssumeRoleParameters {
  /** Left out where the role stands on the line of the call. */
  readonly roleArn?: string | undefined;
  readonly roleSessionName: string;
  readonly duration?: Milliseconds | undefined;
  readonly policies?: readonly PassedPolicy[] | undefined;
  readonly tags: ReadonlyMap<string, string>;
  readonly transitiveTagKeys: readonly string[];
  readonly externalId?: string | undefined;
  readonly sourceIdentity?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly tokenCode?: string | undefined;
}

const roleFields = {
  roleArn: optional(text({ expected: 'a role, by name, address or ARN' })),
  roleSessionName: optional(text()),
  durationSeconds: optional(seconds),
  ...sessionPolicies,
};

const NO_TAGS: ReadonlyMap<string, string> = new Map();
/** AWS has no default; scenarios may leave out what nothing depends on. */
const DEFAULT_SESSION_NAME = 'session';

export const assumeRoleParameters: Schema<AssumeRoleParameters> = refine(
  object({
    ...roleFields,
    tags: optional(tags),
    transitiveTagKeys: optional(list(text(), { orOne: true })),
    externalId: optional(text()),
    sourceIdentity: optional(text()),
    serialNumber: optional(text()),
    tokenCode: optional(text({ expected: 'six digits, or the name of the MFA device' })),
  }),
  (read) => ({
    roleArn: read.roleArn,
    roleSessionName: read.roleSessionName ?? DEFAULT_SESSION_NAME,
    duration: read.durationSeconds,
    policies: passedPolicies(read),
    tags: read.tags ?? NO_TAGS,
    transitiveTagKeys: read.transitiveTagKeys ?? [],
    externalId: read.externalId,
    sourceIdentity: read.sourceIdentity,
    serialNumber: read.serialNumber,
    tokenCode: read.tokenCode,
  }),
);

export interface FederatedParameters {
  readonly roleArn?: string | undefined;
  readonly roleSessionName: string;
  readonly duration?: Milliseconds | undefined;
  readonly policies?: readonly PassedPolicy[] | undefined;
  /** What the token or assertion says. */
  readonly claims: ReadonlyMap<string, string>;
  /** A SAML provider, by name or ARN; an OpenID Connect provider is known by the token's issuer. */
  readonly provider?: string | undefined;
}

const federated = (read: {
  readonly roleArn?: string;
  readonly roleSessionName?: string;
  readonly durationSeconds?: Milliseconds;
  readonly policy?: Node;
  readonly policyArns?: readonly string[];
}) => ({
  roleArn: read.roleArn,
  roleSessionName: read.roleSessionName ?? DEFAULT_SESSION_NAME,
  duration: read.durationSeconds,
  policies: passedPolicies(read),
});

/** The token is given as its claims: `{ iss, sub, aud, … }`. */
export const webIdentityParameters: Schema<FederatedParameters> = refine(
  object({ ...roleFields, webIdentityToken: required(record(text())), providerId: optional(text()) }),
  (read) => ({ ...federated(read), claims: read.webIdentityToken, provider: read.providerId }),
);

/** The assertion is given as what it says: `{ sub, aud, …, PrincipalTag:team: blue }`. */
export const samlParameters: Schema<FederatedParameters> = refine(
  object({ ...roleFields, principalArn: required(text()), samlAssertion: required(record(text())) }),
  (read) => ({ ...federated(read), claims: read.samlAssertion, provider: read.principalArn }),
);

export interface FederationTokenParameters {
  readonly name: string;
  readonly duration?: Milliseconds | undefined;
  readonly policies?: readonly PassedPolicy[] | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

export const federationTokenParameters: Schema<FederationTokenParameters> = refine(
  object({ name: required(text()), durationSeconds: optional(seconds), ...sessionPolicies, tags: optional(tags) }),
  (read) => ({
    name: read.name,
    duration: read.durationSeconds,
    policies: passedPolicies(read),
    tags: read.tags ?? NO_TAGS,
  }),
);

export interface SessionTokenParameters {
  readonly duration?: Milliseconds | undefined;
  readonly serialNumber?: string | undefined;
  readonly tokenCode?: string | undefined;
}

export const sessionTokenParameters: Schema<SessionTokenParameters> = refine(
  object({ durationSeconds: optional(seconds), serialNumber: optional(text()), tokenCode: optional(text()) }),
  (read) => ({ duration: read.durationSeconds, serialNumber: read.serialNumber, tokenCode: read.tokenCode }),
);
