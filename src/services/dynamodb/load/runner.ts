import type { Facts } from '../../../core/result.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { Instant } from '../../../core/time.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import { type Ref, targetOf } from '../../../schema/reader.ts';
import type { LoadExplanation, LoadOrder, LoadProblem, LoadReply, LoadRunner } from '../../load/index.ts';
import { noteActivity } from '../events/handlers.ts';
import { throttleEntry } from '../explain/entries.ts';
import { type ItemMaker, isNumericKey, itemMaker } from '../items/item-maker.ts';
import { countThrottled } from '../metrics.ts';
import { hottestOf, splitQuestion } from '../questions/split-help.ts';
import { type DynamoDbDraft, draftOf } from '../runtime.ts';
import type { TableState } from '../state/table-state.ts';
import { type Refusal, reasonOf } from '../throughput/admission.ts';

/** How one operation takes the requests of a load. */
export interface BulkOperation<Request, Done extends { readonly refusal?: Refusal | undefined }> {
  /** AWS's name, for the metrics. */
  readonly name: string;
  readonly table: TableState;
  request(index: number, at: Instant): Request;
  /** Does the request; a refused one changes nothing. Counts nothing, so that it can be looked at again. */
  execute(request: Request, at: Instant, explained: boolean): Done;
  /** Counts what was done, refusals aside, and tells how it came out. */
  settle(done: Done, at: Instant): LoadReply;
  title(done: Done): string;
  trace(done: Done): readonly TraceEntry[];
}

/** Refusals of one reason share one reply. */
const throttledReplies = new Map<string, LoadReply>();

function throttledReply(reason: string): LoadReply {
  let reply = throttledReplies.get(reason);
  if (reply === undefined) {
    reply = { outcome: 'throttled', reason, latency: 0 };
    throttledReplies.set(reason, reply);
  }
  return reply;
}

/** A runner for the requests of one operation. */
export function bulkRunner<Request, Done extends { readonly refusal?: Refusal | undefined }>(
  simulation: Simulation,
  operation: BulkOperation<Request, Done>,
): LoadRunner {
  const draft = draftOf(simulation);
  const { table } = operation;
  let last: { readonly request: Request; readonly at: Instant; readonly done: Done } | undefined;
  const settle = (done: Done, at: Instant): LoadReply => {
    if (done.refusal === undefined) return operation.settle(done, at);
    countThrottled(simulation, table.definition, operation.name, done.refusal, at);
    return throttledReply(reasonOf(done.refusal));
  };
  const explanation = (done: Done): LoadExplanation => {
    const trace = operation.trace(done);
    const refusal = done.refusal === undefined ? [] : [throttleEntry(table, done.refusal)];
    return { title: operation.title(done), trace: [...trace, ...refusal] };
  };
  return {
    perform: (index, at) => {
      noteActivity(simulation, draft);
      const request = operation.request(index, at);
      const done = operation.execute(request, at, false);
      last = { request, at, done };
      return settle(done, at);
    },
    explain: (index, at) => {
      noteActivity(simulation, draft);
      const done = operation.execute(operation.request(index, at), at, true);
      return { ...settle(done, at), ...explanation(done) };
    },
    explainRefusal: () => {
      if (last === undefined) throw new Error('nothing has been refused');
      // What was let through and then failed has been paid for: it is not done again.
      const { request, at, done } = last;
      return explanation(done.refusal === undefined ? done : operation.execute(request, at, true));
    },
    facts: () => tableFacts(table),
  };
}

/** What a load tells of the table it ended on. */
function tableFacts(table: TableState): Facts {
  const { index, partition } = hottestOf(table);
  const { answer } = splitQuestion(table, index, partition);
  return {
    partitions: table.space.partitions.length,
    hottest: index === undefined ? `P${partition.id}` : `${index.definition.name}/P${partition.id}`,
    canSplitHelp: answer,
    items: table.items.total.count,
  };
}

/** The table a load calls. */
export function loadTable(draft: DynamoDbDraft, name: Ref | undefined): TableState | LoadProblem {
  const table = name === undefined ? undefined : draft.table(targetOf(name).address);
  return table ?? { problem: 'with.tableName names the table' };
}

/** Parameters that a request has and a load has not, for its `items` say what each request carries. */
export function notUnderLoad(parameters: object, names: readonly string[]): LoadProblem | undefined {
  const found = names.find((name) => (parameters as Readonly<Record<string, unknown>>)[name] !== undefined);
  return found === undefined
    ? undefined
    : { problem: `with.${found} has no place in a load, whose requests differ: items says what each carries` };
}

/** The maker of the items or keys of a load, or which key attribute nothing gives a value for. */
export function loadItemMaker(
  table: TableState,
  order: LoadOrder,
  fixed: readonly string[] = [],
): ItemMaker | LoadProblem {
  const { key, indexes } = table.definition;
  const keys = [key, ...indexes.map((index) => index.key)];
  const lacking = [...key.partition, ...key.sort].find(
    ({ name }) => !order.attributes.includes(name) && !fixed.includes(name),
  );
  if (lacking !== undefined) return { problem: `items gives no value for the key attribute ${lacking.name}` };
  const generators = order.attributes.map(
    (name) => [name, order.generator(name, { numeric: isNumericKey(name, keys) })] as const,
  );
  return itemMaker({ keys, generators, size: order.size });
}
