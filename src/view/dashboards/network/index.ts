import type { Dashboard } from '../../dashboard.ts';
import { headerPane, rowsPane } from './hop.ts';
import { journeyOf, pathPane } from './path.ts';

/** A packet and its reply, hop by hop; the tables of the hop under the cursor; the map; what devices remember. */
export const networkDashboard: Dashboard<undefined> = {
  title: 'Network',
  start: undefined,
  panes: (scene, _own, cursor) => {
    const journey = journeyOf(scene, cursor('path'));
    return [pathPane(scene, journey), rowsPane(journey.under), headerPane(journey.under)];
  },
};
