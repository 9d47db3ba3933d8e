import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/scenario/load.ts';
import { rowWidth } from '../../src/view/cells.ts';
import type { Pane, Picture, Scene } from '../../src/view/dashboard.ts';
import { hopsOf, labelOf } from '../../src/view/dashboards/network/hops.ts';
import { networkDashboard } from '../../src/view/dashboards/network/index.ts';
import { alignLanes, drawLanes, homeHop, lanesHeight } from '../../src/view/dashboards/network/lanes.ts';
import { textOf } from '../../src/view/segment.ts';
import { sceneOf } from '../../src/view/stage.ts';
import { stills } from '../../src/view/still.ts';

const still = await stills({ width: 120, height: 36 });

async function sceneAt(name: string, id: string, progress?: number): Promise<Scene> {
  const { scenario } = await loadScenario(`scenarios/${name}.yaml`);
  if (scenario === undefined) throw new Error(`${name} cannot be read`);
  const at = scenario.steps.findIndex((step) => step.info.id === id) + 1;
  const { session } = still.open(scenario, name, at);
  if (session === undefined || at === 0) throw new Error(`${name} has no step ${id}`);
  return sceneOf(session, progress === undefined ? undefined : { running: true, progress });
}

function panesOf(scene: Scene): ReadonlyMap<string, Pane> {
  return new Map(networkDashboard.panes(scene, undefined, () => undefined).map((pane) => [pane.id, pane]));
}

function picture(pane: Pane | undefined, width = 84, height = 20): Picture {
  if (pane?.body.kind !== 'picture') throw new Error('the pane is no picture');
  return pane.body.draw({ width, height });
}

const text = (drawn: Picture) => drawn.rows.map((row) => textOf(row).trimEnd()).join('\n');

describe('the lanes', () => {
  test('name what the packet met, and what the reply met below it', async () => {
    const drawn = picture(panesOf(await sceneAt('tour', 'https')).get('path'));
    expect(`\n${text(drawn)}\n`).toBe(`
 request  laptop ─▶  igw ──────────────────▶  nacl:default ─▶  sg:web ─▶  web-1
                     ✓ 1:1 NAT                ✓ #100           ✓ rule     ✓ listens
 reply    laptop ◀─  igw ◀───  rtb:public ◀─  nacl:default ◀─  sg:web ◀─  web-1
          ✓ received ✓ 1:1 NAT ✓ 0.0.0.0/0    ✓ #100           ✓ rule
`);
  });

  test('end where the packet was dropped, with the cursor there', async () => {
    const scene = await sceneAt('tour', 'https-forgotten');
    const hops = hopsOf(scene.result);
    expect(hops.at(-1)).toMatchObject({ label: 'sg:web', leg: 'request' });
    const drawn = picture(panesOf(scene).get('path'));
    expect(drawn.home).toBe(hops.at(-1)?.key);
    expect(text(drawn)).not.toContain('reply');
  });

  test('keep to their width, and every hop is a spot where its name stands', async () => {
    const hops = hopsOf((await sceneAt('network/transit-gateway-zones', 'zone-a')).result);
    for (const width of [40, 58, 78, 84, 118, 200]) {
      const { rows, spots = [] } = drawLanes(hops, { width, height: 40 }, undefined, undefined);
      expect(rows).toHaveLength(lanesHeight(hops, width));
      for (const row of rows) expect(rowWidth(row)).toBeLessThanOrEqual(width);
      expect(spots.map((spot) => spot.key).sort()).toEqual(hops.map((hop) => hop.key).sort());
      for (const spot of spots) {
        const label = hops.find((hop) => hop.key === spot.key)?.label ?? '';
        expect(textOf(rows[spot.row] ?? '').slice(spot.column)).toMatch(new RegExp(`^${label.replaceAll('.', '\\.')}`));
      }
    }
  });

  test('align the reply below the request wherever both met the same thing', async () => {
    const columns = alignLanes(hopsOf((await sceneAt('tour', 'database')).result));
    const shared = columns.filter((column) => column.request !== undefined && column.reply !== undefined);
    expect(shared.map((column) => column.label)).toEqual([
      'web-1',
      'sg:web',
      'nacl:default',
      'nacl:data',
      'sg:db',
      'db-1',
    ]);
  });

  test('while the packet is under way tell only where it has been', async () => {
    const scene = await sceneAt('tour', 'https', 0.5);
    const hops = hopsOf(scene.result);
    const half = text(picture(panesOf(scene).get('path')));
    expect(half).toContain('●');
    expect(half).not.toContain('received');
    const whole = text(picture(panesOf(await sceneAt('tour', 'https', 0.999)).get('path')));
    expect(whole).toContain('received');
    expect(homeHop(hops, undefined, 0)).toBe(hops[0]);
  });
});

describe('the hop', () => {
  test('shows the header before and after, and the rows in the order they were tried', async () => {
    const scene = await sceneAt('network/peering-is-not-transitive', 'pending');
    const hop = text(picture(panesOf(scene).get('hop')));
    expect(hop).toContain('before  10.1.0.10');
    expect(hop).toContain('nothing: the packet ends here');
    expect(hop).toMatch(/● 10\.3\.0\.0\/16 → pcx:a-c +wins/);
    expect(hop).toMatch(/· 0\.0\.0\.0\/0 → pcx:a-b +another prefix is longer/);
  });
});

describe('the map', () => {
  test('shows each subnet with its class, what makes it so and what is inside', async () => {
    const map = text(picture(panesOf(await sceneAt('tour', 'https')).get('map')));
    expect(map).toContain('public → igw');
    expect(map).toContain('isolated (aka private)');
    expect(map).toContain('private (aka protected) → nat:nat-a');
    expect(map).toContain('nat:nat-a · web-1');
  });

  test('marks what a step changed', async () => {
    const changed = picture(panesOf(await sceneAt('network/public-subnet', 'gateway')).get('map'));
    expect(text(changed)).toContain('▎ web-a');
    const still = picture(panesOf(await sceneAt('network/public-subnet', 'no-rule')).get('map'));
    expect(text(still)).not.toContain('▎');
  });

  test('says of the subnet under the cursor what it lacks', async () => {
    const { spots } = picture(panesOf(await sceneAt('network/public-subnet', 'nothing')).get('map'));
    expect(spots?.[0]?.item?.says).toMatch(/^web-a is isolated: .*gateway \(.*missing$/);
  });

  test.each([30, 60, 84, 160])('keeps to its width: %i', async (width) => {
    for (const name of ['tour', 'network/peering-is-not-transitive', 'network/nat-per-zone']) {
      const { scenario } = await loadScenario(`scenarios/${name}.yaml`);
      if (scenario === undefined) throw new Error(`${name} cannot be read`);
      const { session } = still.open(scenario, name, 0);
      if (session === undefined) throw new Error('not open');
      for (const row of picture(panesOf(sceneOf(session, undefined)).get('map'), width).rows) {
        expect(rowWidth(row)).toBeLessThanOrEqual(width);
      }
    }
  });
});

describe('what devices remember', () => {
  test('connections are tracked or not, and say what that means', async () => {
    const scene = await sceneAt('network/tracked-connections', 'still-there');
    const body = panesOf(scene).get('connections')?.body;
    if (body?.kind !== 'table') throw new Error('no table');
    const lines = Array.from({ length: body.count }, (_, index) => body.at(index));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.map((line) => line.cells.map(textOf).join(' ')).join('\n')).toContain('✓ tracked');
  });
});

test.each([
  ['shop/sg/web', 'sg:web'],
  ['shop/instance/web-1', 'web-1'],
  ['host/laptop', 'laptop'],
  ['shop/igw/igw', 'igw'],
  ['shop/nacl/main/default', 'nacl:default'],
  ['shop/eni/web-1/eth0', 'web-1/eth0'],
  ['local', 'local'],
])('%s is called %s', (address, label) => expect(labelOf(address)).toBe(label));
