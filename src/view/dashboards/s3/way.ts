import { sentenceOf } from '../../../core/explain.ts';
import type { Result } from '../../../core/result.ts';
import { visible } from '../../../core/text.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import { accountById } from '../../../services/iam/index.ts';
import {
  type AclInForce,
  ANONYMOUS_PARTY,
  aclInForce,
  blockMatrix,
  type Party,
  type PublicAccess,
  type PublicWay,
  publicAccess,
  sidOf,
  wayEntry,
} from '../../../services/s3/index.ts';
import { fitRow, fitText, wrapRow } from '../../cells.ts';
import type { Picture, Space, Spot } from '../../dashboard.ts';
import { outcomeMark, verdictMarks } from '../../glyphs.ts';
import { type Content, type Row, row, seg } from '../../segment.ts';
import { drawSettings } from './settings.ts';
import type { Subject } from './subject.ts';
import { whereIn } from './where.ts';

const labelWidth = 13;
/** Public ways that are shown one by one; further ones are counted. */
const waysMost = 4;

/** A picture that grows row by row, with its spots. */
class Growing {
  readonly rows: Row[] = [];
  readonly spots: Spot[] = [];

  /** A labelled row, wrapped where it is too long; the label is a spot. */
  add(key: string, label: string, content: Content, width: number, item: NonNullable<Spot['item']>): void {
    this.spots.push({ key, row: this.rows.length, column: 2, width: labelWidth - 1, item });
    const where = whereIn(item.place, width);
    const room = Math.max(10, width - labelWidth - 3 - (where === '' ? 0 : where.length + 1));
    const lines = wrapRow(content, room);
    for (const [at, line] of lines.entries()) {
      const left = row(
        '  ',
        seg(fitText(at === 0 ? label : '', labelWidth), 'dim'),
        at === 0 ? fitRow(line, room) : line,
      );
      this.rows.push(at === 0 && where !== '' ? row(left, ' ', seg(where, 'accent')) : left);
    }
  }
}

/** The way of a request in a bucket: ownership → Block Public Access → policy → ACL → what the caller is told. */
export function drawWay(subject: Subject, { width }: Space): Picture {
  const growing = new Growing();
  const access = publicAccess(subject.view, subject.bucket);
  ownership(growing, subject, width);
  publicRow(growing, access, width);
  const settings = drawSettings(subject, width, growing.rows.length);
  growing.rows.push(...settings.rows);
  growing.spots.push(...settings.spots);
  policyRows(growing, subject, access, width);
  aclRow(growing, subject, width);
  answerRows(growing, subject, width);
  return { rows: growing.rows, spots: growing.spots, home: 'public' };
}

/** The rows the picture takes, for the pane's height. */
export function wayHeight(subject: Subject, width: number): number {
  return drawWay(subject, { width, height: 0 }).rows.length;
}

function ownership(growing: Growing, { bucket, view }: Subject, width: number): void {
  const off = bucket.ownership === 'BucketOwnerEnforced';
  const unknown = bucket.ownership === 'unknown';
  const remark = off ? 'ACLs off' : unknown ? 'nobody knows whether ACLs count' : 'ACLs on';
  const style = off ? 'pass' : unknown ? 'unknown' : 'changed';
  const content = row(
    seg(visible(bucket.name), 'strong'),
    seg(` of ${nameOf(view.definition, bucket.owner)}   `, 'dim'),
    visible(bucket.ownership),
    seg(` (${remark})`, style),
  );
  const says = off
    ? `${bucket.name}: its owner owns every object in it, ACLs have no say`
    : `${bucket.name}: an object belongs to whom Object Ownership says, its ACL counts`;
  growing.add('ownership', 'ownership', content, width, { says: visible(says), place: bucket.place, copy: bucket.arn });
}

function nameOf(definition: Subject['view']['definition'], party: Party): string {
  if (party === ANONYMOUS_PARTY) return 'nobody (an anonymous upload)';
  return visible(accountById(definition, party)?.name ?? party);
}

function publicRow(growing: Growing, { isPublic, ways, bucket }: PublicAccess, width: number): void {
  const open = ways.filter(({ cutBy }) => cutBy === undefined);
  const [cut] = ways.filter(({ cutBy }) => cutBy !== undefined);
  const content =
    isPublic === 'unknown'
      ? row(
          seg(`${verdictMarks.unknown.glyph} unknown`, 'unknown'),
          seg(', it rests on something the scenario leaves open', 'dim'),
        )
      : isPublic
        ? row(seg(`${verdictMarks.block.glyph} yes`, 'block'), `, through ${waysWord(open)}`)
        : row(
            seg(`${verdictMarks.pass.glyph} no`, 'pass'),
            seg(cut === undefined ? ', nothing grants to everybody' : `, ${cutWord(cut)}`, 'dim'),
          );
  const [first] = [...open, ...ways];
  growing.add('public', 'public?', content, width, {
    ...(first === undefined ? { says: `${bucket.name}: nothing grants to everybody` } : { why: wayEntry(first) }),
    place: first?.place,
    copy: bucket.address,
  });
}

const KINDS: Readonly<Record<PublicWay['kind'], string>> = {
  policy: 'its policy',
  'bucket-acl': 'its ACL',
  'object-acl': 'object ACLs',
  'access-point': 'an access point',
};

function waysWord(ways: readonly PublicWay[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of ways) counts.set(KINDS[kind], (counts.get(KINDS[kind]) ?? 0) + 1);
  return [...counts].map(([word, count]) => (count > 1 ? `${word} (${count})` : word)).join(', ');
}

function cutWord({ kind, cutBy }: PublicWay): string {
  return `${KINDS[kind]} cut off by ${cutBy?.setting ?? ''}`;
}

function policyRows(growing: Growing, { bucket }: Subject, { ways }: PublicAccess, width: number): void {
  const tainting = ways.filter(({ kind }) => kind === 'policy' || kind === 'access-point');
  if (bucket.policy === undefined || bucket.policy === 'unknown') {
    const word = bucket.policy === undefined ? 'none' : 'unknown';
    growing.add('policy', 'policy', seg(word, word === 'none' ? 'dim' : 'unknown'), width, {
      says: `the bucket policy: ${word}`,
    });
  } else if (tainting.length === 0) {
    const { pass } = verdictMarks;
    const content = row(seg(pass.glyph, pass.style), seg(' not public: every Allow is limited to fixed values', 'dim'));
    growing.add('policy', 'policy', content, width, { says: 'the bucket policy is not public', place: bucket.policy });
  }
  for (const [at, way] of tainting.slice(0, waysMost).entries()) {
    growing.add(`policy/${at}`, at === 0 ? 'policy' : '', taintRow(way), width, {
      why: wayEntry(way),
      place: way.place,
    });
  }
  if (tainting.length > waysMost)
    growing.rows.push(row(' '.repeat(labelWidth + 2), seg(`and ${tainting.length - waysMost} more`, 'dim')));
}

function taintRow({ by, statement, cutBy }: PublicWay): Row {
  const conditions = statement?.conditions ?? [];
  const why =
    conditions.length === 0
      ? ' without a condition'
      : `, ${conditions.map(({ operator, key }) => `${operator} ${key} does not count`).join(', ')}`;
  const { match } = verdictMarks;
  return row(
    seg(`${match.glyph} `, match.style),
    seg(visible(by), 'strong'),
    ` taints it: Principal ${visible(statement?.principal ?? '*')}${visible(why)}`,
    cutBy === undefined ? '' : seg(', cut off', 'pass'),
  );
}

function aclRow(growing: Growing, { bucket, view, object }: Subject, width: number): void {
  const { levels } = blockMatrix(view, bucket);
  const acl = aclInForce(bucket, levels, object);
  const what = object === undefined ? 'bucket' : visible(object.key);
  const owner = nameOf(view.definition, acl.owner);
  const foreign = acl.owner !== bucket.owner;
  const content = row(
    seg(`${what} of `, 'dim'),
    foreign ? seg(owner, 'changed') : owner,
    seg(foreign ? ", not of the bucket's owner: only this ACL can grant · " : '  ', 'dim'),
    ...grantsOf(acl, view.definition),
  );
  const at = object === undefined ? `${bucket.address}/acl` : `${bucket.address}/${object.key}/acl`;
  const place = acl.stored === 'unknown' ? undefined : (acl.stored[0]?.place ?? object?.place);
  growing.add('acl', 'ACL', content, width, { says: `${visible(at)}: ${visible(aclSays(acl))}`, place, copy: at });
}

function aclSays({ stored, effective }: AclInForce): string {
  if (stored === 'unknown' || effective === 'unknown') return 'nobody knows';
  const gone = stored.filter((grant) => !effective.includes(grant)).map(sidOf);
  return `in force ${effective.map(sidOf).join(', ') || 'nothing'}${gone.length === 0 ? '' : `; without effect ${gone.join(', ')}`}`;
}

function grantsOf(
  { stored, effective, owner }: AclInForce,
  definition: Subject['view']['definition'],
): readonly Content[] {
  if (stored === 'unknown' || effective === 'unknown') return [seg('unknown', 'unknown')];
  const named = (text: string) => visible(text.replace(/\d{12}/, (id) => accountById(definition, id)?.name ?? id));
  const inForce = effective.map(sidOf);
  const gone = stored.map(sidOf).filter((sid) => !inForce.includes(sid));
  const ownerOnly = effective.every(({ grantee }) => 'party' in grantee && grantee.party === owner);
  return [
    ownerOnly ? seg('grants to its owner only', 'dim') : inForce.map(named).join(', '),
    gone.length === 0 ? '' : seg(`   without effect: ${gone.map(named).join(', ')}`, 'none'),
  ];
}

/** What the caller of the selected step is told: status, AWS's code, AWS's text. */
function answerRows(growing: Growing, { result, world }: Subject, width: number): void {
  if (result === undefined) {
    const hint = 'no call about this bucket in this step';
    growing.add('answer', 'answer', seg(hint, 'dim'), width, {
      says: `${hint}: :call s3:GetObject BUCKET/KEY as WHO makes one`,
    });
    return;
  }
  const mark = outcomeMark(result.outcome, result.reason);
  const { httpStatus, message } = result.facts;
  const content = row(
    seg(`${mark.glyph} ${mark.word}`, mark.style),
    httpStatus === undefined ? '' : seg(`  ${String(httpStatus)}`, 'strong'),
    result.awsCode === undefined ? '' : ` ${visible(result.awsCode)}`,
  );
  growing.add('answer', 'answer', content, width, { why: result.trace.at(-1), copy: String(message ?? '') });
  for (const [at, taint] of refusedFor(result).entries()) {
    const { glyph, style } = verdictMarks[taint.verdict];
    const says = row(seg(`${glyph} `, style), visible(sentenceOf(world.services, taint)));
    growing.add(`answer/${at}`, '', says, width, { why: taint, place: taint.place });
  }
  if (typeof message === 'string') {
    for (const line of wrapRow(row(seg(`"${visible(message)}"`, 'note')), Math.max(10, width - labelWidth - 3))) {
      growing.rows.push(row(' '.repeat(labelWidth + 2), line));
    }
  }
}

/** The statements for which S3 refused a policy that was to be put. */
function refusedFor({ trace }: Result): readonly TraceEntry[] {
  return trace
    .flatMap(({ verdict, children = [] }) => (verdict === 'block' ? children : []))
    .filter(({ service, reason }) => service === 's3' && reason === 'policy-public');
}

/** The corner of the pane: the verdict in one word. */
export function publicCorner({ view, bucket }: Subject): Content {
  const { isPublic } = publicAccess(view, bucket);
  if (isPublic === 'unknown') return seg(`${verdictMarks.unknown.glyph} public?`, 'unknown');
  return isPublic
    ? seg(`${verdictMarks.block.glyph} public`, 'block')
    : seg(`${verdictMarks.pass.glyph} not public`, 'pass');
}
