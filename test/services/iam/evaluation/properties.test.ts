import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ApplicablePolicies,
  authorize,
  explain,
  type PolicyKind,
  PolicySet,
  UNKNOWN,
} from '../../../../src/services/iam/index.ts';
import { ACCOUNT, ANN, compileJson, OTHER, question, type StatementJson } from '../helpers.ts';

const KINDS = [
  'identity',
  'boundary',
  'session',
  'resource',
  'endpoint',
  'scp',
  'rcp',
] as const satisfies readonly PolicyKind[];
type Kind = (typeof KINDS)[number];

/** Statements by type of policy; a type that is absent is not attached. */
type Documents = { readonly [K in Kind]?: readonly StatementJson[] };

const action = fc.constantFrom('*', 's3:*', 's3:GetObject', 's3:Get*', 's3:PutObject', 'ec2:*', 'S3:getobject');
const resource = fc.constantFrom(
  '*',
  'arn:aws:s3:::data/*',
  'arn:aws:s3:::data/k.txt',
  'arn:aws:s3:::${aws:username}/*',
  'arn:aws:s3:::other/*',
);
const principal = fc.constantFrom<unknown>(
  '*',
  { AWS: '*' },
  { AWS: ACCOUNT },
  { AWS: ANN },
  { AWS: `arn:aws:iam::${ACCOUNT}:role/app` },
  { AWS: [`arn:aws:sts::${ACCOUNT}:assumed-role/app/s1`] },
  { Service: 'sns.amazonaws.com' },
);
const condition = fc.constantFrom<StatementJson>(
  {},
  { Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
  { Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } },
  { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } },
  { Condition: { StringEquals: { 'aws:username': ['ann', '${aws:PrincipalTag/owner}'] } } },
);

const statement = fc
  .record({
    effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    action: fc.tuple(
      fc.constantFrom('Action', 'Action', 'NotAction'),
      fc.array(action, { minLength: 1, maxLength: 2 }),
    ),
    resource: fc.tuple(
      fc.constantFrom('Resource', 'Resource', 'NotResource'),
      fc.array(resource, { minLength: 1, maxLength: 2 }),
    ),
    principal,
    condition,
  })
  .map(
    ({
      effect,
      action: [actionKey, actions],
      resource: [resourceKey, resources],
      principal: who,
      condition: when,
    }) => ({
      Effect: effect,
      [actionKey]: actions,
      [resourceKey]: resources,
      Principal: who,
      ...when,
    }),
  );

const statements = fc.array(statement, { maxLength: 4 });
const documents: fc.Arbitrary<Documents> = fc.record(
  {
    identity: statements,
    boundary: statements,
    session: statements,
    resource: statements,
    endpoint: statements,
    scp: statements,
    rcp: statements,
  },
  { requiredKeys: [] },
);

const caller = fc.record({
  principal: fc.constantFrom(
    ANN,
    `arn:aws:sts::${ACCOUNT}:assumed-role/app/s1`,
    `arn:aws:sts::${ACCOUNT}:federated-user/ann`,
    `arn:aws:iam::${ACCOUNT}:root`,
    '*',
    'sns.amazonaws.com',
  ),
  resourceAccount: fc.constantFrom(ACCOUNT, ACCOUNT, OTHER),
  context: fc.constantFrom(
    {},
    { 'aws:SecureTransport': 'true', 'aws:SourceIp': '10.1.2.3' },
    { 'aws:SecureTransport': UNKNOWN, 'aws:SourceIp': UNKNOWN },
  ),
});
type Caller = { principal: string; resourceAccount: string; context: object };

function ask(given: Documents, { principal: who, resourceAccount, context }: Caller) {
  const set = (kind: Kind): PolicySet | undefined => {
    const statements = given[kind];
    if (statements === undefined) return undefined;
    const withPrincipal = kind === 'resource' || kind === 'endpoint' || kind === 'rcp';
    const fitting = withPrincipal ? statements : statements.map(({ Principal: _, ...rest }) => rest);
    return new PolicySet([compileJson({ Version: '2012-10-17', Statement: fitting }, kind).policy]);
  };
  const level = (kind: 'scp' | 'rcp') => {
    const found = set(kind);
    return found === undefined ? undefined : [{ name: 'root', at: 'organization', set: found }];
  };
  const policies: ApplicablePolicies = {
    identity: set('identity'),
    boundary: set('boundary'),
    session: set('session'),
    resource: set('resource'),
    endpoint: set('endpoint'),
    scps: level('scp'),
    rcps: level('rcp'),
  };
  return question({ principal: who, resourceAccount, context: context as never, userArn: ANN, policies });
}

/** A policy of nothing, to hold single statements. */
const SAMPLE = compileJson({ Version: '2012-10-17', Statement: [] }).policy;

const isAllowed = (given: Documents, who: Caller) => authorize(ask(given, who)) === 'allowed';
const runs = { numRuns: 1000 };

test('adding a Deny never turns a denial into an allow', () => {
  fc.assert(
    fc.property(documents, caller, statement, fc.constantFrom(...KINDS), (given, who, extra, kind) => {
      const before = given[kind];
      // A type of policy that was not attached may by itself allow what it does not deny.
      fc.pre(before !== undefined && !isAllowed(given, who));
      expect(isAllowed({ ...given, [kind]: [...(before ?? []), { ...extra, Effect: 'Deny' }] }, who)).toBe(false);
    }),
    runs,
  );
});

test('removing an Allow never turns a denial into an allow', () => {
  fc.assert(
    fc.property(documents, caller, fc.constantFrom(...KINDS), fc.nat(), (given, who, kind, at) => {
      const before = given[kind] ?? [];
      const removed = before[at % Math.max(1, before.length)];
      fc.pre(removed?.['Effect'] === 'Allow' && !isAllowed(given, who));
      expect(isAllowed({ ...given, [kind]: before.filter((one) => one !== removed) }, who)).toBe(false);
    }),
    runs,
  );
});

test('the verdict alone and the explained decision agree, and the explanation shows why', () => {
  fc.assert(
    fc.property(documents, caller, (given, who) => {
      const asked = ask(given, who);
      const explained = explain(asked);
      expect(explained.decision).toBe(authorize(asked));
      const blocked = explained.gates.some(({ outcome }) => outcome === 'explicit-deny' || outcome === 'no-allow');
      expect(blocked).toBe(explained.decision === 'explicit-deny' || explained.decision === 'implicit-deny');
      if (explained.decision === 'explicit-deny') expect(explained.deciding?.decisive?.statement.effect).toBe('Deny');
    }),
    runs,
  );
});

test('the order of statements never matters', () => {
  fc.assert(
    fc.property(documents, caller, (given, who) => {
      const turned = Object.fromEntries(Object.entries(given).map(([kind, list]) => [kind, [...list].reverse()]));
      expect(authorize(ask(turned, who))).toBe(authorize(ask(given, who)));
    }),
    runs,
  );
});

test('how statements are spread over policies and their order never matters', () => {
  fc.assert(
    fc.property(documents, caller, (given, who) => {
      const { policies, ...rest } = ask(given, who);
      const spread = (set: PolicySet | undefined, kind: PolicyKind) =>
        set === undefined
          ? undefined
          : new PolicySet(set.statements.map((one) => ({ ...SAMPLE, kind, statements: [one] })));
      const level = (levels: ApplicablePolicies['scps'], kind: PolicyKind) =>
        levels?.map((one) => ({ ...one, set: spread(one.set, kind) ?? one.set }));
      const apart: ApplicablePolicies = {
        identity: spread(policies.identity, 'identity'),
        boundary: spread(policies.boundary, 'boundary'),
        session: spread(policies.session, 'session'),
        resource: spread(policies.resource, 'resource'),
        endpoint: spread(policies.endpoint, 'endpoint'),
        scps: level(policies.scps, 'scp'),
        rcps: level(policies.rcps, 'rcp'),
      };
      expect(authorize({ ...rest, policies: apart })).toBe(authorize({ ...rest, policies }));
    }),
    runs,
  );
});

/** Types of policy that only limit, and never grant. */
const LIMITING = ['boundary', 'session', 'endpoint', 'scp', 'rcp'] as const satisfies readonly Kind[];

test('attaching a type of policy that only limits never turns a denial into an allow', () => {
  fc.assert(
    fc.property(documents, caller, statements, fc.constantFrom(...LIMITING), (given, who, more, kind) => {
      // A federated user has no permissions before a session policy is passed.
      fc.pre(given[kind] === undefined && !(kind === 'session' && who.principal.includes('federated-user')));
      fc.pre(!isAllowed(given, who));
      expect(isAllowed({ ...given, [kind]: more }, who)).toBe(false);
    }),
    runs,
  );
});

test('one more level of the organization never turns a denial into an allow', () => {
  fc.assert(
    fc.property(documents, caller, statements, (given, who, more) => {
      const asked = ask({ ...given, scp: given.scp ?? [] }, who);
      fc.pre(authorize(asked) !== 'allowed');
      const below = ask({ scp: more }, who).policies.scps ?? [];
      const policies = { ...asked.policies, scps: [...(asked.policies.scps ?? []), ...below] };
      expect(authorize({ ...asked, policies })).not.toBe('allowed');
    }),
    runs,
  );
});

test('across accounts nothing is allowed that the same policies would not allow within one', () => {
  fc.assert(
    fc.property(documents, caller, principal, (given, who, named) => {
      const everything = { Effect: 'Allow', Action: '*', Resource: '*', Principal: named };
      const open = {
        ...given,
        identity: [...(given.identity ?? []), everything],
        resource: [...(given.resource ?? []), everything],
      };
      // Within the account the resource policy may grant by itself; across it must, and everything else as well.
      if (!isAllowed(open, { ...who, resourceAccount: OTHER })) return;
      expect(isAllowed(open, { ...who, resourceAccount: ACCOUNT })).toBe(true);
    }),
    runs,
  );
});

test('where nothing is unknown, nothing comes out unknown', () => {
  fc.assert(
    fc.property(documents, caller, (given, who) => {
      fc.pre(!Object.values(who.context).includes(UNKNOWN));
      expect(authorize(ask(given, who))).not.toBe('unknown');
    }),
    runs,
  );
});
