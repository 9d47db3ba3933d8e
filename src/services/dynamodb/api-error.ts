/** AWS's error codes of this service that the sandbox gives. */
export type ErrorCode =
  | 'ValidationException'
  | 'SerializationException'
  | 'ResourceNotFoundException'
  | 'ConditionalCheckFailedException'
  | 'ItemCollectionSizeLimitExceededException'
  | 'ProvisionedThroughputExceededException'
  | 'ThrottlingException'
  | 'RequestLimitExceeded'
  | 'TransactionCanceledException'
  | 'TransactionConflictException'
  | 'IdempotentParameterMismatchException'
  | 'LimitExceededException'
  | 'ResourceInUseException';

/** A call that AWS answers with an error. Told from other values by its class. */
export class ApiError {
  readonly code: ErrorCode;
  readonly message: string;

  constructor(code: ErrorCode, message: string) {
    this.code = code;
    this.message = message;
  }
}

/** A request that breaks a rule of the API, in AWS's words. */
export function invalid(message: string): ApiError {
  return new ApiError('ValidationException', message);
}

/** AWS's beginning of the sentence about a value that cannot be. */
export function invalidValue(what: string): ApiError {
  return invalid(`One or more parameter values were invalid: ${what}`);
}
