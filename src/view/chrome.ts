import { bindings, bindingsFor, keyLabel } from '../app/keys.ts';
import { duration } from '../app/playing.ts';
import { focusOf, type State } from '../app/state.ts';
import type { Surface } from '../app/update.ts';
import { visible } from '../core/text.ts';
import { formatClock } from '../core/time.ts';
import { worldAfter } from '../core/timeline.ts';
import { fitRow, rowWidth } from './cells.ts';
import type { Scene } from './dashboard.ts';
import { dashboardSlots } from './dashboards/index.ts';
import type { Shape } from './layout.ts';
import { type Content, type Row, row, seg } from './segment.ts';
import { slotsOf } from './stage.ts';

/** What is on the left, and on the right as far as there is room; parts in the middle go first. */
function spread(left: Content, middle: Content, right: Content, width: number): Row {
  const room = width - rowWidth(left) - rowWidth(right);
  const shown = rowWidth(middle) + 6 <= room ? middle : '';
  const before = Math.max(0, room - rowWidth(shown));
  return fitRow(row(left, seg(' '.repeat(before >> 1)), shown, seg(' '.repeat(before - (before >> 1))), right), width);
}

/** The first line: which scenario, whose account, which step, what time it is there. */
export function titleRow(state: State, scene: Scene | undefined): Row {
  const { session } = state;
  const { width } = state.size;
  const name = seg(' hakoniwa', 'title');
  if (session === undefined || scene === undefined) {
    return spread(name, '', seg('a garden in a box: AWS in your terminal ', 'dim'), width);
  }
  const { timeline, at } = session;
  const start = worldAfter(timeline, 0).definition.start;
  const clock = formatClock(Math.floor((scene.now - start) / 1000) * 1000);
  const right = row(
    playMark(state),
    seg(`step ${at}/${timeline.steps.length}`, 'strong'),
    seg(`   ${clock} `, 'accent'),
  );
  const title = row(
    name,
    '  ',
    seg(visible(session.name), 'strong'),
    session.whatIf === undefined ? '' : seg('  what if', 'changed'),
  );
  const room = width - rowWidth(right) - 1;
  return spread(rowWidth(title) > room ? fitRow(title, room) : title, seg(place(scene), 'dim'), right, width);
}

function playMark(state: State): Content {
  const { play, session } = state;
  if (play === undefined || session === undefined) return '';
  const percent = duration(session) > 0 ? ` ${Math.floor(play.progress * 100)}%` : '';
  return seg(`${play.running ? '▶' : '‖'} ${state.speed}×${percent}  `, 'changed');
}

/** `shop 111122223333 · ap-northeast-1`, or how many accounts there are. */
function place(scene: Scene): string {
  const accounts = [...scene.world.definition.accounts.values()];
  const [only] = accounts;
  if (only === undefined) return '';
  if (accounts.length > 1) return `${accounts.length} accounts`;
  return `${only.name === only.id ? '' : `${visible(only.name)} `}${only.id} · ${only.region}`;
}

/** The line of dashboards. Systems that the scenario does not have are dimmed; on narrow screens only their digits stay. */
export function tabsRow(state: State, scene: Scene | undefined, shape: Shape): Row {
  const present = scene === undefined ? [] : slotsOf(scene.world);
  const parts = dashboardSlots.map((slot): Content => {
    if (!present.includes(slot)) return seg(shape === 'wide' ? ` ${slot.key} ${slot.title} ` : ` ${slot.key} `, 'dim');
    if (slot.key === state.tab && !state.comparing) return seg(`▸${slot.key} ${slot.title} `, 'selected');
    return row(seg(` ${slot.key}`, 'key'), ` ${slot.title} `);
  });
  return fitRow(row(...parts), state.size.width);
}

interface Hint {
  readonly key: string;
  readonly label: string;
}

/** The last line: keys that matter here, as many as fit; how to see all keys and how to quit are always there. */
export function hintsRow(state: State, surface: Surface): Row {
  const { width } = state.size;
  if (state.notice !== undefined) return noticeRow(state);
  const always = bindings.filter((binding) => binding.hint !== undefined && binding.hint.rank < 2);
  const right = hintParts(
    always.map((binding) => ({ key: keyLabel(binding.keys[0]), label: binding.hint?.label ?? '' })),
  );
  let left = row();
  for (const hint of [...ownHints(state, surface), ...commonHints(state)]) {
    const next = row(left, ...hintParts([hint]));
    if (rowWidth(next) + rowWidth(right) > width - 1) break;
    left = next;
  }
  return fitRow(row(left, ...right), width);
}

function hintParts(hints: readonly Hint[]): Row {
  return row(...hints.flatMap(({ key, label }) => [' ', seg(key, 'key'), seg(` ${label} `, 'dim')]));
}

function ownHints(state: State, surface: Surface): readonly Hint[] {
  return surface
    .keys(state)
    .filter((key) => key.disabled === undefined)
    .map((key) => ({ key: keyLabel(key.key), label: key.title }));
}

function commonHints(state: State): readonly Hint[] {
  const gallery = focusOf(state) === 'gallery';
  return bindingsFor(state)
    .filter((binding) => binding.hint !== undefined && binding.hint.rank >= 2)
    .sort((a, b) => (a.hint?.rank ?? 0) - (b.hint?.rank ?? 0))
    .map((binding) => ({
      key: keyLabel(binding.keys[0]),
      label: gallery && binding.id === 'enter' ? 'open' : (binding.hint?.label ?? ''),
    }));
}

function noticeRow(state: State): Row {
  const { notice } = state;
  const { width } = state.size;
  if (notice?.severity === 'error') {
    const tail = seg(' esc ', 'key');
    return row(fitRow(row(seg(' ✗ ', 'error'), seg(visible(notice.text), 'error')), width - rowWidth(tail)), tail);
  }
  const mark = notice?.severity === 'warning' ? seg(' ! ', 'changed') : seg(' • ', 'note');
  return fitRow(row(mark, visible(notice?.text ?? '')), width);
}
