import { object } from '../../schema/collections.ts';
import { contextOf, principalKeys } from '../iam/index.ts';
import { defineAction } from '../service.ts';

/** `sts:GetCallerIdentity`: always allowed, even where a policy denies it (STS API Reference). */
export const getCallerIdentity = defineAction({
  parameters: object({}),
  describe: (_, { action, caller }) => [{ action, resource: '*', resourceAccount: caller.accountId ?? '' }],
  perform: (_, { caller }) => {
    const principal = caller.identity?.principal;
    const userId = principal && contextOf(principalKeys(principal)).get('aws:userid');
    return {
      ok: {
        response: {
          account: caller.accountId ?? null,
          arn: caller.arn ?? null,
          userId: typeof userId === 'string' ? userId : null,
        },
      },
    };
  },
});
