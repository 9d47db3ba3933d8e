/** Services whose resources take resource control policies (Organizations User Guide, Resource control policies). */
const SERVICES: ReadonlySet<string> = new Set([
  's3',
  'sts',
  'kms',
  'sqs',
  'secretsmanager',
  'cognito-identity',
  'cognito-idp',
  'logs',
  'dynamodb',
  'appconfig',
  'appstream',
  'autoscaling',
  'codebuild',
  'codecommit',
  'comprehend',
  'comprehendmedical',
  'dax',
  'ecr',
  'health',
  'kinesisvideo',
  'aoss',
  'signin',
  'support',
  'textract',
  'transcribe',
  'translate',
]);

/** Whether a resource control policy can reach an action, given in lower case. */
export function supportsResourceControl(actionKey: string): boolean {
  return SERVICES.has(actionKey.slice(0, actionKey.indexOf(':'))) && actionKey !== 'kms:retiregrant';
}
