import { describe, expect, test } from 'vitest';
import { ec2Of, imported, owner, subnet, vpc } from './imported.ts';

const base = [{ Vpcs: [vpc] }, { Subnets: [subnet] }];

describe('what one document alone does not say', () => {
  const face = {
    NetworkInterfaceId: 'eni-0a1',
    SubnetId: 'subnet-0a1',
    VpcId: 'vpc-0a1',
    PrivateIpAddress: '10.0.0.10',
    Groups: [],
  };

  test('an instance that only its interface names is taken to run', () => {
    const attached = { ...face, Attachment: { InstanceId: 'i-0a1', DeviceIndex: 0 } };
    const result = ec2Of(imported('', ...base, { NetworkInterfaces: [attached] }));
    expect(result.instances['i-0a1']).toMatchObject({ networkInterfaceId: 'eni-0a1', privateIpAddress: '10.0.0.10' });
  });

  test('a public address of a secondary address is an Elastic IP, whether or not it was listed', () => {
    const addresses = [
      { PrivateIpAddress: '10.0.0.10', Primary: true, Association: { PublicIp: '203.0.113.10' } },
      { PrivateIpAddress: '10.0.0.11', Primary: false, Association: { PublicIp: '203.0.113.11' } },
    ];
    const result = ec2Of(imported('', ...base, { NetworkInterfaces: [{ ...face, PrivateIpAddresses: addresses }] }));
    expect(result.networkInterfaces['eni-0a1'].publicIp).toBe('203.0.113.10');
    expect(Object.values(result.elasticIps)).toEqual([
      { publicIp: '203.0.113.11', networkInterface: 'eni-0a1', privateIpAddress: '10.0.0.11' },
    ]);
  });

  test('a rule over a deleted peering stays as a stale one', () => {
    const pair = { GroupId: 'sg-0ff', UserId: owner, PeeringStatus: 'deleted', VpcPeeringConnectionId: 'pcx-0a1' };
    const group = {
      GroupId: 'sg-0a1',
      GroupName: 'web',
      VpcId: 'vpc-0a1',
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, UserIdGroupPairs: [pair] }],
      IpPermissionsEgress: [],
    };
    const result = ec2Of(imported('', ...base, { SecurityGroups: [group] }));
    expect(result.securityGroups['web'].ingress).toEqual([
      { ipProtocol: 6, fromPort: 22, toPort: 22, securityGroup: 'web', stale: true },
    ]);
  });

  test('a regional NAT gateway whose zones are managed by hand serves those of its addresses', () => {
    const gateway = {
      NatGatewayId: 'nat-0a1',
      VpcId: 'vpc-0a1',
      State: 'available',
      AvailabilityMode: 'regional',
      AutoProvisionZones: 'disabled',
      NatGatewayAddresses: [{ PublicIp: '203.0.113.50', AvailabilityZone: 'eu-west-1a' }],
    };
    const result = ec2Of(imported('', ...base, { NatGateways: [gateway] }));
    expect(result.natGateways['nat-0a1'].availabilityZones).toEqual(['eu-west-1a']);
  });
});

describe('transit gateway tables', () => {
  const attachment = { TransitGatewayAttachmentId: 'tgw-attach-0a1', ResourceType: 'vpc', ResourceId: 'vpc-0a1' };
  const documents = [
    ...base,
    { TransitGateways: [{ TransitGatewayId: 'tgw-0a1', State: 'available', OwnerId: owner }] },
    {
      TransitGatewayVpcAttachments: [
        { ...attachment, TransitGatewayId: 'tgw-0a1', VpcId: 'vpc-0a1', SubnetIds: ['subnet-0a1'] },
      ],
    },
    { TransitGatewayRouteTables: [{ TransitGatewayRouteTableId: 'tgw-rtb-0a1', TransitGatewayId: 'tgw-0a1' }] },
  ];
  const tableOf = (...more: readonly object[]) =>
    ec2Of(imported('', ...documents, ...more)).transitGatewayRouteTables['tgw-rtb-0a1'];

  test('not collected means as AWS does by default, an empty list means none', () => {
    expect(tableOf()).toMatchObject({ defaultAssociationRouteTable: true });
    expect(tableOf().associations).toBeUndefined();
    expect(tableOf().propagations).toBeUndefined();
    expect(tableOf({ TransitGatewayAttachments: [attachment] }).associations).toEqual([]);
    expect(tableOf({ TransitGatewayPropagations: [] }).propagations).toEqual([]);
  });

  test('a response that names no table belongs to the only one; one that lists propagated routes lists all', () => {
    const route = {
      DestinationCidrBlock: '10.9.0.0/16',
      Type: 'propagated',
      State: 'active',
      TransitGatewayAttachments: [{ TransitGatewayAttachmentId: 'tgw-attach-0a1' }],
    };
    const table = tableOf({ Routes: [route], AdditionalRoutesAvailable: false });
    expect(table.propagations).toEqual([]);
    expect(Object.keys(table.routes)).toEqual(['10.9.0.0/16']);
  });
});

test("a balancer's node sends to the targets in service; where none is healthy, to all that are registered", () => {
  const balancer = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/front/0123';
  const group = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123';
  const node = {
    NetworkInterfaceId: 'eni-0a1',
    SubnetId: 'subnet-0a1',
    VpcId: 'vpc-0a1',
    Groups: [],
    RequesterManaged: true,
    Description: 'ELB app/front/0123',
  };
  const listener = {
    LoadBalancerArn: balancer,
    Port: 443,
    Protocol: 'HTTPS',
    DefaultActions: [{ Type: 'forward', TargetGroupArn: group }],
  };
  const health = (one: string, other: string) => ({
    TargetGroupArn: group,
    TargetHealthDescriptions: [
      { Target: { Id: '10.0.0.20' }, TargetHealth: { State: one } },
      { Target: { Id: '10.0.0.21', Port: 81 }, TargetHealth: { State: other } },
    ],
  });
  const targets = (one: string, other: string) => {
    const documents = [
      { NetworkInterfaces: [node] },
      { Listeners: [listener] },
      { TargetGroups: [{ TargetGroupArn: group, Port: 8080, Protocol: 'HTTP', TargetType: 'ip' }] },
      health(one, other),
    ];
    return ec2Of(imported('', ...base, ...documents)).networkInterfaces['eni-0a1'];
  };
  expect(targets('healthy', 'unhealthy')).toMatchObject({
    interfaceType: 'load_balancer',
    forwards: [{ listener: 'tcp/443', targets: ['10.0.0.20:8080'] }],
  });
  expect(targets('unhealthy', 'unhealthy').forwards[0].targets).toEqual(['10.0.0.20:8080', '10.0.0.21:81']);
});
