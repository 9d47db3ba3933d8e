import { replay } from '../src/scenario/ask.ts';
import { readTree } from '../src/scenario/scenario.ts';
import { nodeFrom } from '../src/schema/node.ts';
import { whoCan } from '../src/services/call/index.ts';
import {
  type Authorization,
  authorizationOf,
  authorize,
  compilePolicy,
  contextOf,
  explain,
  type Policy,
  PolicySet,
  principalKeys,
  principalOf,
} from '../src/services/iam/index.ts';
import { compileGlob, globPieces } from '../src/services/iam/policy/glob.ts';
import { type Measurement, median, nanosecondsPerCall, perSecond } from './measure.ts';

export const title = 'Identity: authorization';

const PLACE = { source: { path: 'bench', text: '' }, offset: 0 };
const SERVICES = ['ec2', 'sqs', 'sns', 'dynamodb', 'kinesis', 'lambda', 'logs', 'cloudwatch', 'ssm', 'kms'];
const PRINCIPAL = principalOf('arn:aws:iam::111122223333:user/ann') ?? { kind: 'anonymous' };
const CONTEXT = {
  ...principalKeys(PRINCIPAL),
  'aws:SourceIp': '203.0.113.10',
  'aws:SecureTransport': 'true',
  'aws:CurrentTime': '2026-01-05T09:00:00Z',
  'aws:RequestedRegion': 'us-east-1',
  'aws:PrincipalTag/team': 'blue',
};

/** Policies of six statements; only the last policy is about S3, and one of its statements matches. */
function policies(count: number, others = 5): Policy[] {
  return Array.from({ length: count }, (_, at) => {
    const unrelated = Array.from({ length: others }, (_, index) => {
      const service = SERVICES[(at + index) % SERVICES.length] ?? '';
      return {
        Effect: 'Allow',
        Action: [`${service}:Describe*`, `${service}:Get*`, `${service}:List${at}`],
        Resource: '*',
      };
    });
    const object = {
      Effect: 'Allow',
      Action: 's3:Get*',
      Resource: [`arn:aws:s3:::data-${at}/*`, `arn:aws:s3:::reports/\${aws:username}/${at}/*`],
      Condition: {
        IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
        StringEquals: { 'aws:PrincipalTag/team': ['red', 'blue'] },
      },
    };
    const Statement = at === count - 1 ? [...unrelated, object] : unrelated;
    return compilePolicy(nodeFrom({ Version: '2012-10-17', Statement }, PLACE), 'identity', {
      name: `p${at}`,
      at: `p${at}`,
    }).policy;
  });
}

function question(attached: PolicySet, last: number): Authorization {
  return authorizationOf({
    principal: PRINCIPAL,
    action: 's3:GetObject',
    resource: `arn:aws:s3:::reports/ann/${last}/2026.csv`,
    resourceAccount: '111122223333',
    context: contextOf(CONTEXT),
    policies: { identity: attached },
  });
}

/** What the best open simulator does on a machine of this kind, in evaluations a second, by attached policies. */
const PEER: readonly [number, number][] = [
  [1, 550],
  [10, 350],
  [100, 45],
];

export async function measure(): Promise<readonly Measurement[]> {
  const glob = compileGlob(globPieces('arn:aws:s3:::reports/*/2026.csv'));
  const text = 'arn:aws:s3:::reports/ann/0/2026.csv';
  const bare = nanosecondsPerCall(() => glob(text));
  const row = (name: string, nanoseconds: number, goal?: Measurement['goal']): Measurement => ({
    name,
    ours: perSecond(nanoseconds),
    base: `${perSecond(bare)} one wildcard match`,
    ratio: bare / nanoseconds,
    ...(goal === undefined ? {} : { goal }),
  });
  const rows: Measurement[] = [];
  for (const [count, peer] of PEER) {
    const set = new PolicySet(policies(count));
    const ready = question(set, count - 1);
    const least = 100 * peer;
    const verdict = nanosecondsPerCall(() => authorize(ready));
    const whole = nanosecondsPerCall(() => authorize(question(set, count - 1)));
    const explained = nanosecondsPerCall(() => explain(ready));
    rows.push(
      row(`verdict, ${count} attached`, verdict, {
        says: `≥ ${least.toLocaleString('en-US')}/s`,
        met: 1e9 / verdict >= least,
      }),
      row(`verdict with the request made anew, ${count} attached`, whole),
      row(`explained, ${count} attached`, explained, { says: '≥ 1/10 of the verdict', met: explained <= 10 * verdict }),
    );
  }
  return [...rows, ...sublinear(row), ...(await loading(row))];
}

/** The same question beside ever more statements that cannot match. */
function sublinear(row: (name: string, nanoseconds: number, goal?: Measurement['goal']) => Measurement): Measurement[] {
  const few = new PolicySet(policies(10, 5));
  const many = new PolicySet(policies(10, 500));
  const one = nanosecondsPerCall(() => authorize(question(few, 9)));
  const other = nanosecondsPerCall(() => authorize(question(many, 9)));
  return [
    row('verdict beside 5,000 statements that cannot match', other, {
      says: '< 2 × the time beside 50',
      met: other < 2 * one,
    }),
  ];
}

/** A thousand roles with ten policies each, and the question who can, over all of them. */
async function loading(row: (name: string, nanoseconds: number) => Measurement): Promise<Measurement[]> {
  const tree = nodeFrom(manyRoles(1000, 10), PLACE);
  const asked = { action: 'sns:Publish', target: 'arn:aws:sns:us-east-1:111122223333:news', place: PLACE };
  const loads: number[] = [];
  const asks: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const start = process.hrtime.bigint();
    const { scenario } = await readTree(tree, 'bench');
    loads.push(Number(process.hrtime.bigint() - start));
    const world = scenario === undefined ? undefined : replay(scenario).worlds[0];
    if (world === undefined) throw new Error('the scenario of the benchmark loads');
    asks.push(timed(() => whoCan(world, asked)));
  }
  return [
    row('loading 1,000 roles with 10 policies each', median(loads)),
    row('who can, over 1,000 principals, first time', median(asks)),
  ];
}

function timed(work: () => unknown): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start);
}

function manyRoles(count: number, each: number): unknown {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  const policies = Array.from({ length: each }, (_, at) => ({
    name: `p${at}`,
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: [`${SERVICES[at]}:Get*`, `${SERVICES[at]}:List*`],
        Resource: `arn:aws:${SERVICES[at]}:*:111122223333:*`,
      },
    ],
  }));
  const roles = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`r${at}`, { assumeRolePolicyDocument: trust, policies }]),
  );
  return { accounts: { main: { id: '111122223333', iam: { roles } } } };
}
