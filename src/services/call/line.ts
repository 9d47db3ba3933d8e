import type { ScalarNode } from '../../schema/node.ts';
import { scalar } from '../../schema/scalars.ts';

/** `s3:GetObject reports/2026/a.csv as alice from web-1`, taken apart. */
export interface CallLine {
  /** With prefix, as written. */
  readonly action: string;
  readonly target?: string | undefined;
  readonly as?: string | undefined;
  readonly from?: string | undefined;
}

const LINE =
  /^\s*([A-Za-z0-9-]+:[A-Za-z0-9]+)(?:\s+(?!(?:as|from)\s)(.+?))??(?:\s+as\s+(\S+))?(?:\s+from\s+(\S+))?\s*$/;

/** The one-line notation of a call. The target may hold spaces; `as` and `from` stand at the end. */
export const callLine = scalar<CallLine>({
  expected:
    'an API action such as s3:GetObject, what it is done to, and who does it: s3:GetObject reports/a.csv as alice',
  json: { type: 'string', description: 'ACTION [TARGET] [as WHO] [from WHERE]' },
  parse: ({ raw }: ScalarNode) => {
    const match = LINE.exec(raw);
    if (match === null) return undefined;
    const [, action = '', target, as, from] = match;
    return { action, target, as, from };
  },
});
