import { expect, test } from 'vitest';
import { play } from '../play.ts';

const trust =
  'assumeRolePolicyDocument: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: { Service: [lambda.amazonaws.com, ec2.amazonaws.com] }, Action: sts:AssumeRole } }';
const ACCOUNTS = `
accounts:
  dev:
    id: "111122223333"
    iam:
      users:
        alice:
          policies:
            - name: deploy
              Version: "2012-10-17"
              Statement:
                - { Effect: Allow, Action: ["lambda:*", "ec2:*"], Resource: "*" }
                - Effect: Allow
                  Action: iam:PassRole
                  Resource: ["arn:aws:iam::111122223333:role/exec", "arn:aws:iam::444455556666:role/far"]
                  Condition: { StringEquals: { "iam:PassedToService": lambda.amazonaws.com } }
      roles: { exec: { ${trust} }, admin: { ${trust} } }
  other: { id: "444455556666", iam: { roles: { far: { ${trust} } } } }
steps:`;

test('whoever hands a role to a service must be allowed to pass it', async () => {
  const { results } = await play(`${ACCOUNTS}
  - { call: lambda:CreateFunction as alice, with: { functionName: f } }
  - { call: lambda:CreateFunction as alice, with: { functionName: f, role: exec } }
  - { call: lambda:CreateFunction as alice, with: { functionName: f, role: admin } }
  - { call: ec2:RunInstances as alice, with: { iamInstanceProfile: { name: exec } } }
  - { call: lambda:CreateFunction as alice, with: { functionName: f, role: "arn:aws:iam::444455556666:role/far" } }`);
  expect(results.map(({ outcome, facts }) => [outcome, facts['checked']])).toEqual([
    ['allowed', undefined],
    ['allowed', undefined],
    ['denied', 'iam:PassRole'],
    // The role may be passed to Lambda only.
    ['denied', 'iam:PassRole'],
    ['denied', 'iam:PassRole'],
  ]);
  expect(JSON.stringify(results[4]?.facts['changes'])).toContain('a role of another account cannot be passed');
});
