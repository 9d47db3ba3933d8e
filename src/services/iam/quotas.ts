import type { Attachment } from './definition.ts';
import { compiled } from './policy/compiled.ts';

/** The policies one user, role or group may have (IAM User Guide, IAM and AWS STS quotas). */
export interface PolicyQuota {
  /** Characters of all its inline policies together. */
  readonly inline: number;
  /** Managed policies, and how many of them once the quota is raised. */
  readonly managed: number;
  readonly onRequest: number;
}

export const POLICY_QUOTAS = {
  user: { inline: 2048, managed: 10, onRequest: 20 },
  role: { inline: 10_240, managed: 10, onRequest: 25 },
  group: { inline: 5120, managed: 10, onRequest: 10 },
} as const satisfies Readonly<Record<string, PolicyQuota>>;

/** How many managed policies are attached. */
export function managedCount(policies: readonly Attachment[]): number {
  return policies.filter(({ kind }) => kind === 'managed').length;
}

/** Characters of all inline policies together, without white space; `owner` is the address of whose they are. */
export function inlineSize(policies: readonly Attachment[], owner: string): number {
  let size = 0;
  for (const attachment of policies) {
    if (attachment.kind !== 'inline') continue;
    const { name, document } = attachment;
    size += compiled(document, 'identity', { name, at: `${owner}/${name}` }).size;
  }
  return size;
}
