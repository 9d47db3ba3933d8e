import { visible } from '../../../core/text.ts';
import { formatDuration } from '../../../core/time.ts';
import { chainOf, isExpired, type Session, sessionsOf } from '../../../services/sts/index.ts';
import { fitRow, rowWidth } from '../../cells.ts';
import type { Picture, Scene, Spot } from '../../dashboard.ts';
import { bar } from '../../gauge.ts';
import { verdictMarks } from '../../glyphs.ts';
import { type Content, row, seg } from '../../segment.ts';
import { shortName } from './names.ts';

const barWidth = 9;

/** The chain of sessions that the selected step made or used; the latest one where it used none. */
export function chainOfStep({ world, before, result }: Scene): readonly Session[] {
  const known = before.runtimes.sts?.sessions;
  const made = sessionsOf(world).filter(({ credentials }) => known?.has(credentials.accessKeyId) !== true);
  const used = (result?.trace ?? []).flatMap(({ service, reason, looked }) =>
    service === 'call' && reason === 'caller' ? ((looked as { accessKeyId?: string }).accessKeyId ?? []) : [],
  );
  const key = made.at(-1)?.credentials.accessKeyId ?? used[0] ?? expired(result, world);
  return key === undefined ? [] : chainOf(world, key);
}

/** The session whose credentials came too late: the call ended there. */
function expired(result: Scene['result'], world: Scene['world']): string | undefined {
  const refused = result?.trace.find(({ service, reason }) => service === 'sts' && reason === 'expired-token');
  const arn = (refused?.looked as { session?: string } | undefined)?.session;
  const late = sessionsOf(world).filter(({ principal }) => 'arn' in principal && principal.arn === arn);
  return late.findLast((session) => isExpired(session, world.now))?.credentials.accessKeyId;
}

/** One station of the train: who, and below it how long still; before it the arrow that led there. */
interface Station {
  readonly arrow: Content;
  readonly marks: Content;
  readonly name: Content;
  readonly life: Content;
  readonly session?: Session;
}

/** The sessions as a train: who became what, how long each still lasts, and what let each hop pass. */
export function drawChain(scene: Scene, width: number): Picture {
  const chain = chainOfStep(scene);
  const [first] = chain;
  if (first === undefined) return { rows: [] };
  const stations = [beginning(first), ...chain.map((session) => stationOf(scene, session))];
  // Where there is no room for all, the last ones tell most.
  let from = 0;
  while (from < stations.length - 1 && widthOf(stations.slice(from), from > 0) > width - 2) from += 1;
  return placed(stations.slice(from), from > 0, scene.now, width);
}

function placed(stations: readonly Station[], cut: boolean, now: number, width: number): Picture {
  const names: Content[] = [' ', seg(cut ? '… ' : '', 'dim')];
  const lives: Content[] = [cut ? '   ' : ' '];
  const spots: Spot[] = [];
  let column = cut ? 3 : 1;
  for (const [index, station] of stations.entries()) {
    const hop = index > 0 || cut ? rowWidth(station.arrow) : 0;
    const cells = Math.max(rowWidth(station.name), rowWidth(station.life));
    if (hop > 0) {
      names.push(station.arrow);
      lives.push(fitRow(station.marks, hop));
    }
    names.push(fitRow(station.name, cells));
    lives.push(fitRow(station.life, cells));
    const { session } = station;
    if (session !== undefined) {
      const item = itemOf(session, now);
      spots.push({
        key: session.credentials.accessKeyId,
        row: 0,
        column: column + hop,
        width: rowWidth(station.name),
        item,
      });
    }
    column += hop + cells;
  }
  return { rows: [fitRow(row(...names), width), fitRow(row(...lives), width)], spots };
}

/** Cells the stations need; cut from a longer train they keep the arrow to the first and get an ellipsis. */
function widthOf(stations: readonly Station[], cut: boolean): number {
  const cells = stations.map(({ arrow, name, life }, index) => {
    const hop = index > 0 || cut ? rowWidth(arrow) : 0;
    return hop + Math.max(rowWidth(name), rowWidth(life));
  });
  return cells.reduce((sum, each) => sum + each, cut ? 2 : 0);
}

function beginning(first: Session): Station {
  const life = first.parent?.startsWith('AKIA') === true ? seg('no expiry', 'dim') : '';
  return { arrow: '', marks: '', name: visible(shortName(first.askedBy ?? 'somebody')), life };
}

function stationOf(scene: Scene, session: Session): Station {
  const name = visible(shortName(session.owner));
  return {
    arrow: seg(` ─${session.api}─▶ `, 'dim'),
    marks: row(' ', ...marksOf(scene, session)),
    name: seg(name, isExpired(session, scene.now) ? 'dim' : 'strong'),
    life: row(...lifeOf(session, scene.now)),
    session,
  };
}

/** The trust check and the identity check of the call that made a session. */
function marksOf({ results }: Scene, session: Session): readonly Content[] {
  const made = results.find(({ value }) => value?.value === session);
  const gates = made?.facts['gates'] as { readonly [gate: string]: string } | undefined;
  const mark = (gate: string, label: string): readonly Content[] => {
    const outcome = gates?.[gate];
    if (outcome === undefined || outcome === 'exempt') return [];
    const { glyph, style } = outcome === 'allows' || outcome === 'bypassed' ? verdictMarks.pass : verdictMarks.none;
    return [seg(`${label} `, 'dim'), seg(`${glyph} `, style)];
  };
  return [...mark('resource', 'trust'), ...mark('identity', 'id')];
}

/** `▓▓▓▓▓░░░░ 58m of 2h`: what is left of a session. */
export function lifeOf(session: Session, now: number): readonly Content[] {
  const whole = session.expiresAt - session.issuedAt;
  const left = session.expiresAt - now;
  if (left <= 0) return [bar(0, barWidth), seg(' expired', 'block')];
  const chained = session.chained ? seg(' chained', 'dim') : '';
  const style = left / whole < 0.2 ? 'changed' : 'bar';
  return [bar(left / whole, barWidth, style), ` ${formatDuration(left)} of ${formatDuration(whole)}`, chained];
}

/** What the why-line says of a session, and what `y` copies. */
export function itemOf(session: Session, now: number): NonNullable<Spot['item']> {
  const arn = 'arn' in session.principal ? session.principal.arn : session.name;
  const ends = isExpired(session, now) ? 'expired' : `ends in ${formatDuration(session.expiresAt - now)}`;
  const tags = [...session.tags].map(([key, value]) => `${key}=${value}`).join(', ');
  const says = `${arn}, made by ${session.api}, ${ends}${session.chained ? ', chained' : ''}${tags === '' ? '' : `, tags ${tags}`}`;
  return { says: visible(says), copy: arn };
}
