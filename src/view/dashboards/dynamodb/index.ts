import { visible } from '../../../core/text.ts';
import type { Dashboard, Pane } from '../../dashboard.ts';
import { verdictMarks } from '../../glyphs.ts';
import { type Content, seg } from '../../segment.ts';
import { drawCapacity } from './capacity.ts';
import { Growing } from './growing.ts';
import { drawLoad, drawRequest, drawSplit } from './request.ts';
import { drawStrip } from './strip.ts';
import { nameOf, type Subject, subjectOf, targetsOf } from './subject.ts';
import { collectionPane, contributorsPane, partitionsPane } from './tables.ts';
import { trafficPane } from './traffic.ts';

interface Own {
  /** How many tables and indexes after the step's own one is shown. */
  readonly further: number;
}

/**
 * One table or global index: what it may use, where keys land and how hot that is, what the request cost, and which
 * bucket said no; its traffic, its partitions, an item collection, and the keys that draw most.
 */
export const dynamodbDashboard: Dashboard<Own> = {
  title: 'DynamoDB',
  start: { further: 0 },
  keys: [
    {
      key: 'n',
      title: 'next table or index',
      disabled: (scene) => (targetsOf(scene.world).length < 2 ? 'there is no other table or index' : undefined),
      run: (own) => ({ further: own.further + 1 }),
    },
  ],
  panes: (scene, own) => {
    const subject = subjectOf(scene, own.further);
    if (subject === undefined) return [nothingPane];
    return [
      tablePane(subject),
      trafficPane(subject),
      collectionPane(subject),
      contributorsPane(subject),
      partitionsPane(subject),
    ];
  },
};

const nothingPane: Pane = {
  id: 'table',
  title: 'Tables',
  height: { least: 3, wanted: 3 },
  body: {
    kind: 'picture',
    draw: () => ({ rows: [seg('  no table yet: dynamodb.tables of an account has them; :change adds one', 'dim')] }),
  },
};

function tablePane(subject: Subject): Pane {
  const { table, index } = subject;
  return {
    id: 'table',
    title: visible(index === undefined ? nameOf(subject) : `${table.definition.name} › ${nameOf(subject)}`),
    corner: splitCorner(subject),
    height: { least: 10, wanted: (width) => draw(subject, width).rows.length },
    body: { kind: 'picture', draw: ({ width }) => draw(subject, width) },
  };
}

function draw(subject: Subject, width: number): Growing & { readonly home: string } {
  const growing = new Growing(width);
  drawCapacity(growing, subject);
  drawStrip(growing, subject);
  drawLoad(growing, subject);
  drawRequest(growing, subject);
  drawSplit(growing, subject);
  return Object.assign(growing, { home: `strip/P${subject.split.partition.id}` });
}

/** The corner of the pane: can a split help, in a word. */
function splitCorner({ split: { answer } }: Subject): Content {
  if (answer === 'split-not-needed') return seg('– no split needed', 'dim');
  if (answer === 'split-too-few-requests') return seg(`${verdictMarks.unknown.glyph} split: nobody can say`, 'unknown');
  return answer === 'split-helps'
    ? seg(`${verdictMarks.pass.glyph} a split helps`, 'pass')
    : seg(`${verdictMarks.block.glyph} no split helps`, 'block');
}
