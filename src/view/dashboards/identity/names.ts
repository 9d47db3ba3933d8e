import { visible } from '../../../core/text.ts';

/** A short name for an address: `prod/deploy` for `prod/role/deploy`; other texts stay, ARNs lose what all have. */
export function shortName(address: string): string {
  const text = visible(address);
  const arn = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.*)$/.exec(text)?.[1];
  if (arn !== undefined) return arn;
  if (text.startsWith('service/')) return text.slice('service/'.length);
  const [account = '', kind, ...name] = text.split('/');
  if (kind === undefined || name.length === 0) return text;
  return account === 'aws' ? name.join('/') : `${account}/${name.join('/')}`;
}
