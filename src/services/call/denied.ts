/** Services that answer in JSON and say `AccessDeniedException` with status 400. */
const JSON_SERVICES: ReadonlySet<string> = new Set([
  'dynamodb',
  'kinesis',
  'kms',
  'logs',
  'organizations',
  'secretsmanager',
  'ssm',
  'states',
  'events',
  'ecs',
  'firehose',
  'athena',
  'glue',
]);
/** REST services that say `AccessDeniedException` with status 403. */
const REST_SERVICES: ReadonlySet<string> = new Set(['lambda', 'es', 'opensearch', 'apigateway', 'eks', 'bedrock']);

/** Credentials that do not work: expired, or nobody's. */
export type CredentialProblem = 'expired-token' | 'invalid-key';

interface Refusing {
  readonly awsCode: string;
  readonly httpStatus: number;
  /** The service's own words, where they differ from those of most. */
  readonly message?: string;
}

/** EC2 API Reference, Error codes; S3 API Reference, Error responses. */
const EC2_EXPIRED: Refusing = { awsCode: 'RequestExpired', httpStatus: 400, message: 'Request has expired.' };
const EC2_INVALID: Refusing = {
  awsCode: 'AuthFailure',
  httpStatus: 401,
  message: 'AWS was not able to validate the provided access credentials',
};
const S3_EXPIRED: Refusing = { awsCode: 'ExpiredToken', httpStatus: 400, message: 'The provided token has expired.' };
const S3_INVALID: Refusing = {
  awsCode: 'InvalidAccessKeyId',
  httpStatus: 403,
  message: 'The AWS Access Key Id you provided does not exist in our records.',
};

/** With what a service answers credentials that do not work, before anything is authorized. */
export function credentialsCode(action: string, problem: CredentialProblem): Refusing {
  const service = serviceOf(action);
  const expired = problem === 'expired-token';
  if (service === 'ec2') return expired ? EC2_EXPIRED : EC2_INVALID;
  if (service === 's3') return expired ? S3_EXPIRED : S3_INVALID;
  if (JSON_SERVICES.has(service))
    return { awsCode: expired ? 'ExpiredTokenException' : 'UnrecognizedClientException', httpStatus: 400 };
  if (REST_SERVICES.has(service))
    return { awsCode: expired ? 'ExpiredTokenException' : 'UnrecognizedClientException', httpStatus: 403 };
  return { awsCode: expired ? 'ExpiredToken' : 'InvalidClientTokenId', httpStatus: 403 };
}

function serviceOf(action: string): string {
  return action.slice(0, action.indexOf(':')).toLowerCase();
}

/** The error code and HTTP status with which a service refuses what no policy allows; each protocol has its own. */
export function deniedCode(action: string): Refusing {
  const service = serviceOf(action);
  if (service === 'ec2') return { awsCode: 'UnauthorizedOperation', httpStatus: 403 };
  if (JSON_SERVICES.has(service)) return { awsCode: 'AccessDeniedException', httpStatus: 400 };
  if (REST_SERVICES.has(service)) return { awsCode: 'AccessDeniedException', httpStatus: 403 };
  return { awsCode: 'AccessDenied', httpStatus: 403 };
}
