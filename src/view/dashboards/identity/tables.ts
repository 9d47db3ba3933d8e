import { visible } from '../../../core/text.ts';
import type { World } from '../../../core/world.ts';
import { type AssumeEdge, assumeGraph, type CallerAnswer, whoCan } from '../../../services/call/index.ts';
import { sessionsOf } from '../../../services/sts/index.ts';
import type { Pane, Scene } from '../../dashboard.ts';
import { outcomeMark, verdictMarks } from '../../glyphs.ts';
import { row, seg } from '../../segment.ts';
import { itemOf, lifeOf } from './chain.ts';
import { shortName } from './names.ts';
import type { Asked } from './request.ts';

/** Every session there is, the latest first: whose, from whom, and how long still. */
export function sessionsPane(scene: Scene): Pane {
  const sessions = sessionsOf(scene.world).toReversed();
  const before = scene.before.runtimes.sts?.sessions;
  return {
    id: 'sessions',
    title: 'Sessions',
    height: { least: 4, wanted: Math.max(4, Math.min(10, sessions.length + 1)) },
    body: {
      kind: 'table',
      columns: [
        { title: 'session', priority: 5, min: 23, max: 40, cut: 'middle' },
        { title: 'asked by', priority: 3, min: 12, max: 26, cut: 'middle' },
        { title: 'left', priority: 4, min: 27, max: 36 },
        { title: 'by', priority: 1, min: 10, max: 26 },
        { title: 'tags', priority: 2, min: 8, max: 30 },
      ],
      count: sessions.length,
      rows: scene.world.runtimes.sts?.sessions ?? scene.world,
      empty: 'no session yet: :call sts:AssumeRole ROLE as USER makes one',
      at: (index) => {
        const session = sessions[index];
        if (session === undefined) return { key: '', cells: [] };
        const { accessKeyId } = session.credentials;
        return {
          key: accessKeyId,
          cells: [
            visible(`${shortName(session.owner)}/${session.name}`),
            shortName(session.askedBy ?? ''),
            row(...lifeOf(session, scene.now)),
            session.api,
            visible([...session.tags].map(([key, value]) => `${key}=${value}`).join(' ')),
          ],
          changed: before?.has(accessKeyId) !== true,
          item: itemOf(session, scene.now),
        };
      },
    },
  };
}

const answers = new WeakMap<World, Map<string, readonly CallerAnswer[]>>();

/** The answer to who can, kept for as long as the world it was asked of. */
function answersTo(world: World, { action, resource, entry }: Asked): readonly CallerAnswer[] {
  let known = answers.get(world);
  if (known === undefined) {
    known = new Map();
    answers.set(world, known);
  }
  const key = `${action} ${resource}`;
  let found = known.get(key);
  if (found === undefined) {
    const place = entry.place ?? { source: { path: '', text: '' }, offset: 0 };
    found = whoCan(world, { action, target: resource, place });
    known.set(key, found);
  }
  return found;
}

const ORDER = ['allowed', 'unknown', 'implicit-deny', 'explicit-deny'];

/** Who else could do what the selected step asked for. */
export function callersPane(scene: Scene, asked: Asked): Pane {
  const found = answersTo(scene.world, asked).toSorted(
    (one, other) => ORDER.indexOf(one.decision) - ORDER.indexOf(other.decision),
  );
  const allowed = found.filter(({ decision }) => decision === 'allowed').length;
  return {
    id: 'callers',
    title: `Who can ${visible(asked.action)}`,
    corner: `${allowed} of ${found.length}`,
    height: { least: 4, wanted: Math.max(4, Math.min(10, found.length + 1)) },
    body: {
      kind: 'table',
      columns: [
        { title: 'caller', priority: 3, min: 14, max: 40, cut: 'middle' },
        { title: 'decision', priority: 2, min: 15, max: 16 },
        { title: 'through', priority: 1, min: 12, max: 50, cut: 'middle' },
      ],
      count: found.length,
      rows: found,
      empty: 'nobody is there to ask',
      at: (index) => {
        const each = found[index];
        if (each === undefined) return { key: '', cells: [] };
        const mark = each.decision.endsWith('deny') ? outcomeMark('denied', each.decision) : outcomeMark(each.decision);
        return {
          key: each.who,
          cells: [shortName(each.who), seg(`${mark.glyph} ${mark.word}`, mark.style), visible(each.through ?? '')],
          item: { says: visible(`${each.who}: ${each.decision}`), copy: each.who },
        };
      },
    },
  };
}

/** Who can become which role, and what it takes. */
export function rolesPane(scene: Scene): Pane {
  const edges: readonly AssumeEdge[] = assumeGraph(scene.world);
  return {
    id: 'roles',
    title: 'Who can become whom',
    height: { least: 4, wanted: Math.max(4, Math.min(10, edges.length + 1)) },
    body: {
      kind: 'table',
      columns: [
        { title: 'who', priority: 3, min: 14, max: 32, cut: 'middle' },
        { title: 'becomes', priority: 3, min: 14, max: 28, cut: 'middle' },
        { title: 'with', priority: 2, min: 24, max: 70 },
      ],
      count: edges.length,
      rows: edges,
      empty: 'no role that anybody here may assume',
      at: (index) => {
        const edge = edges[index];
        if (edge === undefined) return { key: '', cells: [] };
        const needs = edge.needs.join(', ');
        return {
          key: `${edge.from} ${edge.to}`,
          cells: [
            shortName(edge.from),
            shortName(edge.to),
            needs === '' ? seg(`${verdictMarks.pass.glyph} nothing more`, 'pass') : visible(needs),
          ],
          item: {
            says: visible(`${edge.from} can become ${edge.to}${needs === '' ? '' : `, with ${needs}`}`),
            copy: edge.to,
          },
        };
      },
    },
  };
}
