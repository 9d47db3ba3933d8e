import { throttlingError } from '../../../src/services/dynamodb/capacity/throttling-reason.ts';
import { itemReadUnits, itemWriteUnits } from '../../../src/services/dynamodb/capacity/units.ts';
import { hashAt, KEY_SPACE } from '../../../src/services/dynamodb/key/partition-hash.ts';
import { evenKeySpace, partitionAt } from '../../../src/services/dynamodb/partition/key-space.ts';
import { limitsOf } from '../../../src/services/dynamodb/runtime.ts';
import type { TableState } from '../../../src/services/dynamodb/state/table-state.ts';
import { admit, type Refusal, reasonOf } from '../../../src/services/dynamodb/throughput/admission.ts';
import type { Direction } from '../../../src/services/dynamodb/throughput/capacity-state.ts';
import type { Demand } from '../../../src/services/dynamodb/throughput/gates.ts';
import type { Json } from '../contract.ts';
import { bothUnits } from './modes.ts';
import { simulationOf, tableIn } from './simulation.ts';
import { tableWords } from './table-tree.ts';
import { flagged, found, foundNumber, foundNumbers, foundSizes } from './values.ts';

/** A steady load on a table: what it asks for in a second, and where. */
interface Load {
  readonly direction: Direction;
  /** Units a second, by the partition they go to. */
  readonly units: readonly number[];
  readonly seconds: number;
}

/** A day; a load that is still served by then is served for good. */
const SECONDS_MOST = 86_400;
/** Units of one second are asked for one by one in short loads, in long ones in so many pieces. */
const PIECES = 10;
const SHORT_SECONDS = 5;

/** Puts a load on a table and tells what was refused, and why. */
export function traffic(input: Json): Json | undefined {
  const simulation = simulationOf(tableWords(input) ?? {}, {
    more: { ...bankOf(input), ...peakOf(input) },
    model: adaptiveOf(input),
    ...quotasOf(input),
  });
  const table = tableIn(simulation);
  const load = loadOf(input, table, simulation.now);
  if (load === undefined) return undefined;
  const limits = limitsOf(simulation.definition, table.definition);
  const began = simulation.now;
  let refusal: Refusal | undefined;
  let [refused, served, first] = [0, 0, -1];
  for (let second = 0; second < load.seconds; second += 1) {
    const before = refused;
    for (const demands of demandsOf(table, load)) {
      const no = admit(demands, limits, began + second * 1000);
      refusal ??= no;
      const units = demands[0]?.units ?? 0;
      if (no === undefined) served += units;
      else refused += units;
    }
    if (refused > before && first < 0) first = second;
    if (first >= 0 && load.seconds === SECONDS_MOST) break;
  }
  return outcome(table, load, { refusal, refused, served, first });
}

function outcome(
  table: TableState,
  load: Load,
  { refusal, refused, served, first }: { refusal: Refusal | undefined; refused: number; served: number; first: number },
): Json {
  const perSecond = load.units.reduce((sum, units) => sum + units, 0);
  const { provisioned } = table.capacity[load.direction];
  const arn =
    refusal?.demand.index === undefined
      ? table.definition.tableArn
      : `${table.definition.tableArn}/index/${refusal.demand.index}`;
  const index = table.globalIndexes.find(({ definition }) => definition.name === refusal?.demand.index);
  const why = refusal === undefined ? {} : { reason: reasonOf(refusal), resource: arn, ResourceArn: arn };
  const mode = (index ?? table).capacity.mode;
  const exception =
    refusal === undefined
      ? {}
      : {
          exception: throttlingError(refusal.gate.limitType, mode),
          __type: throttlingError(refusal.gate.limitType, mode),
        };
  const seconds = first < 0 ? {} : { secondsUntilThrottled: first, lastsSeconds: first, throttledAfterSeconds: first };
  return {
    throttled: refused > 0,
    [`${load.direction}sThrottled`]: refused > 0,
    throttledUnits: Math.round(refused),
    servedUnits: Math.round(served),
    minuteAverageWithinProvisioned: (perSecond * Math.min(load.seconds, 60)) / 60 <= provisioned,
    ...why,
    ...exception,
    ...seconds,
  };
}

function bankOf(input: Json): { readonly [key: string]: Json } {
  if (flagged(input, /burst.*(exhausted|empty|used)|noBurst/i)) return { burstBank: '0s' };
  const idle = foundNumber(input, /idle.*sec/i) ?? (foundNumber(input, /idle.*min/i) ?? -1) * 60;
  return idle < 0 ? {} : { burstBank: `${Math.min(300, idle)}s` };
}

function peakOf(input: Json): { readonly [key: string]: Json } {
  return bothUnits(found(input, /peak/i), 'previousPeak') ?? {};
}

function adaptiveOf(input: Json) {
  const off = found(input, /adaptive/i);
  return off === false || off === 'off' ? { dynamodbAdaptive: false } : {};
}

function quotasOf(input: Json): { readonly quotas?: Json } {
  const most = foundNumber(input, /quota/i);
  return most === undefined ? {} : { quotas: { tableRead: most, tableWrite: most } };
}

function loadOf(input: Json, table: TableState, now: number): Load | undefined {
  const given = found(input, /^(load|traffic)$/i) ?? input;
  const listed = foundNumbers(input, /partition|load|perSecond/i);
  const sizes = foundSizes(given, /size/i);
  const write = foundNumber(given, /write.*second/i);
  const read = foundNumber(given, /read.*second/i);
  const direction: Direction = write === undefined && read !== undefined ? 'read' : 'write';
  const seconds = foundNumber(given, /^(seconds|duration(Seconds)?|forSeconds)$/i) ?? SECONDS_MOST;
  if (listed !== undefined) {
    spread(table, listed.length, now);
    const reads = foundNumbers(input, /read.*(partition|second)/i) !== undefined;
    return { direction: reads ? 'read' : 'write', units: listed, seconds: Math.min(seconds, 600) };
  }
  const rate = write ?? read;
  if (rate === undefined) return undefined;
  const [bytes] = sizes ?? [];
  const one =
    bytes === undefined || bytes === null
      ? 1
      : direction === 'write'
        ? itemWriteUnits({ before: undefined, after: bytes })
        : itemReadUnits(bytes, flagged(input, /consistent/i) ? 'strong' : 'eventual');
  const hot = flagged(input, /hot|single|one(Key|Partition|Item)|same/i);
  const partitions = foundNumber(input, /^(number(Of)?)?partitions?(Count)?$/i);
  if (partitions !== undefined) spread(table, partitions, now);
  const count = table.space.partitions.length;
  const units = hot ? [rate * one] : Array.from({ length: count }, () => (rate * one) / count);
  return { direction, units, seconds };
}

/** Gives a table so many even partitions. */
function spread(table: TableState, count: number, now: number): void {
  table.space.partitions.splice(
    0,
    table.space.partitions.length,
    ...evenKeySpace(count, now, table.definition.capacity.burstSeconds).partitions,
  );
}

/** What one second asks for: of the table, and of every global index that a write goes to. */
function* demandsOf(table: TableState, { direction, units, seconds }: Load): Generator<Demand[]> {
  const count = table.space.partitions.length;
  for (const [at, wanted] of units.entries()) {
    const place = hashAt(Math.floor(((at + 0.5) / count) * KEY_SPACE));
    const pieces = Math.max(1, seconds <= SHORT_SECONDS ? Math.ceil(wanted) : Math.min(wanted, PIECES));
    for (let piece = 0; piece < pieces; piece += 1) {
      const demand = { direction, units: wanted / pieces, place };
      const own_: Demand = {
        ...demand,
        resource: 'Table',
        capacity: table.capacity,
        partition: partitionAt(table.space, place),
        partitions: count,
      };
      const indexes = direction === 'read' ? [] : table.globalIndexes;
      yield [
        own_,
        ...indexes.map((index): Demand => {
          const there = hashAt(Math.floor(((piece + 0.5) / pieces) * KEY_SPACE));
          return {
            ...demand,
            place: there,
            resource: 'Index',
            index: index.definition.name,
            capacity: index.capacity,
            partition: partitionAt(index.space, there),
            partitions: index.space.partitions.length,
          };
        }),
      ];
    }
  }
}
