import type { ReasonTable } from '../../core/trace.ts';

/** Every reason of the console's sign-in, with the values its sentence is made from. */
export interface SigninFacts {
  readonly 'no-password': { readonly who: string };
  readonly 'mfa-demanded': { readonly user: string; readonly devices: readonly string[] };
  readonly 'not-signed-in': { readonly with: string };
  readonly 'root-cannot-switch': Record<never, never>;
  readonly 'signed-in': { readonly who: string; readonly until: string };
  readonly switched: {
    readonly duration: string;
    readonly roleMaximum: string;
    readonly left: string;
  };
}

const USE = 'IAM User Guide: Methods to assume a role';
const SWITCH = 'IAM User Guide: Switch from a user to an IAM role (console)';

export const reasons = {
  'no-password': {
    says: ({ who }) => `${who} has no password to sign in with`,
    meaning: 'a user without a password, or somebody who is no user, signs in to the console',
    awsCode: 'AccessDenied',
    page: 'IAM User Guide: How IAM users sign in to your AWS account',
  },
  'mfa-demanded': {
    says: ({ user, devices }) => `${user} has an MFA device (${devices.join(', ')}) and must show it to sign in`,
    meaning: 'a user with an MFA device signs in to the console without a code of it',
    awsCode: 'AccessDenied',
    page: 'IAM User Guide: MFA enabled sign-in',
  },
  'not-signed-in': {
    says: (looked) => `only who signed in with a password can switch roles, not ${looked.with}`,
    meaning: 'SwitchRole without a session of the console',
    awsCode: 'AccessDenied',
    page: SWITCH,
  },
  'root-cannot-switch': {
    says: () => 'the root user cannot switch roles',
    meaning: 'the root user switches roles in the console',
    awsCode: 'AccessDenied',
    page: SWITCH,
  },
  'signed-in': {
    says: ({ who, until }) => `${who} is signed in until ${until}`,
    meaning: 'a session of the console was made',
    page: USE,
  },
  switched: {
    says: ({ duration, roleMaximum, left }) =>
      `switching lasts ${duration}: the lesser of the role's maximum (${roleMaximum}) and what is left of the sign-in (${left})`,
    meaning: 'how long a role lasts that was switched to in the console',
    page: USE,
  },
} as const satisfies ReasonTable<SigninFacts>;
