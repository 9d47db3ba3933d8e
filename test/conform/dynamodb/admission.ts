import {
  LIMIT_TYPES,
  OPERATION_TYPES,
  RESOURCE_TYPES,
  THROTTLING_REASONS,
  throttlingError,
  throttlingReason,
} from '../../../src/services/dynamodb/capacity/throttling-reason.ts';
import type { BillingMode } from '../../../src/services/dynamodb/definition.ts';
import { hashAt, KEY_SPACE } from '../../../src/services/dynamodb/key/partition-hash.ts';
import { provisionedJson } from '../../../src/services/dynamodb/operations/control-plane.ts';
import { PARTITION_UNITS } from '../../../src/services/dynamodb/partition/initial.ts';
import { partitionAt } from '../../../src/services/dynamodb/partition/key-space.ts';
import { draftOf, limitsOf } from '../../../src/services/dynamodb/runtime.ts';
import type { TableState } from '../../../src/services/dynamodb/state/table-state.ts';
import { admit } from '../../../src/services/dynamodb/throughput/admission.ts';
import { type Direction, servedAtOnce } from '../../../src/services/dynamodb/throughput/capacity-state.ts';
import type { Demand } from '../../../src/services/dynamodb/throughput/gates.ts';
import { own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { simulationOf } from './request.ts';
import { numberOf } from './values.ts';

/** What is let through, and what it is called where it is not. */
export const admission: Adapter = {
  answer: (input) => {
    if (own(input, 'LimitType') !== undefined) return reason(input);
    if (own(input, 'partition') !== undefined) return partition(own(input, 'partition'));
    const table = own(input, 'Table');
    if (own(input, 'load') !== undefined) return load(input);
    if (table === undefined) return undefined;
    return described(input);
  },
};

function reason(input: Json): Json {
  const resource = RESOURCE_TYPES.find((one) => one === own(input, 'ResourceType')) ?? 'Table';
  const operation = OPERATION_TYPES.find((one) => one === own(input, 'OperationType')) ?? 'Read';
  const limit = LIMIT_TYPES.find((one) => one === own(input, 'LimitType')) ?? 'KeyRangeThroughputExceeded';
  const mode: BillingMode = own(input, 'BillingMode') === 'PROVISIONED' ? 'PROVISIONED' : 'PAY_PER_REQUEST';
  return {
    reason: throttlingReason(resource, operation, limit),
    allReasonsCount: THROTTLING_REASONS.length,
    exception: throttlingError(limit, mode),
  };
}

/** One partition under a steady load. */
function partition(load: Json | undefined): Json {
  const over = (direction: Direction, member: string) =>
    (numberOf(own(load, member)) ?? 0) > PARTITION_UNITS[direction];
  return {
    readsThrottled: over('read', 'consumedReadUnitsPerSecond'),
    writesThrottled: over('write', 'consumedWriteUnitsPerSecond'),
  };
}

function described(input: Json): Json {
  const table = tableOf(input);
  const served = servedAtOnce(table.capacity);
  const { readCapacityUnits, writeCapacityUnits } = provisionedJson(table.capacity);
  return {
    ProvisionedThroughput: {
      ReadCapacityUnits: Number(readCapacityUnits),
      WriteCapacityUnits: Number(writeCapacityUnits),
    },
    instantlyServed: { readUnits: served.read, writeUnits: served.write },
  };
}

function tableOf(input: Json): TableState {
  const bank = own(input, 'burstExhausted') === true ? { burstBank: '0s' } : {};
  const simulation = simulationOf(own(input, 'Table'), [], bank);
  const table = draftOf(simulation).table('case/table/T');
  if (table === undefined) throw new Error('the case has a table');
  return table;
}

/** A load of so many units a second, spread evenly over the key space. */
function load(input: Json): Json | undefined {
  const given = own(input, 'load');
  const writes = numberOf(own(given, 'writeUnitsPerSecond'));
  const rate = writes ?? numberOf(own(given, 'readUnitsPerSecond'));
  const seconds = numberOf(own(given, 'seconds')) ?? 1;
  if (rate === undefined) return undefined;
  const direction: Direction = writes === undefined ? 'read' : 'write';
  const table = tableOf(input);
  const simulation = simulationOf(own(input, 'Table'), []);
  const limits = limitsOf(simulation.definition, table.definition);
  let refused = 0;
  for (let second = 0; second < seconds; second += 1) {
    for (let unit = 0; unit < rate; unit += 1) {
      const place = hashAt(Math.floor((unit / rate) * KEY_SPACE));
      const demand: Demand = {
        resource: 'Table',
        capacity: table.capacity,
        partition: partitionAt(table.space, place),
        partitions: table.space.partitions.length,
        direction,
        units: 1,
        place,
      };
      if (admit([demand], limits, simulation.now + second * 1000) !== undefined) refused += 1;
    }
  }
  return {
    throttled: refused > 0,
    throttledUnits: refused,
    minuteAverageWithinProvisioned: (rate * seconds) / 60 <= table.capacity[direction].provisioned,
  };
}
