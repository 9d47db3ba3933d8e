import type { ErrorCode } from '../api-error.ts';
import type { BillingMode } from '../definition.ts';

export const RESOURCE_TYPES = ['Table', 'Index'] as const;
export const OPERATION_TYPES = ['Read', 'Write'] as const;
export const LIMIT_TYPES = [
  'ProvisionedThroughputExceeded',
  'KeyRangeThroughputExceeded',
  'AccountLimitExceeded',
  'MaxOnDemandThroughputExceeded',
] as const;

export type ResourceType = (typeof RESOURCE_TYPES)[number];
export type OperationType = (typeof OPERATION_TYPES)[number];
export type LimitType = (typeof LIMIT_TYPES)[number];

/** Why a request was throttled, in AWS's words ("ThrottlingReason", API Reference). */
export type ThrottlingReason = `${ResourceType}${OperationType}${LimitType}`;

/** AWS's name of a reason. */
export function throttlingReason(resource: ResourceType, operation: OperationType, limit: LimitType): ThrottlingReason {
  return `${resource}${operation}${limit}`;
}

/** All sixteen. */
export const THROTTLING_REASONS: readonly ThrottlingReason[] = RESOURCE_TYPES.flatMap((resource) =>
  OPERATION_TYPES.flatMap((operation) => LIMIT_TYPES.map((limit) => throttlingReason(resource, operation, limit))),
);

/** The error a throttled call gets ("Troubleshooting throttling in Amazon DynamoDB", Developer Guide). */
export function throttlingError(limit: LimitType, mode: BillingMode): ErrorCode {
  if (limit === 'AccountLimitExceeded') return 'RequestLimitExceeded';
  return mode === 'PROVISIONED' && limit !== 'MaxOnDemandThroughputExceeded'
    ? 'ProvisionedThroughputExceededException'
    : 'ThrottlingException';
}

/** The sentence of the error. Its reason and the ARN of the resource come with it in a list of their own. */
export function throttlingMessage(resource: ResourceType, limit: LimitType): string {
  const which = resource === 'Table' ? 'your table or index' : 'one or more global secondary indexes';
  switch (limit) {
    case 'ProvisionedThroughputExceeded':
      return resource === 'Table'
        ? 'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.'
        : 'The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API';
    case 'KeyRangeThroughputExceeded':
      return `Throughput exceeds the current capacity of ${which}. DynamoDB is automatically scaling it so please try again shortly. If exceptions persist, check if you have a hot key.`;
    case 'AccountLimitExceeded':
      return 'Throughput exceeds the current throughput limit for your account. Please contact AWS Support to request a limit increase.';
    case 'MaxOnDemandThroughputExceeded':
      return `Throughput exceeds the maximum OnDemandThroughput configured on ${which}.`;
  }
}
