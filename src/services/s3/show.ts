import { whereOf } from '../../core/explain.ts';
import type { Json, Outcome } from '../../core/result.ts';
import { type ShowProblem, type ShowQuery, shown } from '../../core/service.ts';
import type { Simulation } from '../../core/simulation.ts';
import { sidOf } from './acl/document.ts';
import { ANY_KEY } from './actions/request.ts';
import { awsNameOf, placeOfSetting, SETTINGS } from './block/block-public-access.ts';
import { type AccessPoint, aliasOf, type Bucket } from './bucket.ts';
import { aclInForce } from './questions/acl.ts';
import { blockMatrix } from './questions/blocks.ts';
import { type PublicWay, publicAccess, wayEntry } from './questions/public-access.ts';
import { accessTable } from './questions/readers.ts';
import { blockLevels } from './store/levels.ts';
import { targetOf } from './store/target.ts';
import { type S3View, viewDuring } from './store/view.ts';

interface Asking {
  readonly simulation: Simulation;
  readonly view: S3View;
  readonly bucket: Bucket;
  readonly key?: string | undefined;
}

/** The questions of S3, each with its words. */
const QUESTIONS: Readonly<Record<string, (asking: Asking) => Outcome | ShowProblem>> = {
  'is-public': answerIsPublic,
  'block-public-access': answerBlocks,
  'effective-acl': answerAcl,
  'who-can-read': answerReaders,
};

/** What `show` may be asked about a bucket, for completion. */
export const S3_QUESTIONS: readonly string[] = Object.keys(QUESTIONS);

/** Answers `show: is-public reports` and its sisters, and `show: bucket/reports`. */
export function showS3(simulation: Simulation, query: ShowQuery): Outcome | ShowProblem | undefined {
  const [word = '', ...rest] = query.words;
  const question = Object.hasOwn(QUESTIONS, word) ? QUESTIONS[word] : undefined;
  const view = viewDuring(simulation);
  if (question === undefined) {
    const point = query.entry?.arn === undefined ? undefined : view.accessPoints.get(query.entry.arn);
    if (point !== undefined && rest.length === 0) return shown(accessPointJson(view, point), { at: point.address });
    const isBucket = query.entry?.service === 's3' && query.entry.kind === 'bucket';
    const bucket = isBucket ? view.buckets.get(query.entry?.name ?? '') : undefined;
    return bucket === undefined || query.part !== undefined
      ? undefined
      : shown(bucketJson(view, bucket), { at: bucket.address });
  }
  if (rest.length === 0) return { problem: `${word} needs the name of a bucket` };
  const target = targetOf(view, rest.join(' '));
  const bucket = view.buckets.get(target.bucket);
  if (bucket === undefined) return { problem: `there is no bucket ${target.bucket}`, known: [...view.buckets.keys()] };
  return question({ simulation, view, bucket, key: target.key });
}

function answerIsPublic({ view, bucket }: Asking): Outcome {
  const { isPublic, ways } = publicAccess(view, bucket);
  const trace = ways.map(wayEntry);
  const value = {
    isPublic,
    through: ways.filter(({ cutBy }) => cutBy === undefined).map(wayJson),
    cutOff: ways.filter(({ cutBy }) => cutBy !== undefined).map(wayJson),
  };
  return shown(value, { at: bucket.address, trace });
}

function wayJson({ kind, at, by, place, cutBy }: PublicWay): Json {
  return {
    kind,
    at,
    by,
    where: whereOf({ place }),
    ...(cutBy === undefined ? {} : { cutBy: `${cutBy.setting} (${cutBy.at})` }),
  };
}

function answerBlocks({ view, bucket }: Asking): Outcome {
  const { levels, effective } = blockMatrix(view, bucket);
  const rows = levels.map(({ level, block, overridden }): Json => {
    const settings = SETTINGS.map((setting) => [awsNameOf(setting), block?.settings[setting].on ?? false] as const);
    return {
      level,
      configured: block !== undefined,
      ...(overridden === true ? { overridden } : {}),
      ...Object.fromEntries(settings),
    };
  });
  const together = effective.map((one) => [
    awsNameOf(one.setting),
    { on: one.on, by: one.by?.level, where: whereOf({ place: placeOfSetting(one) }) },
  ]);
  return shown({ levels: rows, effective: Object.fromEntries(together) as Json }, { at: bucket.address });
}

function answerAcl({ view, bucket, key }: Asking): Outcome | ShowProblem {
  const levels = blockLevels(view, bucket);
  const object = key === undefined ? undefined : bucket.objects.get(key);
  if (key !== undefined && object === undefined) {
    return { problem: `there is no object ${key} in ${bucket.name}`, known: [...bucket.objects.keys()] };
  }
  const { owner, stored, effective } = aclInForce(bucket, levels, object);
  const value = {
    owner,
    ownership: bucket.ownership,
    effective: effective === 'unknown' ? effective : effective.map(sidOf),
    stored: stored === 'unknown' ? stored : stored.map(sidOf),
  };
  return shown(value, { at: `${bucket.address}${key === undefined ? '' : `/${key}`}/acl` });
}

const KEYS_MOST = 200;

function answerReaders({ simulation, bucket, key }: Asking): Outcome {
  const listed = [...bucket.objects.keys()].slice(0, KEYS_MOST);
  const keys = key !== undefined ? [key] : listed.length > 0 ? listed : [ANY_KEY];
  const columns = keys.map((name) => ({ action: 's3:GetObject', key: name }));
  // A `show` looks at the world as the step found it.
  const { rows } = accessTable(simulation.before, bucket, columns);
  const readers = [...rows].map(([who, decisions]) => [
    who,
    Object.fromEntries(keys.map((name, at) => [name, decisions[at] ?? 'implicit-deny'])),
  ]);
  const may = [...rows].filter(([, decisions]) => decisions.includes('allowed')).map(([who]) => who);
  return shown({ readers: may, decisions: Object.fromEntries(readers) }, { at: bucket.address });
}

function accessPointJson(view: S3View, point: AccessPoint): Json {
  const bucket = view.buckets.get(point.bucket);
  const ways = bucket === undefined ? [] : publicAccess(view, bucket).ways;
  return {
    name: point.name,
    arn: point.arn,
    alias: aliasOf(point),
    bucket: point.bucket,
    networkOrigin: point.vpc === undefined ? 'Internet' : 'VPC',
    vpc: point.vpc,
    hasPolicy: point.policy !== undefined,
    isPublic: ways.some(({ at, cutBy }) => at === point.address && cutBy === undefined),
  };
}

function bucketJson(view: S3View, bucket: Bucket): Json {
  const { isPublic } = publicAccess(view, bucket);
  return {
    name: bucket.name,
    owner: bucket.owner,
    region: bucket.region,
    objectOwnership: bucket.ownership,
    hasPolicy: bucket.policy !== undefined,
    isPublic,
    objects: bucket.objects.size,
  };
}
