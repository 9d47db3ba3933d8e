import type { Facts } from '../../../core/result.ts';
import type { Simulation } from '../../../core/simulation.ts';
import { formatInstant, type Instant } from '../../../core/time.ts';
import type { Read } from '../../../schema/schema.ts';
import type { ApiReply } from '../../service.ts';
import { ApiError, invalid, invalidValue } from '../api-error.ts';
import type { BillingMode, IndexDefinition, TableDefinition, Units } from '../definition.ts';
import { changeText } from '../events/notes.ts';
import { entry } from '../explain/entries.ts';
import { type KeySchema, keyAttributes } from '../key/key-schema.ts';
import { quotasOf } from '../questions/capacity-view.ts';
import { applyChange, beginChange, type CapacityChange, scalableOf } from '../scaling/capacity-change.ts';
import { decreasesToday, mayDecrease, maySwitch } from '../scaling/decrease-rule.ts';
import type { TableState } from '../state/table-state.ts';
import { type CapacityState, type DirectionState, servedAtOnce } from '../throughput/capacity-state.ts';
import { checkWord } from './checks.ts';
import { type OperationCall, refused, succeeded, tableOf } from './operation-call.ts';
import type { describeParameters, updateTableParameters } from './parameters.ts';

type UpdateTable = Read<typeof updateTableParameters>;

/** DescribeTable. An on-demand table shows 0 for both of its provisioned units. */
export function describeTable(call: OperationCall, parameters: Read<typeof describeParameters>): ApiReply {
  const table = tableOf(call, parameters.tableName);
  if (table instanceof ApiError) return refused(table, undefined);
  return succeeded({ table: tableDescription(table) }, undefined, []);
}

/** What DescribeTable says of a table. */
export function tableDescription(table: TableState): Facts {
  const { definition, capacity, control } = table;
  const indexes = (list: readonly { readonly definition: IndexDefinition }[]) =>
    list.map(({ definition: index }) => ({
      indexName: index.name,
      indexArn: index.arn,
      keySchema: keySchemaJson(index.key),
      projection: projectionJson(index),
    }));
  const global = table.globalIndexes.map((index, at) => ({
    ...indexes(table.globalIndexes)[at],
    provisionedThroughput: provisionedJson(index.capacity),
    warmThroughput: warmJson(index.capacity),
    itemCount: index.entries.total.count,
    indexSizeBytes: index.entries.total.weight,
  }));
  return {
    tableName: definition.name,
    tableArn: definition.tableArn,
    tableStatus: control.updatingUntil === undefined ? 'ACTIVE' : 'UPDATING',
    keySchema: keySchemaJson(definition.key),
    attributeDefinitions: attributeDefinitions(definition),
    billingModeSummary: { billingMode: capacity.mode },
    provisionedThroughput: provisionedJson(capacity),
    warmThroughput: warmJson(capacity),
    itemCount: table.items.total.count,
    tableSizeBytes: table.items.total.weight,
    ...(global.length === 0 ? {} : { globalSecondaryIndexes: global }),
    ...(table.localIndexes.length === 0 ? {} : { localSecondaryIndexes: indexes(table.localIndexes) }),
    ...(definition.stream === undefined
      ? {}
      : { streamSpecification: { streamEnabled: true, streamViewType: definition.stream } }),
  };
}

function keySchemaJson({ partition, sort }: KeySchema): readonly Facts[] {
  return [
    ...partition.map(({ name }) => ({ attributeName: name, keyType: 'HASH' })),
    ...sort.map(({ name }) => ({ attributeName: name, keyType: 'RANGE' })),
  ];
}

function projectionJson({ projection }: IndexDefinition): Facts {
  const included = projection.type === 'INCLUDE' ? { nonKeyAttributes: projection.attributes } : {};
  return { projectionType: projection.type, ...included };
}

function attributeDefinitions({ key, indexes }: TableDefinition): readonly Facts[] {
  const types = new Map(
    [key, ...indexes.map((index) => index.key)].flatMap(keyAttributes).map(({ name, type }) => [name, type]),
  );
  return [...types].map(([attributeName, attributeType]) => ({ attributeName, attributeType }));
}

/** `ProvisionedThroughput` as the service reports it. */
export function provisionedJson({ mode, read, write }: CapacityState): Facts {
  const provisioned = mode === 'PROVISIONED';
  return {
    readCapacityUnits: provisioned ? read.provisioned : 0,
    writeCapacityUnits: provisioned ? write.provisioned : 0,
  };
}

function warmJson(capacity: CapacityState): Facts {
  const served = servedAtOnce(capacity);
  return { readUnitsPerSecond: served.read, writeUnitsPerSecond: served.write };
}

const MODES: readonly string[] = ['PROVISIONED', 'PAY_PER_REQUEST'] satisfies BillingMode[];

/** UpdateTable, as far as capacity goes. It takes a while, and until then the old limits hold. */
export function updateTable(call: OperationCall, parameters: UpdateTable): ApiReply {
  const table = tableOf(call, parameters.tableName);
  if (table instanceof ApiError) return refused(table, undefined);
  const { definition, control } = table;
  const at = definition.address;
  const { now } = call.simulation;
  if ((control.updatingUntil ?? 0) > now) {
    const what = `Attempt to change a resource which is still in use: Table is being updated: ${definition.name}`;
    return refused(new ApiError('ResourceInUseException', what), at);
  }
  const change = capacityChange(table, parameters);
  if (change instanceof ApiError) return refused(change, at);
  const problem =
    checkChange(table, parameters.indexName, change, now) ?? quotaProblem(call, table, parameters, change);
  if (problem !== undefined) return refused(problem, at);
  noteChange(table, parameters.indexName, change, now);
  const until = isWarm(table, parameters.indexName, change)
    ? changeAtOnce(call.simulation, table, parameters.indexName, change)
    : beginChange(call.simulation, table, parameters.indexName, change);
  const trace = [entry('capacity-changed', at, 'pass', { what: changeText(change), until: formatInstant(until) })];
  return succeeded({ tableDescription: tableDescription(table) }, undefined, trace);
}

function capacityChange(table: TableState, parameters: UpdateTable): CapacityChange | ApiError {
  const { billingMode, provisionedThroughput: given, onDemandThroughput: limits, warmThroughput: warm } = parameters;
  const problem = checkWord('billingMode', billingMode, MODES);
  if (problem !== undefined) return problem;
  const mode = billingMode as BillingMode | undefined;
  const after = mode ?? table.capacity.mode;
  if (scalableOf(table, parameters.indexName) === undefined) {
    return new ApiError('ResourceNotFoundException', 'Requested resource not found');
  }
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
    provisioned: given && pair(given.readCapacityUnits, given.writeCapacityUnits),
    maximum: limits && pair(limits.maxReadRequestUnits, limits.maxWriteRequestUnits),
    warm: warm && pair(warm.readUnitsPerSecond, warm.writeUnitsPerSecond),
  };
}

function pair(read: number | undefined, write: number | undefined): Partial<Units> {
  return { ...(read === undefined ? {} : { read }), ...(write === undefined ? {} : { write }) };
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
  { indexName }: UpdateTable,
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
