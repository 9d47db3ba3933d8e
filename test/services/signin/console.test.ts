import { describe, expect, test } from 'vitest';
import { play } from '../play.ts';

const TRUST = (more = '') =>
  `{ Version: "2012-10-17", Statement: { Effect: Allow, Principal: { AWS: "111122223333" }, Action: sts:AssumeRole${more} } }`;
const DEV = `
accounts:
  dev:
    id: "111122223333"
    iam:
      users:
        alice:
          password: true
          mfaDevices: [phone]
          policies: [{ name: switch, Version: "2012-10-17", Statement: { Effect: Allow, Action: sts:AssumeRole, Resource: "*" } }]
        keys-only: { accessKeys: [AKIAEXAMPLEKEYS] }
      roles:
        five: { maxSessionDuration: 5h, assumeRolePolicyDocument: ${TRUST(', Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } }')} }
        one: { assumeRolePolicyDocument: ${TRUST()} }
        closed: { assumeRolePolicyDocument: ${TRUST().replace('111122223333', '444455556666')} }
steps:
  - { call: signin:ConsoleLogin as alice, with: { tokenCode: phone }, save: console }`;

const answers = async (steps: string) => {
  const { results } = await play(`${DEV}${steps}`);
  return results.slice(1).map(({ outcome, reason, facts }) => facts['durationSeconds'] ?? reason ?? outcome);
};

describe('signing in', () => {
  test('takes a password and the MFA device one has, and lasts twelve hours', async () => {
    expect(
      await answers(`
  - { call: signin:ConsoleLogin as alice }
  - { call: signin:ConsoleLogin as keys-only }
  - { call: signin:ConsoleLogin as role/one }
  - { call: signin:ConsoleLogin as anonymous }
  - { wait: 719m }
  - { call: sts:GetCallerIdentity as console }
  - { wait: 1m }
  - { call: sts:GetCallerIdentity as console }`),
    ).toEqual([
      'mfa-demanded',
      'no-password',
      'no-password',
      'no-password',
      'done',
      'allowed',
      'done',
      'expired-token',
    ]);
  });
});

test('signing in shows a password, not an access key', async () => {
  const { results } = await play(`${DEV}\n  - { call: signin:ConsoleLogin as keys-only }`);
  const texts = results.map(({ trace }) => JSON.stringify(trace?.map(({ looked }) => looked)));
  expect(texts[0]).toContain('"with":"a password"');
  expect(texts[1]).toContain('"with":"no password"');
  for (const text of texts) expect(text).not.toContain('AKIA');
});

describe('switching roles', () => {
  test('lasts as long as the role lets, but never longer than the sign-in', async () => {
    expect(
      await answers(`
  - { call: signin:SwitchRole role/five as console }
  - { wait: 10h }
  - { call: signin:SwitchRole role/five as console }
  - { call: signin:SwitchRole role/one as console }`),
    ).toEqual([5 * 3600, 'done', 2 * 3600, 3600]);
  });

  test('is authorized by what one signed in with, also out of another role', async () => {
    expect(
      await answers(`
  - { call: signin:SwitchRole role/one as console, save: first }
  - { call: signin:SwitchRole role/five as first, save: second }
  - { call: sts:AssumeRole role/one as second }
  - { call: signin:SwitchRole role/closed as console }`),
    ).toEqual([3600, 5 * 3600, 'implicit-deny', 'implicit-deny']);
  });

  test('is not for access keys, and not for root', async () => {
    expect(
      await answers(`
  - { call: signin:SwitchRole role/one as alice }
  - { call: signin:SwitchRole role/none as console }
  - { call: signin:ConsoleLogin as root, save: boss }
  - { call: signin:SwitchRole role/one as boss }`),
    ).toEqual(['not-signed-in', 'no-such-role', 12 * 3600, 'root-cannot-switch']);
  });
});
