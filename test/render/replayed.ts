import { performStep } from '../../src/core/step.ts';
import type { World } from '../../src/core/world.ts';
import type { PlayedStep, Replayed } from '../../src/render/format.ts';
import { firstWorldOf, readScenario } from '../../src/scenario/scenario.ts';

/** A scenario that was read from a text and played to its end. */
export async function replayed(text: string, name = 'a.yaml'): Promise<Replayed> {
  const { scenario, diagnostics } = await readScenario({ path: name, text });
  if (scenario === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const steps: PlayedStep[] = [];
  let world: World = firstWorldOf(scenario);
  for (const step of scenario.steps) {
    const next = performStep(world, step, steps.length + 1);
    world = next.world;
    steps.push({ step, ...next });
  }
  return { name, scenario, steps };
}

/** A web server that a forgotten rule keeps from being reached; what is not expected comes twice. */
export const SHOP = `title: A | <b>shop</b>
about: Nobody gets in.
internet: { laptop: 203.0.113.10 }
accounts:
  shop:
    id: "111122223333"
    region: ap-northeast-1
    ec2:
      vpcs: { main: { cidrBlock: 10.0.0.0/16 } }
      internetGateways: { igw: { vpc: main } }
      routeTables: { public: { vpc: main, routes: { 0.0.0.0/0: igw } } }
      subnets: { a: { vpc: main, availabilityZone: a, cidrBlock: 10.0.0.0/24, routeTable: public, mapPublicIpOnLaunch: true } }
      securityGroups:
        web:
          vpc: main
          ingress:
            - tcp 80 from 0.0.0.0/0
      instances: { web-1: { subnet: a, securityGroups: [web] } }
steps:
  - id: open
    send: laptop -> web-1 tcp/80
    note: It ought to work.
    expect: delivered
  - send: laptop -> web-1 tcp/443
    expect: { outcome: delivered, direction: return, clientSees: timeout }
  - wait: 5s
  - send: laptop -> web-1 tcp/22
    expect: { outcome: dropped, at: sg/web }
`;
