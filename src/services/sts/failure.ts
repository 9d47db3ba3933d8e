import type { ApiFailure } from '../service.ts';
import { reasons, type StsFacts } from './reasons.ts';

/** A refusal with its reason, message and trace. `message` is AWS's own where it is known. */
export function refusal<Reason extends keyof StsFacts>(
  reason: Reason,
  looked: StsFacts[Reason],
  { at = '', message }: { readonly at?: string; readonly message?: string } = {},
): ApiFailure {
  const text = reasons[reason] as { readonly says: (looked: StsFacts[Reason]) => string; readonly awsCode?: string };
  const awsCode = text.awsCode ?? 'ValidationError';
  const denied = awsCode === 'AccessDenied';
  return {
    awsCode,
    httpStatus: denied || awsCode === 'ExpiredToken' ? 403 : 400,
    message: message ?? text.says(looked),
    reason,
    at,
    outcome: denied ? 'denied' : 'error',
    trace: [{ service: 'sts', reason, at, verdict: 'block', looked }],
  };
}
