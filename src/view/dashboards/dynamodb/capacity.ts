import { visible } from '../../../core/text.ts';
import { formatDuration } from '../../../core/time.ts';
import {
  backfillPercent,
  capacityView,
  type DirectionView,
  PARTITION_UNITS,
  partitionViews,
  quotasOf,
} from '../../../services/dynamodb/index.ts';
import { fitText } from '../../cells.ts';
import { bar } from '../../gauge.ts';
import { type Content, type Row, row, type Style, seg } from '../../segment.ts';
import type { Growing } from './growing.ts';
import { count } from './numbers.ts';
import { addressOf, nameOf, type Subject, scalableOf, type Target } from './subject.ts';

type Direction = DirectionView['direction'];

const barMost = 16;
const bankBar = 8;

/** Each table and index with what it may use in a second, what it used, and what is behind it. */
export function drawCapacity(growing: Growing, subject: Subject): void {
  const { scene, family } = subject;
  for (const target of family) {
    const { mode, ...views } = capacityView(
      scalableOf(target).capacity,
      quotasOf(scene.world.definition, target.table.definition),
      scene.now,
    );
    const drawn = directionsOf(target, subject);
    for (const [at, direction] of drawn.entries()) {
      const view = views[direction];
      const used = Math.max(view.used, usedNow(target, direction, scene.now));
      const name = visible(nameOf(target));
      const content = row(
        seg(fitText(direction, 6), 'dim'),
        bar(used / view.rate, growing.width < 76 ? barMost / 2 : barMost, styleOf(view, used)),
        seg(` ${count(used).padStart(6)}`, 'strong'),
        seg(' of ', 'dim'),
        `${count(view.rate)}/s  `,
        ...(mode === 'PROVISIONED' ? bankOf(view, used) : levelOf(view, used, scene.now)),
      );
      growing.add(`${addressOf(target)}/${direction}`, at === 0 ? name : '', content, {
        says: `${name}: ${count(used)} of ${count(view.rate)} ${direction} units in the last second; ${boundWord(view)}`,
        place: target.index?.definition.place ?? target.table.definition.place,
        copy: addressOf(target),
      });
    }
    drawBackfill(growing, target, scene.now);
  }
}

/** How far a new index has come; nothing reads from it before it is done. */
function drawBackfill(growing: Growing, target: Target, now: number): void {
  const { table, index } = target;
  if (index?.backfill === undefined) return;
  const percent = backfillPercent(table, index.backfill, now);
  const { entered, leftOut } = index.backfill;
  const entries = `${count(entered)} entries${leftOut === 0 ? '' : `, ${count(leftOut)} left out`}`;
  const width = growing.width < 76 ? barMost / 2 : barMost;
  const done = [bar(percent / 100, width), seg(` ${percent}`.padStart(7), 'strong'), ` %  ${entries}, `];
  const content = row(seg(fitText('fill', 6), 'dim'), ...done, seg('not readable yet', 'unknown'));
  growing.add(`${addressOf(target)}/fill`, '', content, {
    says: `${visible(nameOf(target))}: ${percent} % back-filled, ${entries}; it cannot be read before that is done`,
    place: index.definition.place,
    copy: addressOf(target),
  });
}

/** Writes, unless the step only reads; both where both are used. */
function directionsOf(target: Target, { request, scene, ...subject }: Subject): readonly Direction[] {
  const reads = request?.entries.some(({ reason }) => reason === 'read-rounded') === true;
  const most: Direction = reads ? 'read' : 'write';
  const other: Direction = reads ? 'write' : 'read';
  const isShown = addressOf(target) === addressOf(subject);
  return usedNow(target, other, scene.now) > 0 && isShown ? [most, other] : [most];
}

/** Units of the current second, or of the last whole one, over all partitions. */
export function usedNow(target: Target, direction: Direction, now: number): number {
  const views = partitionViews(scalableOf(target).space, now);
  const last = views.reduce((sum, view) => sum + view[direction], 0);
  const left = direction === 'read' ? 'readLeft' : 'writeLeft';
  return Math.max(
    last,
    views.reduce((sum, view) => sum + PARTITION_UNITS[direction] - view[left], 0),
  );
}

/** At least one unit must be there for a request. */
function isEmpty({ bank }: DirectionView): boolean {
  return bank < 1;
}

function styleOf(view: DirectionView, used: number): Style {
  if (used < view.rate) return 'bar';
  return view.bound === 'provisioned' && !isEmpty(view) ? 'unknown' : 'block';
}

function bankOf(view: DirectionView, used: number): readonly Content[] {
  const full = view.bankMost <= 0 ? 0 : view.bank / view.bankMost;
  const seconds = `${Math.max(0, Math.floor(view.bankSeconds))} of ${Math.round(view.bankMost / view.rate)} s`;
  // A bank that holds little more than a second's rate is what the rate alone leaves.
  const empty = view.bankSeconds <= 2 && used >= view.rate;
  const remark: Row = empty
    ? row(seg('  ✗ empty', 'block'))
    : used > view.rate
      ? row(seg('  ≈ lives on the bank', 'unknown'))
      : [];
  return [seg('burst ', 'dim'), bar(full, bankBar, empty ? 'block' : 'bar'), ` ${seconds}`, remark];
}

function levelOf(view: DirectionView, used: number, now: number): readonly Content[] {
  const full = used >= view.rate ? seg('  ✗ at its limit', 'block') : '';
  return [seg(boundWord(view), 'dim'), full, seg(waitWord(view, now), 'changed')];
}

function waitWord({ raiseAt }: DirectionView, now: number): string {
  return raiseAt === undefined || raiseAt <= now ? '' : `  ▲ doubles in ${formatDuration(ceilSecond(raiseAt - now))}`;
}

function ceilSecond(duration: number): number {
  return Math.ceil(duration / 1000) * 1000;
}

function boundWord({ bound, peak, bankSeconds }: DirectionView): string {
  switch (bound) {
    case 'provisioned':
      return `provisioned, ${Math.max(0, Math.floor(bankSeconds))} s in the burst bank`;
    case 'maximum':
      return 'on demand, the maximum set for it';
    case 'account-quota':
      return "on demand, the account's quota";
    case 'level':
      return `on demand, peak ${count(peak)}`;
  }
}
