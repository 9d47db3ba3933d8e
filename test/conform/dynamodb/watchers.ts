import {
  consumedThroughputUnits,
  contributorEvents,
  contributorRules,
} from '../../../src/services/dynamodb/questions/contributors.ts';
import {
  afterMinute,
  isScalingTarget,
  NEW_SCALING,
  wantedThroughput,
} from '../../../src/services/dynamodb/scaling/target-tracking.ts';
import { SCALING_TARGET_DEFAULT } from '../../../src/services/dynamodb/schema/capacity-notation.ts';
import { isList, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { expanded, flagged, found, foundNumber } from './values.ts';

/** Target tracking: which targets may be, and what the alarms do minute by minute. */
export const autoScaling: Adapter = {
  answer: (raw) => {
    const input = expanded(raw);
    const targets = own(input, 'targets');
    if (isList(targets)) return { valid: targets.map((target) => isScalingTarget(Number(target))) };
    const series = minutesOf(input);
    if (series === undefined) return undefined;
    return tracked(input, series);
  },
};

function tracked(input: Json, { consumed, provisioned }: Series): Json {
  const target = foundNumber(input, /target/i) ?? SCALING_TARGET_DEFAULT;
  const bounds = { min: foundNumber(input, /^min/i) ?? 1, max: foundNumber(input, /^max/i) ?? 40_000 };
  const policy = { ...bounds, target };
  let state = NEW_SCALING;
  let wanted: number | undefined;
  let minute = 0;
  for (const units of consumed) {
    minute += 1;
    state = afterMinute(state, policy, units, provisioned);
    wanted = wantedThroughput(state, policy, units, provisioned);
    if (wanted !== undefined) break;
  }
  const direction = wanted === undefined ? 'none' : wanted > provisioned ? 'out' : 'in';
  return {
    scalesOut: direction === 'out',
    scaleOut: direction === 'out',
    scalesIn: direction === 'in',
    scaleIn: direction === 'in',
    triggered: direction !== 'none',
    alarm: state.alarm,
    afterMinutes: wanted === undefined ? null : minute,
    newProvisioned: wanted ?? provisioned,
    newCapacity: wanted ?? provisioned,
    newCapacityUnits: wanted ?? provisioned,
  };
}

interface Series {
  readonly consumed: readonly number[];
  readonly provisioned: number;
}

/** Units consumed minute by minute, or the percentages they are of what is provisioned. */
function minutesOf(input: Json): Series | undefined {
  const provisioned = foundNumber(input, /provisioned|capacityUnits|current/i) ?? 100;
  const percentages = found(input, /utili[sz]ation/i);
  if (isList(percentages))
    return { consumed: percentages.map((one) => (Number(one) * provisioned) / 100), provisioned };
  const consumed = found(input, /consumed/i);
  if (isList(consumed)) return { consumed: consumed.map(Number), provisioned };
  const minutes = foundNumber(input, /minutes|points/i) ?? 2;
  const steady = typeof consumed === 'number' ? consumed : undefined;
  return steady === undefined ? undefined : { consumed: Array.from({ length: minutes }, () => steady), provisioned };
}

/** Contributor Insights: what it counts, and under which rules. */
export const contributors: Adapter = {
  answer: (input) => {
    const [write, read] = [foundNumber(input, /write/i), foundNumber(input, /read/i)];
    const composite = sortKeyOf(input);
    const seconds = foundNumber(input, /seconds/i) ?? (foundNumber(input, /minutes/i) ?? 0) * 60;
    const operation = String(own(input, 'Operation') ?? '');
    return {
      ConsumedThroughputUnits: consumedThroughputUnits(read ?? 0, write ?? 0) * (seconds === 0 ? 1 : seconds),
      rules: contributorRules(composite, String(own(input, 'mode') ?? own(input, 'Mode') ?? '')),
      events: contributorEvents(operation, composite) * (foundNumber(input, /items/i) ?? 1),
    };
  },
};

function sortKeyOf(input: Json): boolean {
  const schema = found(input, /KeySchema/);
  if (isList(schema)) return schema.some((one) => own(one, 'KeyType') === 'RANGE');
  return flagged(input, /sort|range|composite/i);
}
