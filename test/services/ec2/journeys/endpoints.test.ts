import { expect, test } from 'vitest';
import { THREE_TIERS, withMore } from './accounts.ts';
import { resultsOf, verdictsOf } from './ask.ts';

const S3 = 's3.ap-northeast-1.amazonaws.com';
const SQS = 'sqs.ap-northeast-1.amazonaws.com';
const GATEWAY = withMore(THREE_TIERS, {
  vpcEndpoints: { s3: { vpc: 'main', type: 'Gateway', service: 's3', routeTables: ['private'] } },
});

test("a gateway endpoint's prefix list is more specific than the default route", async () => {
  const [result] = await resultsOf(GATEWAY, [`send: app -> ${S3} tcp/443`]);
  expect(result).toMatchObject({
    outcome: 'delivered',
    facts: { translations: [], path: expect.arrayContaining(['shop/vpce/s3']) },
  });
  const [without] = await resultsOf(THREE_TIERS, [`send: app -> ${S3} tcp/443`]);
  expect(without?.facts['path']).toContain('shop/nat/nat-a');
});

test('the service keeps its public address: a network ACL for the VPC alone stops it', async () => {
  const account = withMore(GATEWAY, {
    networkAcls: {
      inside: {
        vpc: 'main',
        ingress: { 100: 'allow all from 10.0.0.0/16' },
        egress: { 100: 'allow all to 10.0.0.0/16' },
      },
    },
    subnets: { 'private-a': { networkAcl: 'inside' } },
  });
  expect(await verdictsOf(account, [`app -> ${S3} tcp/443`])).toEqual([
    'dropped nacl-no-matching-egress-entry shop/nacl/inside',
  ]);
});

test('groups may name the prefix list; the endpoint carries TCP and pings', async () => {
  const account = withMore(GATEWAY, {
    securityGroups: { app: { egress: ['tcp 443 to pl/s3', 'icmp to pl/s3', 'udp to pl/s3'] } },
  });
  expect(
    await verdictsOf(account, [
      `app -> ${S3} tcp/443`,
      `app -> ${S3} icmp`,
      `app -> ${S3} udp/443`,
      'app -> internet tcp/443',
    ]),
  ).toEqual([
    'delivered',
    'delivered',
    'dropped vpce-protocol shop/vpce/s3',
    'dropped sg-no-matching-egress-rule shop/sg/app',
  ]);
});

test('flows to DynamoDB over its gateway endpoint are tracked however open the rules are', async () => {
  const open = { ingress: ['all from 0.0.0.0/0'], egress: ['all to 0.0.0.0/0'] };
  const account = withMore(GATEWAY, {
    securityGroups: { app: open },
    vpcEndpoints: { ddb: { vpc: 'main', type: 'Gateway', service: 'dynamodb', routeTables: ['private'] } },
  });
  const [, , table] = await resultsOf(account, [
    `send: app -> ${S3} tcp/443`,
    'send: app -> dynamodb.ap-northeast-1.amazonaws.com tcp/443',
    'show: connections',
  ]);
  expect(table?.facts['value']).toMatchObject([{ tracked: false }, { tracked: true }]);
});

const INTERFACE = withMore(THREE_TIERS, {
  vpcs: { main: { enableDnsHostnames: true } },
  securityGroups: { endpoint: { vpc: 'main', ingress: ['tcp 443 from sg/app'] } },
  vpcEndpoints: {
    sqs: {
      vpc: 'main',
      type: 'Interface',
      service: 'sqs',
      subnets: ['private-a', 'private-c'],
      securityGroups: ['endpoint'],
    },
  },
});

test('an interface endpoint is an interface with groups of its own; its private DNS takes the service name', async () => {
  const [result] = await resultsOf(INTERFACE, [`send: app -> ${SQS} tcp/443`]);
  expect(result?.outcome).toBe('delivered');
  expect(result?.facts['path']).toContain('shop/eni/sqs/private-a');
  expect(await verdictsOf(INTERFACE, [`db -> ${SQS} tcp/443`, 'app -> vpce/sqs udp/443'])).toEqual([
    'dropped sg-no-matching-ingress-rule shop/sg/endpoint',
    'dropped sg-no-matching-ingress-rule shop/sg/endpoint',
  ]);
});

test('without private DNS the name leads to the public address', async () => {
  const off = [
    withMore(INTERFACE, { vpcs: { main: { enableDnsHostnames: false } } }),
    withMore(INTERFACE, { vpcEndpoints: { sqs: { privateDnsEnabled: false } } }),
  ];
  for (const account of off) {
    const [result] = await resultsOf(account, [`send: app -> ${SQS} tcp/443`]);
    expect(result?.facts['path']).toContain('shop/nat/nat-a');
  }
});

test('an endpoint answers and begins nothing', async () => {
  expect(await verdictsOf(INTERFACE, ['vpce/sqs -> app tcp/8080'])).toEqual([
    'dropped vpce-cannot-initiate shop/vpce/sqs',
  ]);
});

test('a new gateway endpoint cuts open connections: the service knows them by another address', async () => {
  const { s3 } = GATEWAY['vpcEndpoints'] as { s3: object };
  const results = await resultsOf(THREE_TIERS, [
    `send: app:40000 -> ${S3} tcp/443`,
    { change: { 'shop.ec2.vpcEndpoints.s3': s3 } },
    `send: app:40000 -> ${S3} tcp/443`,
    `send: app:40000 -> ${S3} tcp/443`,
  ]);
  expect(results.map(({ outcome, reason }) => `${outcome} ${reason ?? ''}`.trim())).toEqual([
    'delivered',
    'done',
    'dropped connection-changed',
    'delivered',
  ]);
  expect(results[2]?.facts).toMatchObject({ clientSees: 'connection reset' });
});
