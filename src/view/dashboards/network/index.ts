import type { Dashboard } from '../../dashboard.ts';
import { hopPane } from './hop.ts';
import { mapPane } from './map.ts';
import { journeyOf, pathPane } from './path.ts';
import { connectionsPane, mappingsPane } from './sessions.ts';

/**
 * A packet and its reply, hop by hop; the tables of the hop under the cursor; the map; what devices remember. A step
 * that sends nothing shows the map first.
 */
export const networkDashboard: Dashboard<undefined> = {
  title: 'Network',
  start: undefined,
  panes: (scene, _own, cursor) => {
    const journey = journeyOf(scene, cursor('path'));
    const rest = [connectionsPane(scene), mappingsPane(scene)];
    const path = pathPane(scene, journey);
    if (journey.hops.length === 0) return [mapPane(scene), path, ...rest];
    return [path, hopPane(journey.under), mapPane(scene), ...rest];
  },
};
