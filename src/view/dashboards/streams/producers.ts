import { visible } from '../../../core/text.ts';
import { targetOf } from '../../../schema/reader.ts';
import { type ProducerDefinition, producerCounts } from '../../../services/kinesis/index.ts';
import type { Pane, Scene } from '../../dashboard.ts';
import { seg } from '../../segment.ts';
import { count } from './numbers.ts';
import type { Subject } from './subject.ts';

/** Who puts records into the stream, and what became of them. */
export function producersPane({ scene, streamAddress }: Subject): Pane | undefined {
  const producers = producersOf(scene, streamAddress);
  if (producers.length === 0) return undefined;
  return {
    id: 'producers',
    title: 'Producers',
    height: { least: 3, wanted: Math.min(8, producers.length + 1) },
    body: {
      kind: 'table',
      columns: [
        { title: 'producer', priority: 9, min: 8, max: 20 },
        { title: 'rate', priority: 8, min: 7, max: 9, align: 'right' },
        { title: 'how', priority: 4, min: 10, max: 12 },
        { title: 'made', priority: 6, min: 7, max: 10, align: 'right' },
        { title: 'stored', priority: 7, min: 7, max: 10, align: 'right' },
        { title: 'throttled', priority: 6, min: 9, max: 10, align: 'right' },
        { title: 'given up', priority: 6, min: 8, max: 10, align: 'right' },
        { title: 'put twice', priority: 5, min: 9, max: 10, align: 'right' },
        { title: 'Kinesis records', priority: 3, min: 15, max: 15, align: 'right' },
      ],
      count: producers.length,
      rows: scene.world,
      empty: 'nobody puts records into this stream',
      at: (index) => {
        const producer = producers[index];
        const counts = producer === undefined ? undefined : producerCounts(scene.world, producer.address);
        if (producer === undefined || counts === undefined) return { key: '', cells: [] };
        const gone = counts.failed + counts.expired;
        return {
          key: producer.address,
          cells: [
            seg(visible(producer.name), 'strong'),
            `${count(producer.rate)}/s`,
            seg(
              producer.kpl === undefined ? (producer.batch === undefined ? 'PutRecord' : 'PutRecords') : 'KPL',
              'dim',
            ),
            count(counts.made),
            count(counts.stored),
            seg(count(counts.throttled), counts.throttled > 0 ? 'unknown' : 'dim'),
            seg(count(gone), gone > 0 ? 'block' : 'dim'),
            seg(count(counts.storedTwice), counts.storedTwice > 0 ? 'changed' : 'dim'),
            count(counts.records),
          ],
          item: {
            says: `${visible(producer.name)}: ${count(counts.made)} user records made, ${count(counts.requests)} requests, ${count(counts.failed)} failed, ${count(counts.expired)} expired`,
            place: scene.world.definition.directory.at(producer.address)?.place,
            copy: producer.address,
          },
        };
      },
    },
  };
}

function producersOf({ world }: Scene, stream: string): readonly ProducerDefinition[] {
  return [...world.definition.accounts.values()]
    .flatMap((account) => [...(account.parts.kinesis?.producers?.values() ?? [])])
    .filter((producer) => targetOf(producer.stream).address === stream);
}
