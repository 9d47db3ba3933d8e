import type { Result } from '../../../core/result.ts';
import type { World } from '../../../core/world.ts';
import { type Bucket, type S3Object, type S3View, targetOf, viewOf } from '../../../services/s3/index.ts';
import type { Scene } from '../../dashboard.ts';

/** What the dashboard is about: one bucket, and the object the selected step named. */
export interface Subject {
  readonly world: World;
  readonly view: S3View;
  readonly bucket: Bucket;
  /** The same bucket before the step, where it was there. */
  readonly before: Bucket | undefined;
  readonly beforeView: S3View;
  readonly object: S3Object | undefined;
  /** The step's own result, where the step asked S3 for something in this bucket. */
  readonly result: Result | undefined;
}

/** The bucket of the selected step, or of the last one before it that had one; `further` buckets on from there. */
export function subjectOf(scene: Scene, further: number): Subject | undefined {
  const view = viewOf(scene.world);
  const buckets = [...view.buckets.values()];
  const named = lastNamed(scene, view);
  const start = Math.max(
    0,
    buckets.findIndex(({ name }) => name === named?.bucket),
  );
  const bucket = buckets[(start + further) % Math.max(1, buckets.length)];
  if (bucket === undefined) return undefined;
  const own = scene.result === undefined ? undefined : namedIn(scene.result, view);
  const isOwn = own?.bucket === bucket.name;
  const key = named?.bucket === bucket.name ? named.key : undefined;
  const beforeView = viewOf(scene.before);
  return {
    world: scene.world,
    view,
    bucket,
    before: beforeView.buckets.get(bucket.name),
    beforeView,
    object: key === undefined ? undefined : bucket.objects.get(key),
    result: isOwn && scene.result?.verb === 'call' ? scene.result : undefined,
  };
}

interface Named {
  readonly bucket: string;
  readonly key?: string | undefined;
}

function lastNamed({ results }: Scene, view: S3View): Named | undefined {
  for (let at = results.length - 1; at >= 0; at -= 1) {
    const result = results[at];
    const named = result && namedIn(result, view);
    if (named !== undefined && view.buckets.has(named.bucket)) return named;
  }
  return undefined;
}

/** What a step's title names: `s3:GetObject reports/a.csv as alice`, `show is-public reports`. */
function namedIn({ verb, title }: Result, view: S3View): Named | undefined {
  const words = title.split(' ');
  const [first = '', second = ''] = words;
  const text = verb === 'call' && first.startsWith('s3:') ? second : verb === 'show' ? words.at(-1) : undefined;
  return text === undefined || text === '' ? undefined : targetOf(view, text);
}
