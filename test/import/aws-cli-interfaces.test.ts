import { describe, expect, test } from 'vitest';
import { ec2Of, imported, owner, subnet, tables, vpc } from './imported.ts';

describe('instances and interfaces', () => {
  const face = (id: string, index: number, more: object = {}) => ({
    NetworkInterfaceId: id,
    SubnetId: 'subnet-0a1',
    VpcId: 'vpc-0a1',
    PrivateIpAddress: `10.0.0.1${index}`,
    Groups: [],
    SourceDestCheck: true,
    Attachment: { InstanceId: 'i-0a1', DeviceIndex: index },
    ...more,
  });
  const instance = {
    InstanceId: 'i-0a1',
    SubnetId: 'subnet-0a1',
    VpcId: 'vpc-0a1',
    State: { Code: 16, Name: 'running' },
    Tags: [{ Key: 'Name', Value: 'web-1' }],
  };
  const base = [{ Vpcs: [vpc] }, { Subnets: [subnet] }];

  test('the primary interface stands on its instance, a second one by itself', () => {
    const result = ec2Of(
      imported(
        '',
        ...base,
        { Reservations: [{ OwnerId: owner, Instances: [instance] }] },
        { NetworkInterfaces: [face('eni-0a2', 1), face('eni-0a1', 0, { SourceDestCheck: false })] },
      ),
    );
    expect(result.instances['web-1']).toMatchObject({
      id: 'i-0a1',
      subnet: 'web',
      networkInterfaceId: 'eni-0a1',
      privateIpAddress: '10.0.0.10',
      sourceDestCheck: false,
    });
    expect(result.instances['web-1'].state).toBeUndefined();
    expect(result.networkInterfaces).toEqual({
      'web-1-eth1': {
        id: 'eni-0a2',
        subnet: 'web',
        privateIpAddress: '10.0.0.11',
        securityGroups: [],
        instance: 'web-1',
        deviceIndex: 1,
      },
    });
  });

  test('without interface documents the instance tells what it can', () => {
    const bare = {
      ...instance,
      PrivateIpAddress: '10.0.0.7',
      PublicIpAddress: '203.0.113.7',
      SecurityGroups: [{ GroupId: 'sg-0a1', GroupName: 'web' }],
    };
    const result = imported('', ...base, { Reservations: [{ Instances: [bare] }] });
    expect(ec2Of(result).instances['web-1']).toMatchObject({
      privateIpAddress: '10.0.0.7',
      publicIp: '203.0.113.7',
      securityGroups: ['web'],
    });
    expect(ec2Of(result).securityGroups.web).toEqual({
      id: 'sg-0a1',
      vpc: 'main',
      ingress: 'unknown',
      egress: 'unknown',
    });
  });

  test('an Elastic IP is told from a lent address', () => {
    const lent = face('eni-0a1', 0, { Association: { PublicIp: '203.0.113.7', IpOwnerId: 'amazon' } });
    const own = face('eni-0a2', 1, {
      PrivateIpAddresses: [
        {
          PrivateIpAddress: '10.0.0.11',
          Primary: true,
          Association: { PublicIp: '203.0.113.8', AllocationId: 'eipalloc-0a1' },
        },
      ],
    });
    const result = ec2Of(
      imported('', ...base, { Reservations: [{ Instances: [instance] }] }, { NetworkInterfaces: [lent, own] }),
    );
    expect(result.instances['web-1'].publicIp).toBe('203.0.113.7');
    expect(result.elasticIps).toEqual({
      'web-1-eip': { id: 'eipalloc-0a1', publicIp: '203.0.113.8', networkInterface: 'web-1-eth1' },
    });
  });

  test('what is in no known subnet is left out and said', () => {
    const result = imported(
      '',
      { Vpcs: [vpc] },
      tables,
      { NetworkInterfaces: [face('eni-0a1', 0)] },
      { Reservations: [{ Instances: [{ ...instance, State: { Name: 'terminated' } }] }] },
    );
    expect(ec2Of(result).networkInterfaces).toBeUndefined();
    expect(result.notes).toEqual([
      expect.stringMatching(/^left-out: eni-0a1 is left out: it is in no subnet/),
      expect.stringMatching(/^gone: left out 1 of Instances/),
    ]);
  });
});

describe('interfaces that AWS manages', () => {
  const listensOf = (more: object, ...documents: readonly unknown[]) => {
    const face = { NetworkInterfaceId: 'eni-0a1', SubnetId: 'subnet-0a1', VpcId: 'vpc-0a1', Groups: [], ...more };
    const result = ec2Of(
      imported('', { Vpcs: [vpc] }, { Subnets: [subnet] }, { NetworkInterfaces: [face] }, ...documents),
    );
    return result.networkInterfaces['eni-0a1'].listens;
  };
  const ofBalancer = {
    RequesterManaged: true,
    InterfaceType: 'network_load_balancer',
    Description: 'ELB net/front/0123',
  };
  const arn = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/front/0123';

  test('a load balancer answers on its listeners', () => {
    const listeners = [
      { LoadBalancerArn: arn, Port: 443, Protocol: 'TLS' },
      { LoadBalancerArn: arn, Port: 53, Protocol: 'TCP_UDP' },
      { LoadBalancerArn: `${arn}4`, Port: 80, Protocol: 'TCP' },
    ];
    expect(listensOf(ofBalancer, { Listeners: listeners })).toEqual(['tcp/443', 'tcp/53', 'udp/53']);
    expect(listensOf(ofBalancer, { LoadBalancerListeners: [{ Listeners: listeners.slice(0, 1) }] })).toEqual([
      'tcp/443',
    ]);
  });

  test('whatever is let through is answered by others, as by instances; only listeners that exist are unknown', () => {
    expect(listensOf(ofBalancer)).toBe('unknown');
    expect(listensOf({ RequesterManaged: true, Description: 'RDSNetworkInterface' })).toBeUndefined();
    expect(listensOf({ RequesterManaged: true, InterfaceType: 'lambda' })).toEqual([]);
    expect(listensOf({ RequesterManaged: true, InterfaceType: 'vpc_endpoint' })).toBeUndefined();
    expect(listensOf({})).toBeUndefined();
  });
});
