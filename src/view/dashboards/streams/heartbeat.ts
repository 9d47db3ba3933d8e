import { visible } from '../../../core/text.ts';
import {
  type BeliefView,
  beliefsAbout,
  hasLeader,
  type LeaseView,
  shortCheckpoint,
} from '../../../services/kcl/index.ts';
import { fitRow, fitText, shorten } from '../../cells.ts';
import type { Pane, Picture, Spot } from '../../dashboard.ts';
import { bar } from '../../gauge.ts';
import { type Content, join, type Row, row, type Style, seg } from '../../segment.ts';
import { causeWord, count, counted, seconds } from './numbers.ts';
import { lastPass, passWords } from './pass.ts';
import { drawRing } from './ring.ts';
import { type Reading, shortLease } from './subject.ts';

const leaseWidth = 8;
/** Cells of one worker's belief: name, words, bar. */
const beliefLeast = 26;
/** A note that would be cut to less than this is left out. */
const noteLeast = 12;
/** A belief with a long name, a long time and a cross. */
const beliefMost = 40;
const beliefBar = 8;

/** The row of every lease, and below it what each worker believes about its age. */
export function heartbeatPane(reading: Reading): Pane {
  const { app } = reading;
  return {
    id: 'heartbeat',
    title: `${visible(app.definition.name)}: heartbeat and belief`,
    corner: cornerOf(reading),
    height: { least: Math.min(14, 6 + 2 * reading.leases.length), wanted: 7 + 2 * reading.leases.length },
    body: { kind: 'picture', draw: ({ width, height }) => draw(reading, width, height) },
  };
}

function cornerOf({ app }: Reading): Content {
  const { config, state } = app;
  const version = `KCL ${config.version.major}.${config.version.minor}`;
  const mode = config.features.leaderAssignment ? '  still behaves as 2.x' : '';
  const isAlive = [...state.workers.values()].some(
    ({ ownerId, status }) => ownerId === state.lock.owner && status !== 'crashed' && status !== 'stopped',
  );
  const leader = state.lock.owner === undefined ? '' : `  leader ${visible(state.lock.owner)}${isAlive ? '' : ' ✗'}`;
  return seg(`${version}  failover ${seconds(config.failoverTime)}${hasLeader(app) ? leader : mode}`, 'dim');
}

function draw(reading: Reading, width: number, height: number): Picture {
  const { scene, stream } = reading;
  const ring = stream === undefined ? { rows: [], spots: [] } : drawRing(stream, scene, width);
  const foot = footOf(reading, width);
  // Below the titles: two rows for each lease, and one to say how many did not fit.
  const room = height - ring.rows.length - foot.length - 1;
  const fits = 2 * reading.leases.length <= room;
  const shown = fits ? reading.leases : mostTelling(reading, Math.max(1, (room - 1) >> 1));
  const rows: Row[] = [...ring.rows, headRow(reading, width)];
  const spots: Spot[] = [...ring.spots];
  for (const lease of shown) {
    spots.push({
      key: `lease/${lease.row.leaseKey}`,
      row: rows.length,
      column: 2,
      width: leaseWidth - 1,
      item: { says: saysOf(lease), copy: lease.row.leaseKey },
    });
    rows.push(rowOf(lease, reading, width), beliefRow(lease, reading, width));
  }
  const hidden = reading.leases.length - shown.length;
  if (hidden > 0) rows.push(row(seg(`  … and ${count(hidden)} more: tab to the table of leases`, 'dim')));
  if (reading.leases.length === 0)
    rows.push(row(seg('  the lease table is empty: no worker has filled it yet', 'dim')));
  rows.push(...foot);
  return { rows, spots, home: shown[0] === undefined ? undefined : `lease/${shown[0].row.leaseKey}` };
}

/** What does not fit is cut where nothing happens: leases in trouble come first, each group in its order. */
function mostTelling({ leases }: Reading, room: number): readonly LeaseView[] {
  const trouble = (lease: LeaseView) =>
    lease.ownerStatus === 'running' && !lease.processors.some((one) => one.isZombie) && lease.waitsFor.length === 0;
  const chosen = new Set([...leases.filter((lease) => !trouble(lease)), ...leases.filter(trouble)].slice(0, room));
  return leases.filter((lease) => chosen.has(lease));
}

function headRow({ account }: Reading, width: number): Row {
  const text = `  ${fitText('lease', leaseWidth)}${fitText('owner', 14)}${fitText('counter', 9, 'right')}  ${fitText('checkpoint', 14)}${fitText('lag', 8, 'right')}`;
  const lag = account.lagMs > 0 && width >= 100 ? `   furthest behind ${seconds(account.lagMs)}` : '';
  return row(seg(text, 'dim'), seg(lag, 'dim'));
}

/** The heartbeat: the row as it stands in the table. */
function rowOf(lease: LeaseView, { scene, app }: Reading, width: number): Row {
  const before = scene.before.runtimes.kcl?.applications.get(app.address)?.table.get(lease.row.leaseKey);
  const moved = before !== undefined && before.leaseOwner !== lease.row.leaseOwner;
  const zombies = lease.processors.filter((one) => one.isZombie).map((one) => visible(one.worker));
  const notes: Content[] = [];
  if (zombies.length > 0)
    notes.push(seg(`▓ ${zombies.join(', ')} ${zombies.length === 1 ? 'works' : 'work'} on it too`, 'block'));
  if (lease.row.checkpointOwner !== undefined)
    notes.push(seg(`→ handed over by ${visible(lease.row.checkpointOwner)}`, 'changed'));
  if (lease.waitsFor.length > 0) notes.push(seg(`◌ waits for ${lease.waitsFor.map(shortLease).join(', ')}`, 'unknown'));
  if (moved) notes.push(seg(`◆ was ${visible(before?.leaseOwner ?? 'unowned')}`, 'changed'));
  const lag = lease.account?.lagMs ?? 0;
  const room = width - 2 - leaseWidth - 14 - 9 - 2 - 14 - 8;
  return fitRow(
    row(
      '  ',
      fitRow(seg(shortLease(lease.row.leaseKey), 'strong'), leaseWidth),
      fitRow(ownerOf(lease), 14),
      fitRow(seg(count(lease.row.leaseCounter)), 9, 'right'),
      '  ',
      fitRow(checkpointOf(lease), 14),
      fitRow(seg(seconds(lag), lag > 10_000 ? 'block' : 'plain'), 8, 'right'),
      notes.length === 0 || room < noteLeast ? '' : row('  ', join(notes, '  ')),
    ),
    width,
  );
}

function ownerOf({ row: { leaseOwner }, ownerStatus }: LeaseView): Row {
  if (leaseOwner === undefined) return row(seg('○ nobody', 'none'));
  const name = shorten(visible(leaseOwner), 10, 'middle');
  if (ownerStatus === 'running' || ownerStatus === 'unknown') return row(name);
  return row(name, seg(` ✗${ownerStatus === 'hung' ? 'zz' : ''}`, 'block'));
}

function checkpointOf({ checkpoint }: LeaseView): Content {
  if (checkpoint === 'SHARD_END') return seg('SHARD_END ✓', 'pass');
  return shortCheckpoint(checkpoint);
}

/** What each worker believes: how old the last heartbeat it saw is, and what is left of the failover time. */
function beliefRow(lease: LeaseView, { scene, app }: Reading, width: number): Row {
  const indent = 2 + leaseWidth;
  const beliefs = beliefsAbout(scene.world, app, lease.row.leaseKey).filter(({ ageMs }) => ageMs !== undefined);
  const room = width - indent;
  const fits = Math.max(1, Math.floor(room / beliefLeast));
  const shown = beliefs.length <= fits ? beliefs : beliefs.slice(0, Math.max(1, fits - 1));
  const cells = Math.floor(room / Math.max(1, Math.min(fits, beliefs.length)));
  if (beliefs.length === 0) {
    const words = hasLeader(app) ? 'no leader that lives has looked at it yet' : 'nobody has looked at it yet';
    return row(' '.repeat(indent), seg(words, 'dim'));
  }
  const rest = beliefs.length - shown.length;
  const expired = beliefs.slice(shown.length).filter((one) => one.expired).length;
  return row(
    ' '.repeat(indent),
    ...shown.map((belief) => fitRow(beliefOf(belief, app.config.failoverTime), Math.min(cells, beliefMost))),
    rest > 0 ? seg(`and ${rest} more${expired > 0 ? `, ${expired} believe it expired` : ''}`, 'dim') : '',
  );
}

function beliefOf({ worker, mine, ageMs, leftMs, expired }: BeliefView, failoverTime: number): Row {
  const style: Style = expired ? 'block' : mine ? 'pass' : 'bar';
  const words =
    ageMs === null || ageMs === undefined ? 'never renewed' : `${mine ? 'renewed' : 'saw it'} ${seconds(ageMs)} ago`;
  return row(
    bar(leftMs / failoverTime, beliefBar, style),
    ' ',
    seg(shorten(visible(worker), 7, 'middle'), mine ? 'strong' : 'plain'),
    seg(` ${words}`, 'dim'),
    expired ? seg(' ✗', 'block') : '',
  );
}

/** The last pass with its formula, and what came of the records. */
function footOf(reading: Reading, width: number): readonly Row[] {
  const { account, app } = reading;
  const pass = lastPass(app);
  const parts = Object.entries(account.duplicates).filter(([cause, number]) => cause !== 'total' && number > 0);
  const causes = parts.map(([cause, number]) => `${causeWord(cause)} ${count(number)}`).join(', ');
  const { total: twice } = account.duplicates;
  const { total: lost } = account.lost;
  const rows = pass === undefined ? [] : [row('  ', seg('last pass   ', 'dim'), ...passWords(pass, reading))];
  return [
    ...rows,
    row(
      '  ',
      seg('duplicates  ', 'dim'),
      seg(count(twice), twice > 0 ? 'changed' : 'plain'),
      causes === '' ? '' : ` (${causes})`,
      seg('   lost ', 'dim'),
      seg(count(lost), lost > 0 ? 'block' : 'plain'),
      seg('   delivered ', 'dim'),
      `${count(account.delivered)} of ${count(account.stored)}`,
    ),
  ].map((line) => fitRow(line, width));
}

function saysOf(lease: LeaseView): string {
  const { row: it, checkpoint, account } = lease;
  const owner = it.leaseOwner === undefined ? 'nobody' : `${visible(it.leaseOwner)} (${lease.ownerStatus})`;
  const lag =
    account === undefined
      ? ''
      : `; waiting: ${counted(account.waiting, 'record')}, the oldest for ${seconds(account.lagMs)}`;
  return `${it.leaseKey}: owner ${owner}, counter ${it.leaseCounter}, checkpoint ${checkpoint}, ${it.ownerSwitchesSinceCheckpoint} owner switches since${lag}`;
}
