import { provisionedJson } from '../../../src/services/dynamodb/operations/describe-table.ts';
import { capacityView, quotasOf } from '../../../src/services/dynamodb/questions/capacity-view.ts';
import { applyChange } from '../../../src/services/dynamodb/scaling/capacity-change.ts';
import { decreasesADay, mayDecrease, maySwitch } from '../../../src/services/dynamodb/scaling/decrease-rule.ts';
import type { TableState } from '../../../src/services/dynamodb/state/table-state.ts';
import { servedAtOnce } from '../../../src/services/dynamodb/throughput/capacity-state.ts';
import { climbed } from '../../../src/services/dynamodb/throughput/ladder.ts';
import { own } from '../compare.ts';
import type { Json } from '../contract.ts';
import { simulationOf, tableIn } from './simulation.ts';
import { tableWords } from './table-tree.ts';
import { flagged, found, foundNumber } from './values.ts';

type Tree = { readonly [key: string]: Json };
const HOUR = 3_600_000;
const MIDNIGHT = Date.UTC(2026, 0, 1);

/** How a table is described, and what it serves at once: after its peak, its warming, its switch of mode. */
export function described(input: Json): Json | undefined {
  const given = tableWords(input);
  const peaks = bothUnits(found(input, /peak/i), 'previousPeak');
  if (given === undefined && peaks === undefined) return undefined;
  const table = tableIn(simulationOf(given ?? {}, { more: peaks ?? {} }));
  const history = bothUnits(
    found(input, /(highest|ever|once|formerly|previously).*provision|provision.*(ever|before)/i),
    '',
  );
  if (history !== undefined) remembered(table, history);
  const wanted = found(input, /^(switch|to$|after$|new(Billing)?Mode)/i);
  const mode = String(own(wanted, 'BillingMode') ?? own(wanted, 'to') ?? wanted ?? '');
  if (/demand|request/i.test(mode) || wanted === true) {
    applyChange(table, undefined, { mode: 'PAY_PER_REQUEST' }, MIDNIGHT);
  }
  const sustained = bothUnits(found(input, /sustain|reached|newPeak/i), '');
  if (sustained !== undefined) climb(table, sustained);
  return descriptionOf(table);
}

/** Traffic that lasted long enough to be the previous peak. */
function climb(table: TableState, { read, write }: Tree): void {
  for (const [side, units] of [
    [table.capacity.read, read],
    [table.capacity.write, write],
  ] as const) {
    if (units !== undefined) side.ladder = climbed(side.ladder, Number(units), MIDNIGHT);
  }
}

function descriptionOf({ capacity }: TableState): Json {
  const { read, write } = servedAtOnce(capacity);
  const { readCapacityUnits, writeCapacityUnits } = provisionedJson(capacity);
  return {
    ProvisionedThroughput: {
      ReadCapacityUnits: Number(readCapacityUnits),
      WriteCapacityUnits: Number(writeCapacityUnits),
    },
    WarmThroughput: { ReadUnitsPerSecond: read, WriteUnitsPerSecond: write },
    instantlyServed: { readUnits: read, writeUnits: write },
    instantlyServedReadUnits: read,
    instantlyServedWriteUnits: write,
    instantlyServedUnits: Math.max(read, write),
    nextInstantlyServed: { readUnits: 2 * read, writeUnits: 2 * write },
  };
}

/** A pair of units, however it is written; one number is of writes. */
export function bothUnits(json: Json | undefined, name: string): Tree | undefined {
  if (json === undefined) return undefined;
  const read = foundNumber(json, /read/i);
  const write = foundNumber(json, /write/i) ?? (typeof json === 'number' ? json : undefined);
  const units = { ...(read === undefined ? {} : { read }), ...(write === undefined ? {} : { write }) };
  return name === '' ? units : { [name]: units };
}

/** The table was provisioned higher once. */
function remembered(table: TableState, { read, write }: Tree): void {
  const now = { read: table.capacity.read.provisioned, write: table.capacity.write.provisioned };
  const once = { read: Number(read ?? now.read), write: Number(write ?? now.write) };
  applyChange(table, undefined, { provisioned: once }, MIDNIGHT);
  applyChange(table, undefined, { provisioned: now }, MIDNIGHT);
}

/** What an idle table has saved up, and how long that carries a load above its rate. */
export function burstBank(input: Json): Json | undefined {
  const seconds =
    foundNumber(input, /idle.*sec|unused.*sec/i) ?? (foundNumber(input, /idle.*min|unused.*min/i) ?? 0) * 60;
  const table = tableWords(input);
  if (seconds === 0 || table === undefined) return undefined;
  const simulation = simulationOf(table, { more: { burstBank: '0s' } });
  simulation.advanceBy(seconds * 1000);
  const { capacity, definition } = tableIn(simulation);
  const view = capacityView(capacity, quotasOf(simulation.definition, definition), simulation.now);
  const units = { readUnits: view.read.bank, writeUnits: view.write.bank };
  return { burst: units, burstUnits: Math.max(view.read.bank, view.write.bank), burstCapacity: units };
}

/** How often capacity may be lowered and the mode be switched. */
export function changeLimits(input: Json): Json | undefined {
  const switches = foundNumber(input, /switches|modeChanges/i);
  if (switches !== undefined) {
    const earlier = Array.from({ length: switches }, (_, at) => MIDNIGHT + at * HOUR);
    const toProvisioned = /provision/i.test(String(found(input, /^(to|switchTo|direction)$/i) ?? ''));
    const allowed = toProvisioned || maySwitch(earlier, MIDNIGHT + switches * HOUR);
    return { allowed, error: allowed ? null : 'LimitExceededException', maxPer24Hours: mostSwitches() };
  }
  const times = found(input, /decreases?(Times|At|Hours)/i);
  if (Array.isArray(times)) {
    const done: number[] = [];
    const allowed = times.map((hour) => {
      const at = MIDNIGHT + Number(hour) * HOUR;
      const may = mayDecrease(done, at);
      if (may) done.push(at);
      return may;
    });
    return { allowed, maxDecreasesPerDay: decreasesADay() };
  }
  const asked =
    flagged(input, /decrease/i) || /decrease/i.test(String(own(input, 'question') ?? own(input, 'change') ?? ''));
  return asked ? { maxDecreasesPerDay: decreasesADay(), decreasesPerDay: decreasesADay() } : undefined;
}

function mostSwitches(): number {
  const done: number[] = [];
  while (maySwitch(done, MIDNIGHT)) done.push(MIDNIGHT);
  return done.length;
}
