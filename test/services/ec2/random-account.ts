import fc from 'fast-check';
import type { Ec2 } from './account.ts';

const zone = fc.constantFrom('a', 'c', 'd');
const port = fc.constantFrom(22, 80, 443, 5432);
const block = fc.constantFrom(
  '0.0.0.0/0',
  '10.0.0.0/16',
  '10.0.0.0/24',
  '10.0.1.0/24',
  '10.1.0.0/16',
  '10.0.0.8/29',
  '203.0.113.0/24',
);
const group = fc.constantFrom('sg/web', 'sg/app', 'sg/db');
const traffic = fc.oneof(
  fc.constant('all'),
  fc.constant('tcp'),
  port.map((number) => `tcp ${number}`),
  fc.constant('tcp 1024-65535'),
  fc.constant('icmp'),
);

function rules(preposition: 'from' | 'to') {
  const rule = fc.tuple(traffic, fc.oneof(block, group)).map(([what, peer]) => `${what} ${preposition} ${peer}`);
  return fc.array(rule, { maxLength: 4 });
}

function entries(preposition: 'from' | 'to') {
  const entry = fc
    .tuple(fc.constantFrom('allow', 'allow', 'deny'), traffic, block)
    .map((parts) => `${parts[0]} ${parts[1]} ${preposition} ${parts[2]}`);
  return fc
    .array(entry, { maxLength: 4 })
    .map((lines) => Object.fromEntries(lines.map((line, index) => [100 + index * 10, line])));
}

const securityGroup = fc.record(
  { ingress: rules('from'), egress: fc.option(rules('to'), { nil: undefined }) },
  { requiredKeys: [] },
);
const acl = fc.record({ ingress: entries('from'), egress: entries('to') });
const mainRoute = fc.subarray(['0.0.0.0/0', '10.1.0.0/16']);

function subnets(vpc: string, second: number) {
  const subnet = fc.record({
    availabilityZone: zone,
    networkAcl: fc.constantFrom(undefined, `${vpc}-acl`),
    routeTable: fc.constantFrom(undefined, `${vpc}-out`),
    mapPublicIpOnLaunch: fc.boolean(),
  });
  return fc
    .tuple(subnet, subnet)
    .map((pair) =>
      Object.fromEntries(
        pair.map((own, index) => [`${vpc}-${index}`, { vpc, cidrBlock: `10.${second}.${index}.0/24`, ...own }]),
      ),
    );
}

const instance = fc.record({
  subnet: fc.constantFrom('main-0', 'main-1', 'other-0', 'other-1'),
  group: fc.subarray(['web', 'app', 'db'], { minLength: 1 }),
  listens: fc.constantFrom(undefined, ['tcp/443'], ['tcp/22', 'tcp/5432']),
  state: fc.constantFrom('running', 'running', 'running', 'stopped'),
});

/**
 * An account with two VPCs, peered or not, subnets with and without ways out, filters of all kinds and some instances:
 * every way of being blocked, and of getting through, turns up.
 */
export const randomAccount: fc.Arbitrary<Ec2> = fc
  .record({
    groups: fc.tuple(securityGroup, securityGroup, securityGroup),
    others: fc.tuple(securityGroup, securityGroup, securityGroup),
    acls: fc.tuple(acl, acl),
    main: subnets('main', 0),
    other: subnets('other', 1),
    instances: fc.array(instance, { minLength: 2, maxLength: 7 }),
    peered: fc.constantFrom('active', 'active', 'pending-acceptance'),
    gateway: fc.boolean(),
    nat: fc.boolean(),
    ways: fc.tuple(mainRoute, fc.subarray(['0.0.0.0/0', '10.0.0.0/16'])),
  })
  .map(accountOf);

interface Parts {
  readonly groups: readonly object[];
  readonly others: readonly object[];
  readonly acls: readonly [object, object];
  readonly main: object;
  readonly other: object;
  readonly instances: readonly {
    readonly subnet: string;
    readonly group: readonly string[];
    readonly listens: readonly string[] | undefined;
    readonly state: string;
  }[];
  readonly peered: string;
  readonly gateway: boolean;
  readonly nat: boolean;
  readonly ways: readonly [readonly string[], readonly string[]];
}

function accountOf({ groups, others, acls, main, other, instances, peered, gateway, nat, ways }: Parts): Ec2 {
  const names = ['web', 'app', 'db'];
  const target = (to: string, own: string) =>
    to !== '0.0.0.0/0' ? 'pcx/join' : nat ? `nat/${own}-nat` : `igw/${own}-igw`;
  const routes = (list: readonly string[], own: string) =>
    Object.fromEntries(list.filter((to) => to !== '0.0.0.0/0' || gateway).map((to) => [to, target(to, own)]));
  const vpcs = ['main', 'other'];
  return {
    vpcs: { main: { cidrBlock: '10.0.0.0/16' }, other: { cidrBlock: '10.1.0.0/16' } },
    subnets: { ...main, ...other },
    securityGroups: Object.fromEntries([
      ...names.map((name, index) => [name, { vpc: 'main', ...groups[index] }]),
      ...names.map((name, index) => [`other-${name}`, { vpc: 'other', ...others[index] }]),
    ]),
    networkAcls: { 'main-acl': { vpc: 'main', ...acls[0] }, 'other-acl': { vpc: 'other', ...acls[1] } },
    internetGateways: gateway ? Object.fromEntries(vpcs.map((vpc) => [`${vpc}-igw`, { vpc }])) : {},
    natGateways: nat ? Object.fromEntries(vpcs.map((vpc) => [`${vpc}-nat`, { subnet: `${vpc}-0` }])) : {},
    routeTables: {
      'main-out': { vpc: 'main', routes: routes(ways[0], 'main') },
      'other-out': { vpc: 'other', routes: routes(ways[1], 'other') },
    },
    vpcPeeringConnections: { join: { requesterVpc: 'main', accepterVpc: 'other', status: peered } },
    instances: Object.fromEntries(
      instances.map(({ subnet, group: own, listens, state }, index) => {
        const prefix = subnet.startsWith('other') ? 'other-' : '';
        return [
          `i${index}`,
          {
            subnet,
            state,
            securityGroups: own.map((name) => `${prefix}${name}`),
            ...(listens === undefined ? {} : { listens }),
          },
        ];
      }),
    ),
  };
}
