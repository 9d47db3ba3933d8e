import { contains } from '../address/cidr.ts';
import type { NetworkAcl, NetworkAclEntry } from '../network/model.ts';
import { type Header, matchesTraffic } from './packet.ts';
import type { Direction } from './security-group.ts';

/** What a network ACL says to a packet; without an entry it was the final deny (`*`). */
export type AclDecision = { readonly allowed: boolean; readonly entry: NetworkAclEntry | undefined } | 'unknown';

/**
 * Entries are tried by rule number, the first match decides; replies are packets like any other ("Network ACL basics",
 * VPC User Guide). The far end is the source coming in and the destination going out; ports are destination ports.
 */
export function decideAcl(acl: NetworkAcl, direction: Direction, header: Header): AclDecision {
  const entries = acl[direction];
  if (entries === 'unknown') return 'unknown';
  for (const entry of entries) if (entryMatches(entry, direction, header)) return { allowed: entry.allow, entry };
  return { allowed: false, entry: undefined };
}

function entryMatches(entry: NetworkAclEntry, direction: Direction, header: Header): boolean {
  return (
    matchesTraffic(entry.traffic, header) && contains(entry.cidr, direction === 'ingress' ? header.src : header.dst)
  );
}
