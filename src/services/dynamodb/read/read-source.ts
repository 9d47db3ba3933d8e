import { type ApiError, invalid, invalidValue } from '../api-error.ts';
import type { KeySchema } from '../key/key-schema.ts';
import { isProjected } from '../state/index-entry.ts';
import type { GlobalIndexState, LocalIndexState, Scalable, TableState } from '../state/table-state.ts';
import type { SortedMap } from '../store/sorted-map.ts';
import type { Item } from '../value/attribute-value.ts';

/** What a Query or Scan reads: a table or one of its indexes. */
export interface ReadSource {
  readonly table: TableState;
  readonly index?: LocalIndexState | GlobalIndexState | undefined;
  readonly entries: SortedMap<Item>;
  readonly key: KeySchema;
  /** Whose capacity it draws on. */
  readonly scalable: Scalable;
  readonly isGlobal: boolean;
}

/** The table, or the index of that name. */
export function readSource(table: TableState, indexName: string | undefined): ReadSource | ApiError {
  if (indexName === undefined) {
    return { table, entries: table.items, key: table.definition.key, scalable: table, isGlobal: false };
  }
  const named = ({ definition }: LocalIndexState) => definition.name === indexName;
  const global = table.globalIndexes.find(named);
  const index = global ?? table.localIndexes.find(named);
  if (index === undefined && isAllocated(table, indexName)) return notYetReadable(indexName);
  if (index === undefined) return invalid(`The table does not have the specified index: ${indexName}`);
  if (global?.backfill !== undefined) return notYetReadable(indexName);
  const { entries, definition } = index;
  return { table, index, entries, key: definition.key, scalable: global ?? table, isGlobal: global !== undefined };
}

function isAllocated({ control }: TableState, name: string): boolean {
  const { underWay } = control.online;
  return underWay?.phase === 'allocating' && underWay.definition.name === name;
}

function notYetReadable(name: string): ApiError {
  return invalid(`Cannot read from backfilling global secondary index: ${name}`);
}

/** Which attributes a Query or Scan returns. */
export interface Selection {
  /** Whether only the count is wanted. */
  readonly count: boolean;
  /** Whether items are fetched from the table because the local index lacks what is asked for. */
  readonly fetches: boolean;
}

const SELECTS = ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'] as const;
export const SELECT_WORDS: readonly string[] = SELECTS;

/** Checks `Select` beside the projection, and what it means for the index. */
export function selection(
  source: ReadSource,
  select: string | undefined,
  projected: readonly string[] | undefined,
): Selection | ApiError {
  const problem = selectProblem(source, select, projected);
  if (problem !== undefined) return problem;
  const count = select === 'COUNT';
  const { index, table } = source;
  if (index === undefined) return { count, fetches: false };
  const { definition } = index;
  const lacks = (projected ?? []).filter((name) => !isProjected(name, definition, table.definition.key));
  if (source.isGlobal && lacks.length > 0) {
    return invalidValue(`Global secondary index ${definition.name} does not project [${lacks.join(', ')}]`);
  }
  const all = select === 'ALL_ATTRIBUTES' && definition.projection.type !== 'ALL';
  if (source.isGlobal && all) {
    const what = `Select type ALL_ATTRIBUTES is not supported for global secondary index ${definition.name}`;
    return invalidValue(`${what} because its projection type is not ALL`);
  }
  return { count, fetches: all || lacks.length > 0 };
}

function selectProblem(
  { index }: ReadSource,
  select: string | undefined,
  projected: readonly string[] | undefined,
): ApiError | undefined {
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && index === undefined) {
    // AWS says "Querying" of a Scan too.
    return invalidValue('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  if (select === 'SPECIFIC_ATTRIBUTES' && projected === undefined) {
    return invalidValue(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
  if (projected !== undefined && select !== undefined && select !== 'SPECIFIC_ATTRIBUTES') {
    const what = select === 'COUNT' ? 'only the Count' : select;
    return invalidValue(`Cannot specify the ProjectionExpression when choosing to get ${what}`);
  }
  return undefined;
}
