import type { Definition } from '../../../core/definition.ts';
import { sameContent } from '../../../schema/same.ts';
import type { Bucket, S3Object } from '../bucket.ts';
import { firstState } from './start.ts';
import type { S3Runtime } from './view.ts';

/**
 * Makes the running state fit a changed definition: what the file changed is taken from the file, everything else stays
 * as API calls have made it.
 */
export function reconciled(now: S3Runtime, before: Definition, after: Definition): S3Runtime {
  const was = firstState(before);
  const will = firstState(after);
  return {
    buckets: mergeMaps(was.buckets, will.buckets, now.buckets, mergeBucket),
    accessPoints: mergeMaps(was.accessPoints, will.accessPoints, now.accessPoints, mergeWhole),
    blocks: mergeMaps(was.blocks, will.blocks, now.blocks, mergeWhole),
  };
}

type Merge<T> = (was: T | undefined, will: T, now: T | undefined) => T | undefined;

/** Entry by entry: what the file took away is gone, what it never had stays. */
function mergeMaps<T>(
  was: ReadonlyMap<string, T>,
  will: ReadonlyMap<string, T>,
  now: ReadonlyMap<string, T>,
  merge: Merge<T>,
): ReadonlyMap<string, T> {
  const merged = new Map<string, T>();
  for (const [key, value] of will) {
    const kept = merge(was.get(key), value, now.get(key));
    if (kept !== undefined) merged.set(key, kept);
  }
  for (const [key, value] of now) if (!will.has(key) && !was.has(key)) merged.set(key, value);
  return merged;
}

/** As the file has it where that changed, else as it is; a thing that a call deleted stays deleted. */
function mergeWhole<T>(was: T | undefined, will: T, now: T | undefined): T | undefined {
  return was !== undefined && sameContent(was, will) ? now : will;
}

function mergeBucket(was: Bucket | undefined, will: Bucket, now: Bucket | undefined): Bucket | undefined {
  if (was === undefined || (now === undefined && !sameContent(was, will))) return will;
  if (now === undefined) return undefined;
  const pick = <K extends keyof Bucket>(key: K): Bucket[K] => (sameContent(was[key], will[key]) ? now[key] : will[key]);
  return {
    ...will,
    ownership: pick('ownership'),
    acl: pick('acl'),
    policy: pick('policy'),
    block: pick('block'),
    region: pick('region'),
    created: now.created,
    objects: mergeMaps<S3Object>(was.objects, will.objects, now.objects, mergeWhole),
  };
}
