import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { locate } from '../../src/core/source.ts';
import { readJsonFiles } from '../../src/import/folder.ts';
import { importPaths } from '../../src/import/index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hakoniwa-import-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

const vpcs = '{"Vpcs": [{"VpcId": "vpc-0a1", "CidrBlock": "10.0.0.0/16"}]}';
const namesOf = (path: string) =>
  readJsonFiles(path).documents.map(({ source }) => source.path.slice(folder.length + 1));
const problemsOf = (path: string) =>
  readJsonFiles(path).problems.map(({ message, place }) => {
    const { file, line, column } = locate(place);
    return `${file.slice(folder.length + 1)}:${line}:${column} ${message}`;
  });

test('JSON files of all folders, in the order of their paths', () => {
  put('b/us-east-1/Vpcs.json', vpcs);
  put('a.json', '{}');
  put('a.txt', 'no');
  put('node_modules/x/package.json', '{}');
  expect(namesOf(folder)).toEqual(['a.json', 'b/us-east-1/Vpcs.json']);
  expect(readJsonFiles(folder).documents[1]?.folders.slice(1)).toEqual(['b', 'us-east-1']);
  expect(namesOf(join(folder, 'a.json'))).toEqual(['a.json']);
});

test('encodings and echoed commands', () => {
  put('bom.json', `\ufeff${vpcs}`);
  put('crlf.json', vpcs.replace('[', '[\r\n'));
  put('echo.json', `+ aws ec2 describe-vpcs\n${vpcs}`);
  put('utf16le.json', Buffer.from(`\ufeff${vpcs}`, 'utf16le'));
  put('utf16be.json', Buffer.from(`\ufeff${vpcs}`, 'utf16le').swap16());
  const { documents, problems } = readJsonFiles(folder);
  expect(problems).toEqual([]);
  expect(documents.map(({ value }) => value)).toEqual(documents.map(() => JSON.parse(vpcs)));
  expect(documents.length).toBe(5);
});

test('one broken file does not keep the others from being read', () => {
  put('binary.json', new Uint8Array([0, 1, 2, 3]));
  put('comma.json', '{"Vpcs": [],}');
  put('empty.json', '');
  put('good.json', vpcs);
  put('half.json', '{"Vpcs": [\n  {"VpcId": ');
  expect(namesOf(folder)).toEqual(['good.json']);
  expect(problemsOf(folder)).toEqual([
    expect.stringMatching(/^binary\.json:1:1 .*binary/),
    'comma.json:1:1 this is not JSON',
    'empty.json:1:1 the file is empty',
    expect.stringMatching(/^half\.json:2:\d+ /),
  ]);
});

test('symbolic links are not followed', () => {
  put('inside/Vpcs.json', vpcs);
  symlinkSync(join(folder, 'inside'), join(folder, 'inside/again'));
  symlinkSync('/etc/passwd', join(folder, 'inside/passwd.json'));
  expect(namesOf(folder)).toEqual(['inside/Vpcs.json']);
});

test('a folder becomes YAML that says where it came from; the same bytes every time', async () => {
  const main = { RouteTableId: 'rtb-0a1', VpcId: 'vpc-0a1', Associations: [{ Main: true }], Routes: [] };
  put('111122223333/eu-west-1/vpcs.json', vpcs);
  put('111122223333/eu-west-1/tables.json', JSON.stringify({ RouteTables: [main] }));
  const { source, notes, documents } = await importPaths([folder]);
  expect(notes).toEqual([]);
  expect(documents).toBe(2);
  expect(
    source.text.replaceAll(folder, 'FOLDER'),
  ).toBe(`# Made by \`hakoniwa import\`. Names come from Name tags; ids work as addresses too.
# Account 111122223333: vpcs 1, routeTables 1

title: Imported from FOLDER
accounts:
  "111122223333":
    id: "111122223333"
    region: eu-west-1
    ec2:
      vpcs:
        main: { id: vpc-0a1, cidrBlock: 10.0.0.0/16 }
      routeTables:
        main/main: { id: rtb-0a1, vpc: main, main: true }
`);
  expect((await importPaths([folder])).source.text).toBe(source.text);
});

test('an empty folder holds nothing to import', async () => {
  expect((await importPaths([folder])).documents).toBe(0);
});
