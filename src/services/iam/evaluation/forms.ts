import {
  DELEGATED,
  DIRECT,
  type Grant,
  grantOfEntry,
  LIMITED,
  type PrincipalType,
  principalEntry,
} from '../policy/principal-element.ts';
import { accountOfPrincipal, type Principal } from '../policy/request.ts';
import type { GateKind } from './gates.ts';

/** A form in which a resource policy may name a caller, and what still limits the caller then. */
export interface PrincipalForm {
  readonly form: 'user ARN' | 'role ARN' | 'session ARN' | 'account' | 'everyone';
  /** As it would stand in the policy. */
  readonly text: string;
  /** The types of policy that must still allow, within one account. */
  readonly limitedBy: readonly GateKind[];
}

const LIMITS: Readonly<Record<Grant, readonly GateKind[]>> = {
  0: [],
  [DELEGATED]: ['identity', 'boundary', 'session'],
  [LIMITED]: ['boundary', 'session'],
  [DIRECT]: [],
};

/** Every form in which a resource policy could name a principal, the narrowest first. */
export function principalForms(principal: Principal): readonly PrincipalForm[] {
  const account = accountOfPrincipal(principal);
  const written: readonly [PrincipalForm['form'], PrincipalType, string | undefined][] = [
    [
      'session ARN',
      'AWS',
      principal.kind === 'role-session' || principal.kind === 'federated-user' ? principal.arn : undefined,
    ],
    ['role ARN', 'AWS', principal.kind === 'role-session' ? principal.roleArn : undefined],
    [
      'user ARN',
      'AWS',
      principal.kind === 'user' ? principal.arn : principal.kind === 'federated-user' ? principal.userArn : undefined,
    ],
    ['account', 'AWS', account],
    ['everyone', '*', '*'],
  ];
  return written.flatMap(([form, type, text]) => {
    if (text === undefined) return [];
    return [{ form, text, limitedBy: LIMITS[grantOfEntry(principalEntry(type, text), principal)] }];
  });
}
