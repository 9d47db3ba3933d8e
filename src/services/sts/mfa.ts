import type { User } from '../iam/index.ts';
import type { ApiFailure, ApiRequest } from '../service.ts';
import { refusal } from './failure.ts';

/** That the caller proved an MFA device, as condition keys of the request. */
export interface MfaProof {
  readonly context: Readonly<Record<string, string>>;
}

interface MfaParameters {
  readonly serialNumber?: string | undefined;
  readonly tokenCode?: string | undefined;
}

/**
 * Looks at the MFA parameters: `tokenCode` is six digits beside a `serialNumber`, or simply the name of the device. The
 * device must be the caller's own, so only IAM users can prove one.
 */
export function mfaProof({ caller, parameters }: ApiRequest<MfaParameters>): MfaProof | ApiFailure | undefined {
  const { serialNumber, tokenCode } = parameters;
  if (serialNumber === undefined && tokenCode === undefined) return undefined;
  const device = serialNumber ?? tokenCode ?? '';
  const owner = caller.identity?.owner;
  const proven = tokenCode !== undefined && owner !== undefined && 'mfaDevices' in owner && has(owner, device);
  if (!proven) {
    const message = 'MultiFactorAuthentication failed with invalid MFA one time pass code.';
    return refusal('mfa-failed', { device }, { at: owner?.address ?? '', message });
  }
  return { context: { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' } };
}

/** A device is named as in the file, or by its serial number, which for a virtual one is an ARN. */
function has(user: User, device: string): boolean {
  const name = device.slice(device.lastIndexOf('/') + 1);
  return user.mfaDevices.includes(device) || user.mfaDevices.includes(name);
}
