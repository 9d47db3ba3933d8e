import { formatSize } from '../../core/size.ts';
import { formatDuration } from '../../core/time.ts';
import type { EntryOf, ReasonTable, ReasonText } from '../../core/trace.ts';
import { LIMIT_TYPES, OPERATION_TYPES, RESOURCE_TYPES, type ThrottlingReason } from './capacity/throttling-reason.ts';
import { type EventFacts, eventReasons } from './events/reasons.ts';
import type { NoSplit } from './partition/split-decision.ts';
import type { GateName } from './throughput/gates.ts';

/** What a throttled request met. */
export interface ThrottleFacts {
  readonly arn: string;
  readonly gate: GateName;
  readonly units: number;
  readonly available: number;
  readonly rate: number;
  readonly partition: string;
}

export interface GateFacts {
  readonly of: string;
  readonly operation: string;
  readonly units: number;
  readonly available: number;
  readonly rate: number;
  readonly partition: string;
}

interface SplitFacts {
  readonly partition: string;
  readonly share: number;
  readonly key: string;
}

/** What was looked at for each reason. */
export type DynamoDbFacts = {
  'key-placed': { readonly key: string; readonly hash: string; readonly partition: string; readonly share: number };
  'item-measured': {
    readonly bytes: number;
    readonly before: number | null;
    readonly lines: readonly { readonly name: string; readonly nameBytes: number; readonly valueBytes: number }[];
  };
  'write-rounded': {
    readonly bytes: number;
    readonly from: string;
    readonly rounded: number;
    readonly transactional: boolean;
    readonly units: number;
  };
  'index-written': {
    readonly index: string;
    readonly kind: string;
    readonly change: string;
    readonly before: number | null;
    readonly after: number | null;
    readonly units: number;
  };
  'read-rounded': {
    readonly what: string;
    readonly bytes: number;
    readonly rounded: number;
    readonly consistency: string;
    readonly units: number;
  };
  'items-fetched': { readonly index: string; readonly items: number; readonly units: number };
  'page-ended': { readonly because: string; readonly evaluated: number; readonly returned: number };
  'replica-behind': { readonly lag: number; readonly unseen: number };
  'condition-held': { readonly expression: string };
  'condition-failed': { readonly expression: string; readonly item: string };
  'validation-failed': { readonly code: string; readonly message: string };
  'table-not-found': { readonly name: string };
  'collection-too-big': { readonly message: string };
  'transaction-canceled': { readonly reasons: string };
  'transaction-conflict': { readonly message: string };
  'token-mismatch': { readonly token: string };
  'token-replayed': { readonly token: string };
  'limit-exceeded': { readonly message: string };
  'capacity-changed': { readonly what: string; readonly until: string };
  'index-creating': { readonly of: string; readonly until: string };
  'index-deleting': { readonly of: string; readonly until: string };
  'batch-left-over': { readonly done: number; readonly left: number; readonly because: string };
  'split-helps': SplitFacts & { readonly cut: string };
  'split-not-needed': { readonly partition: string; readonly used: number };
} & EventFacts & { readonly [Reason in `split-${NoSplit}`]: SplitFacts } & {
    readonly [Gate in `gate-${GateName}`]: GateFacts;
  } & { readonly [Reason in ThrottlingReason]: ThrottleFacts };

export type DynamoDbEntry = EntryOf<'dynamodb', DynamoDbFacts>;

const RW_PAGE = 'DynamoDB read and write operations, Developer Guide';
const THROTTLING_PAGE = 'Troubleshooting throttling in Amazon DynamoDB, Developer Guide';

function units(count: number): string {
  return `${Math.round(count * 100) / 100} ${count === 1 ? 'unit' : 'units'}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** One sentence form for all gates of a kind: what it has left beside what is asked. */
function gate(name: string, what: (facts: GateFacts) => string, more: Partial<ReasonText<GateFacts>> = {}) {
  return {
    says: (facts: GateFacts) => `${name} of ${facts.of}: ${what(facts)}; the request takes ${units(facts.units)}`,
    meaning: `How much ${name} had left when the request came.`,
    ...more,
  };
}

/** Levels and shares are seldom whole numbers. */
const perSecond = (rate: number) => `${Math.round(rate * 100) / 100}/s`;
const left = ({ available, rate }: GateFacts) => `${units(Math.max(0, available))} left of ${perSecond(rate)}`;

const gates = {
  'gate-account-quota': gate('quota', left, { page: 'Quotas in Amazon DynamoDB' }),
  'gate-maximum': gate('configured maximum', left, { page: 'DynamoDB maximum throughput for on-demand tables' }),
  'gate-level': gate('on-demand level', left, {
    modelChoice: 'Twice the highest average of a minute, raised at most once in 30 minutes.',
  }),
  'gate-provisioned': gate(
    'provisioned throughput',
    ({ available, rate }) =>
      `${units(Math.max(0, available))} in the bank, filled at ${perSecond(rate)}${rate > 0 && available >= rate ? `, ${formatDuration(Math.floor(Math.max(0, available) / rate) * 1000)} of it` : ''}`,
    { page: 'DynamoDB burst and adaptive capacity, Developer Guide' },
  ),
  'gate-partition-share': gate('share of a partition', left, {
    modelChoice: 'Before 2018 each partition had an even share of the provisioned throughput.',
  }),
  'gate-partition': gate('partition', (facts) => `${facts.partition} has ${left(facts)}`, {
    page: 'Partitions and data distribution in DynamoDB, Developer Guide',
  }),
} satisfies ReasonTable<{ [Gate in `gate-${GateName}`]: GateFacts }>;

const GATE_SAYS: Readonly<Record<GateName, (facts: ThrottleFacts, what: string) => string>> = {
  'account-quota': ({ rate }, what) => `${what} is at its quota of ${perSecond(rate)}`,
  maximum: ({ rate }, what) => `${what} is at the maximum of ${perSecond(rate)} that was set for it`,
  level: ({ rate }, what) => `${what} is at ${perSecond(rate)}, twice its previous peak`,
  provisioned: ({ rate }, what) => `${what} has ${perSecond(rate)} provisioned and its burst bank is empty`,
  'partition-share': ({ rate, partition }, what) =>
    `${partition} of ${what} has used its share of ${perSecond(rate)}, whatever the others leave`,
  partition: ({ rate, partition }, what) =>
    `${partition} of ${what} is at the ${perSecond(rate)} that one partition can do`,
};

function throttling(reason: ThrottlingReason): ReasonText<ThrottleFacts> {
  return {
    says: (facts, at) => `throttled: ${GATE_SAYS[facts.gate](facts, at)}; ${units(facts.units)} asked`,
    meaning: throttlingMeaning(reason),
    awsCode: reason,
    page: THROTTLING_PAGE,
  };
}

function throttlingMeaning(reason: ThrottlingReason): string {
  const resource = reason.startsWith('Table') ? 'table' : 'global index';
  const operation = reason.includes('Read') ? 'reads' : 'writes';
  if (reason.endsWith('KeyRangeThroughputExceeded'))
    return `A partition of the ${resource} gets more ${operation} than it can do.`;
  if (reason.endsWith('AccountLimitExceeded'))
    return `The on-demand ${resource} gets more ${operation} than the account's quota per table.`;
  if (reason.endsWith('MaxOnDemandThroughputExceeded'))
    return `The on-demand ${resource} gets more ${operation} than the maximum set for it.`;
  return `The ${resource} gets more ${operation} than are provisioned, and nothing is left in the burst bank.`;
}

const throttlingReasons = Object.fromEntries(
  RESOURCE_TYPES.flatMap((resource) =>
    OPERATION_TYPES.flatMap((operation) =>
      LIMIT_TYPES.map((limit) => [`${resource}${operation}${limit}`, throttling(`${resource}${operation}${limit}`)]),
    ),
  ),
) as Record<ThrottlingReason, ReasonText<ThrottleFacts>>;

const splits = {
  'split-helps': {
    says: ({ partition, cut, share }) =>
      `yes: cut ${partition} at ${cut}, where ${percent(share)} of its heat lie below`,
    meaning: 'Cutting the partition spreads its heat over two.',
    modelChoice: 'Above 80 % of its limits for 60 s; cut where the sampled heat is halved; done after 120 s.',
  },
  'split-single-item': {
    says: ({ partition, share, key }) => `no: one item takes ${percent(share)} of the heat of ${partition} (${key})`,
    meaning: 'A partition can end up with a single item and still has the limits of one partition.',
    page: 'DynamoDB burst and adaptive capacity, Developer Guide',
  },
  'split-sequential-keys': {
    says: ({ partition, key }) =>
      `no: in ${partition} the sort key of ${key} only grows, so the heat moves on with the newest key`,
    meaning: 'Whatever the cut, all new keys fall above it.',
    page: 'DynamoDB burst and adaptive capacity, Developer Guide',
  },
  'split-pinned-by-local-index': {
    says: ({ partition, share, key }) =>
      `no: ${key} takes ${percent(share)} of the heat of ${partition}, and a local index keeps its collection in one partition`,
    meaning: 'A table with a local index keeps each item collection in one partition.',
    page: 'Local Secondary Indexes, Developer Guide',
  },
  'split-too-few-requests': {
    says: ({ partition }) => `nobody can say: ${partition} has had too few requests`,
    meaning: 'The partition has had too few requests to tell where its heat lies.',
  },
  'split-not-needed': {
    says: ({ partition, used }) => `not needed: ${partition} is at ${percent(used)} of its limits`,
    meaning: 'The partition is not hot.',
  },
} satisfies ReasonTable<Pick<DynamoDbFacts, `split-${NoSplit}` | 'split-helps' | 'split-not-needed'>>;

/** All reasons of the service. */
export const reasons = {
  'key-placed': {
    says: ({ key, hash, partition, share }) =>
      `${key} hashes to ${hash}, which lies in ${partition} (${percent(share)} of the key space)`,
    meaning: 'Where the partition key places the item.',
    modelChoice: 'AWS does not publish its hash function; ours is MD5 with a salt.',
  },
  'item-measured': {
    says: ({ bytes, before }) =>
      `the item has ${formatSize(bytes)}${before === null ? '' : `; the one before had ${formatSize(before)}`}`,
    meaning: 'The size of the item: attribute names in UTF-8 and their values.',
    page: 'DynamoDB item sizes and formats, Developer Guide',
  },
  'write-rounded': {
    says: ({ bytes, from, rounded, transactional, units: cost }) =>
      `${formatSize(bytes)} (${from}) round up to ${rounded} KB${transactional ? ', twice for the transaction' : ''}: ${units(cost)}`,
    meaning: 'A write takes one unit for each KB of the larger item, before or after.',
    page: RW_PAGE,
  },
  'index-written': {
    says: ({ index, kind, change, units: cost }) =>
      change === 'none'
        ? `${kind} index ${index} has nothing to write`
        : `${kind} index ${index}: ${change}, ${units(cost)}`,
    meaning: 'What a write costs an index: by the entry before and after.',
    page: 'Using Global Secondary Indexes in DynamoDB, Developer Guide',
  },
  'read-rounded': {
    says: ({ what, bytes, rounded, consistency, units: cost }) =>
      `${what}: ${formatSize(bytes)} round up to ${rounded} x 4 KB, ${consistency}: ${units(cost)}`,
    meaning: 'A read takes one unit for 4 KB, half if eventually consistent, twice in a transaction.',
    page: RW_PAGE,
  },
  'items-fetched': {
    says: ({ index, items, units: cost }) =>
      `${items} items fetched from the table for what ${index} does not project: ${units(cost)}`,
    meaning: 'A local index fetches unprojected attributes, each item rounded up by itself.',
    page: 'Local Secondary Indexes, Developer Guide',
  },
  'page-ended': {
    says: ({ because, evaluated, returned }) =>
      `the page ends ${because}: ${evaluated} evaluated, ${returned} returned`,
    meaning: 'A page ends at Limit or 1 MB of evaluated items, before any filter.',
    page: 'Paginating table query results in DynamoDB, Developer Guide',
  },
  'replica-behind': {
    says: ({ lag, unseen }) => `the replica that answers is ${lag} ms behind and has not seen ${unseen} of the writes`,
    meaning: 'An eventually consistent read may miss the latest writes.',
    modelChoice: 'Two of three replicas are 5 to 200 ms behind the leader.',
  },
  'condition-held': {
    says: ({ expression }) => `condition holds: ${expression}`,
    meaning: 'The condition of the write holds for the item as it was.',
    page: 'Condition expressions, Developer Guide',
  },
  'condition-failed': {
    says: ({ expression, item }) => `condition does not hold: ${expression}; the item ${item}`,
    meaning: 'The condition of the write does not hold; the write still costs units.',
    awsCode: 'ConditionalCheckFailedException',
    page: 'Condition expressions, Developer Guide',
  },
  'validation-failed': {
    says: ({ message }) => message,
    meaning: 'The request breaks a rule of the API; it never reaches a partition.',
    awsCode: 'ValidationException',
  },
  'table-not-found': {
    says: ({ name }) => `there is no table ${name}`,
    meaning: 'The table does not exist.',
    awsCode: 'ResourceNotFoundException',
  },
  'collection-too-big': {
    says: ({ message }) => message,
    meaning: 'The item collection would pass 10 GB, the limit where a table has a local index.',
    awsCode: 'ItemCollectionSizeLimitExceededException',
    page: 'Local Secondary Indexes, Developer Guide',
  },
  'transaction-canceled': {
    says: ({ reasons: why }) => `the transaction is canceled: ${why}`,
    meaning: 'One action could not be done, so none was.',
    awsCode: 'TransactionCanceledException',
    page: 'Amazon DynamoDB Transactions, Developer Guide',
  },
  'transaction-conflict': {
    says: ({ message }) => message,
    meaning: 'A transaction that is under way holds the item; the SDKs try again.',
    awsCode: 'TransactionConflictException',
    page: 'Amazon DynamoDB Transactions, Developer Guide',
    modelChoice: 'A transaction holds its items for the time it needs to answer.',
  },
  'token-mismatch': {
    says: ({ token }) => `token ${token} was used for another request`,
    meaning: 'A client request token may only repeat the same request.',
    awsCode: 'IdempotentParameterMismatchException',
    page: 'TransactWriteItems, API Reference',
  },
  'token-replayed': {
    says: ({ token }) => `token ${token} was done already: nothing changes, and the items are read`,
    meaning: 'Repeating a transaction within ten minutes has no further effect and is billed as a read.',
    page: 'Amazon DynamoDB Transactions, Developer Guide',
  },
  'limit-exceeded': {
    says: ({ message }) => message,
    meaning: 'The control plane does not do this so often or so much.',
    awsCode: 'LimitExceededException',
  },
  'capacity-changed': {
    says: ({ what, until }) => `${what}; the table is UPDATING until ${until}`,
    meaning: 'A change of capacity has begun; until it is done the old limits hold.',
  },
  'index-creating': {
    says: ({ of, until }) =>
      `${of} is being created: until ${until} its resources are made ready, then the items of the table are put into it`,
    meaning: 'UpdateTable creates a global index, one at a time; it can be read when it is ACTIVE.',
    page: 'Managing Global Secondary Indexes in DynamoDB, Developer Guide',
  },
  'index-deleting': {
    says: ({ of, until }) => `${of} is being deleted, until ${until}; nothing reads from it any more`,
    meaning: 'UpdateTable deletes a global index.',
    page: 'Managing Global Secondary Indexes in DynamoDB, Developer Guide',
  },
  'batch-left-over': {
    says: ({ done, left: open, because }) => `${done} done, ${open} left over: ${because}`,
    meaning: 'A batch does what it can and returns the rest as unprocessed.',
  },
  ...eventReasons,
  ...gates,
  ...splits,
  ...throttlingReasons,
} satisfies ReasonTable<DynamoDbFacts>;
