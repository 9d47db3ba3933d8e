import { expect, test } from 'vitest';
import { firstWorldOf, readScenario } from '../../../src/scenario/scenario.ts';

async function commandOf(step: string): Promise<string | undefined> {
  const text = `title: t\naccounts: { shop: { id: "111122223333", s3: { buckets: { data: {} } } } }\nsteps:\n  - ${step}\n`;
  const { scenario } = await readScenario({ path: 'test.yaml', text });
  const [only] = scenario?.steps ?? [];
  return scenario && only?.verb.awsCommand?.(firstWorldOf(scenario), only.input);
}

test.each([
  [
    'call: s3:GetObject s3://data/2026/a.csv as anonymous',
    'aws s3api get-object --bucket data --key 2026/a.csv --no-sign-request',
  ],
  [
    'call: s3:GetObject arn:aws:s3:us-east-1:111122223333:accesspoint/ap/object/a',
    'aws s3api get-object --bucket arn:aws:s3:us-east-1:111122223333:accesspoint/ap --key a',
  ],
  [
    '{ call: s3:PutObject data/b, with: { contentLength: 2 KB, acl: public-read } }',
    'aws s3api put-object --bucket data --key b --content-length 2048 --acl public-read',
  ],
  ['{ call: s3:ListBucket data, with: { prefix: logs/ } }', 'aws s3api list-objects-v2 --bucket data --prefix logs/'],
  [
    '{ call: s3:PutPublicAccessBlock data, with: { publicAccessBlockConfiguration: { blockPublicAcls: true } } }',
    `aws s3api put-public-access-block --bucket data --public-access-block-configuration '{"BlockPublicAcls":true}'`,
  ],
  [
    '{ call: s3:PutBucketOwnershipControls data, with: { objectOwnership: ObjectWriter } }',
    "aws s3api put-bucket-ownership-controls --bucket data --ownership-controls 'Rules=[{ObjectOwnership=ObjectWriter}]'",
  ],
  [
    'call: s3:GetAccountPublicAccessBlock 111122223333',
    'aws s3control get-public-access-block --account-id 111122223333',
  ],
  [
    '{ call: s3:CreateAccessPoint ap, with: { bucket: data } }',
    'aws s3control create-access-point --name ap --bucket data',
  ],
])('%s: %s', async (step, expected) => {
  expect(await commandOf(step)).toBe(expected);
});
