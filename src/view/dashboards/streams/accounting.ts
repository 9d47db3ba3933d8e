import { formatDuration } from '../../../core/time.ts';
import type { Account } from '../../../services/kcl/index.ts';
import type { Pane } from '../../dashboard.ts';
import { stackedBar } from '../../gauge.ts';
import { type Row, row, seg } from '../../segment.ts';
import type { Reading } from './subject.ts';

/** What became of the records: delivered once or again, by which cause, still waiting, lost. */
export function accountPane({ account }: Reading): Pane {
  return {
    id: 'account',
    title: 'What became of the records',
    corner: seg(`${account.stored} stored`, 'dim'),
    height: { least: 4, wanted: 5 },
    body: { kind: 'picture', draw: ({ width }) => ({ rows: accountRows(account, width) }) },
  };
}

function accountRows(account: Account, width: number): readonly Row[] {
  const { stored, delivered, waiting, duplicates, lost } = account;
  const all = Math.max(1, stored);
  const strip = stackedBar(
    [
      { share: delivered / all, glyph: '█', style: 'pass' },
      { share: waiting / all, glyph: '▒', style: 'changed' },
      { share: lost.total / all, glyph: '✗', style: 'block' },
    ],
    Math.max(10, Math.min(40, width - 44)),
  );
  return [
    row(
      ' ',
      strip,
      seg(`  ✓ ${delivered} delivered`, 'pass'),
      seg(`  ▒ ${waiting} waiting`, 'changed'),
      `  oldest ${formatDuration(Math.round(account.lagMs))}`,
    ),
    row(
      ' duplicates  ',
      causes(duplicates),
      seg(`   ${account.deliveries} deliveries, ${account.effects} effects`, 'dim'),
    ),
    row(' lost        ', causes(lost)),
  ];
}

function causes(counts: Readonly<Record<string, number>> & { readonly total: number }): Row {
  if (counts.total === 0) return row(seg('0', 'pass'));
  const parts = Object.entries(counts).filter(([cause, count]) => cause !== 'total' && count > 0);
  return row(seg(String(counts.total), 'block'), `  ${parts.map(([cause, count]) => `${cause} ${count}`).join(', ')}`);
}
