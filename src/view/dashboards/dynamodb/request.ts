import { sentenceOf } from '../../../core/explain.ts';
import { formatSize } from '../../../core/size.ts';
import { visible } from '../../../core/text.ts';
import type { DynamoDbEntry, SplitHelp } from '../../../services/dynamodb/index.ts';
import { fitText, rowWidth } from '../../cells.ts';
import { bar, stackedBar } from '../../gauge.ts';
import { outcomeMark, verdictMarks } from '../../glyphs.ts';
import { type Content, row, seg } from '../../segment.ts';
import type { Growing } from './growing.ts';
import { count, percent } from './numbers.ts';
import type { Subject } from './subject.ts';

const gateBar = 12;
/** A full burst bank, in seconds of what fills it. */
const bankSeconds = 300;

/** The request from its bytes to the limit that refused it: rounding, index arms, one bucket after the other. */
export function drawRequest(growing: Growing, subject: Subject): void {
  const { request, scene, result } = subject;
  if (request === undefined) {
    const hint = 'no request to this table in this step';
    growing.add('request', 'request', seg(hint, 'dim'), { says: `${hint}: :call dynamodb:GetItem makes one` });
    return;
  }
  growing.add('request', 'request', seg(visible(request.title), 'strong'), { why: request.whole });
  for (const [at, entry] of request.entries.entries()) {
    if (isToldElsewhere(entry)) continue;
    const drawn = lineOf(entry);
    const content = drawn?.content ?? plainLine(entry, sentenceOf(scene.world.services, entry));
    growing.add(`request/${at}`, drawn?.label ?? '', content, { why: entry, place: entry.place, copy: entry.at });
  }
  if (result?.verb === 'call') drawAnswer(growing, subject);
}

/** The cost tells the size again; what was there before it does not. */
function isToldElsewhere(entry: DynamoDbEntry): boolean {
  return entry.reason === 'item-measured' && entry.looked.before === null;
}

interface Line {
  readonly label: string;
  readonly content: Content;
}

/** What the waterfall knows how to draw; the rest is told in its own sentence. */
function lineOf(entry: DynamoDbEntry): Line | undefined {
  if (entry.reason.startsWith('gate-') && 'available' in entry.looked && 'of' in entry.looked) {
    return { label: 'bucket', content: gateLine(entry, entry.looked) };
  }
  switch (entry.reason) {
    case 'key-placed': {
      const { key, hash, partition } = entry.looked;
      return { label: 'key', content: arrows(visible(key), hash, partition) };
    }
    case 'item-measured': {
      const { bytes, before } = entry.looked;
      const was = before === null ? '' : seg(`  before: ${formatSize(before)}`, 'dim');
      return { label: 'size', content: row(formatSize(bytes), seg(' of names and values', 'dim'), was) };
    }
    case 'write-rounded': {
      const { bytes, rounded, transactional, units } = entry.looked;
      const twice = transactional ? seg('  twice in a transaction', 'changed') : '';
      return { label: 'cost', content: row(arrows(formatSize(bytes), `${rounded} KB`, `${count(units)} WCU`), twice) };
    }
    case 'read-rounded': {
      const { bytes, rounded, consistency, units } = entry.looked;
      const content = arrows(formatSize(bytes), `${rounded} × 4 KB`, `${count(units)} RCU`);
      return { label: 'cost', content: row(content, seg(`  ${visible(consistency)}`, 'dim')) };
    }
    case 'index-written': {
      const { index, change, units } = entry.looked;
      const cost = units === 0 ? seg('nothing to write', 'dim') : `${visible(change)}, ${count(units)} WCU`;
      return { label: '+ index', content: row(visible(index), seg(' → ', 'dim'), cost) };
    }
    default:
      return undefined;
  }
}

function arrows(...parts: readonly string[]): Content {
  return row(...parts.flatMap((part, at) => (at === 0 ? [part] : [seg(' → ', 'dim'), part])));
}

function plainLine({ verdict }: DynamoDbEntry, sentence: string): Content {
  const mark = verdictMarks[verdict];
  return row(seg(`${mark.glyph} `, mark.style), visible(sentence));
}

const GATE_NAMES: Readonly<Record<string, string>> = {
  'gate-account-quota': 'quota',
  'gate-maximum': 'maximum',
  'gate-level': 'level',
  'gate-provisioned': 'bank',
  'gate-partition-share': 'share of',
};

/** One bucket: how full it was when the request came, and whether that was enough. */
function gateLine(
  { reason, verdict }: DynamoDbEntry,
  looked: { readonly of: string; readonly available: number; readonly rate: number; readonly partition: string },
): Content {
  const mark = verdictMarks[verdict];
  const kind = GATE_NAMES[reason];
  const name = reason.startsWith('gate-partition')
    ? `${kind === undefined ? '' : `${kind} `}${looked.partition}`
    : kind;
  const left = Math.max(0, looked.available);
  const banked = reason === 'gate-provisioned';
  return row(
    seg(`${mark.glyph} `, mark.style),
    fitText(`${name ?? ''} of ${visible(looked.of)}`, 26, 'left', 'middle'),
    ' ',
    bar(
      left / Math.max(1, banked ? looked.rate * bankSeconds : looked.rate),
      gateBar,
      verdict === 'block' ? 'block' : 'bar',
    ),
    ` ${count(left)}`,
    seg(banked ? ' left, filled at ' : ' left of ', 'dim'),
    `${count(looked.rate)}/s`,
    verdict === 'block' ? seg('  refused', 'block') : '',
  );
}

function drawAnswer(growing: Growing, { result }: Subject): void {
  if (result === undefined) return;
  const mark = outcomeMark(result.outcome, result.reason);
  const { httpStatus, message } = result.facts;
  const content = row(
    seg(`${mark.glyph} ${mark.word}`, mark.style),
    httpStatus === undefined ? '' : seg(`  ${String(httpStatus)}`, 'strong'),
    result.awsCode === undefined ? '' : ` ${visible(result.awsCode)}`,
  );
  growing.add('answer', 'answer', content, { why: result.trace.at(-1), copy: String(message ?? '') });
}

/** What a load came to: sent, succeeded, throttled and why. */
export function drawLoad(growing: Growing, { result }: Subject): void {
  const { sent, succeeded, throttled, failed, reasons } = result?.facts ?? {};
  if (typeof sent !== 'number' || typeof succeeded !== 'number' || typeof throttled !== 'number') return;
  const bad = typeof failed === 'number' ? failed : 0;
  const of = (part: number) => part / Math.max(1, sent);
  const parts = [
    { share: of(succeeded), glyph: '█', style: 'pass' },
    { share: of(throttled), glyph: '▒', style: 'unknown' },
    { share: of(bad), glyph: 'x', style: 'block' },
  ] as const;
  const words = row(
    seg(`  ✓ ${count(succeeded)}`, 'pass'),
    seg(`  ≈ ${count(throttled)} throttled`, throttled > 0 ? 'unknown' : 'dim'),
    throttled > 0 ? ` ${percent(of(throttled))}` : '',
    bad > 0 ? seg(`  ✗ ${count(bad)} failed`, 'block') : '',
  );
  const label = `${count(sent)} sent  `;
  const width = Math.max(8, Math.min(40, growing.inner - rowWidth(words) - rowWidth(label)));
  growing.add('load', 'load', row(label, stackedBar(parts, width), words), {
    why: result?.trace.at(-1),
    says: `${count(sent)} requests were sent, ${count(succeeded)} succeeded, ${count(throttled)} were throttled`,
  });
  for (const [reason, times] of Object.entries(reasons ?? {})) {
    const content = row(seg(`≈ ${count(Number(times))} × `, 'unknown'), visible(reason));
    growing.add(`load/${reason}`, '', content, { why: result?.trace.at(-1), copy: reason });
  }
}

/** What helps where no cut does ("Using write sharding to distribute workloads evenly", Developer Guide). */
const CURES: Readonly<Partial<Record<SplitHelp['answer'], string>>> = {
  'split-sequential-keys': 'write sharding helps: a suffix in the partition key makes several collections of it',
  'split-single-item': 'fewer requests to that item help: a cache, or several items in its place',
  'split-pinned-by-local-index': 'a global index in place of the local one would let the collection be cut',
};

/** Can a split help? With the reason, and what helps instead. */
export function drawSplit(growing: Growing, { split, scene }: Subject): void {
  const { why, answer } = split;
  const mark = answer === 'split-helps' ? verdictMarks.pass : verdictMarks[why.verdict];
  const content = row(seg(`${mark.glyph} `, mark.style), visible(sentenceOf(scene.world.services, why)));
  growing.add('split', 'split?', content, { why, copy: why.at });
  const cure = CURES[answer];
  if (cure !== undefined) growing.add('split/cure', '', seg(`→ ${cure}`, 'note'), { says: cure });
}
