import type { World } from '../../../core/world.ts';
import { type Asked, accessMatrix } from '../../call/index.ts';
import type { Decision } from '../../iam/index.ts';
import type { Bucket } from '../bucket.ts';

/** One column of the matrix: an action on the bucket or on one of its objects. */
export interface AccessColumn {
  /** With prefix. */
  readonly action: string;
  /** Absent for an action on the bucket itself. */
  readonly key?: string | undefined;
}

/** Who may do what: principals × columns. */
export interface AccessTable {
  readonly columns: readonly AccessColumn[];
  /** By the caller's full address, `shop/root`, or `anonymous`; in the order of the columns. */
  readonly rows: ReadonlyMap<string, readonly Decision[]>;
}

const TABLES = new WeakMap<World, Map<string, AccessTable>>();

/**
 * How each column would be answered to every principal of the scenario, to the root users and to a caller without
 * credentials.
 */
export function accessTable(world: World, bucket: Bucket, columns: readonly AccessColumn[]): AccessTable {
  let known = TABLES.get(world);
  if (known === undefined) {
    known = new Map();
    TABLES.set(world, known);
  }
  const name = JSON.stringify([bucket.name, columns]);
  let table = known.get(name);
  if (table === undefined) {
    table = {
      columns,
      rows: accessMatrix(
        world,
        columns.map((column) => askedOf(bucket, column)),
      ),
    };
    known.set(name, table);
  }
  return table;
}

/** A column as a question: what a call of that action on that object would be answered. */
export function askedOf(bucket: Bucket, { action, key }: AccessColumn): Asked {
  return { action, target: key === undefined ? bucket.name : `${bucket.name}/${key}`, place: bucket.place };
}
