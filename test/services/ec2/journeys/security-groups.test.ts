import { expect, test } from 'vitest';
import { THREE_TIERS, withMore } from './accounts.ts';
import { played, resultsOf, verdictOf, verdictsOf } from './ask.ts';

test('members of a group by their private addresses; what a group may is not handed on', async () => {
  expect(await verdictsOf(THREE_TIERS, ['web -> app tcp/8080', 'app -> db tcp/5432', 'web -> db tcp/5432'])).toEqual([
    'delivered',
    'delivered',
    'dropped sg-no-matching-ingress-rule shop/sg/db',
  ]);
});

test('the groups of one interface act as one', async () => {
  const account = withMore(THREE_TIERS, { instances: { db: { securityGroups: ['db', 'app'] } } });
  expect(await verdictsOf(account, ['web -> db tcp/8080', 'web -> db tcp/22'])).toEqual([
    'delivered',
    'dropped sg-no-matching-ingress-rule shop/sg/db',
  ]);
});

test('without groups of its own an instance is in the default group, whose members may talk to one another', async () => {
  const account = withMore(THREE_TIERS, {
    instances: { app: { securityGroups: undefined }, db: { securityGroups: undefined } },
  });
  expect(await verdictsOf(account, ['app -> db tcp/1', 'web -> app tcp/1'])).toEqual([
    'delivered',
    'dropped sg-no-matching-ingress-rule shop/sg/main/default',
  ]);
  const closed = withMore(account, { securityGroups: { 'main/default': { ingress: [] } } });
  expect(await verdictsOf(closed, ['app -> db tcp/1'])).toEqual([
    'dropped sg-has-no-ingress-rules shop/sg/main/default',
  ]);
});

test('a group without egress rules lets nothing out, and the route that is missing too is named', async () => {
  const account = withMore(THREE_TIERS, {
    securityGroups: { db: { egress: [] } },
    subnets: { 'private-c': { routeTable: undefined } },
  });
  const [result] = await resultsOf(account, ['send: db -> internet tcp/443']);
  expect(result).toMatchObject({
    outcome: 'dropped',
    reason: 'sg-has-no-egress-rules',
    awsCode: 'SG_HAS_NO_RULES',
    at: 'shop/sg/db',
  });
  expect(result?.facts['alsoBlocking']).toMatchObject([{ at: 'shop/rtb/main/main', reason: 'no-route' }]);
});

test('ICMP by type and code, UDP and other protocols', async () => {
  const account = withMore(THREE_TIERS, {
    securityGroups: { app: { ingress: ['icmp 8.0 from sg/web', 'udp 53 from 10.0.0.0/24', '50 from 10.0.0.0/16'] } },
  });
  expect(
    await verdictsOf(account, [
      'web -> app icmp',
      'web -> app icmp/13.0',
      'web -> app udp/53',
      'web -> app 50',
      'web -> app 47',
    ]),
  ).toEqual([
    'delivered',
    'dropped sg-no-matching-ingress-rule shop/sg/app',
    'delivered',
    'delivered',
    'dropped sg-no-matching-ingress-rule shop/sg/app',
  ]);
});

test('prefix lists, stale rules, object notation', async () => {
  const account = withMore(THREE_TIERS, {
    prefixLists: { offices: { entries: ['203.0.113.0/24', '198.51.100.128/25'] } },
    securityGroups: {
      web: {
        ingress: [
          'tcp 443 from pl/offices',
          { ipProtocol: 'tcp', fromPort: 80, toPort: 81, cidrIp: '0.0.0.0/0', description: 'the web' },
          { ipProtocol: 'tcp', fromPort: 22, toPort: 22, securityGroup: 'app', stale: true },
        ],
      },
    },
  });
  const top = { internet: { laptop: '203.0.113.10', stranger: '192.0.2.7' } };
  expect(
    await verdictsOf(
      account,
      ['laptop -> web tcp/443', 'stranger -> web tcp/443', 'stranger -> web tcp/81', 'app -> web tcp/22'],
      top,
    ),
  ).toEqual([
    'delivered',
    'dropped sg-no-matching-ingress-rule shop/sg/web',
    'delivered',
    'dropped sg-no-matching-ingress-rule shop/sg/web',
  ]);
});

const OPEN_WEB = withMore(THREE_TIERS, {
  securityGroups: { web: { ingress: ['tcp 443 from 0.0.0.0/0', 'tcp 22 from 203.0.113.10/32'] } },
});
const CLOSE = { change: { 'shop.ec2.securityGroups.web.ingress': [] } };

test('a tracked connection outlives its rule, an untracked one is cut at once', async () => {
  const { results } = await played(OPEN_WEB, [
    'send: laptop:50001 -> web tcp/443',
    'send: laptop:50002 -> web tcp/22',
    CLOSE,
    'send: laptop:50001 -> web tcp/443',
    'send: laptop:50002 -> web tcp/22',
    'send: laptop:50003 -> web tcp/22',
  ]);
  expect(results.map(verdictOf)).toEqual([
    'delivered',
    'delivered',
    'done',
    'dropped sg-has-no-ingress-rules shop/sg/web',
    'delivered',
    'dropped sg-has-no-ingress-rules shop/sg/web',
  ]);
});

test('a tracked connection ends once it has been idle for five days', async () => {
  const results = await resultsOf(OPEN_WEB, [
    'send: laptop:50002 -> web tcp/22',
    CLOSE,
    'wait: 4d',
    'send: laptop:50002 -> web tcp/22',
    'wait: 5d',
    'send: laptop:50002 -> web tcp/22',
  ]);
  expect(results.map(verdictOf).filter((line) => line !== 'done')).toEqual([
    'delivered',
    'delivered',
    'dropped sg-has-no-ingress-rules shop/sg/web',
  ]);
});

test('UDP is remembered for 30 s after one exchange, for 180 s as a stream', async () => {
  const account = withMore(THREE_TIERS, { securityGroups: { app: { ingress: ['udp 53 from 10.0.0.0/16'] } } });
  const close = { change: { 'shop.ec2.securityGroups.app.ingress': [] } };
  const send = 'send: web:40000 -> app udp/53';
  const once = await resultsOf(account, [send, close, 'wait: 31s', send]);
  const stream = await resultsOf(account, [send, send, close, 'wait: 179s', send, 'wait: 181s', send]);
  const dropped = 'dropped sg-has-no-ingress-rules shop/sg/app';
  expect(once.map(verdictOf)).toEqual(['delivered', 'done', 'done', dropped]);
  expect(stream.map(verdictOf).filter((line) => line !== 'done')).toEqual([
    'delivered',
    'delivered',
    'delivered',
    dropped,
  ]);
});

test('the connection table says what is tracked', async () => {
  const results = await resultsOf(OPEN_WEB, [
    'send: laptop -> web tcp/443',
    'send: laptop -> web icmp',
    'send: app -> internet tcp/443',
    'show: connections',
    'send: web -> internet tcp/443',
    'show: instance/web',
  ]);
  expect(results[3]?.facts['value']).toMatchObject([
    { interface: 'shop/eni/web/eth0', direction: 'ingress', service: 'tcp/443', tracked: false },
    { interface: 'shop/eni/app/eth0', direction: 'egress', service: 'tcp/443', tracked: true, timeoutSeconds: 432_000 },
  ]);
  expect(results[5]?.facts['value']).toMatchObject({
    connections: [{ direction: 'ingress' }, { direction: 'egress', tracked: true }],
  });
});
