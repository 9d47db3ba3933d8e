import type { Place } from '../../../core/source.ts';
import { familyOfCidr } from '../address/cidr.ts';
import type { Interface, SecurityGroup, SecurityGroupRule } from '../network/model.ts';
import type { Checking } from './check.ts';
import { propertyPlace } from './reads.ts';

/** What an account has by default, and the most that AWS grants ("Amazon VPC quotas"). */
interface Quota {
  readonly what: string;
  readonly usual: number;
  readonly most: number;
}

const VPC_BLOCKS: Quota = { what: 'IPv4 blocks', usual: 5, most: 50 };
const GROUPS_PER_INTERFACE: Quota = { what: 'security groups', usual: 5, most: 16 };
const RULES_PER_GROUP: Quota = { what: 'rules of one direction and family', usual: 60, most: 1000 };
const ACL_ENTRIES: Quota = { what: 'entries in one direction', usual: 20, most: 40 };
const ROUTES: Quota = { what: 'routes of one family', usual: 500, most: 1000 };
const NAT_ADDRESSES: Quota = { what: 'addresses', usual: 2, most: 8 };
const RULES_TIMES_GROUPS = 1000;

/** Quotas: beyond what AWS grants at all is an error, beyond what an account has by default a warning. */
export function checkQuotas({ reads, network, reader, interfacePlaces }: Checking): void {
  const count = (name: string, number: number, { what, usual, most }: Quota, place: Place) => {
    if (number > most) reader.error('quota', `${name} has ${number} ${what}; AWS allows ${most}`, place);
    else if (number > usual)
      reader.warn('quota', `${name} has ${number} ${what}; an account has ${usual} unless AWS grants more`, place);
  };
  for (const vpc of network.vpcs.values())
    count(
      vpc.name,
      vpc.cidrs.filter((block) => familyOfCidr(block) === 4).length,
      VPC_BLOCKS,
      propertyPlace(reads, 'vpcs', vpc, 'secondaryCidrBlocks'),
    );
  for (const group of network.securityGroups.values())
    count(group.name, mostRules(group), RULES_PER_GROUP, group.place);
  for (const acl of network.networkAcls.values()) {
    for (const direction of ['ingress', 'egress'] as const) {
      const entries = acl[direction];
      const place = propertyPlace(reads, 'networkAcls', acl, direction);
      if (entries !== 'unknown') count(acl.name, entries.length, ACL_ENTRIES, place);
    }
  }
  for (const table of network.routeTables.values()) {
    if (table.routes === 'unknown') continue;
    for (const family of [4, 6] as const) {
      const own = table.routes.filter(
        ({ cidrs, origin }) =>
          origin !== 'propagated' && cidrs !== 'unknown' && cidrs[0] !== undefined && familyOfCidr(cidrs[0]) === family,
      );
      count(table.name, own.length, ROUTES, propertyPlace(reads, 'routeTables', table, 'routes'));
    }
  }
  for (const gateway of network.natGateways.values()) {
    const place = propertyPlace(reads, 'natGateways', gateway, 'secondaryElasticIps');
    if (gateway.subnet !== undefined) count(gateway.name, gateway.addresses.length, NAT_ADDRESSES, place);
  }
  const seen = new Set<Interface['groups']>();
  for (const own of network.interfaces.values()) {
    if (typeof own.groups !== 'object' || seen.has(own.groups)) continue;
    seen.add(own.groups);
    const place = interfacePlaces.of(own, 'securityGroups');
    count(own.name, own.groups.groups.length, GROUPS_PER_INTERFACE, place);
    const product = own.groups.groups.length * Math.max(...own.groups.groups.map(mostRules), 0);
    if (product > RULES_TIMES_GROUPS)
      reader.error(
        'quota',
        `${own.name}: security groups times rules is ${product}; AWS allows ${RULES_TIMES_GROUPS}`,
        place,
      );
  }
}

/** The most rules a group has in one direction and family; rules that name groups or lists count for both families. */
function mostRules(group: SecurityGroup): number {
  const counts = [group.ingress, group.egress].flatMap((rules) =>
    rules === 'unknown' ? [] : [countFamily(rules, 4), countFamily(rules, 6)],
  );
  return Math.max(0, ...counts);
}

/** A customer's prefix list counts as its entries, AWS's own by its weight. */
function countFamily(rules: readonly SecurityGroupRule[], family: 4 | 6): number {
  return rules.reduce((sum, { peer }) => {
    if (!('kind' in peer)) return sum + (familyOfCidr(peer) === family ? 1 : 0);
    if (peer.kind === 'sg') return sum + 1;
    if (peer.listName.startsWith('com.amazonaws.')) return sum + (peer.listName.includes('cloudfront') ? 55 : 1);
    return sum + (peer.entries === 'unknown' ? 1 : peer.entries.length);
  }, 0);
}
