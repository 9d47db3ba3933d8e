import { describe, expect, test } from 'vitest';
import { ec2Of, imported, importedFrom, owner, subnet, tables, vpc } from './imported.ts';

describe('where things live', () => {
  test('an owner wins over a folder, a zone over a Region folder', () => {
    const { accounts } = imported('accounts/999999999999/us-east-1', { Vpcs: [vpc] }, { Subnets: [subnet] });
    expect(Object.keys(accounts)).toEqual([owner]);
    expect(accounts[owner]).toMatchObject({ id: owner, region: 'eu-west-1' });
  });

  test('without an owner the folders say it', () => {
    const { OwnerId: _, ...anonymous } = vpc;
    const { accounts } = imported('aws_configs/accounts/012345678901/ap-south-1', { Vpcs: [anonymous] });
    expect(accounts).toMatchObject({ '012345678901': { id: '012345678901', region: 'ap-south-1' } });
  });

  test('a shorter id is no account, unless there is no other', () => {
    const short = { ...vpc, OwnerId: '111' };
    expect(Object.keys(imported('x', { Vpcs: [short] }).accounts)).toEqual(['000000000111']);
    const group = { GroupId: 'sg-0a1', GroupName: 'web', VpcId: 'vpc-0a1', OwnerId: owner };
    expect(Object.keys(imported('x', { Vpcs: [short] }, { SecurityGroups: [group] }).accounts)).toEqual([owner]);
  });

  test('a second Region is stated where it differs', () => {
    const other = { ...vpc, VpcId: 'vpc-0b2', Tags: [{ Key: 'Name', Value: 'far' }] };
    const result = importedFrom([
      ['eu-west-1', { Vpcs: [vpc] }],
      ['eu-west-1', { Subnets: [subnet] }],
      ['us-west-2', { Vpcs: [other] }],
    ]);
    expect(result.accounts[owner].region).toBe('eu-west-1');
    expect(ec2Of(result).vpcs.far).toMatchObject({ id: 'vpc-0b2', region: 'us-west-2' });
  });

  test('things of two accounts point at each other by full address', () => {
    const theirs = { ...vpc, VpcId: 'vpc-0b2', OwnerId: '444455556666', CidrBlock: '10.9.0.0/16' };
    const peering = {
      VpcPeeringConnectionId: 'pcx-0a1',
      Status: { Code: 'active' },
      RequesterVpcInfo: { VpcId: 'vpc-0a1', OwnerId: owner },
      AccepterVpcInfo: { VpcId: 'vpc-0b2', OwnerId: '444455556666' },
    };
    const result = imported('', { Vpcs: [vpc, theirs] }, { VpcPeeringConnections: [peering] });
    expect(ec2Of(result).vpcPeeringConnections).toEqual({
      'pcx-0a1': { requesterVpc: 'main', accepterVpc: '444455556666/vpc/main' },
    });
  });
});

describe('rules on one line', () => {
  const group = (permissions: readonly object[]) =>
    ec2Of(
      imported(
        '',
        { Vpcs: [vpc] },
        { SecurityGroups: [{ GroupId: 'sg-0a1', GroupName: 'web', VpcId: 'vpc-0a1', IpPermissions: permissions }] },
      ),
    ).securityGroups.web.ingress;
  const everybody = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

  test.each([
    [{ IpProtocol: '-1', ...everybody }, 'all from 0.0.0.0/0'],
    [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...everybody }, 'tcp 443 from 0.0.0.0/0'],
    [{ IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, ...everybody }, 'tcp from 0.0.0.0/0'],
    [{ IpProtocol: 'udp', FromPort: 1000, ToPort: 2000, ...everybody }, 'udp 1000-2000 from 0.0.0.0/0'],
    [{ IpProtocol: 'icmp', FromPort: 8, ToPort: -1, ...everybody }, 'icmp 8 from 0.0.0.0/0'],
    [{ IpProtocol: 'icmp', FromPort: 3, ToPort: 4, ...everybody }, 'icmp 3.4 from 0.0.0.0/0'],
    [{ IpProtocol: '50', ...everybody }, '50 from 0.0.0.0/0'],
    [{ IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] }, 'all from ::/0'],
    [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-0a1', UserId: owner }] }, 'all from sg/web'],
  ])('%j', (permission, line) => {
    expect(group([permission])).toEqual([line]);
  });

  test('one permission with two sources is two rules; a description becomes a comment', () => {
    const ranges = [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '192.0.2.0/24', Description: 'office' }];
    expect(group([{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: ranges }])).toEqual([
      'tcp 22 from 10.0.0.0/8',
      { value: 'tcp 22 from 192.0.2.0/24', comment: 'office' },
    ]);
  });

  test('describe-security-group-rules alone will do, and is not added to what the groups say', () => {
    const rules = {
      SecurityGroupRules: [
        {
          SecurityGroupRuleId: 'sgr-1',
          GroupId: 'sg-0a1',
          IsEgress: false,
          IpProtocol: 'tcp',
          FromPort: 80,
          ToPort: 80,
          CidrIpv4: '0.0.0.0/0',
        },
        {
          SecurityGroupRuleId: 'sgr-2',
          GroupId: 'sg-0a1',
          IsEgress: true,
          IpProtocol: '-1',
          FromPort: -1,
          ToPort: -1,
          CidrIpv4: '0.0.0.0/0',
        },
      ],
    };
    const bare = { GroupId: 'sg-0a1', GroupName: 'web', VpcId: 'vpc-0a1' };
    const alone = ec2Of(imported('', { Vpcs: [vpc] }, { SecurityGroups: [bare] }, rules)).securityGroups.web;
    expect(alone).toMatchObject({ ingress: ['tcp 80 from 0.0.0.0/0'], egress: ['all to 0.0.0.0/0'] });
    const told = { ...bare, IpPermissions: [], IpPermissionsEgress: [] };
    const both = ec2Of(imported('', { Vpcs: [vpc] }, { SecurityGroups: [told] }, rules)).securityGroups.web;
    expect(both).toMatchObject({ ingress: [], egress: [] });
  });

  test('network ACL entries by number, without the final deny', () => {
    const entries = [
      { RuleNumber: 32767, Egress: false, RuleAction: 'deny', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
      {
        RuleNumber: 200,
        Egress: true,
        RuleAction: 'allow',
        Protocol: '1',
        CidrBlock: '0.0.0.0/0',
        IcmpTypeCode: { Type: 8, Code: 0 },
      },
      {
        RuleNumber: 100,
        Egress: false,
        RuleAction: 'allow',
        Protocol: '6',
        CidrBlock: '10.0.0.0/8',
        PortRange: { From: 22, To: 22 },
      },
      { RuleNumber: 101, Egress: false, RuleAction: 'deny', Protocol: '17', Ipv6CidrBlock: '::/0' },
    ];
    const acl = { NetworkAclId: 'acl-0a1', VpcId: 'vpc-0a1', IsDefault: false, Entries: entries };
    const result = ec2Of(imported('', { Vpcs: [vpc] }, { NetworkAcls: [acl] }));
    expect(result.networkAcls['acl-0a1']).toMatchObject({
      ingress: { 100: 'allow tcp 22 from 10.0.0.0/8', 101: 'deny udp from ::/0' },
      egress: { 200: 'allow icmp 8.0 to 0.0.0.0/0' },
    });
  });
});

describe('routes', () => {
  const table = (...routes: readonly object[]) => ({
    RouteTables: [{ RouteTableId: 'rtb-0a1', VpcId: 'vpc-0a1', Routes: routes, Associations: [{ Main: true }] }],
  });
  const routesOf = (...documents: readonly unknown[]) =>
    ec2Of(imported('', { Vpcs: [vpc] }, ...documents)).routeTables['main/main'].routes;

  test('local routes are implied', () => {
    expect(routesOf(table({ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' }))).toBeUndefined();
  });

  test('a gateway that an active route leads to exists', () => {
    const result = imported(
      '',
      { Vpcs: [vpc] },
      table({ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-0a1', State: 'active' }),
    );
    expect(ec2Of(result)).toMatchObject({
      internetGateways: { 'main-igw': { id: 'igw-0a1', vpc: 'main' } },
      routeTables: { 'main/main': { main: true, routes: { '0.0.0.0/0': 'main-igw' } } },
    });
    expect(result.notes).toEqual([expect.stringMatching(/^not-collected: igw-0a1/)]);
  });

  test('what is deleted leaves a blackhole, what was not collected is unknown', () => {
    const peering = {
      VpcPeeringConnectionId: 'pcx-0a1',
      Status: { Code: 'deleted' },
      RequesterVpcInfo: { VpcId: 'vpc-0a1' },
    };
    const routes = table(
      { DestinationCidrBlock: '10.9.0.0/16', VpcPeeringConnectionId: 'pcx-0a1', State: 'active' },
      { DestinationCidrBlock: '10.8.0.0/16', VpcPeeringConnectionId: 'pcx-0a2', State: 'active' },
      { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-0a1', State: 'blackhole' },
    );
    expect(routesOf({ VpcPeeringConnections: [peering] }, routes)).toEqual({
      '10.9.0.0/16': { target: 'pcx-0a1', state: 'blackhole' },
      '10.8.0.0/16': { state: 'unknown' },
      '0.0.0.0/0': { target: 'nat-0a1', state: 'blackhole' },
    });
  });

  test('a static and a propagated route for one destination both stay', () => {
    const gateways = {
      VpnGateways: [{ VpnGatewayId: 'vgw-0a1', VpcAttachments: [{ VpcId: 'vpc-0a1', State: 'attached' }] }],
    };
    const routes = table(
      { DestinationCidrBlock: '172.31.0.0/24', GatewayId: 'igw-0a1', Origin: 'CreateRoute' },
      { DestinationCidrBlock: '172.31.0.0/24', GatewayId: 'vgw-0a1', Origin: 'EnableVgwRoutePropagation' },
    );
    expect(routesOf(gateways, routes)).toEqual({
      '172.31.0.0/24': ['main-igw', { target: 'main-vgw', origin: 'EnableVgwRoutePropagation' }],
    });
  });

  test("the route of a gateway endpoint is the endpoint's", () => {
    const endpoint = {
      VpcEndpointId: 'vpce-0a1',
      VpcEndpointType: 'Gateway',
      VpcId: 'vpc-0a1',
      ServiceName: 'com.amazonaws.eu-west-1.s3',
      State: 'Available',
    };
    const lists = {
      PrefixLists: [{ PrefixListId: 'pl-0a1', PrefixListName: 'com.amazonaws.eu-west-1.s3', Cidrs: ['52.218.0.0/17'] }],
    };
    const result = ec2Of(
      imported(
        '',
        { Vpcs: [vpc] },
        { VpcEndpoints: [endpoint] },
        lists,
        table({ DestinationPrefixListId: 'pl-0a1', GatewayId: 'vpce-0a1' }),
      ),
    );
    expect(result.routeTables['main/main'].routes).toBeUndefined();
    expect(result.vpcEndpoints.s3).toMatchObject({ type: 'Gateway', service: 's3', routeTables: ['main/main'] });
  });
});

describe('what was not collected', () => {
  test('a main route table is there, and where it leads is unknown', () => {
    const { accounts, notes } = imported('', { Vpcs: [vpc] });
    expect(accounts[owner].ec2.routeTables).toEqual({
      'main/main': { vpc: 'main', main: true, routes: { '0.0.0.0/0': 'unknown' } },
    });
    expect(notes).toEqual([expect.stringMatching(/^not-collected: the main route table of vpc-0a1/)]);
  });

  test('what stands on something left out is left out too, and nothing points at it', () => {
    const attachment = { TransitGatewayAttachmentId: 'tgw-attach-0a1', TransitGatewayId: 'tgw-0a1', VpcId: 'vpc-0a1' };
    const address = { AllocationId: 'eipalloc-0a1', PublicIp: '203.0.113.9', InstanceId: 'i-0a1' };
    const lost = { InstanceId: 'i-0a1', SubnetId: 'subnet-0f9', VpcId: 'vpc-0a1', State: { Name: 'running' } };
    const result = imported(
      '',
      tables,
      { Vpcs: [vpc] },
      { TransitGatewayVpcAttachments: [attachment] },
      { Addresses: [address] },
      { Reservations: [{ Instances: [lost] }] },
    );
    expect(ec2Of(result).instances).toBeUndefined();
    expect(ec2Of(result).transitGatewayVpcAttachments).toBeUndefined();
    expect(ec2Of(result).elasticIps).toEqual({ 'eipalloc-0a1': { publicIp: '203.0.113.9' } });
    expect(result.notes).toHaveLength(2);
  });

  test('the account is the one that the caller was in', () => {
    const { OwnerId: _, ...anonymous } = vpc;
    const caller = { UserId: 'AIDA', Account: '777788889999', Arn: 'arn:aws:iam::777788889999:user/x' };
    expect(Object.keys(imported('', caller, { Vpcs: [anonymous] }, tables).accounts)).toEqual(['777788889999']);
  });
});

describe('oddities of real folders', () => {
  test('the same thing twice is one, and a difference is said', () => {
    const result = imported('', tables, { Vpcs: [vpc] }, { Vpcs: [{ ...vpc, CidrBlock: '10.7.0.0/16' }] });
    expect(ec2Of(result).vpcs).toEqual({ main: { id: 'vpc-0a1', cidrBlock: '10.7.0.0/16' } });
    expect(result.notes).toEqual([
      expect.stringMatching(/^conflict: vpc-0a1 is described twice, with another CidrBlock/),
    ]);
  });

  test('a part without its whole brings a VPC of which only the local routes are known', () => {
    const routes = [{ DestinationCidrBlock: '10.3.0.0/16', GatewayId: 'local' }];
    const tables = {
      RouteTables: [
        { RouteTableId: 'rtb-0a1', VpcId: 'vpc-0c1', OwnerId: owner, Routes: routes, Associations: [{ Main: true }] },
      ],
    };
    const result = imported('', tables);
    expect(ec2Of(result).vpcs).toEqual({ main: { id: 'vpc-0c1', cidrBlock: '10.3.0.0/16' } });
    expect(result.notes).toHaveLength(1);
    const acl = {
      NetworkAcls: [{ NetworkAclId: 'acl-0a1', VpcId: 'vpc-0c2', OwnerId: owner, Entries: [], IsDefault: true }],
    };
    expect(ec2Of(imported('', acl)).vpcs).toEqual({ main: { id: 'vpc-0c2', cidrBlock: 'unknown' } });
  });

  test('lists that nothing reads are counted, empty ones are not worth a word', () => {
    const { notes } = imported('', tables, {
      Vpcs: [vpc],
      DBInstances: [{}, {}],
      LoadBalancers: [],
      AvailabilityZones: [{}],
      NextToken: 'x',
    });
    expect(notes).toEqual([
      'incomplete-file: this is one page of several: the output goes on elsewhere',
      'not-read: DBInstances is not read (2 entries)',
    ]);
  });

  test('a bare list is taken where its entries give it away', () => {
    expect(ec2Of(imported('', [vpc], [subnet]))).toMatchObject({
      vpcs: { main: {} },
      subnets: { web: { vpc: 'main' } },
    });
  });

  test('entries without an id, and values of wrong types, do no harm', () => {
    const { notes } = imported('', tables, {
      Vpcs: [vpc, {}, null, 7],
      Subnets: 'none',
      RouteTables: [{ RouteTableId: 5, Routes: {} }],
    });
    expect(notes).toEqual([
      expect.stringMatching(/^no-id: an entry of Vpcs/),
      'left-out: 5 is left out: it is in no VPC among the files',
    ]);
  });
});
