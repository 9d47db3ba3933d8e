import type { ReasonTable } from '../../../core/trace.ts';

const SCALING = 'Managing throughput capacity automatically with DynamoDB auto scaling, Developer Guide';
const PARTITIONS = 'Partitions and data distribution in DynamoDB, Developer Guide';

interface ScalingFacts {
  readonly of: string;
  readonly direction: string;
  /** Units a second in the minute that has just ended. */
  readonly consumed: number;
  readonly provisioned: number;
  readonly target: number;
  readonly wanted: number;
}

/** What happens to tables by itself, and what it was decided from. */
export interface EventFacts {
  'scaling-asks': ScalingFacts & { readonly minutes: number; readonly until: string };
  'scaling-may-not-decrease': ScalingFacts;
  'capacity-in-force': { readonly of: string; readonly what: string };
  'on-demand-raised': {
    readonly of: string;
    readonly direction: string;
    readonly peak: number;
    readonly level: number;
  };
  'split-begun': { readonly of: string; readonly partition: string; readonly below: number; readonly until: string };
  'split-useless': { readonly of: string; readonly partition: string; readonly because: string };
  'partition-cut': {
    readonly of: string;
    readonly partition: string;
    readonly into: readonly string[];
    readonly at: string;
  };
  'items-expired': { readonly of: string; readonly items: number };
  'index-backfilling': { readonly of: string; readonly items: number };
  'index-active': {
    readonly of: string;
    readonly entered: number;
    readonly leftOut: number;
    /** Write units that back-filling has drawn from the index. */
    readonly units: number;
  };
  'index-gone': { readonly of: string };
}

const ONLINE = 'Managing Global Secondary Indexes in DynamoDB, Developer Guide';

const count = (items: number) => `${items} item${items === 1 ? '' : 's'}`;
const units = (count: number) => `${Math.round(count * 10) / 10}`;
const scaling = ({ direction, consumed, provisioned, target }: ScalingFacts) =>
  `${units(consumed)} of ${provisioned} ${direction} units/s is ${Math.round((consumed / provisioned) * 100)} % against a target of ${target} %`;

/** Sentences of what happens to tables while time passes. */
export const eventReasons = {
  'scaling-asks': {
    says: (facts) =>
      `auto scaling of ${facts.of}: ${scaling(facts)} for ${facts.minutes} minutes, so it asks for ${facts.wanted}; until ${facts.until} the old limit holds`,
    meaning: 'An alarm of the target tracking policy fired, and UpdateTable was called.',
    page: SCALING,
  },
  'scaling-may-not-decrease': {
    says: (facts) =>
      `auto scaling of ${facts.of}: ${scaling(facts)}, but ${facts.provisioned} may not become ${facts.wanted} yet: no decrease is left for this hour`,
    meaning: 'Throughput may be lowered only so often a day.',
    page: 'Quotas in Amazon DynamoDB',
  },
  'capacity-in-force': {
    says: ({ of, what }) => `${of} now has ${what}`,
    meaning: 'A change of capacity is done.',
  },
  'on-demand-raised': {
    says: ({ of, direction, peak, level }) =>
      `${of} serves ${units(level)} ${direction} units/s at once: double its peak of ${units(peak)}`,
    meaning: 'On-demand capacity follows the highest traffic so far, doubling at most once in 30 minutes.',
    page: 'DynamoDB on-demand capacity mode, Developer Guide',
  },
  'split-begun': {
    says: ({ of, partition, below, until }) =>
      `${partition} of ${of} has been near its limit for a minute: it will be cut where ${Math.round(below * 100)} % of its heat lie below, by ${until}`,
    meaning: 'A partition whose traffic stays near its limits is split.',
    page: PARTITIONS,
  },
  'split-useless': {
    says: ({ of, partition, because }) =>
      `${partition} of ${of} has been near its limit for a minute, but no cut would help: ${because}`,
    meaning: 'A hot partition that cannot be split with any use.',
    page: 'DynamoDB burst and adaptive capacity, Developer Guide',
  },
  'partition-cut': {
    says: ({ of, partition, into, at }) => `${partition} of ${of} becomes ${into.join(' and ')}, cut at ${at}`,
    meaning: 'A partition was split, for heat, for size or for a higher capacity.',
    page: PARTITIONS,
  },
  'items-expired': {
    says: ({ of, items }) =>
      `time to live deletes ${items} expired item${items === 1 ? '' : 's'} of ${of}, without consuming units`,
    meaning: 'Items past their time to live are deleted in the background.',
    page: 'Using time to live (TTL) in DynamoDB, Developer Guide',
  },
  'index-backfilling': {
    says: ({ of, items }) =>
      `${of} has its resources: from now on writes reach it, and the ${count(items)} of the table are put into it`,
    meaning: 'A new global index is filled from its table; it cannot be read before that is done.',
    page: ONLINE,
  },
  'index-active': {
    says: ({ of, entered, leftOut, units }) =>
      `${of} is ACTIVE: back-filling put in ${count(entered)} for ${units} write unit${units === 1 ? '' : 's'}${leftOut === 0 ? '' : `, and left out ${leftOut} whose attributes cannot be its key`}`,
    meaning: 'A new global index can be read. Items with a key attribute of another type are not in it.',
    page: ONLINE,
  },
  'index-gone': {
    says: ({ of }) => `${of} is deleted`,
    meaning: 'The deletion of a global index is done.',
    page: ONLINE,
  },
} satisfies ReasonTable<EventFacts>;
