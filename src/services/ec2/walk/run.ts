import { endpoint } from './endpoint.ts';
import type { End, Stage } from './hop.ts';
import { arrive, deliver, leaveSubnet, send } from './interfaces.ts';
import { egressOnlyOut, internet, internetGatewayIn, internetGatewayOut } from './internet.ts';
import { natIn, natOut } from './nat.ts';
import { peering } from './peering.ts';
import { route } from './routing.ts';
import { transit } from './transit.ts';
import { vpnGatewayOut, vpnIn } from './vpn.ts';
import type { Walk } from './walk.ts';

/** A packet that meets more stages than this goes round in circles (its TTL would run out). */
const STAGES_MOST = 64;

/** Lets a packet travel from a stage until it arrives or is stopped. */
export function run(walk: Walk, from: Stage | End): End {
  let at = from;
  for (let count = 0; 'go' in at; count += 1) {
    if (count >= STAGES_MOST) {
      const { header } = at;
      return walk.stop('routing-loop', { address: walk.path.at(-1) ?? '' }, header, () => ({ hops: walk.hops.length }));
    }
    at = next(walk, at);
  }
  return at;
}

function next(walk: Walk, stage: Stage): Stage | End {
  switch (stage.go) {
    case 'send':
      return send(walk, stage);
    case 'leave-subnet':
      return leaveSubnet(walk, stage);
    case 'route':
      return route(walk, stage);
    case 'deliver':
      return deliver(walk, stage);
    case 'arrive':
      return arrive(walk, stage);
    case 'internet-gateway-out':
      return internetGatewayOut(walk, stage);
    case 'internet':
      return internet(walk, stage);
    case 'internet-gateway-in':
      return internetGatewayIn(walk, stage);
    case 'egress-only-out':
      return egressOnlyOut(walk, stage);
    case 'nat':
      return natOut(walk, stage);
    case 'nat-in':
      return natIn(walk, stage);
    case 'peering':
      return peering(walk, stage);
    case 'transit':
      return transit(walk, stage);
    case 'endpoint':
      return endpoint(walk, stage);
    case 'vpn-out':
      return vpnGatewayOut(walk, stage);
    case 'vpn-in':
      return vpnIn(walk, stage);
  }
}
