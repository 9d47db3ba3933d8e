import { canonicalIdOf } from '../iam/index.ts';

/**
 * An account as S3 knows owners and grantees: its twelve digits, or a canonical user id where nobody knows to which
 * account it belongs.
 */
export type Party = string;

/** Who owns what an unsigned request uploads (S3 User Guide, Access control list overview). */
export const ANONYMOUS_PARTY: Party = '65a011a29cdf8ec533ec3d1ccaae921c';

/** The canonical user id under which EC2 reads image bundles; `aws-exec-read` grants to it. */
export const EC2_BUNDLE_PARTY: Party = '6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c';

/** Whether a party is an account whose id is known. */
export function isAccount(party: Party): boolean {
  return /^\d{12}$/.test(party);
}

/** The canonical user id of a party, as ACLs show it. */
export function canonicalIdOfParty(party: Party): string {
  return isAccount(party) ? canonicalIdOf(party) : party;
}
