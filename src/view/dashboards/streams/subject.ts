import type { Result } from '../../../core/result.ts';
import { visible } from '../../../core/text.ts';
import type { World } from '../../../core/world.ts';
import { targetOf } from '../../../schema/reader.ts';
import {
  type Account,
  type AskedApplication,
  accountOf,
  applicationAddresses,
  applicationAt,
  type LeaseView,
  leaseViews,
} from '../../../services/kcl/index.ts';
import { type Stream, streamAt } from '../../../services/kinesis/index.ts';
import type { Scene } from '../../dashboard.ts';

/** What the dashboard is about: an application and the stream it reads first, or a stream that nobody reads. */
export interface Subject {
  readonly scene: Scene;
  readonly stream: Stream | undefined;
  readonly streamAddress: string;
  readonly app: AskedApplication | undefined;
}

/** An application of a scene, with what is asked of it more than once for a picture. */
export interface Reading {
  readonly scene: Scene;
  readonly stream: Stream | undefined;
  readonly app: AskedApplication;
  readonly leases: readonly LeaseView[];
  readonly account: Account;
}

interface Address {
  readonly app: string | undefined;
  readonly stream: string;
}

const asked = new WeakMap<World, Map<string, Omit<Reading, 'scene' | 'stream'>>>();

/** The application's leases and its account; worked out once for a world. */
export function readingOf({ scene, stream, app }: Subject): Reading | undefined {
  if (app === undefined) return undefined;
  const { world } = scene;
  let ofWorld = asked.get(world);
  if (ofWorld === undefined) {
    ofWorld = new Map();
    asked.set(world, ofWorld);
  }
  let answers = ofWorld.get(app.address);
  if (answers === undefined) {
    answers = { app, leases: leaseViews(world, app), account: accountOf(world, app) };
    ofWorld.set(app.address, answers);
  }
  return { scene, stream, ...answers };
}

/** All applications in the order of the file, then the streams that none of them reads. */
export function subjectAddresses(world: World): readonly Address[] {
  const apps = applicationAddresses(world).flatMap((app): Address[] => {
    const [first] = applicationAt(world, app)?.definition.sources ?? [];
    return first === undefined ? [] : [{ app, stream: targetOf(first).address }];
  });
  const read = new Set(apps.map(({ stream }) => stream));
  const streams = [...(world.runtimes.kinesis?.streams.keys() ?? [])].filter((address) => !read.has(address));
  return [...apps, ...streams.map((stream): Address => ({ app: undefined, stream }))];
}

/** The application or stream of the selected step, or of the last one before it that had one; `further` ones on. */
export function subjectOf(scene: Scene, further: number): Subject | undefined {
  const addresses = subjectAddresses(scene.world);
  const first = scene.results.findLast((result) => namedIn(result, addresses) !== undefined);
  const start = first === undefined ? 0 : (namedIn(first, addresses) ?? 0);
  const chosen = addresses[(start + further) % Math.max(1, addresses.length)];
  if (chosen === undefined) return undefined;
  return {
    scene,
    streamAddress: chosen.stream,
    stream: streamAt(scene.world, chosen.stream),
    app: chosen.app === undefined ? undefined : applicationAt(scene.world, chosen.app),
  };
}

const lastPart = (address: string) => address.slice(address.lastIndexOf('/') + 1);

/** Which of the subjects a result names: an application by its address or its workers', a stream, or its producer. */
function namedIn(result: Result, addresses: readonly Address[]): number | undefined {
  const words = result.title.split(/[ /]/);
  const found = addresses.findIndex(({ app, stream }) => {
    if (app !== undefined && result.at?.startsWith(app) === true) return true;
    if (app !== undefined && result.title.includes(`kcl/${lastPart(app)}`)) return true;
    const names = result.verb === 'call' || result.verb === 'show';
    return names && (result.at === stream || words.includes(lastPart(stream)));
  });
  return found === -1 ? undefined : found;
}

/** A shard or lease in as few letters as tell it: `s12`, with its stream where there are several. */
export function shortLease(leaseKey: string): string {
  const parts = leaseKey.split(':');
  const short = `s${Number(parts.at(-1)?.replace('shardId-', '') ?? '')}`;
  if (short === 'sNaN') return visible(leaseKey);
  return parts.length > 1 ? `${visible(parts[1] ?? '')}/${short}` : short;
}
