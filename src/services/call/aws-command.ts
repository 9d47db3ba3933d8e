import type { Json } from '../../core/result.ts';
import type { Call } from './perform.ts';

/** API names whose command group in the AWS CLI is called otherwise. */
const GROUPS: Readonly<Record<string, string>> = { s3: 's3api', es: 'opensearch', monitoring: 'cloudwatch' };

/** The `aws` command that makes the same call; undefined for what has none (signing in to the console). */
export function awsCommandOf({ action, api, target, as, given }: Call): string | undefined {
  if (api?.cli === 'none') return undefined;
  const [service = '', name = ''] = action.split(':');
  const words = ['aws', api?.cli?.command ?? `${GROUPS[service] ?? service} ${kebab(name)}`];
  const own = api?.cli?.options?.(target, given);
  const options =
    own === undefined ? [...targetOptions(service, target), ...Object.entries(given)] : Object.entries(own);
  for (const [key, value] of options) {
    if (value !== undefined && value !== null)
      words.push(`--${kebab(key)}`, quoted(typeof value === 'string' ? value : JSON.stringify(value)));
  }
  if (as !== undefined && as !== 'anonymous') words.push('--profile', quoted(as.slice(as.lastIndexOf('/') + 1)));
  if (as === 'anonymous') words.push('--no-sign-request');
  return words.join(' ');
}

/** What a target on one line stands for among a call's options. */
function targetOptions(service: string, target: string | undefined): [string, Json][] {
  if (target === undefined) return [];
  return service === 'sts' ? [['roleArn', target]] : [];
}

/** `GetObject` as the AWS CLI writes it: `get-object`. */
function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

/** A word as a POSIX shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
