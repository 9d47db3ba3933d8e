import type { Tags } from '../definition.ts';

/** Tags as condition keys: `aws:PrincipalTag/team` and so on. */
export function tagsContext(prefix: string, tags: Tags): Readonly<Record<string, string>> {
  return Object.fromEntries([...tags].map(([key, value]) => [`${prefix}/${key}`, value]));
}
