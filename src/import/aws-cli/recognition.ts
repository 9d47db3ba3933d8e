import { type Found, isObject } from './fields.ts';
import type { Kind } from './kinds.ts';

/** The kinds that a bare list is taken for, with the fields that give them away. */
const BARE: readonly (readonly [Kind, readonly string[]])[] = [
  ['NetworkInterfaces', ['NetworkInterfaceId', 'SubnetId']],
  ['Instances', ['InstanceId']],
  ['NatGateways', ['NatGatewayId', 'SubnetId']],
  ['Subnets', ['SubnetId', 'CidrBlock']],
  ['SecurityGroups', ['GroupId', 'IpPermissions']],
  ['RouteTables', ['RouteTableId', 'Routes']],
  ['NetworkAcls', ['NetworkAclId', 'Entries']],
  ['InternetGateways', ['InternetGatewayId', 'Attachments']],
  ['Vpcs', ['VpcId', 'CidrBlock']],
];

/** The kind of a bare list, by its first object. */
export function bareKind(found: Found): Kind | undefined {
  return BARE.find(([, fields]) => fields.every((field) => found.raw(field) !== undefined))?.[0];
}

/** Whether a parsed document is output of a command that is read here. */
export function isAwsCliOutput(value: unknown): boolean {
  if (Array.isArray(value)) return isObject(value[0]);
  if (!isObject(value)) return false;
  if (typeof value['Account'] === 'string' && typeof value['Arn'] === 'string') return true;
  return Object.keys(value).some(
    (key) => /^[A-Z][A-Za-z]+$/.test(key) && (Array.isArray(value[key]) || isObject(value[key])),
  );
}
