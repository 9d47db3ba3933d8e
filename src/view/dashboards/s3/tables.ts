import { formatSize } from '../../../core/size.ts';
import { visible } from '../../../core/text.ts';
import { accountById } from '../../../services/iam/index.ts';
import {
  aclInForce,
  type Bucket,
  blockMatrix,
  publicAccess,
  type S3Object,
  type S3View,
  sidOf,
  viewOf,
} from '../../../services/s3/index.ts';
import type { Pane, Scene } from '../../dashboard.ts';
import { verdictMarks } from '../../glyphs.ts';
import { type Content, row, seg } from '../../segment.ts';
import type { Subject } from './subject.ts';

/** The objects of the bucket: whose they are, and what their ACLs grant. */
export function objectsPane({ view, bucket, before }: Subject): Pane {
  const objects = [...bucket.objects.values()];
  const { levels } = blockMatrix(view, bucket);
  return {
    id: 'objects',
    title: `Objects of ${visible(bucket.name)}`,
    corner: String(objects.length),
    height: { least: 4, wanted: Math.max(4, Math.min(10, objects.length + 1)) },
    body: {
      kind: 'table',
      columns: [
        { title: 'key', priority: 5, min: 14, max: 44, cut: 'middle' },
        { title: 'owner', priority: 4, min: 10, max: 20 },
        { title: 'size', priority: 2, min: 8, max: 10, align: 'right' },
        { title: 'ACL in force', priority: 3, min: 16, max: 60 },
      ],
      count: objects.length,
      rows: bucket.objects,
      empty: 'no object in it yet: :call s3:PutObject BUCKET/KEY makes one',
      at: (index) => {
        const object = objects[index];
        if (object === undefined) return { key: '', cells: [] };
        const { owner } = aclInForce(bucket, levels, object);
        const name = visible(accountById(view.definition, owner)?.name ?? owner);
        return {
          key: object.key,
          cells: [
            visible(object.key),
            owner === bucket.owner ? name : seg(name, 'changed'),
            formatSize(object.size),
            aclCell(bucket, object, levels),
          ],
          changed: before?.objects.get(object.key) !== object,
          item: {
            says: visible(`${object.key} of ${name}, ${formatSize(object.size)}`),
            place: object.place,
            copy: `${bucket.arn}/${object.key}`,
          },
        };
      },
    },
  };
}

function aclCell(bucket: Bucket, object: S3Object, levels: Parameters<typeof aclInForce>[1]): Content {
  const { effective, owner } = aclInForce(bucket, levels, object);
  if (bucket.ownership === 'BucketOwnerEnforced') return seg('off', 'dim');
  if (effective === 'unknown') return seg('unknown', 'unknown');
  const others = effective.filter(({ grantee }) => !('party' in grantee) || grantee.party !== owner);
  return others.length === 0 ? seg('owner only', 'dim') : visible(others.map(sidOf).join(', '));
}

/** Every bucket of the scenario, public ones told apart. */
export function bucketsPane(scene: Scene, subject: Subject | undefined): Pane {
  const view = viewOf(scene.world);
  const buckets = [...view.buckets.values()];
  const old = viewOf(scene.before).buckets;
  return {
    id: 'buckets',
    title: 'Buckets',
    corner: `${buckets.filter((bucket) => publicAccess(view, bucket).isPublic === true).length} public of ${buckets.length}`,
    height: { least: 3, wanted: Math.max(3, Math.min(8, buckets.length + 1)) },
    body: {
      kind: 'table',
      columns: [
        { title: 'bucket', priority: 5, min: 12, max: 40, cut: 'middle' },
        { title: 'of', priority: 3, min: 8, max: 16 },
        { title: 'public?', priority: 4, min: 14, max: 40 },
        { title: 'ownership', priority: 2, min: 12, max: 20 },
        { title: 'objects', priority: 1, min: 7, max: 9, align: 'right' },
      ],
      count: buckets.length,
      rows: view.buckets,
      home: subject?.bucket.name,
      empty: 'no bucket yet: :call s3:CreateBucket NAME as WHO makes one',
      at: (index) => {
        const bucket = buckets[index];
        if (bucket === undefined) return { key: '', cells: [] };
        return {
          key: bucket.name,
          cells: [
            visible(bucket.name),
            visible(bucket.account),
            publicCell(view, bucket),
            visible(bucket.ownership),
            String(bucket.objects.size),
          ],
          changed: old.get(bucket.name) !== bucket,
          item: { says: visible(`${bucket.address}, ${bucket.ownership}`), place: bucket.place, copy: bucket.arn },
        };
      },
    },
  };
}

function publicCell(view: S3View, bucket: Bucket): Content {
  const { isPublic, ways } = publicAccess(view, bucket);
  if (isPublic === 'unknown') return seg(`${verdictMarks.unknown.glyph} unknown`, 'unknown');
  if (isPublic) return seg(`${verdictMarks.block.glyph} public`, 'block');
  const cut = ways[0]?.cutBy;
  return row(seg(`${verdictMarks.pass.glyph} no`, 'pass'), cut === undefined ? '' : seg(`, ${cut.setting}`, 'dim'));
}
