import type { Network } from '../network/model.ts';
import type { Stopped } from '../walk/hop.ts';
import type { Assumptions } from '../walk/walk.ts';
import { remedyKey } from '../walk/walk.ts';
import type { Edit } from './edit.ts';
import { fixAcl, fixGroup } from './filters.ts';
import { fixInternetGateway, fixPublicIp, fixRoute } from './routing.ts';
import { settingFor } from './settings.ts';
import { fixTransitAssociation, fixTransitRoute, fixTransitZone } from './transit.ts';

/** What would let a blocked packet through: in words, as edits, and as what may then be assumed. */
export interface Fix {
  readonly says: string;
  readonly edits: readonly Edit[];
  readonly assume: (before: Assumptions) => Assumptions;
}

/** The smallest edit against one block; undefined where nothing that belongs to the accounts could help. */
export function fixFor(
  network: Network,
  assumptions: Assumptions,
  earlier: readonly Fix[],
  { hop, remedy }: Extract<Stopped, { kind: 'blocked' }>,
): Fix | undefined {
  const mend = (before: Assumptions): Assumptions => ({
    ...before,
    mended: new Set([...before.mended, remedyKey(remedy, hop.at)]),
  });
  const edits = earlier.flatMap((fix) => fix.edits);
  switch (remedy.kind) {
    case 'group':
      return { ...fixGroup(remedy), assume: mend };
    case 'acl':
      return {
        ...fixAcl(network, remedy, edits),
        assume: mend,
      };
    case 'route':
      return fixRoute(network, assumptions, remedy, edits);
    case 'internet-gateway':
      return { ...fixInternetGateway(network, remedy.vpc), assume: mend };
    case 'public-ip':
      return fixPublicIp(remedy.owner, remedy.instance);
    case 'transit-route':
      return fixTransitRoute(remedy, mend);
    case 'transit-association':
      return fixTransitAssociation(network, remedy);
    case 'transit-zone':
      return { ...fixTransitZone(remedy), assume: mend };
    case 'none':
      return undefined;
    default: {
      const setting = settingFor(remedy);
      return setting && { says: setting.says, edits: [setting.edit], assume: mend };
    }
  }
}
