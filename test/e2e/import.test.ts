import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, hakoniwa } from './hakoniwa.ts';

const account = join(process.cwd(), 'test/data/batfish/test-public-subnet');
const packet = 'send: 8.8.8.8 -> 18.216.80.133 tcp/80';

test('a folder of CLI output is asked, checked and replayed as it is', () => {
  const asked = hakoniwa(['ask', account, packet, '--format', 'json']);
  expect(asked).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(asked.stdout.split('\n')[0] ?? '')).toMatchObject({
    outcome: 'dropped',
    awsCode: 'ENI_SG_RULES_MISMATCH',
  });
  expect(hakoniwa(['check', account]).code).toBe(0);
  expect(hakoniwa(['replay', account]).code).toBe(0);
});

test('import writes the scenario that the same questions are answered from', () => {
  const folder = folderWith({});
  expect(hakoniwa(['import', account, '--out', 'account.yaml'], { cwd: folder }).code).toBe(0);
  expect(hakoniwa(['import', account]).stdout).toBe(readFileSync(join(folder, 'account.yaml'), 'utf8'));
  const answers = ['account.yaml', account].map((what) => {
    const { stdout } = hakoniwa(['ask', what, packet], { cwd: folder });
    return stdout.replaceAll(what, '');
  });
  expect(answers[0]).toContain('dropped');
  expect(answers[0]).toBe(answers[1]);
});

test('what is no account: one clear line each, exit code 2', () => {
  const folder = folderWith({ 'package.json': '{"name": "x"}', 'broken/half.json': '{"Vpcs": [' });
  mkdirSync(join(folder, 'empty'));
  for (const what of ['empty', 'broken', 'missing', 'package.json']) {
    for (const command of [
      ['import', what],
      ['check', what],
      ['ask', what, packet],
    ]) {
      const { code, stdout, stderr } = hakoniwa(command, { cwd: folder });
      expect({ command, code, stdout }).toEqual({ command, code: 2, stdout: '' });
      expect(stderr).toContain('error: ');
      expect(stderr).not.toMatch(/\n\s+at /);
    }
  }
});

test('notes of an import go to stderr, with their places', () => {
  const folder = folderWith({});
  const vpc = { VpcId: 'vpc-0a1', CidrBlock: '10.0.0.0/16' };
  const tables = [{ RouteTableId: 'rtb-0a1', VpcId: 'vpc-0a1', Associations: [{ Main: true }], Routes: [] }];
  writeFileSync(join(folder, 'a.json'), JSON.stringify({ Vpcs: [vpc], RouteTables: tables, DBInstances: [{}] }));
  const { code, stdout, stderr } = hakoniwa(['import', 'a.json'], { cwd: folder });
  expect({ code, stderr: stderr.split('\n')[0] }).toEqual({
    code: 0,
    stderr: 'a.json:1:1: warning: DBInstances is not read (1 entry)',
  });
  expect(stdout).toContain('main: { id: vpc-0a1, cidrBlock: 10.0.0.0/16 }');
});
