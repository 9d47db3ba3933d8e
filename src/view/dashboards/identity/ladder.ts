import { visible } from '../../../core/text.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import type { PrincipalForm } from '../../../services/iam/index.ts';
import { fitRow, fitText, rowWidth, wrap } from '../../cells.ts';
import { sideBySide } from '../../compare.ts';
import type { Picture, Spot } from '../../dashboard.ts';
import { shortWhere } from '../../excerpt.ts';
import { verdictMarks } from '../../glyphs.ts';
import { type Content, type Row, row, seg } from '../../segment.ts';
import { shortName } from './names.ts';
import { type Asked, blocks, type Rung } from './request.ts';

/** What the ladder is drawn from. */
export interface Ladder {
  readonly asked: Asked;
  readonly deciding: Rung | undefined;
  readonly crossAccount: boolean;
  /** The form of principal a resource policy is imagined to have. */
  readonly form: PrincipalForm | undefined;
  /** Who must change what. */
  readonly advice: readonly string[];
}

const labelWidth = 18;
const columnsFrom = 96;

const LABELS: Readonly<Record<string, string>> = {
  'resource control policy': 'RCP',
  'service control policy': 'SCP',
  'VPC endpoint policy': 'VPC endpoint',
  'resource-based policy': 'resource policy',
  'role trust policy': 'trust policy',
  'identity-based policy': 'identity policy',
  'permissions boundary': 'boundary',
  'session policy': 'session policy',
};

/** Types of policy that belong to the account of the resource; the others stand on the caller's side. */
const RESOURCE_SIDE: ReadonlySet<string> = new Set([
  'resource control policy',
  'resource-based policy',
  'role trust policy',
]);
/** Gates that the form of a principal can make unnecessary, by the words of the engine. */
const LIMITS: Readonly<Record<string, PrincipalForm['limitedBy'][number]>> = {
  'identity-based policy': 'identity',
  'permissions boundary': 'boundary',
  'session policy': 'session',
};

/** The gates of a request from top to bottom; across accounts both sides, with the AND between them. */
export function drawLadder(ladder: Ladder, width: number, top: Picture): Picture {
  const head = [...top.rows, requestRow(ladder.asked), denyRow(ladder.asked)];
  const drawn = bodyOf(ladder, width, head.length);
  return {
    rows: [...head, ...drawn.rows, ...endRows(ladder, width)],
    spots: [...(top.spots ?? []), ...drawn.spots],
    home: ladder.deciding?.key ?? ladder.asked.rungs.at(-3)?.key,
  };
}

interface Drawn {
  readonly rows: readonly Content[];
  readonly spots: readonly Spot[];
}

function bodyOf(ladder: Ladder, width: number, start: number): Drawn {
  const { rungs } = ladder.asked;
  if (!ladder.crossAccount) return { rows: rowsOf(rungs, ladder, width), spots: spotsOf(rungs, start, 1) };
  const own = rungs.filter((rung) => !RESOURCE_SIDE.has(rung.looked.policyType));
  const other = rungs.filter((rung) => RESOURCE_SIDE.has(rung.looked.policyType));
  const column = (title: string, part: readonly Rung[], cells: number): readonly Content[] => [
    seg(` ${title}`, 'dim'),
    ...rowsOf(part, ladder, cells),
  ];
  if (width < columnsFrom) {
    const rows = [...column("the caller's account", own, width), ...column("AND the resource's account", other, width)];
    return { rows, spots: [...spotsOf(own, start + 1, 1), ...spotsOf(other, start + own.length + 2, 1)] };
  }
  const left = Math.floor((width - 3) / 2);
  const rows = sideBySide(
    column("the caller's account", own, left),
    column("AND the resource's account", other, width - 3 - left),
    width,
  );
  return { rows, spots: [...spotsOf(own, start + 1, 1), ...spotsOf(other, start + 1, left + 4)] };
}

function rowsOf(rungs: readonly Rung[], ladder: Ladder, width: number): readonly Row[] {
  return rungs.map((rung) => rungRow(rung, ladder, width));
}

function spotsOf(rungs: readonly Rung[], start: number, column: number): readonly Spot[] {
  return rungs.map(({ key, entry }, index) => ({
    key,
    row: start + index,
    column,
    width: labelWidth,
    item: { why: entry, place: entry.place, copy: entry.at },
  }));
}

function requestRow({ action, resource }: Asked): Row {
  return row(' ', seg(visible(action), 'strong'), seg(' on ', 'dim'), visible(resource));
}

function denyRow({ rungs }: Asked): Row {
  const denying = rungs.filter(({ entry }) => entry.verdict === 'deny');
  const label = ` ${fitText('explicit deny', labelWidth)} `;
  if (denying.length > 0) {
    const { glyph, style } = verdictMarks.deny;
    return row(label, seg(`${glyph}  ${denying.map(({ entry }) => shortName(entry.at)).join(', ')}`, style));
  }
  return row(label, seg('–  none', 'dim'));
}

function rungRow(rung: Rung, ladder: Ladder, width: number): Row {
  const { entry, looked } = rung;
  const exempt = entry.reason === 'does-not-apply';
  const mark = exempt ? { glyph: '·', style: 'dim' as const } : verdictMarks[entry.verdict];
  const level = looked.level === undefined ? '' : ` (${visible(looked.level)})`;
  const label = fitText(`${LABELS[looked.policyType] ?? looked.policyType}${level}`, labelWidth);
  const place = shortWhere(entry.place);
  const where = place === '' ? '' : row('  ', seg(place, 'accent'));
  const also = blocks(rung) && ladder.deciding !== undefined && rung !== ladder.deciding;
  const remark = row(
    ...imagined(rung, ladder),
    also ? seg('would also block: ', 'dim') : '',
    ...remarkOf(entry, looked),
  );
  const room = Math.max(4, width - labelWidth - 5 - rowWidth(where));
  return row(
    ' ',
    seg(label, exempt ? 'dim' : rung === ladder.deciding ? 'strong' : 'plain'),
    ' ',
    seg(mark.glyph, mark.style),
    '  ',
    fitRow(remark, room),
    where,
  );
}

/** What would still limit the caller if the resource policy named it in the imagined form. */
function imagined({ looked, entry }: Rung, { form, crossAccount }: Ladder): readonly Content[] {
  const limit = LIMITS[looked.policyType];
  if (form === undefined || limit === undefined || entry.reason === 'does-not-apply') return [];
  const stays = crossAccount || form.limitedBy.includes(limit);
  return [seg(stays ? 'still needed · ' : 'not needed · ', stays ? 'none' : 'pass')];
}

/** What a gate found, in a few words. */
function remarkOf(entry: TraceEntry, looked: Rung['looked']): readonly Content[] {
  switch (entry.reason) {
    case 'does-not-apply':
      return [seg(visible(looked.because ?? ''), 'dim')];
    case 'allowed':
    case 'explicit-deny':
      return [visible(policyAndStatement(looked.policy ?? shortName(entry.at), looked.statement))];
    case 'granted-by-resource':
      return [seg('no allow, but the resource policy names the caller: not needed', 'pass')];
    case 'nothing-denies':
      return [seg('does not deny', 'dim')];
    case 'undecided':
      return [seg('rests on something unknown', 'unknown')];
    default:
      return missing(entry, looked);
  }
}

/** What fails in the statement that came nearest; or that none is about the action. */
function missing(entry: TraceEntry, looked: Rung['looked']): readonly Content[] {
  const [nearest] = (entry.children ?? []).toSorted((one, other) => failing(one).length - failing(other).length);
  if (nearest === undefined) {
    const { others = 0 } = looked;
    const count = `${others} ${others === 1 ? 'statement' : 'statements'}`;
    return [others === 0 ? 'no policy' : `nothing about the action (${count})`];
  }
  const { policy = '', statement = '' } = nearest.looked as { policy?: string; statement?: string };
  return [...failing(nearest).flatMap(failure), seg(`in ${visible(policyAndStatement(policy, statement))}`, 'dim')];
}

/** A trust policy needs no name of its own: the gate is called so. */
function policyAndStatement(policy: string, statement: string | undefined): string {
  if (statement === undefined) return policy;
  return policy === 'assumeRolePolicyDocument' ? statement : `${policy}, ${statement}`;
}

function failing(statement: TraceEntry): readonly TraceEntry[] {
  return (statement.children ?? []).filter(({ verdict }) => verdict !== 'match');
}

/** `✗ aws:SourceVpce = (absent)`. */
function failure({ looked, verdict }: TraceEntry): readonly Content[] {
  const { element = '', actual = '' } = looked as { element?: string; actual?: string };
  const mark = verdictMarks[verdict === 'unknown' ? 'unknown' : 'block'];
  const key = /^Condition \S+ (.*)$/.exec(element)?.[1];
  return [seg(mark.glyph, mark.style), ' ', visible(key === undefined ? element : `${key} = ${actual}`), '  '];
}

/** The verdict, and who must change what. */
function endRows({ asked, deciding, advice, form }: Ladder, width: number): readonly Row[] {
  const mark = verdictMarks[asked.entry.verdict];
  const word =
    asked.entry.verdict === 'pass' ? 'allowed' : asked.entry.verdict === 'none' ? 'implicit deny' : mark.word;
  const at = deciding === undefined ? '' : ` at ${LABELS[deciding.looked.policyType] ?? deciding.looked.policyType}`;
  const verdict = row(' ', seg(`${mark.glyph} ${word}${at}`, mark.style));
  const tried =
    form === undefined
      ? []
      : [row(seg(` as if the resource policy named the ${form.form}: `, 'dim'), visible(form.text))];
  const label = 'to allow it  ';
  const changes = advice.flatMap((says, index) =>
    wrap(visible(says), Math.max(20, width - label.length - 2)).map((text, line) =>
      row(' ', seg(index + line === 0 ? label : ' '.repeat(label.length), 'dim'), text),
    ),
  );
  return [verdict, ...tried, ...changes];
}
