import { importDocuments } from '../../src/import/index.ts';

/** Imports documents that lie in a folder `ACCOUNT/REGION`; returns the tree as plain data and what was noted. */
export function imported(folder: string, ...values: readonly unknown[]) {
  return importedFrom(values.map((value) => [folder, value]));
}

/** Imports documents, each lying in a folder of its own. */
export function importedFrom(files: readonly (readonly [string, unknown])[]) {
  const documents = files.map(([folder, value], index) => ({
    source: { path: `${folder}/${index}.json`, text: JSON.stringify(value) },
    folders: folder.split('/').filter((part) => part !== ''),
    value,
  }));
  const { scenario, notes } = importDocuments(documents);
  const accounts = JSON.parse(JSON.stringify(scenario))['accounts'];
  return { accounts, notes: notes.map(({ code, message }) => `${code}: ${message}`) };
}

export const owner = '111122223333';
export const vpc = {
  VpcId: 'vpc-0a1',
  CidrBlock: '10.0.0.0/16',
  OwnerId: owner,
  Tags: [{ Key: 'Name', Value: 'main' }],
};
export const subnet = {
  SubnetId: 'subnet-0a1',
  VpcId: 'vpc-0a1',
  CidrBlock: '10.0.0.0/24',
  AvailabilityZone: 'eu-west-1b',
  Tags: [{ Key: 'Name', Value: 'web' }],
};
/** Its main route table, so that nothing has to be said of its absence. */
export const tables = {
  RouteTables: [{ RouteTableId: 'rtb-0a9', VpcId: 'vpc-0a1', Associations: [{ Main: true }], Routes: [] }],
};
/** The ec2 part of the one account. */
export const ec2Of = (result: ReturnType<typeof imported>) => result.accounts[owner].ec2;
