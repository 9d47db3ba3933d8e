import type { EntryOf, ReasonTable } from '../../core/trace.ts';

/** Every reason the way of an API call gives, with the values its sentence is made from. */
export interface CallFacts {
  readonly caller: { readonly arn: string; readonly with: string; readonly accessKeyId?: string | undefined };
  readonly 'no-identities': { readonly action: string };
  readonly 'not-simulated': { readonly action: string };
  readonly 'no-such-caller': { readonly who: string; readonly suggestion?: string | undefined };
  readonly 'ambiguous-caller': { readonly who: string; readonly candidates: readonly string[] };
  readonly 'no-credentials': { readonly lacks: string };
  readonly 'no-active-key': { readonly user: string };
  readonly 'no-such-origin': { readonly from: string };
  readonly 'not-simulated-path': { readonly from: string };
  readonly performed: { readonly action: string };
}

export type CallEntry = EntryOf<'call', CallFacts>;

export const reasons = {
  caller: {
    says: ({ arn, with: credentials }) => `${arn} calls, with ${credentials}`,
    meaning: 'who makes the call, and with which credentials',
    page: 'IAM User Guide: Policy evaluation logic',
  },
  'no-identities': {
    says: ({ action }) => `the scenario has no identities: ${action} is not authorized against any policy`,
    meaning: 'a scenario without users, roles and organization, and a call that does not say who makes it',
    modelChoice: 'scenarios about capacity or streams need not state permissions',
  },
  'not-simulated': {
    says: ({ action }) => `${action} is authorized, but what it does is not simulated`,
    meaning: 'an API action of which the sandbox knows no behaviour',
  },
  'no-such-caller': {
    says: ({ who, suggestion }) =>
      `there is nobody called ${who}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
    meaning: 'the step’s `as` names no user, role, saved session or other caller',
    awsCode: 'InvalidClientTokenId',
  },
  'ambiguous-caller': {
    says: ({ who, candidates }) => `${who} could be any of ${candidates.join(', ')}`,
    meaning: 'the step’s `as` fits several callers; their full addresses tell them apart',
  },
  'no-credentials': {
    says: ({ lacks }, at) => `${at} has no credentials: it lacks ${lacks}`,
    meaning: 'a program looks for credentials where it runs and finds none',
    awsCode: 'NoCredentials',
    page: 'IAM User Guide: Use an IAM role to grant permissions to applications running on Amazon EC2 instances',
  },
  'no-active-key': {
    says: ({ user }) => `every access key of ${user} is inactive`,
    meaning: 'a user signs with an access key that was deactivated',
    awsCode: 'InvalidClientTokenId',
    page: 'IAM User Guide: Manage access keys for IAM users',
  },
  'no-such-origin': {
    says: ({ from }) => `there is nothing called ${from} that a call could come from`,
    meaning: 'the step’s `from` names no host, instance or address',
  },
  'not-simulated-path': {
    says: ({ from }) => `how ${from} reaches AWS is not simulated: the call is taken to arrive`,
    meaning: 'the call comes from something whose network the sandbox does not know',
  },
  performed: {
    says: ({ action }) => `${action} is done`,
    meaning: 'every check allowed the call, and the service did it',
  },
} as const satisfies ReasonTable<CallFacts>;

/** One decision on the way of a call. */
export function entry<Reason extends keyof CallFacts>(
  reason: Reason,
  at: string,
  looked: CallFacts[Reason],
  verdict: CallEntry['verdict'] = 'note',
): CallEntry {
  return { service: 'call', reason, at, verdict, looked } as CallEntry;
}
