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

/** The error code and HTTP status with which a service refuses what no policy allows; each protocol has its own. */
export function deniedCode(action: string): { readonly awsCode: string; readonly httpStatus: number } {
  const service = action.slice(0, action.indexOf(':')).toLowerCase();
  if (service === 'ec2') return { awsCode: 'UnauthorizedOperation', httpStatus: 403 };
  if (JSON_SERVICES.has(service)) return { awsCode: 'AccessDeniedException', httpStatus: 400 };
  if (REST_SERVICES.has(service)) return { awsCode: 'AccessDeniedException', httpStatus: 403 };
  return { awsCode: 'AccessDenied', httpStatus: 403 };
}
