import { describe, expect, test } from 'vitest';
import { bucketTarget, policyProblems } from '../../../src/services/s3/policy/problems.ts';
import { reachOf } from '../../../src/services/s3/policy/resource-reach.ts';
import { allow, policyOf, type StatementJson } from './helpers.ts';

describe('what a Resource can name', () => {
  test.each<[string, boolean, boolean]>([
    ['data', true, false],
    ['data/*', false, true],
    ['data/logs/*', false, true],
    ['data*', true, true],
    ['*', true, true],
    ['d?ta/a.csv', false, true],
    ['other/*', false, false],
    ['dat', false, false],
    ['*/a.csv', false, true],
    ['data/${aws:username}/*', false, true],
    ['${aws:PrincipalTag/bucket}/*', false, true],
  ])('%s: bucket %s, objects %s', (pattern, bucket, objects) => {
    expect(reachOf(pattern, 'data')).toEqual({ bucket, objects });
  });
});

describe('what S3 refuses a bucket policy for (S3 API Reference, PutBucketPolicy)', () => {
  const target = bucketTarget('data', 'shop/bucket/data');
  const problems = (...statements: readonly StatementJson[]) =>
    policyProblems(policyOf(...statements), target).map(({ message }) => message);

  test('nothing where it is about the bucket', () => {
    expect(problems(allow())).toEqual([]);
    expect(problems(allow({ Action: 's3:ListBucket', Resource: 'arn:aws:s3:::data' }))).toEqual([]);
    expect(problems(allow({ Resource: '*' }))).toEqual([]);
  });

  test('another bucket', () => {
    expect(problems(allow({ Resource: 'arn:aws:s3:::other/*' }))).toEqual(['Policy has invalid resource']);
    expect(problems(allow({ Resource: 'arn:aws:sqs:us-east-1:111122223333:data' }))).toEqual([
      'Policy has invalid resource',
    ]);
  });

  test('actions on objects with the bucket alone, and the other way round', () => {
    const message = 'Action does not apply to any resource(s) in statement';
    expect(problems(allow({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::data' }))).toEqual([message]);
    expect(problems(allow({ Action: ['s3:GetObject', 's3:ListBucket'], Resource: 'arn:aws:s3:::data/*' }))).toEqual([
      message,
    ]);
    expect(problems(allow({ Action: 's3:*', Resource: 'arn:aws:s3:::data' }))).toEqual([]);
  });

  test('what is wrong with its grammar comes first', () => {
    expect(problems(allow({ Effect: 'allow', Resource: 'arn:aws:s3:::other' }))).toEqual(['allow is not an Effect']);
  });

  test('more than 20 KB', () => {
    const Resource = Array.from({ length: 900 }, (_, at) => `arn:aws:s3:::data/prefix-${at}/*`);
    expect(problems(allow({ Action: 's3:GetObject', Resource }))).toEqual([expect.stringContaining('20480')]);
  });
});
