import type { Simulation } from '../../../core/simulation.ts';
import { formatInstant, type Instant } from '../../../core/time.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import type { ApiReply } from '../../service.ts';
import { ApiError, invalid, invalidValue } from '../api-error.ts';
import type { BillingMode } from '../definition.ts';
import { changeText } from '../events/notes.ts';
import { entry } from '../explain/entries.ts';
import type { UpdateTable } from '../online-index/read-create.ts';
import { quotasOf } from '../questions/capacity-view.ts';
import { applyChange, beginChange, type CapacityChange, scalableOf } from '../scaling/capacity-change.ts';
import { decreasesToday, mayDecrease, maySwitch } from '../scaling/decrease-rule.ts';
import { units } from '../schema/capacity-notation.ts';
import type { TableState } from '../state/table-state.ts';
import { type CapacityState, type DirectionState, servedAtOnce } from '../throughput/capacity-state.ts';
import { checkWord } from './checks.ts';
import { tableDescription } from './describe-table.ts';
import { type OperationCall, refused, succeeded, tableOf } from './operation-call.ts';
import { beginIndexChange, indexNotFound, isUpdating, readIndexChange } from './update-indexes.ts';

const MODES: readonly string[] = ['PROVISIONED', 'PAY_PER_REQUEST'] satisfies BillingMode[];

/** UpdateTable: capacity, and global indexes one at a time. It takes a while, and until then the old limits hold. */
export function updateTable(call: OperationCall, parameters: UpdateTable): ApiReply {
  const table = tableOf(call, parameters.tableName);
  if (table instanceof ApiError) return refused(table, undefined);
  const at = table.definition.address;
  const index = readIndexChange(table, parameters, call.simulation.now);
  if (index instanceof ApiError) return refused(index, at);
  const planned = readChanges(call, table, parameters);
  if (planned instanceof ApiError) return refused(planned, at);
  const trace: TraceEntry[] = planned.map((one) => beginPlanned(call, table, one));
  if (index !== undefined) trace.push(beginIndexChange(call.simulation, table, index));
  return succeeded({ tableDescription: tableDescription(table) }, undefined, trace);
}

interface PlannedChange {
  readonly index: string | undefined;
  readonly change: CapacityChange;
}

/** What is asked of the capacity of the table and of its indexes, all of it checked before any is begun. */
function readChanges(
  call: OperationCall,
  table: TableState,
  parameters: UpdateTable,
): readonly PlannedChange[] | ApiError {
  const { globalSecondaryIndexUpdates: updates = [], ...own } = parameters;
  const { billingMode, provisionedThroughput, onDemandThroughput, warmThroughput } = own;
  const ofTable = [billingMode, provisionedThroughput, onDemandThroughput, warmThroughput].some(
    (one) => one !== undefined,
  );
  const wanted: readonly CapacityParameters[] = [
    ...(ofTable || updates.length === 0 ? [own] : []),
    ...updates.flatMap(({ update }) => (update === undefined ? [] : [update])),
  ];
  const planned: PlannedChange[] = [];
  for (const one of wanted) {
    const change = readChange(call, table, one);
    if (change instanceof ApiError) return change;
    planned.push({ index: one.indexName, change });
  }
  return planned;
}

type CapacityParameters = Partial<
  Pick<UpdateTable, 'billingMode' | 'provisionedThroughput' | 'onDemandThroughput' | 'warmThroughput' | 'indexName'>
>;

function readChange(call: OperationCall, table: TableState, parameters: CapacityParameters): CapacityChange | ApiError {
  const { now } = call.simulation;
  if (isUpdating(table, now)) {
    const what = 'Attempt to change a resource which is still in use: Table is being updated';
    return new ApiError('ResourceInUseException', `${what}: ${table.definition.name}`);
  }
  const change = capacityChange(table, parameters);
  if (change instanceof ApiError) return change;
  return (
    checkChange(table, parameters.indexName, change, now) ?? quotaProblem(call, table, parameters, change) ?? change
  );
}

function beginPlanned({ simulation }: OperationCall, table: TableState, { index, change }: PlannedChange): TraceEntry {
  noteChange(table, index, change, simulation.now);
  const until = isWarm(table, index, change)
    ? changeAtOnce(simulation, table, index, change)
    : beginChange(simulation, table, index, change);
  const { address } = table.definition;
  return entry('capacity-changed', address, 'pass', { what: changeText(change), until: formatInstant(until) });
}

function capacityChange(table: TableState, parameters: CapacityParameters): CapacityChange | ApiError {
  const { billingMode, provisionedThroughput: given, onDemandThroughput: limits, warmThroughput: warm } = parameters;
  const problem = checkWord('billingMode', billingMode, MODES);
  if (problem !== undefined) return problem;
  const mode = billingMode as BillingMode | undefined;
  const after = mode ?? table.capacity.mode;
  if (scalableOf(table, parameters.indexName) === undefined) return indexNotFound(table, parameters.indexName);
  if (after === 'PAY_PER_REQUEST' && given !== undefined) {
    const both = 'ReadCapacityUnits nor WriteCapacityUnits';
    return invalidValue(`Neither ${both} can be specified when BillingMode is PAY_PER_REQUEST`);
  }
  if (mode === 'PROVISIONED' && (given?.readCapacityUnits === undefined || given.writeCapacityUnits === undefined)) {
    return invalidValue(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  }
  return {
    mode,
    provisioned: given && units(given.readCapacityUnits, given.writeCapacityUnits),
    maximum: limits && units(limits.maxReadRequestUnits, limits.maxWriteRequestUnits),
    warm: warm && units(warm.readUnitsPerSecond, warm.writeUnitsPerSecond),
  };
}

function checkChange(
  table: TableState,
  index: string | undefined,
  change: CapacityChange,
  now: number,
): ApiError | undefined {
  const capacity = scalableOf(table, index)?.capacity;
  if (capacity === undefined) return undefined;
  const { provisioned, warm, mode } = change;
  if (Object.values(provisioned ?? {}).some((units) => units < 1)) {
    return invalid(
      "1 validation error detected: Value '0' at 'provisionedThroughput' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
  }
  const served = servedAtOnce(capacity);
  if ((warm?.read ?? served.read) < served.read || (warm?.write ?? served.write) < served.write) {
    return invalidValue('Requested warm throughput is lower than the current warm throughput');
  }
  if (mode === 'PAY_PER_REQUEST' && capacity.mode !== mode && !maySwitch(table.control.switches, now)) {
    return new ApiError(
      'LimitExceededException',
      'Subscriber limit exceeded: Update to PayPerRequest mode are limited to 4 times in a 24 hours window.',
    );
  }
  const same = provisioned?.read === capacity.read.provisioned && provisioned.write === capacity.write.provisioned;
  if (capacity.mode === 'PROVISIONED' && mode === undefined && same) {
    return invalid(
      `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${capacity.read.provisioned}. Requested ReadCapacityUnits: ${provisioned?.read}. Current WriteCapacityUnits provisioned for the table: ${capacity.write.provisioned}. Requested WriteCapacityUnits: ${provisioned?.write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
    );
  }
  return isDecrease(capacity, change) ? checkDecrease(table, index, now) : undefined;
}

/** A table with its global indexes may be provisioned with so much ("Quotas in Amazon DynamoDB"). */
function quotaProblem(
  { simulation }: OperationCall,
  table: TableState,
  { indexName }: CapacityParameters,
  { provisioned, mode }: CapacityChange,
): ApiError | undefined {
  if (provisioned === undefined || (mode ?? table.capacity.mode) !== 'PROVISIONED') return undefined;
  const quota = quotasOf(simulation.definition, table.definition).table;
  for (const direction of ['read', 'write'] as const) {
    let units = 0;
    for (const one of [{ name: undefined, of: table.capacity }, ...table.globalIndexes.map(nameAndCapacity)]) {
      units += (one.name === indexName ? provisioned[direction] : undefined) ?? one.of[direction].provisioned;
    }
    if (units <= quota[direction]) continue;
    const rule = `${units} ${direction} capacity units are more than the ${quota[direction]} of a table`;
    return new ApiError('LimitExceededException', `Subscriber limit exceeded: ${rule} with its indexes`);
  }
  return undefined;
}

function nameAndCapacity({ definition, capacity }: TableState['globalIndexes'][number]) {
  return { name: definition.name, of: capacity };
}

function isDecrease({ mode, read, write }: CapacityState, { provisioned, mode: next }: CapacityChange): boolean {
  if (mode !== 'PROVISIONED' || next !== undefined) return false;
  return (
    (provisioned?.read ?? read.provisioned) < read.provisioned ||
    (provisioned?.write ?? write.provisioned) < write.provisioned
  );
}

function checkDecrease(table: TableState, index: string | undefined, now: number): ApiError | undefined {
  const earlier = table.control.decreases.get(index ?? '') ?? [];
  if (mayDecrease(earlier, now)) return undefined;
  const today = decreasesToday(earlier, now);
  const rule =
    'Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds.';
  return new ApiError(
    'LimitExceededException',
    `${rule} Number of decreases today: ${today.length}. Last decrease at ${formatInstant(today.at(-1) ?? 0)}.`,
  );
}

/** Throughput is raised at once up to what the table is warmed to ("Warm throughput", Developer Guide). */
function isWarm(
  table: TableState,
  index: string | undefined,
  { mode, provisioned, maximum, warm }: CapacityChange,
): boolean {
  const capacity = scalableOf(table, index)?.capacity;
  if (capacity === undefined || mode !== undefined || maximum !== undefined || warm !== undefined) return false;
  const within = (wanted: number | undefined, { highestProvisioned }: DirectionState) =>
    (wanted ?? 0) <= highestProvisioned;
  return (
    capacity.mode === 'PROVISIONED' &&
    within(provisioned?.read, capacity.read) &&
    within(provisioned?.write, capacity.write)
  );
}

function changeAtOnce(
  simulation: Simulation,
  table: TableState,
  index: string | undefined,
  change: CapacityChange,
): Instant {
  applyChange(table, index, change, simulation.now);
  return simulation.now;
}

function noteChange(table: TableState, index: string | undefined, change: CapacityChange, now: number): void {
  const capacity = scalableOf(table, index)?.capacity;
  if (capacity === undefined) return;
  if (change.mode === 'PAY_PER_REQUEST' && capacity.mode !== change.mode) {
    table.control.switches = [...table.control.switches, now];
  }
  if (!isDecrease(capacity, change)) return;
  const name = index ?? '';
  const decreases = new Map(table.control.decreases);
  decreases.set(name, [...decreasesToday(decreases.get(name) ?? [], now), now]);
  table.control.decreases = decreases;
}
