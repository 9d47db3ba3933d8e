import { type AccessPoint, ALIAS_END, aliasOf } from '../bucket.ts';
import { ACCESS_POINT, BUCKET } from '../kinds.ts';
import type { S3View } from './view.ts';

/** What a request names: a bucket, perhaps through an access point, and an object in it. */
export interface S3Target {
  readonly bucket: string;
  readonly key?: string | undefined;
  readonly accessPoint?: AccessPoint | undefined;
}

const S3_URI = /^s3:\/\//;
const BUCKET_ARN = /^arn:aws[a-z-]*:s3:::/;
const ACCESS_POINT_ARN = /^(arn:aws[a-z-]*:s3:[a-z0-9-]*:\d{12}:accesspoint\/[^/]+)(?:\/(?:object\/)?(.*))?$/s;

/**
 * What `reports/2026/a.csv` names: by the bucket's name, its address, its ARN, `s3://…`, or the ARN, alias or address
 * of an access point. `account` is where an address is looked for first. A bucket nobody knows comes back by its name.
 */
export function targetOf(view: S3View, text: string, account?: string): S3Target {
  const point = ACCESS_POINT_ARN.exec(text);
  if (point !== null) return throughPoint(view, point[1] ?? '', point[2]);
  const plain = text.replace(S3_URI, '').replace(BUCKET_ARN, '');
  const [first = '', ...rest] = plain.split('/');
  if (view.buckets.has(first)) return { bucket: first, key: keyOf(rest.join('/')) };
  if (first.endsWith(ALIAS_END)) {
    const aliased = [...view.accessPoints.values()].find((accessPoint) => aliasOf(accessPoint) === first);
    if (aliased !== undefined) return throughPoint(view, aliased.arn, rest.join('/'));
  }
  const found = view.definition.directory.resolve(plain, { account, kinds: [BUCKET.name, ACCESS_POINT.name] });
  if (!('found' in found)) return { bucket: first, key: keyOf(rest.join('/')) };
  const { kind, name, arn } = found.found;
  return kind === BUCKET.name ? { bucket: name, key: keyOf(found.part) } : throughPoint(view, arn ?? '', found.part);
}

function throughPoint(view: S3View, arn: string, key: string | undefined): S3Target {
  const accessPoint = view.accessPoints.get(arn);
  return { bucket: accessPoint?.bucket ?? arn, key: keyOf(key), accessPoint };
}

function keyOf(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
