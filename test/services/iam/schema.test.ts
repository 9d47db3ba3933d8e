import { expect, test } from 'vitest';
import { problemsOf } from '../play.ts';

const user = (more: string) => `accounts: { shop: { id: "111122223333", iam: { users: { alice: ${more} } } } }`;
const inline = (more: string) =>
  user(`{ policies: [{ name: p, Version: "2012-10-17", Statement: { Effect: Allow, ${more} } }] }`);
const bucket = (more: string) =>
  `accounts: { shop: { id: "111122223333", s3: { buckets: { data: { policy: { Version: "2012-10-17", Statement: { Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::data/*", ${more} } } } } } } }`;
const manyTags = Array.from({ length: 51 }, (_, at) => `k${at}: v`).join(', ');

test.each([
  [
    'the name of an inline policy',
    user(
      '{ policies: [{ name: "a b", Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*" } }] }',
    ),
    'a b cannot be the name of a policy',
  ],
  ['an MFA device', user('{ mfaDevices: ["my phone"] }'), 'my phone'],
  ['the length of a name', user('{}').replace('alice', 'a'.repeat(65)), 'cannot be the name of a user'],
  ['the key of a tag', user('{ tags: { "a,b": x } }'), 'a,b cannot be the key of a tag'],
  ['keys of tags that differ in case', user('{ tags: { team: x, Team: y } }'), 'differ in case only'],
  ['the number of tags', user(`{ tags: { ${manyTags} } }`), '51 tags'],
  ['the value of a tag', user(`{ tags: { team: ${'x'.repeat(257)} } }`), 'up to 256'],
  [
    'an access key of two users',
    user('{ accessKeys: [AKIAEXAMPLEONE1] }, bob: { accessKeys: [AKIAEXAMPLEONE1] }'),
    'is an access key of shop/user/alice already',
  ],
  ['a principal that names nobody', bucket('Principal: {}'), 'Principal names nobody'],
  [
    'a condition without values',
    inline('Action: "*", Resource: "*", Condition: { StringEquals: { aws:username: [] } }'),
    'compared with nothing',
  ],
  [
    'a condition that can never hold',
    inline('Action: "*", Resource: "*", Condition: { ArnEquals: { aws:PrincipalArn: app } }'),
    'app is no ARN',
  ],
  ['a service by a wildcard', inline('Action: "*", Resource: "arn:aws:*:::data"'), 'cannot have a wildcard'],
  [
    'an ARN that breaks off',
    inline('Action: "*", Resource: "arn:aws:dynamodb:us-east-1:*"'),
    'its last * stands for all of them',
  ],
  ['a Sid that is nothing', inline('Sid: null, Action: "*", Resource: "*"'), 'Sid is nothing'],
  [
    'an instance profile that does not exist',
    'accounts: { shop: { id: "111122223333", iam: { users: {} }, ec2: { vpcs: { main: { cidrBlock: 10.0.0.0/16 } }, subnets: { a: { vpc: main, availabilityZone: a, cidrBlock: 10.0.0.0/24 } }, instances: { web: { subnet: a, instanceProfile: wbe } } } } }',
    'an instance profile wbe, which does not exist',
  ],
])('%s is told with its place', async (_, text, message) => {
  const problems = await problemsOf(text);
  expect(problems.join('\n')).toContain(message);
  expect(problems.every((problem) => /^\d+ /.test(problem))).toBe(true);
});
