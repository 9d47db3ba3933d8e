import type { ErrorCode } from '../errors.ts';

/** What is wrong with a requested ACL, and S3's code for it where it is not that of a malformed ACL. */
export interface AclProblem {
  readonly problem: string;
  readonly awsCode?: ErrorCode | undefined;
}

/** In which of the three ways a request gives an ACL. */
export interface AclWays {
  readonly canned: boolean;
  readonly headers: boolean;
  readonly body: boolean;
}

/**
 * What S3 says to a request that gives its ACL in two ways. (S3 User Guide, Access control list overview: a canned ACL and
 * grants in headers exclude each other; S3 API Reference, Error responses)
 */
export function twoWaysProblem({ canned, headers, body }: AclWays): AclProblem | undefined {
  if (canned && headers)
    return { problem: 'Specifying both Canned ACLs and Header Grants is not allowed', awsCode: 'InvalidRequest' };
  if (body && (canned || headers))
    return { problem: 'This request does not support content', awsCode: 'UnexpectedContent' };
  return undefined;
}
